"""A circuit breaker in front of one receiver: rest when it is silent, then one careful probe at a time.

Lives in the memory of one worker. Knows neither the receiver nor the messages.
"""

from datetime import datetime, timedelta

from app.begrepp.tid import Klocka


class Brytare:
    """Opens after ``fel`` failures in a row; each ``vila`` seconds one probe is let through."""

    def __init__(self, klocka: Klocka, *, fel: int, vila: float) -> None:
        self._klocka = klocka
        self._grans = fel
        self._vila = timedelta(seconds=vila)
        self._i_rad = 0
        self._stangt_till: datetime | None = None
        self._hort = False

    @property
    def svarar(self) -> bool:
        """Whether the receiver has answered since the worker started or the breaker last opened."""
        return self._hort

    @property
    def nere(self) -> bool:
        """Whether the receiver is taken to be down."""
        return self._i_rad >= self._grans

    def plats(self, pagar: int, samtidighet: int) -> int:
        """How many more calls may begin now, when ``pagar`` are under way."""
        if self._stangt_till is not None and self._klocka.nu() < self._stangt_till:
            return 0
        return max(0, (1 if self.nere else samtidighet) - pagar)

    def svarade(self) -> None:
        """The receiver works."""
        self._i_rad = 0
        self._stangt_till = None
        self._hort = True

    def teg(self) -> None:
        """No answer, or one that says that the receiver is out of order."""
        self._i_rad += 1
        if self.nere:
            self._hort = False
            self._stangt_till = self._klocka.nu() + self._vila

    def pausa(self, sekunder: float) -> None:
        """The receiver asks for fewer calls."""
        till = self._klocka.nu() + timedelta(seconds=sekunder)
        self._stangt_till = max(till, self._stangt_till or till)
