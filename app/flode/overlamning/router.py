"""Paths of the överlämning."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from app.core import pictures
from app.core.http import Anrop, Bildning, Kommunanrop, historik, op, rutter
from app.core.paging import Sidfraga
from app.core.representations import Handelser
from app.core.unit_of_work import Arbete
from app.flode.overlamning import actions, avvikelser, schemas, versioner
from app.flode.overlamning.models import Overlamning
from app.flode.samrad.utskrift import Paket, som_blad

router = rutter("/{kommunkod}/arenden/{arendeId}/overlamningar", "overlamningar")
LAS, SKRIV = "overlamning:las", "overlamning:skriv"
ArendeId = Annotated[UUID, Path(alias="arendeId")]
OverlamningId = Annotated[UUID, Path(alias="overlamningId")]


def _adress(anrop: Anrop, arende_id: UUID, *delar: object) -> str:
    return anrop.lank("arenden", arende_id, "overlamningar", *delar)


def _overlamning(anrop: Anrop, arende_id: UUID) -> Bildning[actions.Bild]:
    def bild(_arbete: Arbete, b: actions.Bild) -> schemas.OverlamningUt:
        adress = _adress(anrop, arende_id, b.overlamning.id)
        return schemas.OverlamningUt.av(b.overlamning, b.innehall, b.mojligheter, adress)

    return bild


def _rad(anrop: Anrop, arende_id: UUID) -> Bildning[Overlamning]:
    return lambda _arbete, rad: schemas.OverlamningRad.av(rad, _adress(anrop, arende_id))


def _utlamnande(indata: schemas.MedGrund) -> actions.Utlamnande | None:
    if indata.utlamnande_grund is None or indata.utlamnande_lagrum is None:
        return None
    return actions.Utlamnande(indata.utlamnande_grund, indata.utlamnande_lagrum)


@router.get(
    "",
    **op(
        LAS,
        "lista_overlamningar",
        "Lista överlämningar",
        "Ärendets underrättelser och informationsöverlämningar, nyast först. / Hand-overs of the case.",
        schemas.Overlamningar,
    ),
)
async def lista_overlamningar(anrop: Kommunanrop, arende_id: ArendeId, fraga: Annotated[Sidfraga, Query()]) -> Response:
    """Newest first."""
    return await anrop.lista(
        lambda a: actions.lista(a, arende_id, fraga),
        _rad(anrop, arende_id),
        schemas.Overlamningar,
        namn="overlamningar",
    )


@router.post(
    "",
    **op(
        SKRIV,
        "skapa_overlamning",
        "Skapa överlämning",
        "Utkast till underrättelse (AK-15) eller informationsöverlämning (AK-17), också om en avvikelse vid ett "
        "tillfälle; inget lämnas ut förrän det läggs i kö eller lämnas för hand. / Drafts a hand-over.",
        schemas.OverlamningUt,
        201,
    ),
)
async def skapa_overlamning(anrop: Kommunanrop, arende_id: ArendeId, indata: schemas.NyOverlamning) -> Response:
    """A draft shows exactly what would leave."""
    return await anrop.skriv(
        lambda a: _skapa(a, arende_id, indata),
        _overlamning(anrop, arende_id),
        status=201,
        plats=lambda b: _adress(anrop, arende_id, b.overlamning.id),
    )


async def _skapa(arbete: Arbete, arende_id: UUID, indata: schemas.NyOverlamning) -> actions.Bild:
    utlamnande = _utlamnande(indata)
    if isinstance(indata, schemas.NyUnderrattelse):
        return await actions.underratta(
            arbete, arende_id, kanal=indata.kanal, utlamnande=utlamnande, uppgifter=indata.uppgifter()
        )
    if indata.tillfalle_id is not None:
        return await avvikelser.informera(
            arbete,
            arende_id,
            indata.bestallning_id,
            indata.tillfalle_id,
            kanal=indata.kanal,
            utlamnande=utlamnande,
        )
    return await actions.informera(
        arbete,
        arende_id,
        indata.bestallning_id,
        kanal=indata.kanal,
        utlamnande=utlamnande,
        skede=indata.skede,
        uppgifter=indata.uppgifter(),
    )


@router.get(
    "/{overlamningId}",
    **op(
        LAS,
        "hamta_overlamning",
        "Hämta överlämning",
        "Överlämningen med sitt paket, och vad som ska skrivas in när den lämnas för hand. / One hand-over.",
        schemas.OverlamningUt,
    ),
)
async def hamta_overlamning(anrop: Kommunanrop, arende_id: ArendeId, overlamning_id: OverlamningId) -> Response:
    """Detail answer with ``_links`` and ``hinder``."""
    return await anrop.las(lambda a: actions.visa(a, arende_id, overlamning_id), _overlamning(anrop, arende_id))


@router.get(
    "/{overlamningId}/paket",
    **op(
        LAS,
        "hamta_overlamningens_paket",
        "Överlämningens paket",
        "Precis det som lämnas till Arbetsförmedlingen, med funktionsadress, referens och vad som ska skrivas in för "
        "hand. Med `Accept: application/pdf` som blad för SDK-klienten. / Exactly what leaves for AF.",
        schemas.OverlamningspaketUt,
    ),
    responses=pictures.SOM_BLAD,
)
async def hamta_overlamningens_paket(
    anrop: Kommunanrop, arende_id: ArendeId, overlamning_id: OverlamningId
) -> Response:
    """Both forms are logged as a read."""
    adress = anrop.tjanster.settings.af_funktionsadress

    async def paket(arbete: Arbete) -> Paket:
        return await actions.paket(arbete, arende_id, overlamning_id, adress)

    return await pictures.eller_blad(
        anrop, paket, lambda _arbete, p: schemas.OverlamningspaketUt.av(p), lambda a: som_blad(paket(a))
    )


@router.get(
    "/{overlamningId}/handelser",
    **op(
        LAS,
        "lista_overlamningens_handelser",
        "Överlämningens historik",
        "Alla händelser, äldst först. / History.",
        Handelser,
    ),
)
async def lista_overlamningens_handelser(
    anrop: Kommunanrop, arende_id: ArendeId, overlamning_id: OverlamningId
) -> Response:
    """Every change, by people and by AF's system."""
    return await anrop.las(lambda a: actions.historia(a, arende_id, overlamning_id), historik(anrop))


