"""DP-14, DP-15, S7: nobody but who is named learns anything of a person with protected identity, whatever they ask.

One case per database, with words planted in all that tells where the person is. Every operation that reads is walked
in every form that it answers in, as every other member of the cast, while the person is marked, raised, released, met
with and withdrawn; and what the service sends by itself is read where it arrives.
"""

import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypotes
from hypothesis import strategies as st

from app.katalog import rollista
from app.vyer.handelseflode.sekvenserare import numrera
from app.vyer.rapporter.korning import rakna_rapporter
from tests import modulvarld
from tests.conformance.beskrivning import Operation, operationer
from tests.conformance.helt_arende import NAMN, HeltArende, helt_arende
from tests.conformance.synligt import ICS, PDF, PNG, SVG, XLSX, med_ritningar, sokbar, synligt, syns
from tests.conformance.utsida import utsida
from tests.conftest import ROT, Varld
from tests.flode.bestallt import bestall
from tests.flode.skyddat import SKATTEVERKET, frislapp, skydda
from tests.flode.test_uppstartsmote import motet

databas, varld = modulvarld.databas, modulvarld.varld
pytestmark = [
    pytest.mark.xdist_group("skyddade"),
    pytest.mark.timeout(900),
    pytest.mark.regel("DP-14", "DP-15"),
    pytest.mark.krav("S7"),
]
EXEMPEL = int(os.environ.get("STEGVIS_TEST_SKYDD", "2"))
OKANT = "01980000-0000-7000-8000-00000000ffff"
# What tells where the person is, when and with whom, and how to reach them.
KONTAKT = {"telefon": "070-1740611", "epost": "kanarie@example.se", "adress": "Kanarievägen 23"}
PLATSER = ("Kanariesalen, Provgatan 99", "Kanarieverkstaden", "Kanariehandledaren", "Klivet, Provgatan 5")
TIDER = ("2026-11-05T0", "2026-11-06T0")
# Ids of what is about nobody, or about many, or about who is named, which the arbetsledare sees. The granskare
# sees whose the looks were at, and the outbox only ids.
INGENS = {
    "kommunkod", "avtalId", "importId", "aktivitetId", "namndenhetId", "kalenderId", "hemlighet", "namndrapportId",
    "logggranskningId", "uppfoljningId", "prenumerationId", "leveransId", "instrumentId", "versionsnummer",
    "utkorgsmeddelandeId", "afhandelseId", "gallringId", "delegationId", "namngivenId",
}  # fmt: skip
SER_IDN = {"gunilla": "logggranskningId", "sara": "utkorgsmeddelandeId"}
ROJANDE = (*PLATSER, *KONTAKT.values(), *TIDER, str(rollista.KLIVET), "Klivet")
HELST = "*/*"
# The week in which the person is somewhere.
FRAGOR = {"/{kommunkod}/narvarolistor": "?vecka=2026-W45"}
# What there is for everybody, with the name of who arranges it.
UTBUDET = {
    "/organisationer", "/organisationer/{organisationId}/stangda-perioder", "/{kommunkod}/avtal",
    "/{kommunkod}/aktiviteter", "/{kommunkod}/uppfoljningar",
}  # fmt: skip
NAMNGIVNA = ("anna", "vera")
# The person's own, handed over to nobody else: all of it is there.
DEN_ENSKILDES = {"/{kommunkod}/registerutdrag/{registerutdragId}/innehall"}
FILER = {PDF, SVG, PNG, ICS, XLSX, "text/csv"}
# Every role of every party, and the nearest strangers.
ANDRA = ("bo", "cecilia", "sara", "gunilla", "david", "sven", "viktor", "kajsa", "eva", "af")


@pytest.fixture(scope="module", autouse=True)
def alla_far_prenumerera() -> Iterator[None]:
    """Read by the world when it starts."""
    with pytest.MonkeyPatch.context() as miljo:
        miljo.setenv("STEGVIS_WEBHOOK_VARDAR", "*")
        yield


@pytest.fixture(scope="module", autouse=True)
def ritningar() -> Iterator[None]:
    """What the pixels of a picture show can be read."""
    with med_ritningar():
        yield


