"""Närvaro in AF's codes: every word of ours is told in a code, or deliberately never told."""

from datetime import date

import pytest

from app.begrepp.paket import AVVIKELSEKODER
from app.flode.avvikelse.states import Avvikelsesort
from app.flode.narvaro.states import Franvaroorsak, Narvaroutfall
from app.flode.overlamning.avvikelsekoder import (
    BERATTAS,
    BERATTAS_ALDRIG,
    EFTER_ORSAK,
    EFTER_UTFALL,
    FAR_VALJAS,
    FOR_HAND,
    Kod,
    Ord,
    kod_for,
    som_avvikelser,
)
from app.flode.overlamning.states import Avvikelsekod, Underkod

pytestmark = pytest.mark.regel("AK-17")
DAG, NIO, TOLV = date(2026, 10, 14), 9 * 60, 12 * 60
ALLA_KODER = {
    *(Kod(k) for k in Avvikelsekod if k is not Avvikelsekod.ANNAN_KAND_ORSAK),
    *(Kod(Avvikelsekod.ANNAN_KAND_ORSAK, u) for u in Underkod),
}
# What each cause is told as when the person was away; None: the staff know no cause.
VANTAT = {
    None: (17, None),
    "sjukdom": (15, None),
    "vard_av_barn": (26, None),
    "myndighetsbesok": (18, 3),
    "annat": (18, 5),
}


def test_varje_utfall_och_orsak_har_en_kod_eller_berattas_aldrig():
    assert set(EFTER_UTFALL) == set(Narvaroutfall)
    assert {o and o.value for o in EFTER_ORSAK} == set(VANTAT)
    for utfall in Narvaroutfall:
        for orsak in (None, *Franvaroorsak):
            kod = kod_for(utfall, orsak)
            if utfall is Narvaroutfall.ANNAN_AKTIVITET:
                assert kod is None
            elif utfall is Narvaroutfall.SJUK_MED_INTYG:  # that there is an intyg is not told
                assert kod.par == (15, None)
            else:
                assert kod.par == VANTAT[orsak]
    assert kod_for(None, None) is None  # not held


@pytest.mark.regel("DP-02", "DP-27")
def test_bedomningar_och_halsa_berattas_aldrig():
    """The codes are AF's whole list; a visit to a doctor can neither be mapped nor chosen."""
    assert set(BERATTAS) == set(Avvikelsesort)
    assert {sort.value for sort, ja in BERATTAS.items() if ja} == {"franvaro", "sen_ankomst"}
    ur_narvaron = {k for koder in EFTER_UTFALL.values() if koder for k in koder.values()}
    assert ur_narvaron | FOR_HAND | BERATTAS_ALDRIG == ALLA_KODER
    assert {f"{k}.{u}" if u else str(k) for k, u in (kod.par for kod in ALLA_KODER)} == set(AVVIKELSEKODER)
    assert not BERATTAS_ALDRIG & (ur_narvaron | FOR_HAND)
    assert {k.par for k in BERATTAS_ALDRIG} == {(18, 1)}
    assert not {k.par for k in BERATTAS_ALDRIG} & FAR_VALJAS


def _tider(narvarande, utfall="sen", orsak=None, dag=DAG):
    o = Ord(dag, (NIO, TOLV), narvarande, Narvaroutfall(utfall), Franvaroorsak(orsak) if orsak else None)
    rader = som_avvikelser(o)
    assert all(r["forvantadFran"][11:16] == "09:00" and r["forvantadTill"][11:16] == "12:00" for r in rader)
    return [(r["franvarandeFran"][11:16], r["franvarandeTill"][11:16]) for r in rader]


@pytest.mark.parametrize(
    ("narvarande", "tider"),
    [
        (None, [("09:00", "12:00")]),
        ((NIO, TOLV), []),
        ((NIO + 15, TOLV), []),
        ((NIO + 16, TOLV), [("09:00", "09:16")]),
        ((NIO, TOLV - 16), [("11:44", "12:00")]),
        ((NIO + 8, TOLV - 7), []),
        ((NIO + 8, TOLV - 8), [("09:00", "09:08"), ("11:52", "12:00")]),
        ((NIO - 30, TOLV + 30), []),
        ((TOLV, TOLV + 60), [("09:00", "12:00")]),
    ],
)
def test_mer_an_femton_minuter_sammanlagt(narvarande, tider):
    assert _tider(narvarande) == tider


def test_tiderna_har_svensk_tidszon_ocksa_nar_klockan_stalls_om():
    for dag, zon in ((DAG, "+02:00"), (date(2026, 10, 26), "+01:00")):
        (rad,) = som_avvikelser(Ord(dag, (NIO, TOLV), None, Narvaroutfall.FRANVARO_OGILTIG, Franvaroorsak.SJUKDOM))
        assert rad == {
            "kod": 15,
            "underkod": None,
            "forvantadFran": f"{dag}T09:00:00{zon}",
            "forvantadTill": f"{dag}T12:00:00{zon}",
            "franvarandeFran": f"{dag}T09:00:00{zon}",
            "franvarandeTill": f"{dag}T12:00:00{zon}",
        }
