"""Field classes: how delicate each column is (3-dataskydd). A column without one fails the build.

The class decides masking in logs, what an utförare may be given and what a list view may carry.
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import MappedColumn, mapped_column

from app.core.crypto import Forsegling


class Klass(StrEnum):
    """How delicate a fact is, from open to protected."""

    OPPEN = "oppen"
    INTERN = "intern"
    PERSONUPPGIFT = "personuppgift"
    KANSLIG = "kanslig"
    SKYDDAD = "skyddad"


def kolumn(klass: Klass, *args: Any, **kwargs: Any) -> MappedColumn[Any]:
    """A mapped column that carries its field class in ``info``."""
    return mapped_column(*args, info={"klass": klass}, **kwargs)


def oppen(*args: Any, **kwargs: Any) -> MappedColumn[Any]:
    """Anyone may know it."""
    return kolumn(Klass.OPPEN, *args, **kwargs)


def intern(*args: Any, **kwargs: Any) -> MappedColumn[Any]:
    """Says nothing about a person, but is not for outsiders."""
    return kolumn(Klass.INTERN, *args, **kwargs)


def personuppgift(*args: Any, **kwargs: Any) -> MappedColumn[Any]:
    """Tells who somebody is or how to reach them."""
    return kolumn(Klass.PERSONUPPGIFT, *args, **kwargs)


def kanslig(*args: Any, **kwargs: Any) -> MappedColumn[Any]:
    """Delicate facts: assessments, reasons, health (DP-02, DP-03)."""
    return kolumn(Klass.KANSLIG, *args, **kwargs)


def skyddad(*args: Any, **kwargs: Any) -> MappedColumn[Any]:
    """Identity numbers and whatever tells where a protected person is (DP-14, DP-15)."""
    return kolumn(Klass.SKYDDAD, *args, **kwargs)


FORSEGLING = "forsegling"


def forseglad(forsegling: Forsegling) -> MappedColumn[Any]:
    """Bytes that are sealed, and so have to be sealed anew when the key is replaced (DP-28)."""
    return mapped_column(LargeBinary, info={"klass": Klass.SKYDDAD, FORSEGLING: forsegling})
