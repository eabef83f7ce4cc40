from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ppr10k_kernels import ShapeError
from ppr10k_kernels.reference import apply_lut


def grid(points: int) -> np.ndarray:
    """The identity table."""
    axis = np.linspace(0.0, 1.0, points)
    blue, green, red = np.meshgrid(axis, axis, axis, indexing="ij")
    return np.stack([red, green, blue])


METHODS = ["trilinear", "tetrahedral"]


@pytest.mark.parametrize("interpolation", METHODS)
@given(image=arrays(np.float64, (4, 3), elements=st.floats(0, 1)), points=st.integers(2, 9))
def test_identity(image: np.ndarray, points: int, interpolation: str) -> None:
    assert apply_lut(image, grid(points), interpolation=interpolation) == pytest.approx(image, abs=1e-12)


def test_trilinear_agrees_with_scipy() -> None:
    interpolate = pytest.importorskip("scipy.interpolate")
    rng = np.random.default_rng(0)
    lut, image = rng.random((3, 5, 5, 5)), rng.random((50, 3))
    axis = np.linspace(0, 1, 5)
    expected = [
        interpolate.RegularGridInterpolator((axis, axis, axis), lut[c])(image[:, ::-1]) for c in range(3)
    ]
    assert apply_lut(image, lut) == pytest.approx(np.stack(expected, -1), abs=1e-12)


@pytest.mark.parametrize("interpolation", METHODS)
def test_agrees_with_colour_science(interpolation: str) -> None:
    colour = pytest.importorskip("colour.algebra")
    rng = np.random.default_rng(1)
    lut, image = rng.random((3, 7, 7, 7)), rng.random((50, 3))
    table = np.transpose(lut, (3, 2, 1, 0))  # [red, green, blue, channel]
    expected = getattr(colour, f"table_interpolation_{interpolation}")(image, table)
    assert apply_lut(image, lut, interpolation=interpolation) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("interpolation", METHODS)
def test_grid_points_are_met_and_red_is_the_fastest_axis(interpolation: str) -> None:
    lut = np.arange(3 * 27, dtype=float).reshape(3, 3, 3, 3)
    picture = apply_lut(np.array([[0.5, 0.0, 1.0]]), lut, interpolation=interpolation)
    assert picture[0] == pytest.approx(lut[:, 2, 0, 1])


@pytest.mark.parametrize("interpolation", METHODS)
def test_outside_is_clamped_and_nan_is_nan(interpolation: str) -> None:
    image = np.array([[-1.0, 0.5, 2.0], [np.nan, 0.5, 0.5]])
    out = apply_lut(image, grid(5), interpolation=interpolation)
    assert out[0] == pytest.approx([0.0, 0.5, 1.0])
    assert np.isnan(out[1]).all()


def test_integers_and_domain() -> None:
    image = np.array([[0, 32768, 65535]], dtype=np.uint16)
    assert apply_lut(image, grid(3)) == pytest.approx(image / 65535.0)
    assert apply_lut(np.array([[-1.0, 0.0, 3.0]]), grid(3), domain=(-1, 3)) == pytest.approx(
        np.array([[0, 0.25, 1]])
    )


@pytest.mark.parametrize(
    ("image", "lut", "domain"),
    [
        ((4, 4), (3, 5, 5, 5), (0, 1)),
        ((4, 3), (3, 5, 5, 4), (0, 1)),
        ((4, 3), (4, 5, 5, 5), (0, 1)),
        ((4, 3), (3, 1, 1, 1), (0, 1)),
        ((4, 3), (3, 5, 5, 5), (1, 1)),
    ],
)
def test_refuses(image: tuple[int, ...], lut: tuple[int, ...], domain: tuple[float, float]) -> None:
    with pytest.raises(ShapeError, match="expected") as caught:
        apply_lut(np.zeros(image), np.zeros(lut), domain=domain)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