@pytest.fixture(scope="module")
async def helt(varld: Varld) -> HeltArende:
    """The case of somebody whom nobody protects yet, with a meeting and an occasion to come."""
    helt = await helt_arende(varld)
    anna, vera = varld.som("anna"), varld.som("vera")
    order = helt.vag("bestallningar/{bestallningId}")
    await anna.gor(helt.vag("arenden/{arendeId}"), "andra", uppgifter=KONTAKT)
    pass_ = {"dag": "2026-11-05", "fran": "09:00", "till": "11:00", "skal": PLATSER[0]}
    await vera.skapa(f"{order}/tillfallen", pass_ | {"aktivitet": PLATSER[1], "kategori": "arbetsplatsforlagd"})
    await vera.skapa(f"{order}/meddelanden", {"text": f"Vi ses i {PLATSER[0]} hos {PLATSER[2]}."})
    helt.idn |= await kallad(varld)
    return helt


async def kallad(varld: Varld) -> dict[str, str]:
    """Somebody else, protected from the first day, who is called to a meeting that only the handläggare knows of."""
    order = await bestall(varld, 1, skyddsniva="skyddad_folkbokforing")
    mote = await motet(varld, order)
    tid = {"borjar": "2026-11-06T07:15:00Z", "slutar": "2026-11-06T08:00:00Z", "plats": PLATSER[0]}
    await varld.som("vera").gor(mote, "boka", nyTid=tid)
    bild = await varld.som("anna").gor(order, "aterta_frislappande", skal="Prövat på nytt.")
    return {"annatArendeId": bild["arendeId"], "annanBestallningId": bild["id"], "annatMoteId": mote.split("/")[-1]}


@pytest.fixture(scope="module")
async def rapporter(varld: Varld, helt: HeltArende) -> list[str]:
    """Every kind of report that tells of the nämnd as a whole, counted before anybody is protected."""
    egna = []
    for sort, period in (("egenkontroll", "2026-10"), ("progression", "2026-K4")):
        egna += [(await varld.som("cecilia").posta("rapporter", {"sort": sort, "period": period})).json()["id"]]
        await rakna_rapporter(varld.tjanster)
    return egna


@pytest.fixture(scope="module")
async def lasande(varld: Varld, helt: HeltArende, rapporter: list[str]) -> "Lasande":
    return Lasande([o for o in await operationer(varld) if o.metod == "GET"], helt, rapporter)


class Lasande:
    """All that can be read of the case: each operation, of each report, in each form."""

    def __init__(self, operationer_: list[Operation], helt: HeltArende, rapporter: list[str]) -> None:
        self._operationer, self._rapporter = operationer_, rapporter
        self._idn = helt.idn | {"organisationId": str(rollista.KLIVET), "periodId": OKANT}

    async def svar(self, klient: httpx.AsyncClient, utom: str | None = None) -> AsyncIterator[tuple[Operation, Any]]:
        """What a caller is answered; nothing is asked of what ``utom`` names."""
        for op in (o for o in self._operationer if utom not in o.parametrar):
            for adress in self._adresser(op):
                for form in op.former or [HELST]:
                    yield op, await klient.get(adress, headers={"accept": form})

    def _adresser(self, op: Operation) -> Iterator[str]:
        yield op.adress(self._idn) + FRAGOR.get(op.mall, "")
        if "namndrapportId" in op.parametrar:
            yield from (op.adress(self._idn | {"namndrapportId": rapport}) for rapport in self._rapporter)
        if "moteId" in op.parametrar:
            annans = {"bestallningId": self._idn["annanBestallningId"], "moteId": self._idn["annatMoteId"]}
            yield op.adress(self._idn | annans)


def spar(helt: HeltArende) -> set[str]:
    """Whatever says that there is such a person: the case's own ids, names, numbers, places and words."""
    egna = {i for namn, i in helt.idn.items() if namn not in INGENS}
    return {*egna, *NAMN, *KONTAKT.values(), *PLATSER}


async def vandring(varld: Varld, namn: str, lasande: Lasande, helt: HeltArende) -> list[str]:
    """What one of those who are not named is given away by all operations that read, and by a search."""
    ut, ord_ = [], spar(helt)
    async with varld.klient({"authorization": f"Bearer {varld.token(namn)}"}) as klient:
        async for op, svar in lasande.svar(klient, SER_IDN.get(namn)):
            ut += [f"{namn} {op} {svar.status_code}: {o}" for o in syns(ord_, synligt(svar))]
        svar = await klient.post(f"{ROT}/{rollista.ESKILSTUNA}/arenden/sokningar", json={"personnummer": NAMN[2]})
        if svar.status_code == 200 and svar.json()["arenden"]:
            ut.append(f"{namn} söker: {svar.text}")
    return ut


