"""How the pixel kernels are compiled: machine code by numba, kept between runs where there is a place for it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from types import CodeType, FunctionType
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

    numba's cache knows a kernel by its name and by what its own file holds (numba 0.68, numba/core/caching.py), and
    would go on with old stages after an update that changed one in another file: their sources are part of the name.
    """

    def compile_(function: Function) -> Function:
        function.__qualname__ += f"_{_digest(function)}"
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


def _digest(function: Any) -> str:
    """A few digits of the sources of all stages that a function calls, and of the numbers that they take in."""
    functions, numbers = [function], []
    for stage in functions:  # grows meanwhile
        for value in _taken_in(stage):
            called = getattr(value, "py_func", None)
            if isinstance(called, FunctionType) and called not in functions:
                functions.append(called)
            elif isinstance(value, (bool, int, float, tuple)):
                numbers.append(repr(value))
    files = dict.fromkeys((__file__, *(stage.__code__.co_filename for stage in functions)))
    whole = sha256("\n".join(numbers).encode())
    for file in files:
        whole.update(Path(file).read_bytes())
    return whole.hexdigest()[:12]


def _taken_in(function: Any) -> Iterator[Any]:
    """Values of the module's names that a function uses."""
    for name in _names(function.__code__):
        if name in function.__globals__:
            yield function.__globals__[name]


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)
