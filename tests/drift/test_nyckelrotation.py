"""Both keys are replaced while the service answers; nothing that an old key made is left, or lost (S5, DP-28)."""

import asyncio
import json
from asyncio import to_thread
from collections import Counter
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any, Self

import pytest
from sqlalchemy import select

from app import wiring  # noqa: F401 - loads every table
from app.begrepp.tid import StallbarKlocka, SystemKlocka
from app.core.auth import StatiskNyckelkalla
from app.core.classification import Klass
from app.core.crypto import Forseglingsfel, Krypto
from app.core.database import Base
from app.core.keyset import FORSTA_UPPSLAG, Nyckelfil, Nyckelslag, enkel_ring
from app.core.resealing import Omforsegling, forseglade
from app.drift import nyckelrotation
from app.drift.loggverifiering import Verifierare
from app.drift.omforsegling import FILER
from app.flode.arende.models import Arende
from app.integrations.jobb import FORSEGLA_LOGG, kor_jobb
from app.katalog.rollista import ESKILSTUNA, NAMND_ESKILSTUNA
from app.main import create_app
from app.settings import Settings
from app.vyer.rapporter.models import Rapport
from app.vyer.rapporter.states import NamndrapportStatus
from tests.conftest import NYCKEL, Varld
from tests.filer import FILER as INNEHALL
from tests.filer import TEXT, lamnat
from tests.kill.last import personnummer

pytestmark = pytest.mark.anyio
INTERVALL = 0.1
# Personer före bytet.
FORE = 40


@pytest.fixture
def klocka() -> StallbarKlocka:
    """Runs as the keys' own dates do."""
    return StallbarKlocka(SystemKlocka().nu(), grund=SystemKlocka())


@pytest.fixture
def settings(settings: Settings, tmp_path: Path, nyckelmaterial: bytes) -> Settings:
    """With the keys in a file."""
    fil = tmp_path / "nycklar.json"
    Nyckelfil(fil).skriv(enkel_ring({"k1": nyckelmaterial[:32]}, nyckelmaterial[32:]))
    return settings.model_copy(update={"nyckelfil": fil, "nyckel_intervall": INTERVALL})


@pytest.fixture
async def annan(varld: Varld) -> AsyncIterator[Varld]:
    """A second process at the same database, that reads the keys later than the first."""
    senare = varld.settings.model_copy(update={"nyckel_intervall": 2 * INTERVALL})
    app = create_app(senare, klocka=varld.klocka, nyckelkalla=StatiskNyckelkalla([NYCKEL]))
    async with app.router.lifespan_context(app):
        yield Varld(app, senare, varld.klocka, varld.sort, varld.databas)


class Last:
    """People at work while the keys are replaced: new persons, the same ones found, and nobody entered twice."""

    def __init__(self, *processer: Varld) -> None:
        self._processer = processer
        self._nummer = count(1)
        self._slut = asyncio.Event()
        self.svar: Counter[tuple[str, int]] = Counter()
        self.arenden: dict[str, str] = {}

    async def oppna(self, varld: Varld, nummer: str) -> int:
        kropp = {"personnummer": nummer, "fornamn": "Amina", "efternamn": "Exempelsson"}
        svar = await varld.som("anna").posta("arenden", kropp)
        if svar.status_code == 201:
            self.arenden[nummer] = svar.json()["id"]
        return svar.status_code

    async def ny_person(self, varld: Varld) -> None:
        """Two processes at once enter the same person: one of them is told of the other's ärende."""
        nummer = personnummer(next(self._nummer))
        utfall = await asyncio.gather(*(self.oppna(v, nummer) for v in self._processer))
        self.svar["oppna", min(utfall) * 1000 + max(utfall)] += 1
        igen = await self.oppna(varld, nummer)
        self.svar["oppna igen", igen] += 1

    async def hitta(self, varld: Varld) -> None:
        """Somebody who is there is found, by whichever process."""
        nummer, arende = list(self.arenden.items())[next(self._nummer) % len(self.arenden)]
        svar = await varld.som("anna").posta("arenden/sokningar", {"personnummer": nummer})
        funna = [a["id"] for a in svar.json().get("arenden", [])] if svar.status_code == 200 else None
        self.svar["hitta", svar.status_code if funna in ([arende], None) else 0] += 1
        self.svar["las", (await varld.som("anna").hamta(f"arenden/{arende}")).status_code] += 1

    async def arbeta(self) -> None:
        while not self._slut.is_set():
            for varld in self._processer:
                await self.ny_person(varld)
                await self.hitta(varld)

    async def __aenter__(self) -> Self:
        self._uppgift = asyncio.create_task(self.arbeta())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._slut.set()
        await self._uppgift


async def tills_det_gar(gor: Any, *argument: Any) -> None:
    """A step that is refused until every process has read the keys."""
    async with asyncio.timeout(60):
        while await to_thread(gor, *argument) != 0:  # noqa: ASYNC110 - the step itself says when
            await asyncio.sleep(INTERVALL)


