"""Paths of the instruments that measurements are made with: what there is, and a nämnd's own versions."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from app.begrepp.parter import Part
from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.representations import Handelser, LankUt
from app.core.unit_of_work import Arbete
from app.katalog import egeninstrument_schemas as egna
from app.katalog import instrument_actions as actions
from app.katalog import instrument_schemas as schemas
from app.katalog.instrument_bilder import Bild, Helhet, Rad

router = rutter("/{kommunkod}/instrument", "instrument")
LAS, SKRIV = "progression:las", "instrument:skriv"
InstrumentId = Annotated[str, Path(alias="instrumentId", max_length=60)]
Versionsnummer = Annotated[str, Path(alias="versionsnummer", max_length=60)]
NamndId = Annotated[
    UUID | None, Query(alias="namndId", description="Vilken nämnds, när en utförare har avtal med flera")
]


def _namnd(anrop: Anrop, namnd_id: UUID | None) -> str:
    """What an utförare adds to an address, since it may reach several nämnder."""
    return f"?namndId={namnd_id}" if namnd_id is not None and anrop.aktor.part is Part.UTFORARE else ""


def _rad(anrop: Anrop, rad: Rad) -> schemas.InstrumentRad:
    return schemas.InstrumentRad.av(rad, anrop.lank("instrument", rad.kod) + _namnd(anrop, rad.namnd_id))


def _helhet(anrop: Anrop) -> Bildning[Helhet]:
    return lambda _arbete, h: schemas.InstrumentUt.av(h, anrop.lank("instrument", h.kod), _namnd(anrop, h.namnd_id))


def _version(anrop: Anrop) -> Bildning[Bild]:
    """One version at its own address."""

    def bild(_arbete: Arbete, b: Bild) -> egna.EgenversionUt:
        adress = anrop.lank("instrument", b.helhet.kod, "versioner", b.nummer) + _namnd(anrop, b.helhet.namnd_id)
        return egna.EgenversionUt.av(b, adress)

    return bild


@router.get(
    "",
    **op(
        LAS,
        "lista_instrument",
        "Lista instrument",
        "De instrument som progression mäts med: de som följer med tjänsten och nämndens egna, med den version som "
        "gäller. / The instruments that progression is measured with.",
        schemas.Instrumentlista,
    ),
)
async def lista_instrument(anrop: Kommunanrop) -> Response:
    """All of them: few, and a nämnd has no more than a hundred of its own."""
    return await anrop.las(
        actions.lista,
        lambda _a, rader: schemas.Instrumentlista(
            instrument=[_rad(anrop, r) for r in rader], lankar={"self": LankUt(href=anrop.adress, method="GET")}
        ),
    )


@router.post(
    "",
    **op(
        SKRIV,
        "skapa_instrument",
        "Ladda upp instrument",
        "Ett eget instrument med ett första utkast. Utkastets fel står i svaret, alla på en gång. / Uploads an "
        "instrument as a draft.",
        egna.EgenversionUt,
        201,
    ),
)
async def skapa_instrument(anrop: Kommunanrop, indata: egna.NyttInstrument) -> Response:
    """A code that is taken is refused: the next version is another path."""
    return await anrop.skriv(
        lambda a: actions.skapa(a, indata.data()), _version(anrop), status=201, plats=lambda b: _plats(anrop, b)
    )


def _plats(anrop: Anrop, b: Bild) -> str:
    return anrop.lank("instrument", b.helhet.kod, "versioner", b.nummer)


@router.post(
    "/granska",
    **op(
        SKRIV,
        "granska_instrument",
        "Granska instrument",
        "Alla fel i ett instrument på en gång, med plats i JSON. Ingenting sparas. / Every fault of an instrument; "
        "nothing is stored.",
        egna.InstrumentgranskningUt,
        idempotens=False,
    ),
)
async def granska_instrument(anrop: Kommunanrop, indata: egna.NyttInstrument) -> Response:
    """The same that stops a publication."""
    return await anrop.las(
        lambda a: actions.prova(a, indata.data()),
        lambda _a, fel: egna.InstrumentgranskningUt(giltigt=not fel, fel=[egna.InstrumentfelUt.av(f) for f in fel]),
    )


@router.get(
    "/{instrumentId}",
    **op(
        LAS,
        "hamta_instrument",
        "Hämta instrument",
        "De versioner som det mäts eller har mätts med, med nivåer, områden, mål, indikatorer och skalor. / One "
        "instrument.",
        schemas.InstrumentUt,
    ),
)
async def hamta_instrument(anrop: Kommunanrop, instrument_id: InstrumentId, namnd_id: NamndId = None) -> Response:
    """By code."""
    return await anrop.las(lambda a: actions.helhet(a, instrument_id, namnd_id), _helhet(anrop))


@router.post(
    "/{instrumentId}/versioner",
    **op(
        SKRIV,
        "skapa_instrumentversion",
        "Ny version av instrument",
        "Nästa utkast, skrivet eller kopierat från en tidigare version. Också av ett instrument som följer med "
        "tjänsten. / Drafts the next version.",
        egna.EgenversionUt,
        201,
    ),
)
async def skapa_instrumentversion(
    anrop: Kommunanrop, instrument_id: InstrumentId, indata: egna.NyInstrumentversion
) -> Response:
    """One draft at a time."""
    return await anrop.skriv(
        lambda a: actions.ny_version(
            a, instrument_id, huvud=indata.huvud(), innehall=indata.innehall, kopiera_fran=indata.kopiera_fran
        ),
        _version(anrop),
        status=201,
        plats=lambda b: _plats(anrop, b),
    )


@router.get(
    "/{instrumentId}/versioner/{versionsnummer}",
    **op(
        LAS,
        "hamta_instrumentversion",
        "Hämta version av instrument",
        "Innehållet som det skrevs, kontrollsumma, och för ett utkast vad som är fel. / One version.",
        egna.EgenversionUt,
    ),
)
async def hamta_instrumentversion(
    anrop: Kommunanrop, instrument_id: InstrumentId, versionsnummer: Versionsnummer, namnd_id: NamndId = None
) -> Response:
    """A draft is read by its nämnd only."""
    return await anrop.las(lambda a: actions.visa(a, instrument_id, versionsnummer, namnd_id), _version(anrop))


@router.get(
    "/{instrumentId}/versioner/{versionsnummer}/handelser",
    **op(
        LAS,
        "lista_instrumentversionens_handelser",
        "Versionens historik",
        "Alla händelser för en egen version, äldst först. / History.",
        Handelser,
    ),
)
async def lista_instrumentversionens_handelser(
    anrop: Kommunanrop, instrument_id: InstrumentId, versionsnummer: Versionsnummer
) -> Response:
    """Of the nämnd's own; what ships has none."""
    return await anrop.las(lambda a: actions.historia(a, instrument_id, versionsnummer), historik(anrop))


