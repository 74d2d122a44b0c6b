"""The table of permissions covers what is served, says what the law's field matrix says, and is the page in docs."""

import csv
import re
import sys
from functools import cache
from itertools import zip_longest
from typing import get_args

import pytest
from pydantic import BaseModel

from app.core.classification import Klass
from app.core.database import Base
from app.core.permissions import (
    FALTMAPP,
    OPERATIONSFIL,
    Faltriktning,
    Innehav,
    alla_under,
    faltrader,
    modeller_per_falt,
    namn_pa,
    operationsrader,
)
from app.core.representations import Lista
from app.core.transitions import Tillstandsmaskin
from app.drift.behorighetsdokument import KOMMANDO, behorigheter_md
from app.drift.behorighetsinventering import Operation, falt, operationer
from app.katalog import rollista
from app.main import create_app
from app.settings import Settings
from tests.architecture.kallkod import ROT, filer, rollprov

FIL = ROT / "docs" / "behorigheter.md"
NAMNDEN = {Innehav.HANDLAGGARE, Innehav.ARBETSLEDARE}
UTFORAREN = {Innehav.VAGLEDARE, Innehav.SAMORDNARE}
UTAN_PERSONER = {Innehav.KOMMUNENS_ADMINISTRATOR, Innehav.UTFORARENS_ADMINISTRATOR, Innehav.RAPPORTOR}
OMTALIGT = {Klass.KANSLIG, Klass.SKYDDAD}
# The nämnd's alone (DP-02, DP-08, DP-13, DP-26): what the household needs, what was judged and why, what AF said.
NAMNDENS_OMRADEN = {"arende", "bedomning", "samrad", "beslut", "behov", "overlamning", "bevakning", "rapport"}
NAMNDENS_FALT = {
    "arendeId", "beslutId", "bedomningId", "samradId", "afuppgiftId", "afReferens", "stallningstagande",
    "forsorjningshinder", "undantag", "externaReferenser", "fkAvvikelseSkal", "namndensBarnetsBasta", "timmarSkal",
    "varningar", "reservutforare", "godtagna", "inteGodtagna",
}  # fmt: skip
# What the law says, open to everybody.
LAGEN = "vyer.regelverk."
# The utförare's own words in the plan, and what is true of an aktivitet.
TILLATET_OM_BARN = {
    ("flode.plan.schemas.PlanUt", "barnetsBasta"),
    ("katalog.aktivitet_schemas.AktivitetUt", "barnomsorgPaPlats"),
    ("katalog.aktivitet_schemas.AktivitetRad", "barnomsorgPaPlats"),
}
# Lists of many persons are in order of these days, and whoever is protected has none there (DP-15).
DAGAR_I_LISTOR = {
    "flode.bedomning.provning_schemas.KlockradUt", "flode.bevakning.schemas.BevakningRad",
    "flode.narvaro.schemas.TillfalleRad", "flode.skydd.schemas.NamngivenRad",
}  # fmt: skip
# Where a role is refused for more than the operation that it asks for.
ROLLPROV = {
    ("flode/beslut/actions.py", "_krav_manniska"): "DP-31: nor is a machine or an unnamed person let in",
    (
        "flode/uppfoljning/actions.py",
        "_krav_roll",
    ): "what is not about a vägledare's persons is not there: 404, not 403",
    ("flode/uppstartsmote/kalender_actions.py", "_krav_i_arbete"): "the register must know the person in the same role",
}
# Rows of reports about single persons have a permission of their own (SoLPuL 7 a §, DP-03).
EGEN_BEHORIGHET = {"rapport:personrader"}


@cache
def ops() -> tuple[Operation, ...]:
    return operationer(create_app(Settings()))


def far(operation: str) -> frozenset[str]:
    return operationsrader()[operation].far


def laser(roll: str) -> set[tuple[str, str]]:
    """The fields of answers that a role reads."""
    return {
        nyckel for nyckel, rad in faltrader().items() if roll in rad.far and rad.riktning is not Faltriktning.BEGARAN
    }


@pytest.mark.krav("S3")
def test_ingen_nekar_en_roll_vid_sidan_av_tabellen() -> None:
    """A role in a step's own words would be a second table, and the two would part."""
    funna = {(fil, fynd.vad) for fil, modul in filer().items() for fynd in rollprov(modul)}
    assert funna == set(ROLLPROV)


@pytest.mark.krav("S3", "ASVS 8.1.1", "ASVS 8.2.1")
def test_varje_anrop_har_en_rad_och_varje_rad_ett_anrop() -> None:
    serverade = {op.namn: (op.metod, op.vag, op.scope) for op in ops()}
    assert {rad.operation: (rad.metod, rad.vag, rad.scope) for rad in operationsrader().values()} == serverade
    assert [namn for namn, rad in operationsrader().items() if not rad.far] == [], "an operation for nobody"


@pytest.mark.krav("S3", "ASVS 8.1.2", "ASVS 8.2.3")
def test_varje_falt_har_en_rad_och_varje_rad_ett_falt() -> None:
    assert {nyckel: rad.riktning for nyckel, rad in faltrader().items()} == falt(ops())