async def tills_det_sags(capfd: pytest.CaptureFixture[str], vad: str, gor: Any, *argument: Any) -> None:
    """A step that is refused for a reason."""
    async with asyncio.timeout(60):
        capfd.readouterr()
        while await to_thread(gor, *argument) == 1 and vad not in capfd.readouterr().err:  # noqa: ASYNC110 - as above
            await asyncio.sleep(INTERVALL)


def rapport_i_ordning(status: NamndrapportStatus, markor: bytes) -> Any:
    """The report as it is when it has come as far as a person."""

    async def steg(arbete: Any) -> None:
        rapport = await arbete.en(select(Rapport))
        rapport.status, rapport.markor = status.value, markor

    return steg


async def byt_allt(settings: Settings) -> None:
    """All three keys, as docs/nycklar.md says."""
    for slag in Nyckelslag:
        assert await to_thread(nyckelrotation.ny, settings, slag) == 0
    assert await to_thread(nyckelrotation.aktivera, settings, Nyckelslag.FORSEGLING) == 1, "nobody has read it yet"
    await tills_det_gar(nyckelrotation.aktivera, settings, Nyckelslag.FORSEGLING)
    await tills_det_gar(nyckelrotation.aktivera, settings, Nyckelslag.LOGG)
    assert await to_thread(nyckelrotation.aktivera, settings, Nyckelslag.UPPSLAG) == 1, "not everybody has a print"
    await tills_det_gar(nyckelrotation.omforsegla, settings, 2000.0)
    await tills_det_gar(nyckelrotation.aktivera, settings, Nyckelslag.UPPSLAG)
    await tills_det_gar(nyckelrotation.omforsegla, settings, 2000.0)
    await tills_det_gar(nyckelrotation.ta_bort, settings, Nyckelslag.FORSEGLING, "k1")


async def status(settings: Settings, capfd: pytest.CaptureFixture[str]) -> Any:
    capfd.readouterr()
    assert await to_thread(lambda: nyckelrotation.status(settings, as_json=True)) == 0
    return json.loads(capfd.readouterr().out)


@pytest.mark.langsam
@pytest.mark.regel("DP-28")
@pytest.mark.krav("S5", "ASVS 11.2.2")
async def test_bada_nycklarna_byts_under_last_utan_ett_fel(
    varld: Varld, annan: Varld, capfd: pytest.CaptureFixture[str]
) -> None:
    last = Last(varld, annan)
    for nummer in range(10_000, 10_000 + FORE):
        assert await last.oppna(varld, personnummer(nummer)) == 201
    dokument = await lamnat(varld.som("anna"), f"arenden/{last.arenden[personnummer(10_000)]}")
    await kor_jobb(varld.tjanster, FORSEGLA_LOGG)
    fore = Nyckelfil(varld.settings.nyckelfil).las()
    async with last:
        await byt_allt(varld.settings)
    assert set(last.svar) == {("oppna", 201_409), ("oppna igen", 409), ("hitta", 200), ("las", 200)}, last.svar
    assert min(last.svar.values()) >= 3, last.svar

    # A report goes on in the order of the key it began with, and so is finished before the key is taken away.
    settings, u1 = varld.settings, (Nyckelslag.UPPSLAG, FORSTA_UPPSLAG)
    await varld.som("cecilia").posta("rapporter", {"sort": "ivo_kvartal", "period": "2026-K4"})
    await varld.i_databasen(rapport_i_ordning(NamndrapportStatus.PAGAR, Krypto(fore).uppslag(ESKILSTUNA, "1")))
    await tills_det_sags(capfd, "1 rapporter räknas", nyckelrotation.ta_bort, settings, *u1)
    await varld.i_databasen(rapport_i_ordning(NamndrapportStatus.KLAR, Krypto(fore).uppslag(ESKILSTUNA, "1")))

    # An answer that was compared with the look-up key is forgotten before the key is.
    await tills_det_sags(capfd, "svar på Idempotency-Key", nyckelrotation.ta_bort, settings, *u1)
    varld.tjanster.settings = settings.model_copy(update={"idempotens_dagar": -1})
    await kor_jobb(varld.tjanster, "rensa_idempotens")
    await tills_det_gar(nyckelrotation.ta_bort, settings, *u1)
    assert await to_thread(nyckelrotation.ta_bort, settings, Nyckelslag.LOGG, fore.aktiv(Nyckelslag.LOGG).id) == 1
    assert await to_thread(nyckelrotation.omforsegla, settings, 2000.0) == 0

    # No row is of an old key, and everything can be read by a process that has never had them.
    nu = Nyckelfil(settings.nyckelfil).las()
    aktiva = {nu.aktiv(slag).id for slag in Nyckelslag}
    rader = (await status(settings, capfd))["rader"]
    assert {nyckel for per_nyckel in rader.values() for nyckel in per_nyckel} <= aktiva
    assert (rader["arenden.personnummer_forseglat"], rader[FILER]) == (
        {nu.aktiv(Nyckelslag.FORSEGLING).id: len(last.arenden)},
        {nu.aktiv(Nyckelslag.FORSEGLING).id: 1},
    )
    assert not {n.nyckel for n in fore.nycklar if n.slag is Nyckelslag.FORSEGLING} & {n.nyckel for n in nu.nycklar}
    ny = create_app(settings, klocka=varld.klocka, nyckelkalla=StatiskNyckelkalla([NYCKEL]))
    async with ny.router.lifespan_context(ny):
        senast = Varld(ny, settings, varld.klocka, varld.sort, varld.databas)
        assert await oppnade(senast) == {arende: nummer for nummer, arende in last.arenden.items()}
        svar = await senast.som("anna").hamta(f"{dokument['_links']['innehall']['href']}")
        assert svar.content == INNEHALL[TEXT]
        # Rows that were vouched for with the log's old key are still vouched for.
        await kor_jobb(senast.tjanster, FORSEGLA_LOGG)
        utfall = await Verifierare(senast.tjanster.transaktioner).kedja(ESKILSTUNA, NAMND_ESKILSTUNA)
        assert (utfall.brott, utfall.rader > FORE) == (None, True)


