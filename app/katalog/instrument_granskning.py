"""Reads an instrument from JSON and names every fault of it at once, each with a pointer to its place.

Form and meaning are judged in the same pass, so that one unknown field does not hide a wrong
reference. Pure; must not know files or HTTP.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from app.core.errors import Faltfel
from app.katalog.instrument_form import (
    HARLEDNING,
    INDIKATOR,
    INNEHALL,
    INSTRUMENT,
    MAL,
    NIVA,
    OMRADE,
    SKALA,
    SKALVARDE,
    UPPLADDNING,
    VERSION,
    Krav,
)
from app.katalog.instrument_modell import (
    EJ_BEDOMD,
    OTILLGANGLIG,
    Avser,
    Harledning,
    Indikator,
    Instrument,
    Instrumentversion,
    Mal,
    Malslag,
    Niva,
    Omrade,
    Respondent,
    Skala,
    Skaltyp,
    Skalvarde,
    VersionStatus,
    kontrollsumma,
)

Objekt = dict[str, Any]
# What one measurement can hold; an instrument with more could not be answered.
FLEST_OMRADEN, FLEST_SVAR = 50, 100


class OgiltigtInstrument(ValueError):
    """The instrument cannot be used; ``fel`` names every fault."""

    def __init__(self, fel: Iterable[Faltfel]) -> None:
        self.fel = tuple(fel)
        super().__init__("; ".join(f"{f.falt}: {f.meddelande}" for f in self.fel))


class Granskning:
    """Collects faults while walking an instrument; what it hands on is whole enough to walk further."""

    def __init__(self) -> None:
        self.fel: list[Faltfel] = []

    def neka(self, plats: str, kod: str, meddelande: str) -> None:
        """Note one fault."""
        self.fel.append(Faltfel(plats, kod, meddelande))

    def objekt(self, varde: object, plats: str, form: Mapping[str, Krav]) -> Objekt:
        """The fields of an object that are as they must be; names the others, the unknown and the missing."""
        if not isinstance(varde, dict):
            self.neka(plats, "objekt", "Värdet ska vara ett objekt.")
            return {}
        krav = {namn.rstrip("?"): k for namn, k in form.items()}
        for namn in sorted(varde.keys() - krav.keys(), key=str):
            self.neka(f"{plats}/{_namn(namn)}", "okant_falt", "Fältet finns inte här.")
        for namn in (n for n in form if not n.endswith("?") and n not in varde):
            self.neka(f"{plats}/{namn}", "saknas", "Fältet saknas.")
        for namn in (n for n, k in krav.items() if n in varde and not k.galler(varde[n])):
            self.neka(f"{plats}/{namn}", "ogiltigt_varde", krav[namn].text)
        return {n: varde[n] for n, k in krav.items() if n in varde and k.galler(varde[n])}

    def lista(self, bararen: Objekt, falt: str, plats: str, form: Mapping[str, Krav]) -> list[tuple[str, Objekt]]:
        """The objects of a list, each with its place."""
        rader = bararen.get(falt, [])
        return [(p, self.objekt(rad, p, form)) for i, rad in enumerate(rader) for p in [f"{plats}/{falt}/{i}"]]

    def unika(self, rader: Iterable[tuple[str, Objekt]], falt: str = "kod") -> set[Any]:
        """The codes of a list; names each that was there before."""
        sedda: set[Any] = set()
        for plats, rad in rader:
            kod = rad.get(falt)
            if kod in sedda:
                self.neka(f"{plats}/{falt}", "dubblett", "Värdet finns redan.")
            elif kod is not None:
                sedda.add(kod)
        return sedda


def _namn(namn: object) -> str:
    """A name as a part of a pointer: escaped as RFC 6901 says, no longer than a code."""
    return str(namn).replace("~", "~0").replace("/", "~1")[:60]


def granska_innehall(data: object, plats: str = "") -> list[Faltfel]:
    """Every fault of the content of one version, as a nämnd writes it; empty when it can be measured with."""
    g = Granskning()
    _granska_version(g, g.objekt(data, plats, INNEHALL), plats)
    return g.fel


def granska_uppladdning(data: object) -> list[Faltfel]:
    """Every fault of an instrument as it is uploaded: whose it is, and the content of one version."""
    g = Granskning()
    rot = g.objekt(data, "", UPPLADDNING)
    if "innehall" in rot:
        g.fel += granska_innehall(rot["innehall"], "/innehall")
    return g.fel


def granska(data: object) -> list[Faltfel]:
    """Every fault of an instrument; empty when it can be used."""
    g = Granskning()
    rot = g.objekt(data, "", INSTRUMENT)
    versioner = g.lista(rot, "versioner", "", VERSION)
    for plats, version in versioner:
        _granska_version(g, version, plats)
        _granska_summa(g, rot["versioner"][int(plats.rpartition("/")[2])], version, plats)
    _granska_ordning(g, versioner)
    return g.fel


def _granska_ordning(g: Granskning, versioner: list[tuple[str, Objekt]]) -> None:
    """Versions are numbered 1, 2, …; replaced ones come first, then the published, then drafts."""
    if not versioner:
        g.neka("/versioner", "saknas", "Instrumentet har ingen version.")
    ordning = [VersionStatus.ERSATT, VersionStatus.PUBLICERAD, VersionStatus.UTKAST]
    forra, publicerade = 0, 0
    for nummer, (plats, version) in enumerate(versioner, start=1):
        if version.get("version", nummer) != nummer:
            g.neka(f"{plats}/version", "ordning", "Versionerna numreras 1, 2, 3 i ordning.")
        if "status" not in version:
            continue
        steg = ordning.index(version["status"])
        publicerade += steg == 1
        if steg < forra or publicerade > 1:
            g.neka(f"{plats}/status", "ordning", "Högst en version är publicerad; ersatta står före den, utkast efter.")
        forra = max(forra, steg)


def _granska_summa(g: Granskning, radata: object, version: Objekt, plats: str) -> None:
    """A version that has been published is what it was then."""
    if version.get("status") in {None, VersionStatus.UTKAST} or not isinstance(radata, dict):
        return
    if version.get("kontrollsumma") != kontrollsumma(radata):
        g.neka(f"{plats}/kontrollsumma", "andrad", "En publicerad version får inte ändras. Gör en ny version.")


def _granska_version(g: Granskning, version: Objekt, plats: str) -> None:
    skalor = g.lista(version, "skalor", plats, SKALA)
    nivaer = g.unika(g.lista(version, "nivaer", plats, NIVA))
    omraden = g.unika(g.lista(version, "omraden", plats, OMRADE))
    g.lista(version, "harledningar", plats, HARLEDNING)
    for skalplats, skala in skalor:
        _granska_skala(g, skala, skalplats)
    _granska_respondenter(g, version, plats)
    if OTILLGANGLIG in nivaer:
        g.neka(f"{plats}/nivaer", "upptagen", f"Koden {OTILLGANGLIG} används i stället för skyddade nivåer.")
    if not nivaer and not any(m.get("indikatorer") for m in _objekt(version, "mal")):
        g.neka(f"{plats}/mal", "saknas", "Versionen har varken nivåer eller indikatorer, så det finns inget att svara.")
    if len(omraden) > FLEST_OMRADEN:
        g.neka(f"{plats}/omraden", "for_manga", f"En mätning rymmer högst {FLEST_OMRADEN} områden.")
    _granska_mal(g, version, plats, {"omrade": omraden, "niva": nivaer, "skala": g.unika(skalor)})


def _objekt(bararen: Objekt, falt: str) -> list[Objekt]:
    return [rad for rad in bararen.get(falt, []) if isinstance(rad, dict)]


def _granska_respondenter(g: Granskning, version: Objekt, plats: str) -> None:
    respondenter = version.get("respondenter")
    if respondenter is not None and (not respondenter or max(Counter(respondenter).values()) > 1):
        g.neka(f"{plats}/respondenter", "respondenter", "Ange minst en respondent, var och en högst en gång.")


def _granska_mal(g: Granskning, version: Objekt, plats: str, kanda: Mapping[str, set[Any]]) -> None:
    mal = g.lista(version, "mal", plats, MAL)
    indikatorer = [rad for p, m in mal for rad in g.lista(m, "indikatorer", p, INDIKATOR)]
    g.unika(indikatorer)
    _granska_antal(g, mal)
    for falt, rader in (("omrade", mal), ("niva", mal), ("skala", indikatorer)):
        for p, rad in rader:
            if rad.get(falt) is not None and rad[falt] not in kanda[falt]:
                g.neka(f"{p}/{falt}", "okand", "Koden finns inte i versionen.")
    par = Counter((m.get("omrade"), m.get("niva")) for _, m in mal)
    for p, m in mal:
        if (m.get("slag") is None) != (m.get("text") is None):
            g.neka(f"{p}/text", "saknas", "Ett mål har både slag och text, eller inget av dem.")
        if par[m.get("omrade"), m.get("niva")] > 1:
            g.neka(f"{p}/omrade", "dubblett", "Området har redan ett mål på den nivån.")


def _granska_antal(g: Granskning, mal: list[tuple[str, Objekt]]) -> None:
    antal: Counter[Any] = Counter()
    for p, m in mal:
        antal[m.get("omrade")] += len(m.get("indikatorer", []))
        if antal[m.get("omrade")] > FLEST_SVAR:
            g.neka(f"{p}/indikatorer", "for_manga", f"Ett område har högst {FLEST_SVAR} indikatorer.")


def _granska_skala(g: Granskning, skala: Objekt, plats: str) -> None:
    fore = len(g.fel)
    varden = g.unika(g.lista(skala, "varden", plats, SKALVARDE))
    typ = skala.get("typ")
    _granska_granser(g, skala, plats)
    if typ == Skaltyp.ORDNAD and len(varden) < 2:
        g.neka(f"{plats}/varden", "for_fa", "En ordnad skala har minst två värden.")
    if varden and (typ != Skaltyp.ORDNAD or EJ_BEDOMD in varden):
        g.neka(f"{plats}/varden", "varden", "Bara en ordnad skala har egna värden, och ej_bedomd är inget av dem.")
    if len(g.fel) == fore and {"kod", "typ", "avser"} <= skala.keys():
        _granska_underlag(g, _skala(skala), plats)


def _granska_granser(g: Granskning, skala: Objekt, plats: str) -> None:
    minst, storst = skala.get("minst"), skala.get("storst")
    if skala.get("typ") == Skaltyp.HELTAL and (minst is None or storst is None or minst >= storst):
        g.neka(f"{plats}/storst", "granser", "En heltalsskala har minst och storst, där storst är större.")
    if skala.get("typ") != Skaltyp.HELTAL and (minst, storst) != (None, None):
        g.neka(f"{plats}/minst", "granser", "Bara en heltalsskala har minst och storst.")


def _granska_underlag(g: Granskning, skala: Skala, plats: str) -> None:
    for i, varde in enumerate(skala.underlag_kravs):
        if not skala.godtar(varde):
            g.neka(f"{plats}/underlagKravs/{i}", "okand", "Värdet finns inte på skalan.")


def tolka(data: object) -> Instrument:
    """The instrument; raises ``OgiltigtInstrument`` with every fault."""
    fel = granska(data)
    if fel or not isinstance(data, dict):
        raise OgiltigtInstrument(fel)
    versioner = tuple(_version(data["kod"], v) for v in data["versioner"])
    return Instrument(data["kod"], data["namn"], data["agare"], data["kalla"], versioner)


def tolka_innehall(kod: str, nummer: int, status: VersionStatus, innehall: Objekt) -> Instrumentversion:
    """A version of a nämnd's own; its content is without faults."""
    return _version(kod, {**innehall, "version": nummer, "status": status})


