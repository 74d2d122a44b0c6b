"""Which tests may run beside which: one that is marked ``ensam`` has the machine almost to itself.

What is killed in the middle of its work and shall be up again in a moment cannot be, when two more processes of
tests take the processor from it. One more may go on, since who waits for a start leaves a core idle; where seconds are
counted, ``ensam(folje=False)``, not even that. The others queue, so that none who wants to be alone waits for ever.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

# Files that every process of a run has, and that nobody writes.
KO, RUM, FOLJE = (Path(__file__).parent / namn for namn in ("turordning.py", "__init__.py", "conftest.py"))


@contextmanager
def tur(item: pytest.Item) -> Iterator[None]:
    """Wait for the turn, and hold it while the block runs; a process that dies has let go of it."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    def las(fil: Path, sort: int) -> None:
        fcntl.flock(hallna.enter_context(fil.open("rb")), sort)

    ensam = item.get_closest_marker("ensam")
    with ExitStack() as hallna:
        if ensam is None:
            try:
                las(FOLJE, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                yield
                return
        with KO.open("rb") as ko:
            fcntl.flock(ko, fcntl.LOCK_EX)
            las(RUM, fcntl.LOCK_SH if ensam is None else fcntl.LOCK_EX)
            if ensam is not None and not ensam.kwargs.get("folje", True):
                las(FOLJE, fcntl.LOCK_EX)
        yield
