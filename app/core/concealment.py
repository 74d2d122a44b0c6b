"""What tells where a person is: taken out of every row of every list when the person is protected (DP-14, DP-15).

A list is read over a shoulder, printed and sent on, so that not even who is named sees it there. A schema marks such
a field with ``ROJER``; ``Anrop.lista`` hides it, whatever step the row is of. Must not know any step.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Row

from app.core.tenancy import Personskyddad
from app.core.unit_of_work import Arbete


@dataclass(frozen=True, slots=True)
class Rojer:
    """The field tells where somebody is or when, who is with them, or how to reach them; it may be absent."""


ROJER = Rojer()


def dolt(bild: BaseModel, rad: Any, arbete: Arbete) -> BaseModel:
    """The picture of a row without what gives away the protected person that the row is about."""
    falt = rojande(type(bild))
    if not falt or not galler_skyddad(rad, arbete):
        return bild
    return bild.model_copy(update=dict.fromkeys(falt))


@cache
def rojande(modell: type[BaseModel]) -> tuple[str, ...]:
    """The marked fields of a model."""
    return tuple(namn for namn, falt in modell.model_fields.items() if ROJER in falt.metadata)


def galler_skyddad(rad: Any, arbete: Arbete) -> bool:
    """Whether a row is about a protected person; one that does not tell is, if anybody in the transaction is."""
    for del_ in _delar(rad):
        if isinstance(del_, Personskyddad):
            return del_.skyddad
    return arbete.ror_skyddad


def _delar(rad: Any) -> Iterable[Any]:
    if isinstance(rad, tuple | Row):
        return rad
    if is_dataclass(rad):
        return (getattr(rad, falt.name) for falt in fields(rad))
    return (rad,)
