"""CuPy's part: compile a version of the kernels once, and start them on a device and stream."""

from __future__ import annotations

from functools import cache, partial
from typing import Any, NamedTuple

import cupy
import numpy as np

from ppr10k_kernels.cuda.calls import Argument, Launch
from ppr10k_kernels.cuda.variants import Variant, source

_NULL = np.uint64(0)


class _Stream(NamedTuple):
    """Another library's stream, which CuPy asks for its address only.

    A ``cupy.cuda.Stream`` destroys in the end what it wraps; in some versions that of ``from_external`` too.
    """

    ptr: int


@cache
def _kernel(variant: Variant, name: str) -> Any:
    """Compile, or load from CuPy's cache on the disk; CuPy keeps one module a device."""
    module = cupy.RawModule(code=source(), options=variant.options(), backend="nvrtc")
    return module.get_function(name)


def launch(
    variant: Variant,
    name: str,
    blocks: tuple[int, int],
    threads: int,
    arguments: tuple[Argument, ...],
    stream: Any = None,
) -> None:
    """Start a kernel on CuPy's current device.

    Parameters
    ----------
    variant : Variant
        Which version.
    name : str
        The kernel's.
    blocks : tuple of int
        Along x and y.
    threads : int
        Of a block.
    arguments : tuple
        Addresses, ints and floats; CuPy passes Python's numbers as 64 bits.
    stream : object with an address ``ptr``, optional
        By default CuPy's current one.
    """
    words = tuple(_NULL if argument is None else argument for argument in arguments)
    _kernel(variant, name)(blocks, (threads,), words, stream=stream)


@cache
def launch_on(pointer: int) -> Launch:
    """:func:`launch` on another library's stream, given by its address."""
    return partial(launch, stream=_Stream(pointer))


def on_device(device: int) -> Any:
    """Make a device current for a ``with`` block."""
    return cupy.cuda.Device(device)
