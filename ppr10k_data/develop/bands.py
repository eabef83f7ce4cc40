"""Bands of rows, worked on by as many threads as numba may use."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numba

LEAST_ROWS = 16


def in_bands(rows: int, work: Callable[[int, int], None]) -> None:
    """Share rows among threads.

    Parameters
    ----------
    rows : int
    work : callable
        Does the rows from its first argument up to, not including, its second; compiled without the interpreter's
        lock.

    Notes
    -----
    In place of ``numba.prange``, which compiles a loop of this size three times as long.
    """
    threads = min(numba.get_num_threads(), max(1, rows // LEAST_ROWS))
    if threads == 1:
        work(0, rows)
        return
    count = 4 * threads  # so that no thread waits long for the slowest
    edges = [rows * i // count for i in range(count + 1)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, edges[:-1], edges[1:]))