async def oppnade(varld: Varld) -> dict[str, str]:
    """The number of each ärende, as a process reads it."""

    async def steg(arbete: Any) -> dict[str, str]:
        arenden = await arbete.alla(select(Arende))
        return {str(a.id): a.personnummer(arbete.krypto).siffror for a in arenden}

    return await varld.i_databasen(steg)


async def test_en_avbruten_omforsegling_gar_vidare_dar_den_var(
    varld: Varld, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    last, settings = Last(varld), varld.settings
    for nummer in range(5):
        assert await last.oppna(varld, personnummer(nummer)) == 201
    assert await to_thread(nyckelrotation.ny, settings, Nyckelslag.FORSEGLING) == 0
    await tills_det_gar(nyckelrotation.aktivera, settings, Nyckelslag.FORSEGLING)
    monkeypatch.setattr("app.core.resealing.Omforseglare.__init__.__kwdefaults__", {"per_gang": 2, "lan": 30.0})

    # Dies between two batches, with the lease in its hand.
    def dod(_sekunder: float) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as m:
        m.setattr("app.drift.omforsegling.asyncio.sleep", dod)
        with pytest.raises(KeyboardInterrupt):
            await to_thread(nyckelrotation.omforsegla, settings, 2000.0)
    assert await to_thread(nyckelrotation.omforsegla, settings, 2000.0) == 1, "the lease has not run out"
    assert "annan process" in capfd.readouterr().err

    async def ut(arbete: Any) -> None:
        for post in await arbete.alla(select(Omforsegling)):
            post.lanad_till = 0.0

    await varld.i_databasen(ut)
    assert await to_thread(nyckelrotation.omforsegla, settings, 2000.0) == 0
    aktiv = Nyckelfil(settings.nyckelfil).las().aktiv(Nyckelslag.FORSEGLING).id
    rader = (await status(settings, capfd))["rader"]["arenden.personnummer_forseglat"]
    assert rader == {aktiv: 5}


# --- which columns -----------------------------------------------------------------------------------

# Not sealed: prints, and the order of persons in a report, which is that of their prints.
AVTRYCK = {
    "arenden.person_avtryck", "arenden.person_avtryck_andra", "rapporter.markor", "rapportrader.ordning",
    # From a dry run to its end; whoever has got another print meanwhile is found by the next gallring.
    "gallringar.markor", "gallringsposter.nyckel",
}  # fmt: skip


def test_varje_skyddad_byteskolumn_ar_forseglad_eller_ett_avtryck() -> None:
    """A sealed column that nobody told of would be lost with its key."""
    kolumner = {f"{t.name}.{k.name}": k for t in Base.metadata.tables.values() for k in t.columns}
    skyddade = {n for n, k in kolumner.items() if k.info["klass"] is Klass.SKYDDAD and k.type.python_type is bytes}
    assert skyddade == {f.namn for f in forseglade()} | AVTRYCK
    assert len({f.forsegling.namn for f in forseglade()}) == len(forseglade())


@pytest.mark.krav("S5", "ASVS 11.3.3")
@pytest.mark.parametrize("forseglad", forseglade(), ids=lambda f: f.namn)
def test_ett_forseglat_varde_oppnas_bara_i_sin_egen_cell(forseglad: Any) -> None:
    krypto = Krypto(enkel_ring({"k": bytes(range(32))}, bytes(32)))
    rad = {k.name: f"{k.name}-1" for k in forseglad.kolumn.table.columns}
    varde = krypto.forsegla(b"hemligt", forseglad.forsegling.plats_i(rad))
    assert krypto.oppna(varde, forseglad.forsegling.plats_i(rad)) == b"hemligt"
    andra_rader = [rad | {k: f"{k}-2"} for k in ("kommunkod", *forseglad.forsegling.rad)]
    platser = [forseglad.forsegling.plats_i(r) for r in andra_rader]
    platser += [f.forsegling.plats(rad["kommunkod"], "x") for f in forseglade() if f is not forseglad]
    for plats in platser:
        with pytest.raises(Forseglingsfel):
            krypto.oppna(varde, plats)
