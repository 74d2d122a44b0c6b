"""R6: whatever happens to the messages of an ärende, each ends where it should, in order and once in effect.

The receiver is played here: it keeps silent before or after it took the message in, refuses, or answers. Workers die
with messages on loan and come back late, operators send again, handläggare take back. In the end all is let through.
"""

import asyncio
import shutil
from collections import Counter
from datetime import timedelta
from itertools import cycle
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import false, select

from app.begrepp.parter import systemaktor
from app.begrepp.tid import StallbarKlocka
from app.core import outbox_claims
from app.core.outbox import (
    ARBETSFORMEDLINGEN,
    Avvisning,
    Kvittens,
    Meddelande,
    Utkorgsrad,
    koa_igen,
    lagg_at_sidan,
    lagg_i_utkorg,
)
from app.core.outbox_states import FARDIGA, UtkorgStatus
from app.core.outbox_steps import STEG
from app.integrations.arbetare import Arbetare
from app.integrations.kanal import Sandregler
from app.integrations.utfall import Avvisat, Kvitterat, Uteblivet
from app.katalog.rollista import ESKILSTUNA, NAMND_ESKILSTUNA
from app.main import create_app
from app.settings import Lage, Settings
from tests.conftest import NU

SYSTEM = systemaktor("prov")
HUR = st.sampled_from(["svarar", "tiger", "svaret_forsvinner", "ber_om_paus", "avvisar", "gar_sonder"])
# To one message after the other in the same turn.
HUR_I_TUR = st.lists(HUR, min_size=1, max_size=3)
ARENDEN = [uuid4() for _ in range(2)]
VILKET = st.integers(0, 9)


class Hortes:
    """The step whose objects the messages are about: what each was told, in order."""

    def __init__(self):
        self.hort = {}

    async def kvitterad(self, _arbete, objekt_id, _kvittens):
        self.hort[objekt_id].append("kvitterad")

    async def ej_levererad(self, _arbete, objekt_id, _avvisning):
        self.hort[objekt_id].append("parkerad")

    async def osakert_levererad(self, _arbete, objekt_id):
        self.hort[objekt_id].append("sand")

    async def koad_igen(self, _arbete, objekt_id):
        self.hort[objekt_id].append("koad")


class Mottagare:
    """Answers as it was told to, in turn; takes in each id once."""

    mottagare, samtidighet = ARBETSFORMEDLINGEN, 2
    regler = Sandregler(forsta_vantan=1.0, langsta_vantan=900.0, lan=60.0, flest_forsok=4)

    def __init__(self):
        self.fatt, self.ordning = Counter(), {}
        self.svara(["svarar"])

    def svara(self, hur_i_tur):
        self.hur = cycle(hur_i_tur)

    async def sand(self, rad, _innehall):
        hur = next(self.hur)
        if hur == "gar_sonder":
            raise RuntimeError
        if hur == "avvisar":
            return Avvisat(Avvisning("prov_400", None, "s"))
        if hur == "ber_om_paus":
            return Uteblivet("prov_429", "s", vanta=5.0, ber_om_paus=True)
        if hur == "tiger":
            return Uteblivet("prov_tyst", "s")
        self.fatt[rad.unikt_id] += 1
        if self.fatt[rad.unikt_id] == 1:
            self.ordning.setdefault(rad.arende_id, []).append(rad.lopnummer)
        if hur == "svaret_forsvinner":
            return Uteblivet("prov_bruten", "s", kan_vara_framme=True)
        return Kvitterat(Kvittens(f"K-{rad.unikt_id}", NU, {}))

    async def stang(self):
        """Nothing to close."""


class Varld:
    """One database, one receiver, two workers and those who died."""

    def __init__(self, fil, mall):
        shutil.copy(mall, fil)
        self.klocka = StallbarKlocka(NU)
        self.klocka.frys()
        url = f"sqlite+aiosqlite:///{fil}"
        egna = Settings(lage=Lage.TEST, datakatalog=fil.parent, database_url=url, arbetare_i_servern=False)
        self.tjanster = create_app(egna, klocka=self.klocka).state.tjanster
        self.steg, self.af = Hortes(), Mottagare()
        STEG["prov"] = self.steg
        self.arbetare = [Arbetare(self.tjanster, self.af) for _ in range(2)]
        self.objekt = []

    async def i_databasen(self, steg):
        return await self.tjanster.transaktioner.kor(SYSTEM, ESKILSTUNA, steg)

    async def rader(self):
        return await self.i_databasen(lambda a: a.alla(select(Utkorgsrad).order_by(Utkorgsrad.id)))