async def gor_skyddad(varld: Varld, helt: HeltArende, *, skyddad: bool) -> None:
    """As the test before it may not have left the person: protected and released to nobody, or not protected."""
    person = Skyddad(varld, helt)
    ar_skyddad, frislappt = await person.lage()
    if ar_skyddad and frislappt:
        await person.aterta()
    if ar_skyddad != skyddad:
        await (person.skydda if skyddad else person.hav)()


async def test_ingen_annan_ser_nagot_av_den_som_skyddas(
    varld: Varld, helt: HeltArende, lasande: Lasande, capfd: pytest.CaptureFixture[str]
) -> None:
    """Marked in the middle of everything: from the next request on there is nothing for anybody else.

    What the logs of events held before the marking stays there, which is ids alone; nothing is added.
    """
    await gor_skyddad(varld, helt, skyddad=False)
    await numrera(varld.tjanster)
    order = helt.vag("bestallningar/{bestallningId}")
    assert [(await varld.som(n).hamta(order)).status_code for n in ("vera", "sven", "cecilia")] == [200, 200, 200]
    await skydda(varld.som("anna"), helt.vag("arenden/{arendeId}"), "fingerade")
    capfd.readouterr()
    fel = [f for namn in (*ANDRA, "vera") for f in await vandring(varld, namn, lasande, helt)]
    assert [f for f in fel if " GET /handelser " not in f] == []
    skrivet = "".join(capfd.readouterr())
    assert "begaran" in skrivet
    assert [o for o in spar(helt) if o in skrivet] == []
    assert await numrera(varld.tjanster) == 0
    assert (await varld.som("cecilia").hamta("skyddade")).json() == {"antal": 2}
    assert (await varld.som("bo").hamta("skyddade")).status_code == 403
    assert (await varld.som("anna").hamta(helt.vag("arenden/{arendeId}"))).json()["adress"] == KONTAKT["adress"]


def ar_utdrag(op: Operation, svar: httpx.Response) -> bool:
    """Whether an answer is a list, or leaves the service as a file, a picture or a calendar."""
    if svar.status_code != 200 or op.mall in UTBUDET | DEN_ENSKILDES:
        return False
    return svar.headers["content-type"] != "application/json" or "_meta" in svar.json()


async def test_inte_heller_den_namngivna_ser_i_listor_och_utdrag_var_personen_finns(
    varld: Varld, helt: HeltArende, lasande: Lasande
) -> None:
    """A list is read over a shoulder, printed and sent on: no place, time, number or utförare stands in it (DP-15)."""
    anna = varld.som("anna")
    await gor_skyddad(varld, helt, skyddad=True)
    await frislapp(anna, helt.vag("bestallningar/{bestallningId}"))
    fel, former = [], []
    for namn in NAMNGIVNA:
        async with varld.klient({"authorization": f"Bearer {varld.token(namn)}"}) as klient:
            async for op, svar in lasande.svar(klient):
                if ar_utdrag(op, svar):
                    former.append(svar.headers["content-type"].partition(";")[0])
                    fel += [f"{namn} {op} {former[-1]}: {o}" for o in syns(ROJANDE, synligt(svar))]
    assert fel == []
    assert len(former) > 60
    assert set(former) >= FILER


@pytest.mark.krav("ASVS 14.2.3")
async def test_det_som_tjansten_sjalv_sander_rojer_ingen_som_skyddas(
    varld: Varld, helt: HeltArende, capfd: pytest.CaptureFixture[str]
) -> None:
    """Webhooks, messages to Arbetsförmedlingen and the log of sending them, read where they arrive."""
    await gor_skyddad(varld, helt, skyddad=False)
    anna, person = varld.som("anna"), Skyddad(varld, helt)
    async with utsida(varld) as ute:
        assert syns([helt.idn["bestallningId"]], sokbar(await ute.hort_av_webhookar())) != []
        await person.beratta_for_af()
        assert set(syns(ROJANDE, sokbar(await ute.vantar()))) == {"Klivet", PLATSER[1]}
        capfd.readouterr()
        await person.skydda()
        for handling in ("hoj", "frislapp", "mote", "meddelande", "beratta_for_af", "aterta", "frislapp"):
            await getattr(person, handling)()
        assert await ute.hort_av_webhookar() == ""
        till_af = await ute.hort_av_af()
        assert till_af.count(helt.idn["arendeId"]) >= 3
        assert syns(ROJANDE, sokbar(till_af)) == []
        skrivet = sokbar("".join(capfd.readouterr()))
        assert syns(spar(helt), skrivet) == []
        await person.hav()
        await anna.gor(helt.vag("arenden/{arendeId}"), "andra", uppgifter=KONTAKT)
        assert syns([helt.idn["arendeId"]], sokbar(await ute.hort_av_webhookar())) != []


