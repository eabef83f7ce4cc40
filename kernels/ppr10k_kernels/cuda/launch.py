"""CuPy's part: compile a version of the kernels once, and start them on a device and stream."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import cupy
import numpy as np

from ppr10k_kernels.cuda.calls import Argument
from ppr10k_kernels.cuda.variants import Variant, source


@cache
def _kernel(variant: Variant, name: str) -> Any:
    """Compile, or load from CuPy's cache on the disk; CuPy keeps one module a device."""
    module = cupy.RawModule(code=source(), options=variant.options(), backend="nvrtc")
    return module.get_function(name)


def launch(
    variant: Variant, name: str, blocks: tuple[int, int], threads: int, arguments: tuple[Argument, ...]
) -> None:
    """Start a kernel on CuPy's current device and stream.

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
    """
    words = tuple(np.uint64(0) if argument is None else argument for argument in arguments)
    _kernel(variant, name)(blocks, (threads,), words)


@dataclass(frozen=True)
class _Foreign:
    """A stream of another library, in the words of NVIDIA's CUDA stream protocol."""

    pointer: int

    def __cuda_stream__(self) -> tuple[int, int]:
        """Give the protocol's version and the stream."""
        return 0, self.pointer


@lru_cache(maxsize=64)
def stream_of(pointer: int, device: int) -> Any:
    """Wrap another library's stream: by the protocol since CuPy 14, by its address before."""
    if hasattr(cupy.cuda.Stream, "from_external"):
        return cupy.cuda.Stream.from_external(_Foreign(pointer))
    return cupy.cuda.ExternalStream(pointer, device)


def on_device(device: int) -> Any:
    """Make a device current for a ``with`` block."""
    return cupy.cuda.Device(device)
