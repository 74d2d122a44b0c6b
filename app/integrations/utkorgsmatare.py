"""The outbox for probes and scrapes: read at most every few seconds, and never failing whoever asks.

With the database away the last figures are shown; the probe says for itself that the database is away.
"""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.begrepp.parter import systemaktor
from app.core.edge.logging import logga_undantag
from app.core.outbox_figures import Mottagarstatus, Utkorgsbild, aldsta, las_bild, mottagarstatus
from app.core.services import Tjanster

SYSTEM = systemaktor("utkorgsmatare")
GALLER = timedelta(seconds=5)
VANTETID = 2.0
UTFALL = ("kvitterade", "avvisade", "uteblivna")


class Utkorgsmatare(Collector):
    """One app's; ``las`` before ``collect``, which cannot wait for a database."""

    def __init__(self, tjanster: Tjanster) -> None:
        self._tjanster = tjanster
        self._bild: Utkorgsbild | None = None

    async def las(self) -> Utkorgsbild:
        """The figures, at most a few seconds old if the database answers."""
        nu, bild = self._tjanster.klocka.nu(), self._bild
        if bild is None or not timedelta() <= nu - bild.nu < GALLER:
            try:
                async with asyncio.timeout(VANTETID):
                    self._bild = bild = await self._tjanster.transaktioner.kor(SYSTEM, "", las_bild)
            except Exception as fel:  # noqa: BLE001 - any fault means the same here
                logga_undantag(fel, jobb="utkorgsmatare")
        return bild or Utkorgsbild(nu)

    def collect(self) -> Iterator[Metric]:
        """What was last read, by kind of receiver."""
        bild = self._bild or Utkorgsbild(self._tjanster.klocka.nu())
        yield from _kolangder(bild)
        yield from _mottagarna(bild)


def _kolangder(bild: Utkorgsbild) -> Iterator[Metric]:
    vantande = GaugeMetricFamily(
        "stegvis_utkorg_vantande", "Meddelanden som väntar på att sändas", labels=["mottagare"]
    )
    parkerade = GaugeMetricFamily(
        "stegvis_utkorg_parkerade", "Meddelanden som väntar på en person", labels=["mottagare"]
    )
    sena = GaugeMetricFamily("stegvis_utkorg_forsenade", "Utan kvittens efter ett dygn", labels=["mottagare"])
    alder = GaugeMetricFamily("stegvis_utkorg_aldsta_sekunder", "Ålder på det äldsta väntande", labels=["mottagare"])
    for mottagare, koer in bild.per_mottagare().items():
        pa_vag = [ko for ko in koer if ko.pa_vag]
        fran = aldsta(pa_vag)
        vantande.add_metric([mottagare], sum(ko.antal for ko in pa_vag))
        parkerade.add_metric([mottagare], sum(ko.antal for ko in koer if ko.parkerad))
        sena.add_metric([mottagare], sum(ko.sena for ko in koer))
        alder.add_metric([mottagare], (bild.nu - fran).total_seconds() if fran else 0.0)
    yield from (vantande, parkerade, sena, alder)


def _mottagarna(bild: Utkorgsbild) -> Iterator[Metric]:
    """How many receivers of each kind are away, and what has become of the attempts since the beginning."""
    nere = GaugeMetricFamily("stegvis_utkorg_nere", "Mottagare vars brytare är öppen", labels=["mottagare"])
    utfall = CounterMetricFamily("stegvis_utkorg_forsok", "Försök efter utfall", labels=["mottagare", "utfall"])
    for mottagare in sorted({rad.mottagare for rad in bild.lagen}):
        egna = [rad for rad in bild.lagen if rad.mottagare == mottagare]
        borta = [rad for rad in egna if mottagarstatus(rad, bild.nu) is Mottagarstatus.NERE]
        nere.add_metric([mottagare], len(borta))
        for slag in UTFALL:
            utfall.add_metric([mottagare, slag], sum(getattr(rad, slag) for rad in egna))
    yield from (nere, utfall)
