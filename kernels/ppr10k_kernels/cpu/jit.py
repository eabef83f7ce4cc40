"""How the loops are compiled: machine code by numba, kept between runs where there is a place for it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": {"contract"}}
"""Only fused multiply-adds are welcome: without NaN's meaning the clamps could go, and reads would leave the table."""


def compiled(function: Function) -> Function:
    """Compile a loop that runs without Python's lock, so that threads can share an image.

    Notes
    -----
    numba refuses to cache where it can write neither beside the source nor in the user's cache folder, as on many
    clusters; compiled code then goes to a folder of the temporary directory.

    numba's cache knows a loop by its name and by what its own file holds (numba 0.68, numba/core/caching.py), and would
    go on with old instructions after an update that changed them in another file: this folder's sources are part of
    the name.
    """
    function.__qualname__ += f"_{_sources()}"
    try:
        return numba.njit(cache=True, **_OPTIONS)(function)  # type: ignore[no-any-return]
    except RuntimeError:
        numba.config.CACHE_DIR = str(Path(tempfile.gettempdir()) / "ppr10k-kernels-numba")
        return numba.njit(cache=True, **_OPTIONS)(function)  # type: ignore[no-any-return]


@cache
def _sources() -> str:
    """A few digits of all that the loops can be made of."""
    whole = sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        whole.update(file.read_bytes())
    return whole.hexdigest()[:12]
