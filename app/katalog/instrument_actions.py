"""Acts on a nämnd's instruments: what there is to measure with, a new draft, change, publish, throw away."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.begrepp.identiteter import nytt_id
from app.begrepp.parter import Part
from app.core.errors import Faltfel, Konflikt, OgiltigtInnehall, Saknas, felkod
from app.core.journal import Handelse, historik
from app.core.transitions import Mojligheter
from app.core.unit_of_work import Arbete
from app.katalog import instrument as levererade
from app.katalog.instrument_bilder import Bild, Helhet, Rad, forenad
from app.katalog.instrument_granskning import granska_innehall, granska_uppladdning
from app.katalog.instrument_modell import kontrollsumma
from app.katalog.instrument_states import HAR_FEL, INSTRUMENTVERSION, EgenStatus, VersionLage
from app.katalog.instrumentversioner import Egenversion, i_bruk, versioner_av

NAMN = INSTRUMENTVERSION.namn
FLERA_NAMNDER = felkod("flera_namnder", 409, "Flera nämnder har instrumentet", "Several boards have the instrument")


def _utforare(arbete: Arbete) -> UUID | None:
    return arbete.aktor.organisation_id if arbete.aktor.part is Part.UTFORARE else None


async def lista(arbete: Arbete) -> list[Rad]:
    """What the caller may measure with or writes on, by code: what ships, and what is the nämnd's own."""
    rader = await arbete.rader(i_bruk(arbete.aktor.namnd_id, _utforare(arbete), arbete.idag))
    egna: dict[tuple[str, UUID], Rad] = {}
    for namnd_id, kod, nummer, status, namn, agare in rader:
        fore = egna.get((kod, namnd_id)) or _levererad_rad(kod) or Rad(kod, namn, agare, None, None, None)
        if status == EgenStatus.PUBLICERAD.value:
            fore = replace(fore, namn=namn, agare=agare, galler=nummer)
        else:
            fore = replace(fore, utkast=nummer)
        egna[kod, namnd_id] = replace(fore, namnd_id=namnd_id)
    har = {kod for kod, _ in egna}
    ovriga = [r for kod in levererade.alla() if kod not in har and (r := _levererad_rad(kod)) is not None]
    return sorted([*egna.values(), *ovriga], key=lambda r: (r.kod, str(r.namnd_id)))


def _levererad_rad(kod: str) -> Rad | None:
    i = levererade.hamta(kod)
    if i is None:
        return None
    return Rad(i.kod, i.namn, i.agare, i.publicerad.version if i.publicerad else None, None, None)


async def helhet(arbete: Arbete, kod: str, namnd_id: UUID | None = None) -> Helhet:
    """An instrument that the caller reaches; 404, or 409 where nämnder differ and none is named."""
    rader = await arbete.alla(versioner_av(kod, namnd_id, _utforare(arbete), arbete.idag))
    if len({r.namnd_id for r in rader}) > 1:
        raise Konflikt("Flera nämnder har egna versioner. Ange vilken i namndId.", kod=FLERA_NAMNDER)
    funnen = forenad(kod, rader)
    if funnen is None or (namnd_id is not None and not rader):
        raise Saknas
    return funnen


def _skydd_bort(h: Helhet, innehall: Mapping[str, Any]) -> list[Faltfel]:
    """DP-27: a level that is protected in a version stays so in the next."""
    skyddade = {n.kod for v in (h.instrument.versioner if h.instrument else ()) for n in v.nivaer if n.skyddad}
    nivaer = innehall.get("nivaer")
    rader = enumerate(nivaer if isinstance(nivaer, list) else [])
    text = "Nivån är skyddad i en tidigare version och måste vara det (DP-27)."
    return [
        Faltfel(f"/innehall/nivaer/{i}/skyddad", "skyddad", text)
        for i, n in rader
        if isinstance(n, dict) and str(n.get("kod")) in skyddade and n.get("skyddad") is not True
    ]


def fel_i(h: Helhet, innehall: Mapping[str, Any]) -> list[Faltfel]:
    """Every fault of the content of a draft."""
    return [*granska_innehall(innehall, "/innehall"), *_skydd_bort(h, innehall)]


def _lage(h: Helhet, nummer: int, fel: Sequence[Faltfel] = (), antal: int = 0) -> VersionLage:
    levererat = levererade.hamta(h.kod)
    return VersionLage(
        nummer=nummer,
        utkast=h.utkast.nummer if h.utkast else None,
        levererade=frozenset(v.version for v in (levererat.versioner if levererat else ())),
        antal_fel=len(fel),
        i_bruk=antal,
    )


