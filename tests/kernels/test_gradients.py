"""The gradients on numpy arrays, and those of the specification itself."""

from __future__ import annotations

import numpy as np
import pytest

from lut_arrays import METHODS, colours, table
from ppr10k_kernels import reference
from ppr10k_kernels.cpu import operator, threads


def planes(image: np.ndarray) -> tuple[np.ndarray, ...]:
    return tuple(np.ascontiguousarray(image.T))


def gradients(image: np.ndarray, lut: np.ndarray, grad: np.ndarray, interpolation: str, domain=(0.0, 1.0)):
    grad_image, grad_lut = tuple(np.empty(len(image), image.dtype) for _ in range(3)), np.zeros(lut.shape)
    operator.gradients(
        planes(image), lut, planes(grad), grad_image, grad_lut, interpolation=interpolation, domain=domain
    )
    return np.stack(grad_image, -1), grad_lut


def normal(shape: tuple[int, ...], seed: int = 5, dtype: str = "float32") -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


@pytest.mark.parametrize("interpolation", METHODS)
def test_the_specification_is_an_adjoint(interpolation: str) -> None:
    image, lut = colours(300, "float64"), table(5)
    given, other = normal(image.shape, dtype="float64"), normal(lut.shape, 6, "float64")
    _, adjoint = reference.apply_lut_gradients(image, lut, given, interpolation=interpolation)
    forward = reference.apply_lut(image, other, interpolation=interpolation)
    assert (forward * given).sum() == pytest.approx((other * adjoint).sum(), rel=1e-12)


@pytest.mark.parametrize("interpolation", METHODS)
def test_the_specification_has_the_slopes_of_finite_differences(interpolation: str) -> None:
    image, lut = np.random.default_rng(0).random((200, 3)) * 2 - 0.5, table(4)
    given = normal(image.shape, dtype="float64")
    slopes, _ = reference.apply_lut_gradients(
        image, lut, given, interpolation=interpolation, domain=(-0.2, 1.1)
    )
    for axis in range(3):
        step = np.eye(3)[axis] * 1e-7
        ends = [
            reference.apply_lut(image + sign * step, lut, interpolation=interpolation, domain=(-0.2, 1.1))
            for sign in (1, -1)
        ]
        numeric = ((ends[0] - ends[1]) * given).sum(axis=1) / 2e-7
        assert np.median(np.abs(numeric - slopes[:, axis])) < 1e-7
        assert (np.abs(numeric - slopes[:, axis]) < 1e-5).mean() > 0.99  # a few lie on a cell's edge


@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 5e-6), ("float64", 1e-12)])
@pytest.mark.parametrize("count", [0, 1, 6, 256, 1003])
def test_agrees_with_the_specification(count: int, dtype: str, tolerance: float, interpolation: str) -> None:
    image, lut = colours(count, dtype), table(7)
    given = normal(image.shape, dtype=dtype)
    expected = reference.apply_lut_gradients(image, lut, given, interpolation=interpolation)
    for ours, theirs in zip(gradients(image, lut, given, interpolation), expected, strict=True):
        assert np.abs(ours - theirs).max(initial=0.0) <= tolerance * max(np.abs(theirs).max(initial=0.0), 1.0)


def test_domain() -> None:
    image, lut = colours(500), table(5)
    given = normal(image.shape)
    expected = reference.apply_lut_gradients(image, lut, given, domain=(-0.5, 2.0))
    for ours, theirs in zip(gradients(image, lut, given, "trilinear", (-0.5, 2.0)), expected, strict=True):
        assert np.abs(ours - theirs).max() <= 1e-5 * np.abs(theirs).max()


@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_pixel_with_a_nan_takes_no_part(dtype: str, interpolation: str) -> None:
    image, lut = colours(40, dtype), table(5)
    given = normal(image.shape, dtype=dtype)
    image[::3, 1], given[::3] = np.nan, np.nan
    slopes, adjoint = gradients(image, lut, given, interpolation)
    rest = np.ones(40, bool)
    rest[::3] = False
    kept = gradients(image[rest], lut, given[rest], interpolation)
    assert (slopes[~rest] == 0).all()
    assert slopes[rest] == pytest.approx(kept[0], rel=1e-5, abs=1e-6)
    assert adjoint == pytest.approx(kept[1], rel=1e-5, abs=1e-6)


def test_the_ends_of_the_domain_have_slopes_and_beyond_has_none() -> None:
    lut = table(3, smooth=True)
    image = np.array([[0, 0, 0], [1, 1, 1], [-0.1, 0.5, 1.1], [0.5, 0.5, 0.5]], np.float32)
    slopes, _ = gradients(image, lut, np.ones_like(image), "trilinear")
    assert ((slopes != 0) == [[1, 1, 1], [1, 1, 1], [0, 1, 0], [1, 1, 1]]).all()


def test_either_gradient_may_be_left_out() -> None:
    image, lut = colours(100), table(5)
    given = normal(image.shape)
    both = gradients(image, lut, given, "trilinear")
    slopes, adjoint = tuple(np.empty(100, np.float32) for _ in range(3)), np.zeros(lut.shape)
    options = {"interpolation": "trilinear", "domain": (0.0, 1.0)}
    operator.gradients(planes(image), lut, planes(given), slopes, None, **options)
    operator.gradients(planes(image), lut, planes(given), None, adjoint, **options)
    assert np.array_equal(np.stack(slopes, -1), both[0])
    assert np.array_equal(adjoint, both[1])


def test_sums_of_equal_pixels_do_not_run_away() -> None:
    """In float32 alone the sum would stop growing at 2**24 summands, and be wrong by percents before."""
    image = np.tile(np.array([[0.4, 0.6, 0.1]], np.float32), (1_000_000, 1))
    adjoint = gradients(image, table(3), np.full_like(image, 0.1), "trilinear")[1]
    assert adjoint.sum() == pytest.approx(3e6 * float(np.float32(0.1)), rel=1e-3)


def test_sums_stay_exact_over_many_pixels_and_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    image = colours(400_001)
    lut, given = table(3), normal(image.shape)
    one = gradients(image, lut, given, "trilinear")[1]
    _, exact = reference.apply_lut_gradients(image, lut, given)
    assert np.abs(one - exact).max() <= 1e-5 * np.abs(exact).max()
    monkeypatch.setattr(threads, "SMALLEST_SHARE", 1000)
    monkeypatch.setattr(threads.numba.config, "NUMBA_NUM_THREADS", 3)
    several = gradients(image, lut, given, "trilinear")[1]
    assert np.abs(several - exact).max() <= 1e-5 * np.abs(exact).max()
