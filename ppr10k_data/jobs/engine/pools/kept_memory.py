"""Memory that a worker keeps: the next photo takes what the last one gave back."""

from __future__ import annotations

import ctypes
import mmap
from pathlib import Path

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""Parameters of glibc's ``mallopt`` (malloc.h)."""

NEVER, LARGEST = 2**31 - 1, 32 * 2**20
"""Bytes: more than any block has, and the most that glibc before 2.35 takes for its second parameter (mallopt(3))."""

KEPT_BYTES = 250e6
"""What a worker may hold after a photo beyond what it held after its first.

Where psutil is installed loky ends a worker that has grown by 300 MB since its first photo, as one that leaks (joblib
1.6.0, loky/process_executor.py).
"""

_after_first: list[int] = []
"""Resident bytes of this process after its first photo: libraries and compiled code."""


def keep_memory() -> bool:
    """Keep freed memory for the process's next blocks, where the C library is glibc.

    Returns
    -------
    bool
        Whether it is.

    Notes
    -----
    By itself glibc gives large blocks back to the system as they are freed, and the system clears each page that is
    taken again. A worker takes much the same blocks for each photo: what keeping them saves, and what it takes, is in
    docs/benchmarks.md.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # other C libraries; Windows has no library without a name
        return False
    taken = mallopt(M_MMAP_THRESHOLD, NEVER) or mallopt(M_MMAP_THRESHOLD, LARGEST)
    return bool(taken and mallopt(M_TRIM_THRESHOLD, NEVER))


def give_back_much() -> None:
    """Give free memory back to the system after a process's first photo, and after one that left much; takes 3 ms."""
    try:
        trim = ctypes.CDLL(None).malloc_trim
        if not _after_first:
            trim(0)
            _after_first.append(_resident_bytes())
        elif _resident_bytes() > _after_first[0] + KEPT_BYTES:
            trim(0)
    except (AttributeError, OSError, TypeError):  # as above: nothing was kept
        return


def _resident_bytes() -> int:
    """Linux: proc(5), ``statm``."""
    return int(Path("/proc/self/statm").read_bytes().split()[1]) * mmap.PAGESIZE
