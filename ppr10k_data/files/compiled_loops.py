"""Whether the pixel loops' machine code is there from an earlier run; found out without loading numba."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

DEVELOP = Path(__file__).parents[1] / "develop"

INDEX = "pixels.*.nbi"
"""numba's index of what it has compiled of ``develop/pixels.py``, the slowest to compile."""


def loops_are_compiled() -> bool:
    """Tell whether numba has kept the pixel loop since its source was last changed.

    Returns
    -------
    bool
        By the times of files alone, as numba's own check would cost a second: for what users are told, and nothing
        else.
    """
    changed = max(path.stat().st_mtime for path in _sources())
    return any(path.stat().st_mtime >= changed for path in _indices())


def _sources() -> Iterator[Path]:
    yield DEVELOP / "pixels.py"
    yield from (DEVELOP / "blocks").glob("*.py")


def _indices() -> Iterator[Path]:
    """In the places that numba tries (numba/core/caching.py), and in the one that ``develop/jit.py`` gives it then."""
    yield from (DEVELOP / "__pycache__").glob(INDEX)
    for folder in (os.environ.get("NUMBA_CACHE_DIR"), _cache_of_user(), _cache_of_last_resort()):
        if folder:
            yield from Path(folder).glob(f"{DEVELOP.name}_*/{INDEX}")


def _cache_of_user() -> Path:
    """As numba's copy of appdirs has it (numba/misc/appdirs.py, ``user_cache_dir``)."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "numba" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "numba"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "numba"


def _cache_of_last_resort() -> Path:
    return Path(tempfile.gettempdir()) / "ppr10k-data-numba"