@router.post(
    "/{overlamningId}/handelser",
    **op(
        SKRIV,
        "handelse_overlamning",
        "Händelse på överlämning",
        "Ändra, lägg i kö, lämna för hand, sänd om, ny version, återkalla. / Post an event.",
        schemas.OverlamningUt,
    ),
)
async def handelse_overlamning(
    anrop: Kommunanrop, arende_id: ArendeId, overlamning_id: OverlamningId, indata: schemas.OverlamningHandelse
) -> Response:
    """Needs If-Match."""
    return await anrop.skriv(
        lambda a: _utfor(a, arende_id, overlamning_id, indata), _overlamning(anrop, arende_id), kraver_version=True
    )


async def _utfor(
    arbete: Arbete, arende_id: UUID, overlamning_id: UUID, indata: schemas.OverlamningHandelse
) -> actions.Bild:
    vem = (arbete, arende_id, overlamning_id)
    if isinstance(indata, schemas.RegistreraKvittens):
        return await actions.registrera_kvittens(*vem, kvittensnummer=indata.kvittensnummer)
    if isinstance(indata, schemas.SandOm):
        return await actions.sand_om(*vem, uppgifter=indata.uppgifter.uppgifter())
    if isinstance(indata, schemas.NyVersion):
        return await versioner.ny_version(*vem)
    if isinstance(indata, schemas.Aterkalla):
        return await versioner.aterkalla(*vem, skal=indata.skal)
    return await _lamna(vem, indata)


async def _lamna(
    vem: tuple[Arbete, UUID, UUID],
    indata: schemas.Andra | schemas.LaggIKo | schemas.MarkeraSand | schemas.LamnaManuellt,
) -> actions.Bild:
    """What may bring the ground for the disclosure with it."""
    utlamnande = _utlamnande(indata)
    if isinstance(indata, schemas.Andra):
        return await actions.andra(*vem, utlamnande=utlamnande, uppgifter=indata.uppgifter.uppgifter())
    if isinstance(indata, schemas.LaggIKo):
        return await actions.lagg_i_ko(*vem, utlamnande=utlamnande)
    if isinstance(indata, schemas.MarkeraSand):
        return await actions.markera_sand(*vem, datum=indata.datum, utlamnande=utlamnande)
    return await actions.lamna_manuellt(
        *vem, datum=indata.datum, kvittensnummer=indata.kvittensnummer, utlamnande=utlamnande
    )
