"""The bodies that the mock accepts, field by field. Anything not listed is refused."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tests.mockad_af.falt import (
    Kontroll,
    datum,
    eller_tomt,
    en_av,
    heltal,
    i_ordning,
    lista,
    monster,
    objekt,
    organisationsnummer,
    personnummer,
    tal,
    text,
    tidpunkt,
)
from tests.mockad_af.felsvar import Faltfel, Faltkod

AVVIKELSEKODER = (15, 16, 17, 18, 19, 20, 21, 22, 26, 27, 28)
ANNAN_KAND_ORSAK = 18
KATEGORIER = ("motivation_formaga", "sprak", "jobbsokande", "arbetsplatsforlagd")
MINSTA_FRANVARO = timedelta(minutes=15)

UNIKT_ID = monster(r"[0-9A-Za-z-]{1,64}(?:_(?:0|[1-9][0-9]{0,3}))?", "ett unikt id")
UNIKT_ID_MED_VERSION = monster(r"[0-9A-Za-z-]{1,64}_(?:0|[1-9][0-9]{0,3})", "ett unikt id med version, t.ex. …_0")
KOD = monster(r"[a-z0-9_]{1,40}", "en kod: små bokstäver, siffror och understreck")
KOMMUNKOD = monster(r"[0-9]{4}", "en kommunkod med fyra siffror")

HUVUD: dict[str, Kontroll] = {
    "unikt_id": UNIKT_ID,
    "arendeidentitet": text(64),
    "lopnummer": heltal(1, 2_147_483_647),
    "personnummer": personnummer,
}


def _underkod(stam: str, varde: Mapping[str, Any]) -> list[Faltfel]:
    if (varde["kod"] == ANNAN_KAND_ORSAK) == (varde.get("underkod") is not None):
        return []
    return [Faltfel(f"{stam}underkod", Faltkod.VILLKOR, "anges för kod 18 och bara för den")]


def _tid(varde: Mapping[str, Any], namn: str) -> datetime:
    return datetime.fromisoformat(varde[namn])


def _inom_tiden(stam: str, varde: Mapping[str, Any]) -> list[Faltfel]:
    for ande, fore, efter in (
        ("fran", "forvantad_fran", "franvarande_fran"),
        ("till", "franvarande_till", "forvantad_till"),
    ):
        if _tid(varde, fore) > _tid(varde, efter):
            return [Faltfel(f"{stam}franvarande_{ande}", Faltkod.VILLKOR, "ligger utanför den förväntade tiden")]
    return []


def _lang_nog(falt: str, rader: list[Any]) -> list[Faltfel]:
    """More than 15 minutes in all of each occasion."""
    borta: dict[str, timedelta] = {}
    for rad in rader:
        langd = _tid(rad, "franvarande_till") - _tid(rad, "franvarande_fran")
        borta[rad["forvantad_fran"]] = borta.get(rad["forvantad_fran"], timedelta()) + langd
    if all(langd > MINSTA_FRANVARO for langd in borta.values()):
        return []
    return [Faltfel(falt, Faltkod.VILLKOR, "frånvaron ska vara längre än 15 minuter")]


def inte_slut(innehall: Mapping[str, Any], nu: datetime) -> list[Faltfel]:
    """Deviations of occasions that are not over."""
    rader = enumerate(innehall.get("avvikelser") or ())
    return [
        Faltfel(f"avvikelser.{nr}.forvantad_till", Faltkod.VILLKOR, "tillfället är inte slut")
        for nr, rad in rader
        if _tid(rad, "forvantad_till") > nu
    ]


AVVIKELSE = objekt(
    {
        "kod": en_av(*AVVIKELSEKODER),
        "forvantad_fran": tidpunkt,
        "forvantad_till": tidpunkt,
        "franvarande_fran": tidpunkt,
        "franvarande_till": tidpunkt,
    },
    {"underkod": eller_tomt(en_av(1, 2, 3, 4, 5))},
    _underkod,
    i_ordning("forvantad_fran", "forvantad_till"),
    i_ordning("franvarande_fran", "franvarande_till"),
    _inom_tiden,
)

SAMRAD = objekt(
    HUVUD
    | {
        "avsandande_myndighet": objekt(
            {"organisationsnummer": organisationsnummer, "namn": text(200), "handlaggare": text(200)}
        ),
        "syfte": text(1000),
        "lagtext": text(2000),
        "fraga": text(4000),
        "svar_onskas_senast": datum,
    }
)

UNDERRATTELSE = objekt(
    HUVUD | {"kommunkod": KOMMUNKOD, "datum": datum, "bedomningskod": KOD, "text": text(4000)},
)

INFORMATIONSOVERLAMNING = objekt(
    HUVUD
    | {
        "unikt_id": UNIKT_ID_MED_VERSION,
        "kommunkod": KOMMUNKOD,
        "beslut": objekt({"typ": KOD, "fran": datum, "tom": eller_tomt(datum)}, {}, i_ordning("fran", "tom")),
        "aktivitetskategori": eller_tomt(en_av(*KATEGORIER)),
        "timmar_per_vecka": tal(0, 40),
        "utforande_verksamhet": eller_tomt(objekt({"namn": text(200), "organisationsnummer": organisationsnummer})),
        "plan_sammanfattning": eller_tomt(text(1000)),
        "start": datum,
        "slut": eller_tomt(datum),
    },
    {"avvikelser": eller_tomt(lista(AVVIKELSE, 20, _lang_nog))},
    i_ordning("start", "slut"),
)

SOKNING = objekt({"personnummer": personnummer})
