"""The mock's own clock, so that it stays independent of the service it stands opposite."""

from collections.abc import Callable
from datetime import UTC, datetime

Klocka = Callable[[], datetime]


def systemtid() -> datetime:
    """The real time, aware, UTC."""
    return datetime.now(UTC)


class Mockklocka:
    """A clock that follows ``kalla`` until the control endpoint sets it to a fixed moment."""

    def __init__(self, kalla: Klocka = systemtid) -> None:
        self._kalla = kalla
        self._fast: datetime | None = None

    def nu(self) -> datetime:
        """Aware UTC."""
        return self._fast or self._kalla()

    def stall(self, tid: datetime | None) -> None:
        """Fix the clock, or with ``None`` let it follow its source again."""
        self._fast = tid.astimezone(UTC) if tid else None


def som_text(tid: datetime) -> str:
    """RFC 3339 with milliseconds and ``Z``."""
    return tid.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
