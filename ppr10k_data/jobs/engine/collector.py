"""Python's garbage collector, which has nothing to find in a plan and looks through it again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Make a plan without looking for garbage among its parts meanwhile; also a decorator.

    The plan of the whole release is a million objects that all live on and refer to each other in no circle. Each time
    their number has grown by a quarter the collector looks through all of them (CPython, ``gc``, third generation):
    a fifth of the time that it takes to plan.
    """
    if not gc.isenabled():  # by a caller who has reasons
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
