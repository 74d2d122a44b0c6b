"""Who is told of what becomes of a message: the steps whose objects the messages are about.

``wiring`` connects them by the object's type; the worker and the operator's acts tell them.
"""

from typing import Protocol
from uuid import UUID

from app.core.outbox import Avvisning, Kvittens
from app.core.unit_of_work import Arbete


class Objektsteg(Protocol):
    """What a step is told of the messages about its objects; each call has effect once."""

    async def kvitterad(self, arbete: Arbete, objekt_id: UUID, kvittens: Kvittens) -> None:
        """The receiver has the message."""
        ...

    async def ej_levererad(self, arbete: Arbete, objekt_id: UUID, avvisning: Avvisning) -> None:
        """The receiver does not take the message; a person must decide."""
        ...

    async def osakert_levererad(self, arbete: Arbete, objekt_id: UUID) -> None:
        """The message has been sent, but its answer is missing; it will be sent again."""
        ...

    async def koad_igen(self, arbete: Arbete, objekt_id: UUID) -> None:
        """An operator lets the message that was set aside be tried again as it is."""
        ...


STEG: dict[str, Objektsteg] = {}
