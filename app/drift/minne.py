"""The garbage collector while the service starts.

What a start loads stays for as long as the process lives; looking through it again and again takes a
quarter of the start's time and finds nothing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def inlasning() -> Iterator[None]:
    """Load without collecting; what is loaded is then out of the collector's sight."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def stada_minnet() -> None:
    """Put what the start made out of the collector's sight and let it look less often: shorter tails, less CPU."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
