from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lut_arrays import METHODS, colours, table
from ppr10k_kernels import ShapeError, apply_lut, compose, identity, inverse_error, resample


@settings(max_examples=20)
@given(points=st.integers(2, 12), to=st.integers(2, 12))
def test_the_identity_stays_the_identity(points: int, to: int) -> None:
    assert resample(identity(points), to) == pytest.approx(identity(to), abs=1e-6)
    assert compose(identity(points), identity(to)) == pytest.approx(identity(max(points, to)), abs=1e-6)


def test_nothing_is_lost_on_a_finer_grid() -> None:
    lut, image = table(5), colours(300)
    finer = resample(lut, 9)
    assert resample(finer, 5) == pytest.approx(lut, abs=1e-6)
    assert apply_lut(image, resample(finer, 5)) == pytest.approx(apply_lut(image, lut), abs=2e-6)
    assert finer[:, ::2, ::2, ::2] == pytest.approx(lut, abs=1e-6)


@pytest.mark.parametrize("interpolation", METHODS)
def test_composition_is_one_after_the_other_at_the_grid_points(interpolation: str) -> None:
    first, second = table(5), table(7, seed=3)
    both = compose(first, second, points=9, interpolation=interpolation)
    grid = np.moveaxis(identity(9), 0, -1)
    between = apply_lut(grid, first, interpolation=interpolation)
    expected = apply_lut(between, second, interpolation=interpolation)
    assert np.moveaxis(both, 0, -1) == pytest.approx(expected, abs=2e-5)


def test_the_order_of_composition_counts() -> None:
    darker, inverted = identity(3) * 0.5, 1 - identity(3)
    assert compose(darker, inverted)[:, 2, 2, 2] == pytest.approx([0.5] * 3)
    assert compose(inverted, darker)[:, 2, 2, 2] == pytest.approx([0.0] * 3)


def test_inverses() -> None:
    assert inverse_error(1 - identity(5), 1 - identity(9)).largest < 1e-6
    halved = inverse_error(identity(5) * 0.5, identity(5))
    assert (halved.largest, halved.mean, halved.at[0]) == pytest.approx((0.5, 0.25, 1.0))
    swapped = identity(5)[[1, 2, 0]]
    assert inverse_error(swapped, identity(5)[[2, 0, 1]]).largest < 1e-6
    assert inverse_error(swapped, swapped).largest == pytest.approx(1.0)


@pytest.mark.parametrize("points", [0, 1, 130, -3])
def test_refuses_sizes(points: int) -> None:
    for make in (identity, lambda n: resample(table(3), n), lambda n: compose(table(3), table(3), points=n)):
        with pytest.raises(ShapeError, match="2 to 129"):
            make(points)


def test_refuses_shapes() -> None:
    with pytest.raises(ShapeError):
        resample(np.zeros((3, 3, 3)), 5)
    with pytest.raises(ShapeError):
        compose(table(3), np.zeros((4, 3, 3, 3)))