class Maskin(RuleBasedStateMachine):
    """What may happen, in any order."""

    def __init__(self, slinga, varld):
        super().__init__()
        self.slinga, self.v, self.pa_lan, self.tillbakatagna = slinga, varld, [], set()
        self.utgangna = set()

    def kor(self, uppgift):
        return self.slinga.run_until_complete(uppgift)

    @rule(arende=st.sampled_from(ARENDEN))
    def koa(self, arende):
        objekt = SimpleNamespace(
            id=uuid4(), kommunkod=ESKILSTUNA, namnd_id=NAMND_ESKILSTUNA, historik_arende=arende, version=1
        )
        meddelande = Meddelande(ARBETSFORMEDLINGEN, "prov", objekt, "prov", {})
        self.kor(self.v.i_databasen(lambda a: lagg_i_utkorg(a, meddelande)))
        self.v.objekt.append(objekt)
        self.v.steg.hort[objekt.id] = []

    @rule(arende=st.sampled_from(ARENDEN), hur=HUR_I_TUR, vem=st.integers(0, 1))
    def koa_flera_och_leverera(self, arende, hur, vem):
        """What the receiver does to the first decides when the second may go."""
        self.koa(arende)
        self.koa(arende)
        self.leverera(hur, vem)

    @rule(hur=HUR_I_TUR, vem=st.integers(0, 1))
    def leverera(self, hur, vem):
        self.v.af.svara(hur)
        self.kor(self.v.arbetare[vem].omgang())

    @rule(hur=HUR)
    def do_med_meddelanden_pa_lan(self, hur):
        """A worker claims and is gone; its answers may come later, when the leases have run out."""
        dod = Arbetare(self.v.tjanster, self.v.af)
        self.pa_lan += [(dod, rad, hur) for rad in self.kor(dod._lana(1))]

    @rule(vilket=VILKET)
    def den_dode_vaknar(self, vilket):
        if self.pa_lan:
            arbetare, rad, hur = self.pa_lan.pop(vilket % len(self.pa_lan))
            if rad.id in self.utgangna and rad.objekt_id in self.tillbakatagna:
                return  # it sees by its own clock that it is too late to send
            self.v.af.svara([hur])
            self.kor(arbetare._leverera(rad))

    @rule()
    def lanen_gar_ut(self):
        async def steg(arbete):
            for rad in await arbete.alla(select(Utkorgsrad).where(Utkorgsrad.lanad_till.is_not(None))):
                rad.lanad_till = 1.0

        self.kor(self.v.i_databasen(steg))
        self.utgangna |= {rad.id for _, rad, _ in self.pa_lan}

    @rule(sekunder=st.sampled_from([1, 30, 900, 86_400]))
    def tiden_gar(self, sekunder):
        self.v.klocka.flytta(timedelta(seconds=sekunder))

    @rule(vilket=VILKET, hur=st.sampled_from([koa_igen, lagg_at_sidan]))
    def person_tar_over(self, vilket, hur):
        if self.v.objekt:
            objekt = self.v.objekt[vilket % len(self.v.objekt)]
            self.kor(self.v.i_databasen(lambda a: hur(a, objekt)))
            if hur is lagg_at_sidan:
                self.tillbakatagna.add(objekt.id)

    @invariant()
    def ingen_far_veta_tva_ganger_att_den_ar_framme(self):
        assert max((hort.count("kvitterad") for hort in self.v.steg.hort.values()), default=0) <= 1

    @invariant()
    def ordningen_halls_i_varje_arende(self):
        assert all(nummer == sorted(nummer) for nummer in self.v.af.ordning.values())

    def teardown(self):
        """Everybody lives, AF answers, what was set aside is sent again: then all is finished."""
        try:
            self.allt_blir_fardigt()
        finally:
            self.kor(self.v.tjanster.databas.stang())

    def allt_blir_fardigt(self):
        self.lanen_gar_ut()
        for objekt in self.v.objekt:
            self.kor(self.v.i_databasen(lambda a, objekt=objekt: koa_igen(a, objekt)))
        self.v.af.svara(["svarar"])
        for _ in range(3 * len(self.v.objekt) + 5):
            self.v.klocka.flytta(timedelta(minutes=16))
            self.kor(self.v.arbetare[0].omgang())
        for rad in self.kor(self.v.rader()):
            hort = self.v.steg.hort[rad.objekt_id]
            assert rad.status in FARDIGA
            if rad.status == UtkorgStatus.KVITTERAD.value:
                assert self.v.af.fatt[rad.unikt_id] >= 1
                assert "kvitterad" in hort or rad.objekt_id in self.tillbakatagna
        self.ordningen_halls_i_varje_arende()


def prova(sqlite_mall, tmp_path, **val):
    slinga, nummer = asyncio.new_event_loop(), iter(range(10_000))

    def ny():
        katalog = tmp_path / str(next(nummer))
        katalog.mkdir()
        return Maskin(slinga, Varld(katalog / "prov.db", sqlite_mall))

    lagom = settings(
        max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), **val
    )
    try:
        run_state_machine_as_test(ny, settings=lagom)
    finally:
        slinga.close()
        STEG.pop("prov", None)


@pytest.mark.krav("R6")
@pytest.mark.timeout(100)
def test_varje_meddelande_slutar_dar_det_ska_vad_som_an_hander(sqlite_mall, tmp_path):
    prova(sqlite_mall, tmp_path)


@pytest.mark.krav("R5")
@pytest.mark.timeout(100)
def test_provningen_ser_en_arbetare_som_struntar_i_ordningen(sqlite_mall, tmp_path, monkeypatch):
    """What comes after a message that must wait is claimed as if it were due."""
    monkeypatch.setattr(outbox_claims, "_VANTAR_PA_TIDIGARE", false())
    with pytest.raises(AssertionError) as fel:
        prova(sqlite_mall, tmp_path, phases=[Phase.generate], database=None, derandomize=True)
    assert "ordningen_halls_i_varje_arende" in str(fel.getrepr())
