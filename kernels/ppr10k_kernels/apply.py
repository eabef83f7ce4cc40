"""One function for every array: numpy's go to numba, CuPy's to the CUDA kernels, torch's to the differentiable op."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ppr10k_kernels.errors import BackendError, ShapeError
from ppr10k_kernels.libraries import common_library
from ppr10k_kernels.shapes import (
    Interpolation,
    check_domain,
    check_image,
    check_image_type,
    check_interpolation,
    check_lut,
    check_lut_type,
    check_out,
)

Array = TypeVar("Array")


def apply_lut(
    image: Array,
    lut: Any,
    *,
    interpolation: Interpolation = "trilinear",
    domain: tuple[float, float] = (0.0, 1.0),
    out: Array | None = None,
) -> Array:
    """Send an image through a 3D look-up table.

    Parameters
    ----------
    image : (..., 3) numpy or CuPy array, or (B, 3, H, W) torch tensor
        RGB as float32, float64, float16, uint16 or uint8; integers stand for 0..1 of their type's range.
    lut : (3, N, N, N) array of floats, of the image's library and device
        Indexed **[channel, blue, green, red]**: red is the fastest axis, as in a ``.cube`` file. N from 2 to 129. With
        a torch image also (B, 3, N, N, N), one table an image.
    interpolation : {"trilinear", "tetrahedral"}
        Tetrahedral keeps greys grey wherever the table's diagonal is.
    domain : tuple of float
        Image values of the table's first and last grid point.
    out : array, optional
        Where to write, shaped and typed as the image; may be the image itself, or lie anywhere in its memory. A new
        array costs a fifth more time.

    Returns
    -------
    array
        As the image, but a plain one; ``out`` if given. Values outside the domain are clamped to it; a pixel with a
        NaN is NaN in all channels. Integers are clamped, after interpolation, and rounded; floats are what the table
        holds.

    Raises
    ------
    ShapeError
        If an array has another shape, type or device or is masked, ``out`` is read-only, or the domain is empty.
    BackendError
        If numba is not installed.

    References
    ----------
    Adobe, Cube LUT Specification 1.0; J. M. Kasson et al., "Tetrahedral interpolation technique for color space
    conversion", Proc. SPIE 1909 (1993). The formula: :func:`ppr10k_kernels.reference.apply_lut`.

    Examples
    --------
    >>> import numpy as np
    >>> lut = 1 - np.stack(np.meshgrid(*[np.linspace(0, 1, 5)] * 3, indexing="ij"))[::-1]  # inverts
    >>> apply_lut(np.array([[0, 51, 255]], np.uint8), lut)
    array([[255, 204,   0]], dtype=uint8)
    """
    check_interpolation(interpolation)
    check_domain(domain)
    library = common_library(image=image, lut=lut, **({} if out is None else {"out": out}))
    backend = {"numpy": _apply_numpy, "cupy": _apply_cupy, "torch": _apply_torch}[library]
    result: Array = backend(image, lut, interpolation, (float(domain[0]), float(domain[1])), out)
    return result


def _check_arrays(image: Any, lut: Any, out: Any) -> None:
    """Refuse shapes and types that numpy's and CuPy's images cannot have."""
    check_image(image.shape)
    check_lut(lut.shape)
    check_image_type(image.dtype.name)
    check_lut_type(lut.dtype.kind, lut.dtype.name)
    if out is not None:
        check_out((out.shape, out.dtype.name), (image.shape, image.dtype.name))


def _check_numpy(image: NDArray[Any], lut: NDArray[Any], out: NDArray[Any] | None) -> None:
    _check_arrays(image, lut, out)
    for name, array in (("image", image), ("table", lut), ("out", out)):
        if isinstance(array, np.ma.MaskedArray):
            raise ShapeError(
                f"{name}: its mask would be lost",
                actual="a masked array",
                expected="a plain one: give its .filled(...) or its .data",
            )
    if out is not None and not out.flags.writeable:
        raise ShapeError(
            "out cannot be written to", actual="a read-only array", expected="one that is writeable"
        )


def _apply_numpy(
    image: NDArray[Any],
    lut: NDArray[Any],
    interpolation: Interpolation,
    domain: tuple[float, float],
    out: NDArray[Any] | None,
) -> NDArray[Any]:
    """On the CPU; images of another byte order or layout are copied first."""
    _check_numpy(image, lut, out)
    try:
        from ppr10k_kernels.cpu import operator
    except ImportError as error:
        raise BackendError(f"numpy images need numba ({error}): pip install numba") from error
    source = np.ascontiguousarray(image, dtype=image.dtype.newbyteorder("="))
    straight = out is not None and _takes_results(out, source, lut)
    target = np.asarray(out) if straight else np.empty_like(source)
    planes = (source.reshape(-1),), (target.reshape(-1),)
    operator.apply(planes[0], lut, planes[1], interpolation=interpolation, domain=domain)
    if out is None:
        return target
    if not straight:
        out[...] = target
    return out


def _takes_results(out: NDArray[Any], source: NDArray[Any], lut: NDArray[Any]) -> bool:
    """Whether results can be written straight into an output: while what they are made of is still being read."""
    if not (out.flags.c_contiguous and out.dtype.isnative) or np.may_share_memory(out, lut):
        return False
    return not np.may_share_memory(out, source) or out.ctypes.data == source.ctypes.data


def _apply_cupy(
    image: Any, lut: Any, interpolation: Interpolation, domain: tuple[float, float], out: Any
) -> Any:
    """On the arrays' device and CuPy's current stream."""
    from ppr10k_kernels.cuda.cupy_arrays import apply

    _check_arrays(image, lut, out)
    return apply(image, lut, interpolation, domain, out)


def _apply_torch(
    image: Any, lut: Any, interpolation: Interpolation, domain: tuple[float, float], out: Any
) -> Any:
    """By the differentiable op, which allocates for itself."""
    from ppr10k_kernels.torch_op import lut3d

    if out is None:
        return lut3d(image, lut, interpolation=interpolation, domain=domain)
    check_out((out.shape, f"{out.dtype} on {out.device}"), (image.shape, f"{image.dtype} on {image.device}"))
    return out.copy_(lut3d(image, lut, interpolation=interpolation, domain=domain))