HANDLINGAR = ("skydda", "hoj", "frislapp", "aterta", "mote", "hav")


@given(steg=st.lists(st.tuples(st.sampled_from(HANDLINGAR), st.sampled_from((*ANDRA, "vera"))), min_size=4, max_size=7))
@hypotes(
    max_examples=EXEMPEL, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)  # fmt: skip
async def test_vad_som_an_hander_ser_bara_den_som_far(
    varld: Varld, helt: HeltArende, lasande: Lasande, steg: list[tuple[str, str]]
) -> None:
    """Marked, raised, released, met with, withdrawn, unmarked, in any order: after each, all that one other may ask."""
    person = Skyddad(varld, helt)
    for handling, vem in steg:
        await getattr(person, handling)()
        skyddad, frislappt = await person.lage()
        order = helt.vag("bestallningar/{bestallningId}")
        ser = {n: (await varld.som(n).hamta(order)).status_code == 200 for n in ("vera", "sven", "cecilia", "viktor")}
        slappt = frislappt or not skyddad
        assert ser == {"vera": slappt, "sven": slappt, "cecilia": not skyddad, "viktor": False}
        if skyddad and not (slappt and vem in {"vera", "sven"}):
            fel = await vandring(varld, vem, lasande, helt)
            assert [f for f in fel if " GET /handelser " not in f] == []


class Skyddad:
    """What can happen to the person; an act that is not possible now does nothing."""

    def __init__(self, varld: Varld, helt: HeltArende) -> None:
        self.anna, self.vera = varld.som("anna"), varld.som("vera")
        self.arende, self.order = helt.vag("arenden/{arendeId}"), helt.vag("bestallningar/{bestallningId}")

    async def lage(self) -> tuple[bool, bool]:
        """Whether the person is protected, and the order released."""
        niva = (await self.anna.hamta(self.arende)).json()["skyddsniva"]
        return niva != "ingen", "frislappande" in (await self.anna.hamta(self.order)).json()

    async def skydda(self) -> None:
        await self.anna.posta(f"{self.arende}/skyddsmarkeringar", SKATTEVERKET | {"niva": "sekretessmarkering"})

    async def _pa_markeringen(self, **handelse: str) -> None:
        rader = (await self.anna.hamta(f"{self.arende}/skyddsmarkeringar")).json()["skyddsmarkeringar"]
        for rad in (r for r in rader if r["status"] == "galler"):
            await self.anna.handelse(f"{self.arende}/skyddsmarkeringar/{rad['id']}", handelse)

    async def hoj(self) -> None:
        await self._pa_markeringen(typ="hoj", niva="fingerade", kalla="skatteverket", skal="Ny avisering.")

    async def hav(self) -> None:
        await self._pa_markeringen(typ="hav", skal="Hotet finns inte kvar.")

    async def frislapp(self) -> None:
        await self.anna.handelse(self.order, {"typ": "frislapp", "skal": "Prövat.", "mottagare": "sven.samordnare"})

    async def aterta(self) -> None:
        await self.anna.handelse(self.order, {"typ": "aterta_frislappande", "skal": "Prövat på nytt."})

    async def mote(self) -> None:
        pass_ = {"dag": "2026-11-05", "fran": "13:00", "till": "14:00", "skal": PLATSER[0]}
        await self.anna.posta(f"{self.order}/tillfallen", pass_ | {"aktivitet": PLATSER[1], "kategori": "sprak"})

    async def meddelande(self) -> None:
        await self.anna.posta(f"{self.order}/meddelanden", {"text": f"Vi ses i {PLATSER[0]}."})

    async def beratta_for_af(self) -> None:
        """By the handläggare, who has written where the person spends the days."""
        mer = {"slag": "informationsoverlamning", "kanal": "api", "planSammanfattning": f"Hos {PLATSER[1]}."}
        grund = {"utlamnandeGrund": "uppgiftsskyldighet", "utlamnandeLagrum": "12 kap. 4 a § SoL"}
        vag = f"{self.arende}/overlamningar"
        ny = await self.anna.skapa(vag, mer | grund | {"bestallningId": self.order.rpartition("/")[2]})
        await self.anna.gor(f"{vag}/{ny['id']}", "lagg_i_ko")
