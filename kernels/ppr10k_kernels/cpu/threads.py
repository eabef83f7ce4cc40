"""An image's pixels shared among threads.

The loops run without Python's lock, so ordinary threads do. Unlike numba's own parallel loops they may be entered from
several threads at once, as torch's backward does, and survive a fork, as data loaders do.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

import numba

Result = TypeVar("Result")

SMALLEST_SHARE = 1 << 16
"""Pixels for which another thread is worth its start, a fifth of a millisecond of work."""


def share(pixels: int, work: Callable[[int, int], Result], threads: int | None = None) -> list[Result]:
    """Do work on ranges of pixels side by side.

    Parameters
    ----------
    pixels : int
        How many there are.
    work : callable
        Takes the first pixel of a range and the one after its last; the first is a multiple of four.
    threads : int, optional
        At most so many; in any case no more than ``NUMBA_NUM_THREADS``, by default one a core.

    Returns
    -------
    list
        The ranges' results in order. Ranges depend on the numbers of pixels and threads alone.
    """
    most = numba.config.NUMBA_NUM_THREADS
    parts = max(1, min(most, threads or most, pixels // SMALLEST_SHARE))
    step = -(-pixels // parts // 4) * 4
    ranges = [(first, min(first + step, pixels)) for first in range(0, pixels, step)] if pixels else []
    if len(ranges) < 2:
        return [work(*ends) for ends in ranges]
    others = [_pool(most).submit(work, *ends) for ends in ranges[1:]]
    return [work(*ranges[0])] + [other.result() for other in others]


@lru_cache(maxsize=1)
def _pool(workers: int) -> ThreadPoolExecutor:
    """The process's threads, started once."""
    return ThreadPoolExecutor(workers, thread_name_prefix="ppr10k-kernels")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)  # threads do not cross a fork
