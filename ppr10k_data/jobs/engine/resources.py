"""How many photos this machine can work on at a time."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

WORKER_BYTES = 250e6
"""A worker with its libraries and compiled code and no photo (measured, docs/benchmarks.md)."""

FULL_BYTES_PER_PIXEL, REDUCED_BYTES_PER_PIXEL = 33.0, 20.0
"""Peak memory of a render for each pixel of the sensor (measured, docs/benchmarks.md)."""

MATCH_BYTES_PER_PIXEL = 22.0
"""What matching takes beyond that, at 12 megapixels: the fit 14, its application 8 (measured)."""

FILE_BYTES_PER_PIXEL = 1.0
"""A losslessly compressed RAW file of 14 bits has 1 to 1.4; taken low, which guesses its pixels high."""


def available_cores() -> int:
    """Processor cores that this process may use: affinity and the container's share are heeded."""
    import joblib

    return int(joblib.cpu_count())


def available_memory() -> int | None:
    """Bytes that may still be taken without swapping; None where the system does not tell.

    Notes
    -----
    Linux: ``MemAvailable`` of /proc/meminfo, less where the control group allows less (cgroup v2 ``memory.max``, v1
    ``memory.limit_in_bytes``), as SLURM and containers set it. Elsewhere half of the physical memory (POSIX sysconf).
    """
    told = [bytes_ for bytes_ in (_meminfo(), *_control_groups()) if bytes_ is not None]
    return min(told) if told else _half_of_physical()


def _meminfo(path: Path = Path("/proc/meminfo")) -> int | None:
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    found = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
    return int(found[0]) * 1024 if found else None


def _control_groups(root: Path = Path("/sys/fs/cgroup"), own: Path = Path("/proc/self/cgroup")) -> list[int]:
    """What this process's control groups and those around them leave."""
    try:
        lines = own.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    left = []
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            names, top = ("memory.max", "memory.current"), root
        elif "memory" in controllers.split(","):
            names, top = ("memory.limit_in_bytes", "memory.usage_in_bytes"), root / "memory"
        else:
            continue
        folder = top / path.lstrip("/")
        for place in (folder, *(parent for parent in folder.parents if parent.is_relative_to(top))):
            limit, used = (_number(place / name) for name in names)
            if limit is not None and used is not None:
                left.append(max(0, limit - used))
    return left


def _number(path: Path) -> int | None:
    """A control group's figure; "max" stands for no limit."""
    try:
        text = path.read_text(encoding="ascii").strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None


def _half_of_physical() -> int | None:
    names = getattr(os, "sysconf_names", {})
    if not {"SC_PHYS_PAGES", "SC_PAGE_SIZE"} <= set(names):
        return None
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2


def jobs_for(cores: int, memory: int | None, raw_bytes: int, bytes_per_pixel: float) -> int:
    """How many photos to work on at a time: one a core, fewer where memory is short.

    Parameters
    ----------
    cores : int
    memory : int or None
        In bytes; None leaves it out of account.
    raw_bytes : int
        Size of the largest RAW file, which tells its pixels.
    bytes_per_pixel : float
        Peak memory for each.

    Returns
    -------
    int
        At least 1.
    """
    each = WORKER_BYTES + raw_bytes / FILE_BYTES_PER_PIXEL * bytes_per_pixel
    fitting = cores if memory is None else int(memory / each)
    return max(1, min(cores, fitting))


def default_jobs(raws: Iterable[Path], bytes_per_pixel: float) -> int:
    """:func:`jobs_for` this machine and these files.

    Parameters
    ----------
    raws : iterable of Path
        The photos' files, of which the largest counts.
    bytes_per_pixel : float
        Peak memory for each pixel of a photo's sensor.
    """
    return jobs_for(available_cores(), available_memory(), largest(raws), bytes_per_pixel)


def largest(files: Iterable[Path]) -> int:
    """Bytes of the largest file; files that are missing count nothing."""
    return max((_size(path) for path in files), default=0)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
