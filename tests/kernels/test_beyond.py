"""Tables that hold values beyond 0..1: interpolated as they are, and only results of integers are clamped.

A checkpoint's tables are such, and clamped before they are interpolated they make another picture near their ends. On
CUDA: cuda/test_gpu.py.
"""

from __future__ import annotations

import numpy as np
import pytest

from cuda_on_host import launch
from lut_arrays import METHODS, TOLERANCE, codes, colours, table
from ppr10k_kernels import Cube, apply_lut, reference
from ppr10k_kernels.cuda import calls
from ppr10k_kernels.cuda.calls import Task
from ppr10k_kernels.cuda.variants import Variant

BEYOND = table(9) * np.float32(3) - np.float32(1)
"""From -1 to 2."""


def error(out: np.ndarray, image: np.ndarray, interpolation: str) -> float:
    """Largest difference from the clamped and rounded specification, in what is allowed."""
    exact = codes(reference.apply_lut(image, BEYOND, interpolation=interpolation), image.dtype)
    if image.dtype.kind == "u":
        return float(np.abs(out.astype(float) - np.round(exact)).max())
    return float(np.abs(out.astype(float) - exact).max()) / (3 * TOLERANCE[image.dtype.name])


@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "uint16", "uint8"])
def test_numpy(dtype: str, interpolation: str) -> None:
    image = colours(5003, dtype)
    assert error(apply_lut(image, BEYOND, interpolation=interpolation), image, interpolation) <= 1
    assert error(Cube(BEYOND).apply(image, interpolation=interpolation), image, interpolation) <= 1


@pytest.mark.parametrize("dtype", ["uint16", "uint8"])
@pytest.mark.parametrize("beyond", [0.02, 0.3])
def test_smooth_tables_a_little_beyond(beyond: float, dtype: str) -> None:
    """As a checkpoint's are; the faster lattices of 16 bits are for such, too."""
    lut, image = (
        table(33, smooth=True) * np.float32(1 + 2 * beyond) - np.float32(beyond),
        colours(9000, dtype),
    )
    exact = np.round(codes(reference.apply_lut(image, lut), image.dtype))
    assert np.abs(apply_lut(image, lut).astype(float) - exact).max() <= 1


@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "uint8"])
@pytest.mark.parametrize("channels_last", [False, True])
def test_torch(channels_last: bool, dtype: str, interpolation: str) -> None:
    torch = pytest.importorskip("torch")
    from ppr10k_kernels import lut3d

    image = colours(60 * 50, dtype).reshape(1, 60, 50, 3)
    pixels = torch.from_numpy(image).permute(0, 3, 1, 2)
    pixels = pixels if channels_last else pixels.contiguous()
    out = lut3d(pixels, torch.from_numpy(BEYOND), interpolation=interpolation).permute(0, 2, 3, 1).numpy()
    assert error(out, image, interpolation) <= 1


@pytest.mark.parametrize("dtype", ["float32", "uint8"])
def test_the_stand_in(dtype: str) -> None:
    torch = pytest.importorskip("torch")
    from ppr10k_kernels.torch_op.sampled import grid_sampled

    image = colours(60 * 50, dtype).reshape(1, 60, 50, 3)
    pixels = torch.from_numpy(image).permute(0, 3, 1, 2)
    out = grid_sampled(pixels, torch.from_numpy(BEYOND), 0.0, 1.0).permute(0, 2, 3, 1).numpy()
    assert error(out, image, "trilinear") <= (1 if dtype == "uint8" else 10)


@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("dtype", ["float32", "uint8", pytest.param("uint16", marks=pytest.mark.slow)])
def test_cuda_kernels_on_the_cpu(dtype: str, interpolation: str) -> None:
    variant = Variant(dtype, planar=False, tetrahedral=interpolation == "tetrahedral")
    image, task = colours(1200, dtype), Task(1, 1200, 9, False, (0.0, 1.0))
    out, lattice = np.empty_like(image), np.empty(task.lattice_size, np.float32)
    calls.interleave(launch, variant, task, BEYOND.ctypes.data, lattice.ctypes.data)
    calls.apply(launch, variant, task, image.ctypes.data, lattice.ctypes.data, out.ctypes.data)
    assert error(out, image, interpolation) <= 1