def _bild(arbete: Arbete, h: Helhet, rad: Egenversion) -> Bild:
    fel = fel_i(h, rad.innehall) if rad.status == EgenStatus.UTKAST.value else []
    mojligheter = Mojligheter()
    if arbete.aktor.part is not Part.UTFORARE:
        mojligheter = arbete.mojligheter(INSTRUMENTVERSION, rad, _lage(h, rad.nummer, fel))
    return Bild(h, rad.nummer, rad, rad.innehall, fel, mojligheter)


def _tal(nummer: str) -> int:
    if not nummer.isascii() or not nummer.isdigit() or len(nummer) > 9:
        raise Saknas
    return int(nummer)


async def visa(arbete: Arbete, kod: str, nummer: str, namnd_id: UUID | None) -> Bild:
    """One version with its content as it was written."""
    h = await helhet(arbete, kod, namnd_id)
    rad = h.egen(_tal(nummer))
    if rad is not None:
        return _bild(arbete, h, rad)
    innehall = levererade.innehall(kod, _tal(nummer))
    if innehall is None:
        raise Saknas
    return Bild(h, _tal(nummer), None, innehall, (), Mojligheter())


async def kand(arbete: Arbete, kod: str) -> Helhet | None:
    """An instrument as the caller's own nämnd has it, if there is such a one; 404 for other parties."""
    namnd_id = arbete.aktor.namnd_id
    if namnd_id is None:
        raise Saknas
    return forenad(kod, await arbete.alla(versioner_av(kod, namnd_id, None, arbete.idag)))


async def egen_helhet(arbete: Arbete, kod: str) -> Helhet:
    """The same; 404 when there is none."""
    if (funnen := await kand(arbete, kod)) is None:
        raise Saknas
    return funnen


async def _egen(arbete: Arbete, kod: str, nummer: str) -> tuple[Helhet, Egenversion]:
    h = await egen_helhet(arbete, kod)
    rad = h.egen(_tal(nummer))
    if rad is None:
        raise Saknas
    return h, rad


async def historia(arbete: Arbete, kod: str, nummer: str) -> list[Handelse]:
    """All händelser of a version of the nämnd's own."""
    _, rad = await _egen(arbete, kod, nummer)
    return list(await arbete.alla(historik(rad.id)))


def _namnd(arbete: Arbete) -> UUID:
    """Whose instruments they are; other parties write none (404), other roles may not (403)."""
    if arbete.aktor.namnd_id is None:
        raise Saknas
    arbete.krav_roll("Nämndens arbetsledare sköter instrumenten.")
    return arbete.aktor.namnd_id


async def prova(arbete: Arbete, data: Mapping[str, Any]) -> list[Faltfel]:
    """Every fault of an instrument as it would be uploaded; nothing is written."""
    _namnd(arbete)
    fel = granska_uppladdning(data)
    if any(f.falt in {"/kod", "/innehall"} for f in fel):
        return fel
    innehall, h = data["innehall"], await kand(arbete, data["kod"])
    return fel if h is None else [*fel, *_skydd_bort(h, innehall)]


async def skapa(arbete: Arbete, data: Mapping[str, Any]) -> Bild:
    """A new instrument with its first draft; raises 422 with every fault if what names it cannot be used."""
    namnd_id = _namnd(arbete)
    fel = granska_uppladdning(data)
    if any(not f.falt.startswith("/innehall/") for f in fel):
        raise OgiltigtInnehall("Instrumentet går inte att läsa in.", fel=fel)
    kod = data["kod"]
    i_bruk_nu = {rad.kod for rad in await arbete.rader(i_bruk(namnd_id, None, arbete.idag))}
    if await kand(arbete, kod) is not None:
        text = f"Instrumentet finns redan. Gör en ny version av det: instrument/{kod}/versioner."
        raise OgiltigtInnehall("Koden är upptagen.", fel=[Faltfel("/kod", "finns", text)])
    h = Helhet(kod, None, ())
    INSTRUMENTVERSION.krav_skapa(arbete.aktor.roll, _lage(h, 1, antal=len(i_bruk_nu)))
    return _fodd(arbete, h, 1, data, data["innehall"])


def _fodd(arbete: Arbete, h: Helhet, nummer: int, huvud: Mapping[str, Any], innehall: Mapping[str, Any]) -> Bild:
    rad = Egenversion(
        id=nytt_id(),
        kommunkod=arbete.kommunkod,
        namnd_id=_namnd(arbete),
        delad_med=None,
        publik=False,
        version=1,
        kod=h.kod,
        nummer=nummer,
        status=EgenStatus.UTKAST.value,
        innehall=utan_tomma(innehall),
        skapad=arbete.nu,
        skapad_av=arbete.aktor.person,
        **{n: huvud[n] for n in ("namn", "agare", "kalla")},
    )
    arbete.fodd(rad, NAMN, "skapa", kod=h.kod, nummer=nummer)
    return _bild(arbete, replace(h, egna=(*h.egna, rad)), rad)


