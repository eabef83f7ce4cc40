"""The CUDA kernels, run on the CPU, against the float64 specification."""

from __future__ import annotations

import numpy as np
import pytest

from cuda_on_host import launch
from lut_arrays import METHODS, TOLERANCE, codes, colours, table
from ppr10k_kernels import reference
from ppr10k_kernels.cuda import calls
from ppr10k_kernels.cuda.calls import Task
from ppr10k_kernels.cuda.variants import Variant

RARER = ("float64", "float16", "uint16")
FRAME = 64
"""Values on either side of a buffer that must stay as they are."""


class Framed:
    """An array inside a larger one of NaN or 77: reads beyond it poison results, writes beyond it show."""

    def __init__(self, values: np.ndarray, shift: int = 0) -> None:
        filler = np.nan if values.dtype.kind == "f" else 77
        self.whole = np.full(values.size + 2 * FRAME + 16, filler, values.dtype)
        start = (
            FRAME + (-(self.whole.ctypes.data // values.itemsize) % 16) + shift
        )  # aligned, and then shifted
        self.values = self.whole[start : start + values.size].reshape(values.shape)
        self.values[...] = values
        self.before = self.whole.copy()
        self.start = start

    @property
    def address(self) -> int:
        return self.values.ctypes.data

    def check_frame(self) -> None:
        end = self.start + self.values.size
        for part in (slice(0, self.start), slice(end, None)):
            assert np.array_equal(self.whole[part], self.before[part], equal_nan=self.whole.dtype.kind == "f")


def stored(images: np.ndarray, planar: bool) -> np.ndarray:
    return np.ascontiguousarray(np.moveaxis(images, -1, 1)) if planar else np.ascontiguousarray(images)


def apply(
    images: np.ndarray, luts: np.ndarray, variant: Variant, domain=(0.0, 1.0), shift: int = 0
) -> np.ndarray:
    """Images (B, pixels, 3), tables (3, N, N, N) or (B, 3, N, N, N)."""
    task = Task(len(images), images.shape[1], luts.shape[-1], luts.ndim == 5, domain)
    image, out = (
        Framed(stored(images, variant.planar), shift),
        Framed(np.zeros_like(stored(images, variant.planar)), shift),
    )
    lut, lattice = Framed(luts.astype(variant.real)), Framed(np.zeros(task.lattice_size, variant.real))
    calls.interleave(launch, variant, task, lut.address, lattice.address)
    calls.apply(launch, variant, task, image.address, lattice.address, out.address)
    for framed in (image, out, lut, lattice):
        framed.check_frame()
    return np.moveaxis(out.values, 1, -1) if variant.planar else out.values


def backward(images, luts, grads, variant: Variant, domain=(0.0, 1.0)) -> tuple[np.ndarray, np.ndarray]:
    task = Task(len(images), images.shape[1], luts.shape[-1], luts.ndim == 5, domain)
    image, grad = (Framed(stored(array, variant.planar)) for array in (images, grads))
    grad_image, lut = Framed(np.full_like(image.values, 5)), Framed(luts.astype(variant.real))
    lattice = Framed(np.zeros(task.lattice_size, variant.real))
    sums = Framed(np.zeros(task.sums_size, np.int64 if variant.fixed else variant.real))
    grad_lut, largest = Framed(np.zeros(luts.shape, variant.real)), np.array(np.abs(grads).max(), np.float64)
    calls.interleave(launch, variant, task, lut.address, lattice.address)
    bound = largest.ctypes.data if variant.fixed else None
    calls.backward(
        launch,
        variant,
        task,
        image.address,
        lattice.address,
        grad.address,
        grad_image.address,
        sums.address,
        bound,
    )
    calls.collect(launch, variant, task, sums.address, grad_lut.address, bound)
    for framed in (image, grad, grad_image, lut, lattice, sums, grad_lut):
        framed.check_frame()
    slopes = np.moveaxis(grad_image.values, 1, -1) if variant.planar else grad_image.values
    return slopes, grad_lut.values


def specified(images: np.ndarray, luts: np.ndarray, interpolation: str, domain=(0.0, 1.0)) -> np.ndarray:
    tables = luts if luts.ndim == 5 else np.broadcast_to(luts, (len(images), *luts.shape))
    return np.stack(
        [
            codes(reference.apply_lut(image, lut, interpolation=interpolation, domain=domain), image.dtype)
            for image, lut in zip(images, tables, strict=True)
        ]
    )


@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("planar", [True, False])
@pytest.mark.parametrize(
    "pixel", ["float32", "uint8", *(pytest.param(name, marks=pytest.mark.slow) for name in RARER)]
)
def test_forward(pixel: str, planar: bool, interpolation: str) -> None:
    variant = Variant(pixel, planar, interpolation == "tetrahedral")
    for count, points, shift in ((1200, 9, 0), (7, 2, 0), (1, 3, 0), (401, 33, 1)):
        images = colours(2 * count, pixel).reshape(2, count, 3)
        for luts in (table(points), np.stack([table(points), table(points, 7)])):
            out = apply(images, luts, variant, shift=shift)
            error = np.abs(out.astype(float) - specified(images, luts, interpolation))
            assert error.max() <= TOLERANCE[pixel]


@pytest.mark.parametrize("planar", [True, False])
@pytest.mark.parametrize("interpolation", METHODS)
def test_nan_infinity_and_domains(interpolation: str, planar: bool) -> None:
    variant, nan, inf = Variant("float32", planar, interpolation == "tetrahedral"), np.nan, np.inf
    images = np.array(
        [[[nan, 0, 1], [0, nan, 1], [0, 1, nan], [inf, -inf, 0.2], [-7, 1e30, 0.4]]], np.float32
    )
    out = apply(images, table(5), variant, domain=(-0.5, 1.5))[0]
    assert np.isnan(out[:3]).all()
    clamped = specified(np.clip(images[:, 3:], -0.5, 1.5), table(5), interpolation, (-0.5, 1.5))[0]
    assert np.abs(out[3:] - clamped).max() < 1e-5
    extreme = apply(images, table(5), variant, domain=(1e6, 1e6 + 1e-2))[0]
    assert ((extreme[3:] >= 0) & (extreme[3:] <= 1)).all()


def test_bfloat16_is_rounded_to_nearest() -> None:
    """numpy has none: it is the upper half of a float32."""
    values = colours(500)
    upper = (values.view(np.uint32) >> 16).astype(np.uint16)
    exact = (upper.astype(np.uint32) << 16).view(np.float32)
    variant = Variant("bfloat16", planar=True)
    out = (apply(upper[None], table(5), variant)[0].astype(np.uint32) << 16).view(np.float32)
    expected = reference.apply_lut(exact, table(5))
    assert (np.abs(out - expected) <= np.abs(expected) * 2.0**-8 * 1.001 + 1e-6).all()


@pytest.mark.parametrize("fixed", [False, True])
@pytest.mark.parametrize("planar", [True, False])
@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize(
    ("pixel", "tolerance"), [("float32", 5e-6), pytest.param("float64", 1e-12, marks=pytest.mark.slow)]
)
def test_backward(pixel: str, tolerance: float, interpolation: str, planar: bool, fixed: bool) -> None:
    variant = Variant(pixel, planar, interpolation == "tetrahedral", fixed)
    rng = np.random.default_rng(3)
    for count, points, per_image in ((700, 3, False), (300, 9, True), (5, 2, True), (4200, 17, False)):
        images = colours(2 * count, pixel).reshape(2, count, 3)
        images[:, count // 2 :] = images[:, :1] * 0.3 + 0.2  # half of random colours, half all in one cell
        luts = np.stack([table(points), table(points, 7)]) if per_image else table(points)
        grads = rng.normal(size=images.shape).astype(pixel)
        slopes, adjoint = backward(images, luts, grads, variant)
        tables = luts if per_image else np.broadcast_to(luts, (2, *luts.shape))
        exact = [
            reference.apply_lut_gradients(image, lut, grad, interpolation=interpolation)
            for image, lut, grad in zip(images, tables, grads, strict=True)
        ]
        wanted_slopes = np.stack([pair[0] for pair in exact])
        wanted_adjoint = np.stack([pair[1] for pair in exact]) if per_image else exact[0][1] + exact[1][1]
        assert np.abs(slopes - wanted_slopes).max() <= tolerance * np.abs(wanted_slopes).max()
        assert np.abs(adjoint - wanted_adjoint).max() <= tolerance * np.abs(wanted_adjoint).max()


def test_a_pixel_with_a_nan_takes_no_part() -> None:
    images, grads = colours(64).reshape(1, 64, 3), np.ones((1, 64, 3), np.float32)
    images[0, ::5, 2], grads[0, ::5] = np.nan, np.nan
    slopes, adjoint = backward(images, table(5), grads, Variant("float32", planar=True))
    exact = reference.apply_lut_gradients(images[0], table(5), grads[0])
    assert slopes[0] == pytest.approx(exact[0], abs=1e-4)
    assert adjoint == pytest.approx(exact[1], abs=1e-5)


def test_fixed_sums_do_not_depend_on_the_order_of_images() -> None:
    variant = Variant("float32", planar=True, fixed=True)
    images = colours(900).reshape(3, 300, 3)
    grads = np.random.default_rng(0).normal(size=images.shape).astype(np.float32)
    first = backward(images, table(5), grads, variant)[1]
    assert np.array_equal(first, backward(images[::-1], table(5), grads[::-1], variant)[1])


@pytest.mark.parametrize("largest", [np.inf, np.nan])
def test_fixed_sums_of_broken_gradients_are_nan(largest: float) -> None:
    images, grads = colours(40).reshape(1, 40, 3), np.ones((1, 40, 3), np.float32)
    grads[0, 3, 1] = largest
    adjoint = backward(images, table(3), grads, Variant("float32", planar=True, fixed=True))[1]
    assert np.isnan(adjoint).all()


def test_fixed_sums_of_nothing_are_nothing() -> None:
    images, grads = colours(40).reshape(1, 40, 3), np.zeros((1, 40, 3), np.float32)
    assert (backward(images, table(3), grads, Variant("float32", planar=True, fixed=True))[1] == 0).all()


@pytest.mark.parametrize("wanted", ["image", "lut"])
def test_either_gradient_may_be_left_out(wanted: str) -> None:
    variant, task = Variant("float32", planar=True), Task(1, 100, 5, False, (0.0, 1.0))
    images, grads = colours(100)[None], np.ones((1, 100, 3), np.float32)
    image, grad = Framed(stored(images, True)), Framed(stored(grads, True))
    lattice, out = (
        Framed(np.moveaxis(np.concatenate([table(5), table(5)[:1] * 0]), 0, -1).copy()),
        Framed(image.values),
    )
    sums = Framed(np.zeros(task.sums_size, np.float32))
    into = {"image": (out.address, None), "lut": (None, sums.address)}[wanted]
    calls.backward(launch, variant, task, image.address, lattice.address, grad.address, *into, None)
    exact = reference.apply_lut_gradients(images[0], table(5), grads[0])
    if wanted == "image":
        assert np.abs(out.values[0].T - exact[0]).max() < 1e-4
    else:
        assert sums.values.reshape(5, 5, 5, 4)[..., :3].sum() == pytest.approx(exact[1].sum(), rel=1e-5)
