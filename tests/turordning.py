"""Which tests may run beside which: one that is marked ``ensam`` has the machine to itself, the others share it.

What is killed in the middle of its work and shall be up again in a moment cannot be, when two more processes of
tests take the processor from it. Everyone queues, so that none who wants to be alone waits for ever.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Two files that every process of a run has, and that nobody writes.
KO, RUM = Path(__file__), Path(__file__).parent / "__init__.py"


@contextmanager
def tur(*, ensam: bool) -> Iterator[None]:
    """Wait for the turn, and hold it while the block runs; a process that dies has let go of it."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with KO.open("rb") as ko, RUM.open("rb") as rum:
        fcntl.flock(ko, fcntl.LOCK_EX)
        fcntl.flock(rum, fcntl.LOCK_EX if ensam else fcntl.LOCK_SH)
        fcntl.flock(ko, fcntl.LOCK_UN)
        yield