def utan_tomma(innehall: Mapping[str, Any]) -> dict[str, Any]:
    """Without fields that say null, which say nothing: answers leave them out, and the checksum is of what is read."""
    return {n: _utan_tomma(v) for n, v in innehall.items() if v is not None}


def _utan_tomma(varde: Any) -> Any:
    if isinstance(varde, dict):
        return utan_tomma(varde)
    return [_utan_tomma(v) for v in varde] if isinstance(varde, list) else varde


async def ny_version(
    arbete: Arbete, kod: str, *, huvud: Mapping[str, str], innehall: Mapping[str, Any] | None, kopiera_fran: int | None
) -> Bild:
    """The next draft of an instrument that ships or is the nämnd's own; what ``huvud`` leaves out stays as it was."""
    _namnd(arbete)
    h = await egen_helhet(arbete, kod)
    nummer = max(h.nummer) + 1
    INSTRUMENTVERSION.krav_skapa(arbete.aktor.roll, _lage(h, nummer))
    if innehall is None:
        innehall = _kopia(h, kopiera_fran)
    forra: Any = h.instrument or h.egna[-1]
    gammalt = {n: getattr(forra, n) for n in ("namn", "agare", "kalla")}
    return _fodd(arbete, h, nummer, gammalt | dict(huvud), innehall)


def _kopia(h: Helhet, nummer: int | None) -> Mapping[str, Any]:
    rad = h.egen(nummer or 0)
    innehall = rad.innehall if rad is not None else levererade.innehall(h.kod, nummer or 0)
    if innehall is None:
        raise OgiltigtInnehall(
            "Versionen finns inte.", fel=[Faltfel("/kopieraFran", "okand", "Instrumentet har ingen sådan version.")]
        )
    return innehall


async def andra(arbete: Arbete, kod: str, nummer: str, **falt: Any) -> Bild:
    """Replace the whole content of a draft."""
    h, rad = await _egen(arbete, kod, nummer)
    falt["innehall"] = utan_tomma(falt["innehall"])
    andrade = sorted(n for n, v in falt.items() if getattr(rad, n) != v)
    await arbete.utfor(INSTRUMENTVERSION, rad, "andra", _lage(h, rad.nummer), uppgifter={"falt": andrade})
    for namn, varde in falt.items():
        setattr(rad, namn, varde)
    return _bild(arbete, h, rad)


async def publicera(arbete: Arbete, kod: str, nummer: str) -> Bild:
    """Measure with it from now on; refused with every fault of it at once."""
    h, rad = await _egen(arbete, kod, nummer)
    fel = fel_i(h, rad.innehall)
    lage = _lage(h, rad.nummer, fel)
    await arbete.krav_version(rad)
    try:
        INSTRUMENTVERSION.valj(rad.status, "publicera", arbete.aktor.roll, lage)
    except Konflikt as nej:
        if any(f.kod == HAR_FEL for f in nej.fel):
            raise OgiltigtInnehall("Utkastet har fel och kan inte publiceras.", fel=fel) from nej
        raise
    forra = next((r for r in h.egna if r.status == EgenStatus.PUBLICERAD.value), None)
    if forra is not None:
        _ersatt(arbete, forra)
        await arbete.session.flush()  # one published at a time, also between two statements
    await arbete.utfor(INSTRUMENTVERSION, rad, "publicera", lage)
    rad.publik = True
    rad.kontrollsumma = kontrollsumma({**rad.innehall, "version": rad.nummer})
    rad.publicerad, rad.publicerad_av = arbete.nu, arbete.aktor.person
    return _bild(arbete, h, rad)


def _ersatt(arbete: Arbete, rad: Egenversion) -> None:
    """The step that follows from another's publishing: by the table's row, without its role or version check."""
    fran, rad.status = rad.status, EgenStatus.ERSATT.value
    arbete.andrad(rad, NAMN, "ersatt", fran, {})


async def kasta(arbete: Arbete, kod: str, nummer: str) -> Bild:
    """Throw a draft away; its number is not used again."""
    h, rad = await _egen(arbete, kod, nummer)
    await arbete.utfor(INSTRUMENTVERSION, rad, "kasta", _lage(h, rad.nummer))
    return _bild(arbete, h, rad)


async def ta_ur_bruk(arbete: Arbete, kod: str, nummer: str, *, skal: str) -> Bild:
    """No new measurements with it; of an instrument that ships, its own version is measured with again."""
    h, rad = await _egen(arbete, kod, nummer)
    await arbete.utfor(INSTRUMENTVERSION, rad, "ta_ur_bruk", _lage(h, rad.nummer), uppgifter={"skal": skal})
    return _bild(arbete, h, rad)