def _version(kod: str, v: Objekt) -> Instrumentversion:
    return Instrumentversion(
        instrument=kod,
        version=v["version"],
        status=VersionStatus(v["status"]),
        kontrollsumma=kontrollsumma(v),
        axel=v.get("axel"),
        respondenter=tuple(Respondent(r) for r in v["respondenter"]),
        intervall_dagar=v.get("intervallDagar"),
        skalor=tuple(_skala(s) for s in v["skalor"]),
        nivaer=tuple(Niva(n["kod"], n["namn"], n["text"], n.get("skyddad", False), n.get("farg")) for n in v["nivaer"]),
        omraden=tuple(Omrade(o["kod"], o["namn"], tuple(o.get("stavningar", ()))) for o in v["omraden"]),
        mal=tuple(_mal(m) for m in v["mal"]),
        harledningar=tuple(Harledning(h["galler"], h["text"]) for h in v.get("harledningar", ())),
    )


def _skala(s: Objekt) -> Skala:
    return Skala(
        kod=s["kod"],
        typ=Skaltyp(s["typ"]),
        avser=Avser(s["avser"]),
        minst=s.get("minst"),
        storst=s.get("storst"),
        varden=tuple(Skalvarde(v["kod"], v["namn"]) for v in s.get("varden", ())),
        underlag_kravs=tuple(s.get("underlagKravs", ())),
    )


def _mal(m: Objekt) -> Mal:
    slag = m.get("slag")
    indikatorer = tuple(Indikator(i["kod"], i["text"], i["skala"]) for i in m["indikatorer"])
    return Mal(
        omrade=m["omrade"],
        niva=m.get("niva"),
        niva_harledd=m.get("nivaHarledd", False),
        slag=None if slag is None else Malslag(slag),
        text=m.get("text"),
        indikatorer=indikatorer,
    )
