"""The kernels on CuPy's arrays."""

from __future__ import annotations

import math
from typing import Any

import cupy

from ppr10k_kernels.cuda import calls
from ppr10k_kernels.cuda.launch import launch
from ppr10k_kernels.cuda.variants import Variant
from ppr10k_kernels.errors import ShapeError
from ppr10k_kernels.shapes import Interpolation


def apply(image: Any, lut: Any, interpolation: Interpolation, domain: tuple[float, float], out: Any) -> Any:
    """Send an image through a table, on the current stream.

    Parameters
    ----------
    image : (..., 3) cupy.ndarray
        Shapes and types are checked by the caller.
    lut : (3, N, N, N) cupy.ndarray of floats
        On the same device.
    interpolation : {"trilinear", "tetrahedral"}
        How.
    domain : tuple of float
        Values of the first and the last grid point.
    out : cupy.ndarray or None
        As the image.

    Returns
    -------
    cupy.ndarray
        ``out``, or a new array.

    Raises
    ------
    ShapeError
        If the arrays are on several devices.
    """
    devices = sorted({array.device.id for array in (image, lut, out) if array is not None})
    if len(devices) > 1:
        raise ShapeError(
            "image, table and out are on one device", actual=f"devices {devices}", expected="one of them"
        )
    variant = Variant(image.dtype.name, planar=False, tetrahedral=interpolation == "tetrahedral")
    with cupy.cuda.Device(devices[0]):
        source = cupy.ascontiguousarray(image)
        result = out if out is not None and _takes_results(out, source) else cupy.empty_like(source)
        pixels = math.prod(image.shape[:-1])
        task = calls.Task(1, pixels, lut.shape[1], False, domain)
        if pixels:
            table = cupy.ascontiguousarray(lut, dtype=variant.real)
            lattice = cupy.empty(task.lattice_size, dtype=variant.real)
            calls.interleave(launch, variant, task, table.data.ptr, lattice.data.ptr)
            calls.apply(launch, variant, task, source.data.ptr, lattice.data.ptr, result.data.ptr)
        if out is not None and result is not out:
            out[...] = result
    return result if out is None else out


def _takes_results(out: Any, source: Any) -> bool:
    """Whether results can be written straight into it: it is the image itself, or apart from it."""
    if not out.flags.c_contiguous:
        return False
    return not cupy.may_share_memory(out, source) or bool(out.data.ptr == source.data.ptr)
