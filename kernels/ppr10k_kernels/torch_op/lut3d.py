"""The public function: checks, and which backend."""

from __future__ import annotations

import warnings
from functools import cache
from importlib.util import find_spec

import torch
from torch.autograd.forward_ad import unpack_dual

from ppr10k_kernels.errors import BackendError, ShapeError
from ppr10k_kernels.shapes import Interpolation, check_domain, check_interpolation, is_cube
from ppr10k_kernels.torch_op.registered import lut3d_op
from ppr10k_kernels.torch_op.sampled import grid_sampled
from ppr10k_kernels.torch_op.sizes import sizes
from ppr10k_kernels.torch_op.tensors import check_tensors

IMAGE_DTYPES = (torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.uint8)
PACKAGES = {"cpu": "numba", "cuda": "cupy"}
"""What computes on a device."""

_PRESENT = {device: find_spec(package) is not None for device, package in PACKAGES.items()}


def lut3d(
    image: torch.Tensor,
    lut: torch.Tensor,
    *,
    interpolation: Interpolation = "trilinear",
    domain: tuple[float, float] = (0.0, 1.0),
) -> torch.Tensor:
    """Send images through 3D look-up tables, differentiably.

    Parameters
    ----------
    image : (B, 3, H, W) tensor
        RGB; float32, float64, float16, bfloat16 or, without gradient, uint8, which stands for 0..1. Any strides;
        channels-last ones are kept.
    lut : (3, N, N, N) or (B, 3, N, N, N) tensor of floats
        One table for all or one an image, indexed **[channel, blue, green, red]**. N from 2 to 129. Computed with in
        float32, or float64 where the image is.
    interpolation : {"trilinear", "tetrahedral"}
        How.
    domain : tuple of float
        Image values of the table's first and last grid point.

    Returns
    -------
    (B, 3, H, W) tensor
        Of the image's type. Values outside the domain are clamped to it; a pixel with a NaN is NaN in all channels.

    Raises
    ------
    ShapeError
        If a shape or type is another, one is no tensor, or the tensors are on two devices.
    BackendError
        For tetrahedra where neither numba (CPU) nor CuPy (CUDA) is there.
    NotImplementedError
        For forward-mode and second derivatives.

    Notes
    -----
    Gradients flow to the image (none to values outside the domain, whose ends belong to it) and to the table; a pixel
    with a NaN takes no part. Half precision goes to pixels only: tables and sums stay float32, so autocast changes
    nothing. The CPU's results do not depend on timing; on CUDA the gradient of the table does in its last bits,
    unless ``torch.use_deterministic_algorithms(True)``. There is no second derivative.

    In an ONNX export, on devices other than CPU and CUDA, and where numba or CuPy is missing, ``grid_sample``
    computes the same a few 1e-6 less exactly; a missing package is told once as a warning.
    """
    _check(image, lut)
    check_interpolation(interpolation)
    check_domain(domain)
    if not torch.compiler.is_compiling():
        _check_no_tangents(image, lut)
    real = torch.float64 if image.dtype == torch.float64 else torch.float32
    table = lut if lut.dtype == real else lut.to(real)
    low, high = float(domain[0]), float(domain[1])
    if _PRESENT.get(image.device.type, False) and not torch.onnx.is_in_onnx_export():
        return lut3d_op(image, table, interpolation, low, high)
    if interpolation != "trilinear":
        raise BackendError(_missing(image.device.type, "is needed for tetrahedra"))
    if not torch.compiler.is_compiling():
        _tell_of_fallback(image.device.type)
    return grid_sampled(image, table, low, high)


def _check(image: torch.Tensor, lut: torch.Tensor) -> None:
    """Refuse tensors that have no meaning together."""
    check_tensors(image=image, lut=lut)
    shape, grid = sizes(image), sizes(lut)
    if len(shape) != 4 or shape[1] != 3:
        raise ShapeError("images are (B, 3, H, W)", actual=str(shape), expected="(B, 3, H, W)")
    if image.dtype not in IMAGE_DTYPES:
        wanted = ", ".join(str(dtype).removeprefix("torch.") for dtype in IMAGE_DTYPES)
        raise ShapeError("an image of this type is not taken", actual=str(image.dtype), expected=wanted)
    if len(grid) not in (4, 5) or grid[-4] != 3 or not is_cube(grid[-3:]):
        raise ShapeError(
            "a table is [channel, blue, green, red]",
            actual=str(grid),
            expected="(3, N, N, N) or (B, 3, N, N, N), N from 2 to 129",
        )
    if len(grid) == 5 and grid[0] != shape[0]:
        shapes = f"image {shape}, lut {grid}"
        raise ShapeError("one table for all images, or one for each", actual=shapes, expected="the same B")
    if not lut.dtype.is_floating_point:
        raise ShapeError("a table holds floating point numbers", actual=str(lut.dtype), expected="float32")
    if image.device != lut.device:
        devices = f"image on {image.device}, lut on {lut.device}"
        raise ShapeError("image and table are on one device", actual=devices, expected="one of them")


def _check_no_tangents(image: torch.Tensor, lut: torch.Tensor) -> None:
    """Refuse forward mode, in which torch takes an op without a formula for a constant, and says nothing."""
    if unpack_dual(image).tangent is not None or unpack_dual(lut).tangent is not None:
        raise NotImplementedError(
            "lut3d has no forward-mode derivative (torch.func.jvp, jacfwd): use torch.autograd.grad; or, as it is "
            "linear in the table, lut3d of the table's tangent, and for the image torch.nn.functional.grid_sample"
        )


def _missing(device: str, purpose: str) -> str:
    """Say what computes on a device, why it is wanted, and how to get it."""
    package = PACKAGES.get(device)
    if package is None:
        return f"tetrahedra are computed on CPU and CUDA only, not on {device}: move the tensors, or use trilinear"
    ways = {"numba": "pip install numba", "cupy": "pip install cupy-cuda12x, or cupy-cuda13x for CUDA 13"}
    return f"{package} {purpose} on {device}: {ways[package]}"


def _tell_of_fallback(device: str) -> None:
    """Warn where a package is missing that would compute faster."""
    if device in PACKAGES and not _PRESENT[device] and not torch.onnx.is_in_onnx_export():
        _warn_once(device)


@cache
def _warn_once(device: str) -> None:
    """Once a device."""
    warnings.warn(
        f"{_missing(device, 'is missing; grid_sample, several times slower, stands in')}", stacklevel=4
    )
