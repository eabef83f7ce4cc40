"""``apply_lut`` on CuPy's arrays without a GPU: numpy's in their place, and the kernels compiled for the CPU."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

import cuda_on_host
from lut_arrays import METHODS, TOLERANCE, codes, colours, table
from ppr10k_kernels import ShapeError, apply_lut, reference


class Array(np.ndarray):
    """numpy's, with what CuPy's have besides."""

    @property
    def device(self) -> SimpleNamespace:
        return SimpleNamespace(id=getattr(self, "on", 0))

    @property
    def data(self) -> SimpleNamespace:
        return SimpleNamespace(ptr=self.__array_interface__["data"][0])


def on_gpu(array: np.ndarray) -> Array:
    return np.array(array).view(Array)


@pytest.fixture(autouse=True)
def _cupy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    cupy, launch = ModuleType("cupy"), ModuleType("ppr10k_kernels.cuda.launch")
    cupy.ndarray, cupy.may_share_memory = Array, np.may_share_memory
    cupy.ascontiguousarray = lambda array, dtype=None: np.require(array, dtype, "C")
    cupy.empty = lambda size, dtype: np.empty(size, dtype).view(Array)
    cupy.empty_like = np.empty_like
    cupy.cuda = SimpleNamespace(Device=lambda device: contextlib.nullcontext())
    launch.launch = cuda_on_host.launch
    monkeypatch.setattr(import_module("ppr10k_kernels.libraries"), "library_of", lambda array: "cupy")
    monkeypatch.setitem(sys.modules, "cupy", cupy)
    monkeypatch.setitem(sys.modules, "ppr10k_kernels.cuda.launch", launch)
    monkeypatch.delitem(sys.modules, "ppr10k_kernels.cuda.cupy_arrays", raising=False)
    yield
    sys.modules.pop("ppr10k_kernels.cuda.cupy_arrays", None)


@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("dtype", ["float32", "uint8"])
def test_agrees_with_the_specification(dtype: str, interpolation: str) -> None:
    image = colours(103, dtype)
    out = apply_lut(on_gpu(image), on_gpu(table(9).astype(np.float64)), interpolation=interpolation)
    assert isinstance(out, Array)
    expected = codes(reference.apply_lut(image, table(9), interpolation=interpolation), image.dtype)
    assert np.abs(np.asarray(out, float) - expected).max() <= TOLERANCE[dtype]


def test_layouts_outputs_and_refusals() -> None:
    image, lut = on_gpu(colours(60).reshape(6, 10, 3)), on_gpu(table(5))
    expected = np.array(apply_lut(image, lut))
    assert np.array_equal(apply_lut(image[:, ::-1], lut), expected[:, ::-1])
    for out in (np.empty_like(image), on_gpu(np.empty((6, 10, 6), "f4"))[..., ::2], image.copy()):
        assert apply_lut(image, lut, out=out) is out
        assert np.array_equal(out, expected)
    assert apply_lut(image[:0], lut).shape == (0, 10, 3)
    far = on_gpu(table(5))
    far.on = 1
    with pytest.raises(ShapeError, match=r"devices \[0, 1\]"):
        apply_lut(image, far)
    apply_lut(image[:-1], lut, out=image[1:])  # which overlaps
    assert np.array_equal(image[1:], expected[:-1])