@router.post(
    "/{instrumentId}/versioner/{versionsnummer}/handelser",
    **op(
        SKRIV,
        "handelse_instrumentversion",
        "Händelse på version",
        "Ändra, publicera eller kasta ett utkast, eller ta den publicerade versionen ur bruk. En publicerad version "
        "ändras aldrig. / Post an event.",
        egna.EgenversionUt,
    ),
)
async def handelse_instrumentversion(
    anrop: Kommunanrop,
    instrument_id: InstrumentId,
    versionsnummer: Versionsnummer,
    indata: egna.InstrumentversionHandelse,
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _utfor(a, instrument_id, versionsnummer, indata), _version(anrop), kraver_version=True
    )


async def _utfor(arbete: Arbete, kod: str, nummer: str, indata: egna.InstrumentversionHandelse) -> Bild:
    match indata:
        case egna.AndraInstrumentversion():
            falt = {n: getattr(indata, n) for n in ("namn", "agare", "kalla", "innehall")}
            return await actions.andra(arbete, kod, nummer, **falt)
        case egna.PubliceraInstrumentversion():
            return await actions.publicera(arbete, kod, nummer)
        case egna.KastaInstrumentversion():
            return await actions.kasta(arbete, kod, nummer)
        case egna.TaInstrumentversionUrBruk():
            return await actions.ta_ur_bruk(arbete, kod, nummer, skal=indata.skal)
