"""How an attempt to deliver a message ended, in words that no receiver's contract colours."""

from dataclasses import dataclass

from app.core.outbox import Avvisning, Kvittens


@dataclass(frozen=True, slots=True)
class Kvitterat:
    """The receiver has the message."""

    kvittens: Kvittens


@dataclass(frozen=True, slots=True)
class Avvisat:
    """The receiver will never take the message as it is. ``eget_fel``: it was never asked, the fault is ours."""

    avvisning: Avvisning
    eget_fel: bool = False


@dataclass(frozen=True, slots=True)
class Uteblivet:
    """No word that counts: try again.

    ``vanta`` is what the receiver asked for, in seconds. ``kan_vara_framme``: the message may have had
    its effect, only the answer is missing. ``ber_om_paus``: the receiver works but wants fewer calls.
    ``eget_fel``: the fault is ours, and says nothing of the receiver.
    """

    kod: str
    sparnings_id: str
    vanta: float | None = None
    kan_vara_framme: bool = False
    ber_om_paus: bool = False
    eget_fel: bool = False


Utfall = Kvitterat | Avvisat | Uteblivet