def test_ingen_rad_star_tva_ganger_och_inget_annat_an_kryss_star_i_rutorna() -> None:
    for fil in (OPERATIONSFIL, *FALTMAPP.glob("*.csv")):
        rader = list(csv.DictReader(fil.read_text("utf-8").splitlines(), delimiter=";"))
        egna = ("operation",) if fil == OPERATIONSFIL else ("schema", "falt")
        nycklar = [tuple(rad[namn] for namn in egna) for rad in rader]
        assert len(set(nycklar)) == len(nycklar), fil.name
        assert {rad[roll] for rad in rader for roll in Innehav} <= {"", "x"}, fil.name


def test_ingen_laser_eller_skriver_ett_falt_i_ett_anrop_som_rollen_inte_far_gora() -> None:
    nar: dict[str, set[str]] = {}
    for op in ops():
        for modell in {*op.sands, *op.svaras}:
            nar.setdefault(namn_pa(modell), set()).update(far(op.namn))
    assert [nyckel for nyckel, rad in faltrader().items() if not rad.far <= nar[nyckel[0]]] == []


def test_ett_falt_som_nagon_inte_laser_ar_inte_utlovat_i_api_beskrivningen() -> None:
    """A field that is cut for somebody is not required, so that the cut answer obeys the description too."""
    fel = []
    for op in ops():
        for modell in op.svaras:
            for namn, info in modell.model_fields.items():
                rad = faltrader()[namn_pa(modell), info.alias or namn]
                # What a role may call and what it reads: links and the page are for all who get the answer.
                if far(op.namn) - rad.far and info.is_required() and _nas(op, modell, far(op.namn) - rad.far):
                    fel.append(f"{op.namn}: {namn_pa(modell)}.{namn}")
    assert fel == []


def _nas(op: Operation, modell: type[BaseModel], roller: frozenset[str]) -> bool:
    """Whether one of the roles gets an answer with the model in it: it may stand under a field that is cut itself."""
    kvar = [m for m in op.svaras if not any(m in inre for n in op.svaras for inre in modeller_per_falt(n).values())]
    sedda: set[tuple[type[BaseModel], str]] = set()
    for roll in roller:
        att_se = list(kvar)
        while att_se:
            nu = att_se.pop()
            if (nu, roll) in sedda:
                continue
            sedda.add((nu, roll))
            for namn, inre in modeller_per_falt(nu).items():
                if roll in faltrader()[namn_pa(nu), nu.model_fields[namn].alias or namn].far:
                    att_se += inre
    return any((modell, roll) in sedda for roll in roller)


@pytest.mark.krav("S3")
def test_den_som_skriver_en_handelse_ar_den_som_overgangstabellen_nammer() -> None:
    """Write rights on a händelse's fields are those of the life cycle, which is asked at run time."""
    fel, jamforda = [], 0
    roller_for = _handelsers_roller()
    for op in (op for op in ops() if op.metod == "POST" and op.vag.endswith("/handelser")):
        for modell in op.sands:
            typ = modell.model_fields.get("typ")
            namn = get_args(typ.annotation) if typ is not None else ()
            tillatna = set().union(*(roller_for.get((_paket(modell), h), set()) for h in namn))
            if tillatna:
                jamforda += 1
                skriver = {r.partition("_")[2] for r in faltrader()[namn_pa(modell), "typ"].far}
                fel += [] if skriver <= tillatna else [f"{namn_pa(modell)}: {skriver - tillatna}"]
    assert fel == []
    assert jamforda > 60


def _paket(modell: type[BaseModel]) -> str:
    return modell.__module__.rpartition(".")[0]


def _handelsers_roller() -> dict[tuple[str, str], set[str]]:
    """The roles of each händelse, by the step in whose states it is."""
    ut: dict[tuple[str, str], set[str]] = {}
    for namn, modul in list(sys.modules.items()):
        if namn.startswith("app.") and namn.endswith("states"):
            egna = (varde for varde in vars(modul).values() if isinstance(varde, Tillstandsmaskin))
            for overgang in (o for maskin in egna for o in maskin.overgangar):
                roller = {r.value for r in overgang.roller}
                ut.setdefault((namn.rpartition(".")[0], overgang.handelse), set()).update(roller)
    return ut


# --- the field matrix -----------------------------------------------------------------------------


@pytest.mark.regel("DP-02", "DP-08", "DP-13", "DP-26")
@pytest.mark.krav("S3", "ASVS 8.2.3")
@pytest.mark.parametrize("roll", sorted(UTFORAREN))
def test_utforaren_laser_varken_forsorjningshinder_bedomning_samrad_eller_beslut(roll: str) -> None:
    oppna = {rad.scope.partition(":")[0] for rad in operationsrader().values() if roll in rad.far and rad.scope}
    assert oppna & NAMNDENS_OMRADEN == set()
    om_personer = {falt_ for schema, falt_ in laser(roll) if not schema.startswith(LAGEN)}
    assert om_personer & NAMNDENS_FALT == set()
    steg = {schema for schema, _ in laser(roll) if schema.startswith(("flode.arende.", "flode.bedomning."))}
    assert steg == set()


