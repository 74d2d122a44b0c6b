"""Who sees which rows, and may write which: the one place that decides, as a table."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from app.begrepp.parter import Aktor, Part, Roll, systemaktor
from app.core import namings, tenancy
from app.core.tenancy import (
    Delad,
    Isolering,
    IsoleringSaknas,
    Katalogagd,
    Loggagd,
    Namndagd,
    Personskyddad,
    Sikt,
    isolering_av,
    krav_inom,
    kriterier,
)
from app.flode.arende.models import Arende
from app.vyer.atkomstlogg.models import Logggranskning
from app.vyer.handelseflode.models import Flodespost

NAMND, ORGANISATION, ANNAN = uuid4(), uuid4(), uuid4()
IDAG = date(2026, 10, 12)
SYSTEM = systemaktor("test")


def sikt(part: Part, roll: Roll, *, kommunkod: str = "0484", **mer: object) -> Sikt:
    grund = {"namnd_id": NAMND if part is Part.KOMMUN else None, "organisation_id": ORGANISATION, "hog_niva": True}
    aktor = Aktor(part=part, roll=roll, klient_id="k", person="anna", **(grund | mer))  # type: ignore[arg-type]
    return Sikt.for_aktor(aktor, kommunkod, IDAG)


KOMMUN = sikt(Part.KOMMUN, Roll.HANDLAGGARE)
UTFORARE = sikt(Part.UTFORARE, Roll.VAGLEDARE)
I_KOMMUN, OVERALLT = Sikt.for_aktor(SYSTEM, "0484", IDAG), Sikt.for_aktor(SYSTEM, "", IDAG)


@pytest.mark.krav("S1", "ASVS 8.2.2", "ASVS 8.4.1")
@pytest.mark.parametrize(
    ("seende", "vantat"),
    [
        (KOMMUN, tenancy.KOMMUNENS),
        (sikt(Part.KOMMUN, Roll.ARBETSLEDARE), tenancy.KOMMUNENS),
        (replace(KOMMUN, ser_skyddade=True), tenancy.NAMNDENS),
        (replace(KOMMUN, namnd_id=None), tenancy.BARA_SOM_MOTTAGARE),
        (sikt(Part.KOMMUN, Roll.HANDLAGGARE, namnd_id=None), tenancy.INGET),
        (sikt(Part.KOMMUN, Roll.GRANSKARE), tenancy.GRANSKARENS),
        (sikt(Part.KOMMUN, Roll.GRANSKARE, namnd_id=None), tenancy.INGET),
        (sikt(Part.KOMMUN, Roll.SYSTEMADMINISTRATOR), tenancy.BARA_SOM_MOTTAGARE),
        (sikt(Part.KOMMUN, Roll.VAGLEDARE), tenancy.BARA_SOM_MOTTAGARE),
        (sikt(Part.KOMMUN, Roll.HANDLAGGARE, hog_niva=False), tenancy.UTAN_HOG_NIVA[tenancy.KOMMUNENS]),
        (sikt(Part.UTFORARE, Roll.VAGLEDARE, hog_niva=False), tenancy.UTAN_HOG_NIVA[tenancy.VAGLEDARENS]),
        (sikt(Part.UTFORARE, Roll.SAMORDNARE, hog_niva=False), tenancy.UTAN_HOG_NIVA[tenancy.SAMORDNARENS]),
        (sikt(Part.KOMMUN, Roll.GRANSKARE, hog_niva=False), tenancy.GRANSKARENS),
        (UTFORARE, tenancy.VAGLEDARENS),
        (sikt(Part.UTFORARE, Roll.SAMORDNARE), tenancy.SAMORDNARENS),
        (sikt(Part.UTFORARE, Roll.HANDLAGGARE), tenancy.BARA_SOM_MOTTAGARE),
        (sikt(Part.UTFORARE, Roll.GRANSKARE), tenancy.BARA_SOM_MOTTAGARE),
        (sikt(Part.UTFORARE, Roll.VAGLEDARE, organisation_id=None), tenancy.INGET),
        (sikt(Part.ARBETSFORMEDLINGEN, Roll.AF_SYSTEM), tenancy.INGET),
        (sikt(Part.ARBETSFORMEDLINGEN, Roll.HANDLAGGARE), tenancy.INGET),
        (I_KOMMUN, tenancy.SYSTEMETS_I_KOMMUN),
        (OVERALLT, tenancy.SYSTEMETS),
    ],
)
def test_vad_varje_slags_anropare_ser(seende: Sikt, vantat: tenancy.Kriterier) -> None:
    assert kriterier(seende) is vantat


@pytest.mark.krav("S1", "ASVS 8.4.1")
@pytest.mark.parametrize(
    ("typ", "seende", "rad", "far"),
    [
        (Namndagd, KOMMUN, ("0484", NAMND, None), True),
        (Namndagd, KOMMUN, ("0484", ANNAN, None), False),
        (Namndagd, KOMMUN, ("0127", NAMND, None), False),
        (Delad, KOMMUN, ("0484", NAMND, ORGANISATION), True),
        (Delad, UTFORARE, ("0484", NAMND, ORGANISATION), True),
        (Delad, UTFORARE, ("0484", NAMND, ANNAN), False),
        (Delad, UTFORARE, ("0484", NAMND, None), False),
        (Delad, UTFORARE, ("0127", NAMND, ORGANISATION), False),
        (Katalogagd, UTFORARE, ("0484", NAMND, ORGANISATION), True),
        (Namndagd, UTFORARE, ("0484", NAMND, ORGANISATION), False),
        (Loggagd, UTFORARE, ("0484", NAMND, None), True),
        (Loggagd, UTFORARE, ("0127", NAMND, None), False),
        (Loggagd, sikt(Part.ARBETSFORMEDLINGEN, Roll.AF_SYSTEM), ("0484", NAMND, None), True),
        (Delad, sikt(Part.ARBETSFORMEDLINGEN, Roll.AF_SYSTEM), ("0484", NAMND, ORGANISATION), False),
        (Namndagd, I_KOMMUN, ("0484", ANNAN, None), True),
        (Namndagd, I_KOMMUN, ("0127", ANNAN, None), False),
        (Namndagd, OVERALLT, ("0127", ANNAN, None), True),
    ],
)
def test_en_rad_skrivs_bara_dar_den_kan_lasas(
    typ: type[tenancy.Kommunagd], seende: Sikt, rad: tuple[str, UUID, UUID | None], *, far: bool
) -> None:
    if far:
        krav_inom(typ, seende, *rad)
        return
    with pytest.raises(IsoleringSaknas, match=f"^{typ.__name__} hör till en annan part$"):
        krav_inom(typ, seende, *rad)


@pytest.mark.krav("S1")
@pytest.mark.parametrize(
    ("seende", "kommunkod", "mottagare", "far"),
    [
        (KOMMUN, "0484", NAMND, True),
        (KOMMUN, "0127", NAMND, False),
        (KOMMUN, "0484", ANNAN, False),
        (UTFORARE, "0484", ORGANISATION, True),
        (UTFORARE, "0484", NAMND, False),
        (I_KOMMUN, "0484", ANNAN, True),
        (I_KOMMUN, "0127", ANNAN, False),
        (OVERALLT, "0127", ANNAN, True),
    ],
)
def test_en_mottagares_rad_skrivs_av_den_eller_systemet(
    seende: Sikt, kommunkod: str, mottagare: UUID, *, far: bool
) -> None:
    rad = Flodespost(kommunkod=kommunkod, mottagare_id=mottagare)
    if far:
        tenancy._vakta_mottagarrad(rad, seende)
        return
    with pytest.raises(IsoleringSaknas, match=r"^Flodespost hör till en annan mottagare$"):
        tenancy._vakta_mottagarrad(rad, seende)


def test_radskyddet_och_kriterierna_far_samma_varden() -> None:
    assert tenancy._varden(KOMMUN) == {
        "part": "kommun",
        "kommunkod": "0484",
        "namnd": str(NAMND),
        "organisation": str(ORGANISATION),
        "klient": "k",
    }
    assert tenancy._varden(OVERALLT) == {
        "part": "system",
        "kommunkod": "",
        "namnd": "",
        "organisation": "",
        "klient": "system:test",
    }
    assert tenancy._parametrar(UTFORARE) == {
        "sikt_kommun": "0484",
        "sikt_namnd": None,
        "sikt_organisation": ORGANISATION,
        "sikt_person": "anna",
        "sikt_mottagare": ORGANISATION,
        "sikt_idag": IDAG,
    }
    assert sikt(Part.KOMMUN, Roll.HANDLAGGARE).ser_skyddade is False
    assert "stegvis.part" in str(tenancy._installningar().compile(compile_kwargs={"literal_binds": False}).params)


def test_varje_tabells_slag_ar_dess_mixins() -> None:
    assert isolering_av(Flodespost) is Isolering.MOTTAGARE
    assert isolering_av(object) is None  # type: ignore[arg-type]
    assert tenancy.tabell(1, info={"a": 1}) == (1, {"sqlite_strict": True, "info": {"a": 1}})


@pytest.mark.krav("S1", "ASVS 8.4.1")
def test_en_namnds_rader_ar_de_med_bade_kommunen_och_namnden() -> None:
    egna = "{0}.kommunkod = :sikt_kommun AND {0}.namnd_id = :sikt_namnd"
    assert str(tenancy.i_egna_namnden(Arende)) == egna.format("arenden")
    assert str(Logggranskning.for_granskare()) == egna.format("logggranskningar")
    assert str(Arende.for_granskare()) == "false"


@pytest.mark.regel("DP-15")
@pytest.mark.krav("S1", "S7")
def test_en_skyddad_nas_av_sin_handlaggare_och_den_som_ar_namngiven_idag_i_namnden() -> None:
    varden: list[Any] = [bindparam(namn) for namn in ("kommun", "namnd", "person", "idag")]
    namngivnas = namings.namngivnas_arenden(*varden)
    assert " ".join(str(namngivnas).split()) == (
        "SELECT namngivna.arende_id FROM namngivna WHERE namngivna.kommunkod = :kommun"
        " AND namngivna.namnd_id = :namnd AND namngivna.handlaggare = :person AND namngivna.status = :status_1"
        " AND namngivna.fran <= :idag AND (namngivna.tom IS NULL OR namngivna.tom >= :idag)"
    )
    assert namngivnas.compile().params["status_1"] == "galler"
    egen = "arenden.skyddad IS false OR arenden.handlaggare = "
    nas = str(namings.nas(Arende, varden[2], namngivnas))
    assert nas.startswith(f"{egen}:person OR arenden.id IN (SELECT namngivna.arende_id")
    assert str(namings.handlaggarens(Arende.__table__.c)) == f"{egen}:{namings.SKYDDAD_FOR}"


def test_raden_om_en_person_nas_genom_sitt_arende_om_den_har_ett() -> None:
    rad: Any = type("Rad", (Personskyddad,), {"arende_id": 7})
    assert rad.arendet() == 7
    assert Personskyddad.arendet() is None


@pytest.mark.krav("S1", "ASVS 8.4.1")
def test_kriterierna_galler_klassen_och_dess_alias() -> None:
    bara_kommunen = tenancy._kriterium(Namndagd, lambda klass: klass.kommunkod == "0484")
    for klass in (Arende, aliased(Arende)):
        assert " WHERE arenden" in " ".join(str(select(klass).options(bara_kommunen)).split())
    assert "WHERE" not in str(select(Flodespost).options(bara_kommunen))


@pytest.mark.parametrize(("hog_niva", "handlaggare"), [(True, "anna"), (False, None)])
def test_bara_den_med_bunden_token_ar_handlaggare_for_skyddade(*, hog_niva: bool, handlaggare: str | None) -> None:
    seende = sikt(Part.KOMMUN, Roll.HANDLAGGARE, hog_niva=hog_niva)
    synfalt = tenancy._Synfalt(seende)
    assert synfalt.parametrar == tenancy._parametrar(seende) | {namings.SKYDDAD_FOR: handlaggare}
    assert synfalt.senast is None, "nothing was asked yet"


def test_bara_en_fast_sats_far_sina_kriterier_en_gang() -> None:
    synfalt = tenancy._Synfalt(KOMMUN)
    los, fast = select(Arende), tenancy.fast(select(Arende))
    assert synfalt.med_kriterier(fast) is synfalt.med_kriterier(fast)
    assert synfalt.med_kriterier(los) is not synfalt.med_kriterier(los)
    assert synfalt.med_kriterier(fast) is not tenancy._Synfalt(UTFORARE).med_kriterier(fast)
