"""How the pixel kernels are compiled: machine code by numba, kept between runs where there is a place for it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

_ARITHMETIC = {"contract", "nsz", "arcp"}
"""Fused multiply-adds and reciprocals are welcome; NaN and infinity keep their meaning."""


def kernel(*, parallel: bool = False) -> Callable[[Function], Function]:
    """Compile a pixel loop.

    Parameters
    ----------
    parallel : bool
        Share the loop's ``numba.prange`` among numba's threads.

    Notes
    -----
    numba refuses to cache where it can write neither beside the source nor in the user's cache folder, as on many
    clusters; compiled code then goes to a folder of the temporary directory.
    """

    def compile_(function: Function) -> Function:
        options: dict[str, Any] = {
            "parallel": parallel,
            "nogil": True,
            "error_model": "numpy",
            "fastmath": _ARITHMETIC,
        }
        try:
            return numba.njit(cache=True, **options)(function)  # type: ignore[no-any-return]
        except RuntimeError:
            numba.config.CACHE_DIR = str(Path(tempfile.gettempdir()) / "ppr10k-data-numba")
            return numba.njit(cache=True, **options)(function)  # type: ignore[no-any-return]

    return compile_


block: Callable[[Function], Function] = numba.njit(
    fastmath=_ARITHMETIC, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True
)
"""Compile a stage of the pixel loop: a function over short planes, which only kernels can call.

Compiled by itself, a stage's loops are vectorised; the same loops written into the kernel are not, because there the
compiler cannot tell the planes apart. Without wrappers, and without being forced into the kernel, all stages together
compile in half the time and run 8 % slower.
"""
