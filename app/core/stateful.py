"""What every row with a state and a version of its own shares.

``version`` counts its händelser and guards against lost updates: an UPDATE names the version it read.
"""

from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, declared_attr

from app.core.classification import intern


class Tillstandsbarare(Protocol):
    """What the unit of work needs of an object that has a state."""

    kommunkod: str
    id: UUID
    namnd_id: UUID
    status: str
    version: int

    @property
    def historik_arende(self) -> UUID:
        """The ärende whose history the object belongs to."""
        ...

    @property
    def historik_delad_med(self) -> UUID | None:
        """The utförare that may read the object's history."""
        ...

    @property
    def om_person(self) -> bool:
        """Whether the object says something about a person, so that who writes it is logged (DP-04)."""
        ...


class Versionerad:
    """A row whose changes are checked against the version that was read."""

    version: Mapped[int] = intern(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy's form
        """The unit of work raises the version itself, together with the händelse."""
        return {"version_id_col": cls.version, "version_id_generator": False}


class Tillstandsagd(Versionerad):
    """A row with a state; its history belongs to its ärende and is shared as the row itself is."""

    @property
    def om_person(self) -> bool:
        """Whether it says something about a person."""
        return True

    @property
    def historik_arende(self) -> UUID:
        """The ärende whose history it is part of."""
        arende_id: UUID = getattr(self, "arende_id")  # noqa: B009 - the column is the step's own
        return arende_id

    @property
    def historik_delad_med(self) -> UUID | None:
        """The utförare that may read the history; nobody for what only the nämnd sees."""
        delad_med: UUID | None = getattr(self, "delad_med", None)
        return delad_med


class Katalogpost(Tillstandsagd):
    """A row with a state that is about nobody: its history is its own, and writes of it are no access to a person."""

    @property
    def om_person(self) -> bool:
        """Nobody."""
        return False

    @property
    def historik_arende(self) -> UUID:
        """Its own id: it belongs to no ärende."""
        egen: UUID = getattr(self, "id")  # noqa: B009 - the column is of another mixin
        return egen