@pytest.mark.regel("DP-12")
def test_arbetsformedlingen_far_bara_lamna_handelser() -> None:
    assert [namn for namn, rad in operationsrader().items() if rad.scope and Innehav.AF_SYSTEM in rad.far] == [
        "ta_emot_af_handelse"
    ]


@pytest.mark.regel("DP-03")
def test_listor_over_personer_visar_inget_omtaligt() -> None:
    """No reasons, no health, no colour, no identity number in a list of many persons."""
    fel = []
    for op in ops():
        om_en = {"{arendeId}", "{bestallningId}"} & set(op.vag.split("/"))
        if op.metod != "GET" or om_en or op.scope in EGEN_BEHORIGHET:
            continue
        for lista in (m for m in op.svaras if issubclass(m, Lista)):
            for rad in alla_under(tuple(m for inre in modeller_per_falt(lista).values() for m in inre)):
                fel += [f"{op.namn}: {n}" for n in _omtaliga(rad)]
    assert fel == []


@pytest.mark.regel("DP-14")
def test_ett_falt_ar_minst_lika_omtaligt_som_kolumnen_med_samma_namn_i_samma_del() -> None:
    """What is protected in the table is protected in the answer."""
    kolumner = _kolumnklasser()
    grader = list(Klass)
    fel = []
    for (schema, falt_), rad in faltrader().items():
        klass = kolumner.get((_del_av(schema), re.sub(r"(?=[A-Z])", "_", falt_).lower()), Klass.OPPEN)
        if schema not in DAGAR_I_LISTOR and grader.index(rad.klass) < grader.index(klass):
            fel.append(f"{schema}.{falt_}: {rad.klass.value}, men kolumnen {klass.value}")
    assert fel == []


def _kolumnklasser() -> dict[tuple[str, str], Klass]:
    """The most delicate column of each name in each part."""
    klasser: dict[tuple[str, str], Klass] = {}
    for mappare in Base.registry.mappers:
        for egenskap in mappare.column_attrs:
            nyckel = (_del_av(mappare.class_.__module__.removeprefix("app.")), egenskap.key)
            bada = (klasser.get(nyckel, Klass.OPPEN), egenskap.columns[0].info["klass"])
            klasser[nyckel] = max(bada, key=list(Klass).index)
    return klasser


def _del_av(modul: str) -> str:
    return ".".join(modul.split(".")[:2])


def _omtaliga(modell: type[BaseModel]) -> list[str]:
    namn = namn_pa(modell)
    return [f"{s}.{f}" for (s, f), rad in faltrader().items() if s == namn and rad.klass in OMTALIGT]


@pytest.mark.regel("DP-04")
def test_handelseflodet_har_bara_id() -> None:
    """Nothing of the feed is about a person: ids and kinds only."""
    (flode,) = (op for op in ops() if op.namn == "lista_handelser")
    klasser = {faltrader()[namn_pa(m), i.alias or n].klass for m in flode.svaras for n, i in m.model_fields.items()}
    assert klasser <= {Klass.OPPEN, Klass.INTERN}


@pytest.mark.regel("DP-04")
@pytest.mark.parametrize("roll", sorted(UTAN_PERSONER))
def test_administratorer_och_rapportorer_laser_inget_omtaligt(roll: str) -> None:
    assert [nyckel for nyckel in laser(roll) if faltrader()[nyckel].klass in OMTALIGT] == []


@pytest.mark.regel("DP-04")
def test_granskaren_laser_loggen_och_registret_och_ingen_annan_laser_loggen() -> None:
    omraden = {rad.scope.partition(":")[0] for rad in operationsrader().values() if Innehav.GRANSKARE in rad.far}
    assert omraden - {""} == {"gallring", "logg", "organisation"}
    loggens = [rad.far for rad in operationsrader().values() if rad.scope.startswith("logg:")]
    assert set(loggens) == {frozenset({Innehav.GRANSKARE})}


@pytest.mark.regel("DP-27")
def test_rod_ar_ingen_rolls_utan_en_egen_behorighet() -> None:
    """No operation is opened by the permission alone, and no utförare's client holds it."""
    assert not rollista.RODSCOPES & {rad.scope for rad in operationsrader().values()}
    assert not rollista.RODSCOPES & rollista.UTFORARSCOPES


@pytest.mark.regel("DP-25")
def test_utforaren_laser_inget_om_barn() -> None:
    om_barn = {n for roll in UTFORAREN for n in laser(roll) if "barn" in n[1].lower()}
    assert om_barn <= TILLATET_OM_BARN


def test_sidan_ar_gjord_av_tabellen() -> None:
    par = zip_longest(FIL.read_text("utf-8").splitlines(), behorigheter_md().splitlines())
    forsta = next((rad for rad in par if rad[0] != rad[1]), None)
    assert forsta is None, f"gör om den: {KOMMANDO}"
