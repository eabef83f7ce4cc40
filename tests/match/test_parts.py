from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csr_array, eye_array
from scipy.sparse.linalg import spsolve

from match_scenes import look, portrait, small
from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from ppr10k_data.match.curves import KNOTS, fit_curve
from ppr10k_data.match.local import fit_local
from ppr10k_data.match.quality import Quality, quality
from ppr10k_data.match.reduction import block_means, encoded_floats, parts_between, reduced
from ppr10k_data.match.rows import table_rows
from ppr10k_data.match.solver import Solver, prolongation
from ppr10k_data.match.table import bending
from ppr10k_data.match.toned import fit_toned
from ppr10k_kernels.reference import apply_lut


def test_reduction_averages_areas_exactly() -> None:
    picture = np.random.default_rng(0).random((12, 18, 3), dtype=np.float32)
    expected = picture.reshape(4, 3, 6, 3, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(reduced(picture, (6, 4)), expected, atol=1e-6)
    np.testing.assert_allclose(block_means(picture, 3), expected, atol=1e-6)


def test_reduction_by_no_whole_number_keeps_the_mean() -> None:
    picture = np.random.default_rng(1).random((50, 70, 3), dtype=np.float32)
    np.testing.assert_allclose(
        reduced(picture, (31, 23)).mean(axis=(0, 1)), picture.mean(axis=(0, 1)), atol=1e-4
    )


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_integers_are_not_rounded_when_reduced(dtype: type) -> None:
    levels = np.random.default_rng(2).integers(0, np.iinfo(dtype).max, (8, 8, 3)).astype(dtype)
    got = reduced(levels, (4, 4))
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, reduced(encoded_floats(levels), (4, 4)), atol=1e-5)


def test_parts_are_few_and_fit_into_the_picture() -> None:
    assert parts_between((600, 338), (256, 144)) == 2
    assert parts_between((6000, 4000), (540, 360)) == 3
    assert parts_between((6000, 4000), (135, 90)) == 4
    assert parts_between((540, 360), (540, 360)) == 1


@given(
    arrays(np.float64, 200, elements=st.floats(0.0, 1.0)),
    arrays(np.float64, 200, elements=st.floats(0.0, 1.0)),
)
def test_curves_never_fall(x: np.ndarray, y: np.ndarray) -> None:
    curve = fit_curve(x, y, np.ones(200))
    assert np.all(np.diff(curve.values) >= -1e-9)
    assert curve.values.shape == (KNOTS,)


def test_a_curve_is_found_again() -> None:
    x = np.random.default_rng(3).random(5000)
    curve = fit_curve(x, x**0.7, np.ones(5000))
    at = np.linspace(0.1, 1.0, 50)
    np.testing.assert_allclose(curve(at), at**0.7, atol=2e-3)
    np.testing.assert_allclose(curve.slope(at[1:-1] + 1e-3), 0.7 * (at[1:-1] + 1e-3) ** -0.3, atol=0.05)


def test_matrix_and_curves_beat_curves_alone() -> None:
    colors = np.random.default_rng(4).random((4000, 3))
    matrix = np.array([[0.9, 0.1, 0.0], [0.05, 0.9, 0.05], [0.0, 0.15, 0.85]])
    mixed = srgb_encode(srgb_decode(colors) @ matrix.T) ** 0.9
    errors = [np.abs(fit_toned(colors, mixed, turns=turns)(colors) - mixed).mean() for turns in (0, 8)]
    assert errors[1] < 0.2 * errors[0]
    np.testing.assert_allclose(fit_toned(colors, mixed).matrix, matrix, atol=0.04)


def test_rows_are_trilinear_interpolation_averaged() -> None:
    rng = np.random.default_rng(5)
    fine, lut = rng.random((8, 12, 3), dtype=np.float32), rng.random((3, 5, 5, 5))
    rows = table_rows(fine, 4, 5)
    expected = apply_lut(fine.astype(np.float64), lut).reshape(2, 4, 3, 4, 3).mean(axis=(1, 3))
    np.testing.assert_allclose((rows @ lut.reshape(3, -1).T).reshape(2, 3, 3), expected, atol=1e-5)
    np.testing.assert_allclose(np.asarray(rows.sum(axis=1)), 1.0, atol=1e-6)


def test_bending_is_the_integral_of_second_derivatives() -> None:
    points = 17
    x, y, _ = np.meshgrid(*[np.linspace(0.0, 1.0, points)] * 3, indexing="ij")
    energy = bending(points)

    def of(values: np.ndarray) -> float:
        return float(values.ravel() @ (energy @ values.ravel()))

    assert of(3.0 + 2.0 * x - y) == pytest.approx(0.0, abs=1e-7)
    # Squared second derivatives are 4 everywhere, but on the rims, where there is no difference.
    assert of(x**2) == pytest.approx(4.0 * 15 / 17, rel=1e-6)
    assert of(x * y) == pytest.approx(2.0 * (16 / 17) ** 2, rel=1e-6)


def test_the_solver_agrees_with_a_direct_one() -> None:
    points = 5
    rng = np.random.default_rng(6)
    rows = table_rows(rng.random((30, 30, 3), dtype=np.float32), 1, points)
    matrix = csr_array(rows.T @ rows / 900.0 + 1e-4 * bending(points) + 1e-6 * eye_array(points**3))
    right = rng.random((points**3, 3))
    got = Solver(matrix, points)(right, np.zeros_like(right))
    expected = spsolve(matrix.tocsc(), right)
    np.testing.assert_allclose(got, expected, atol=2e-3 * np.abs(expected).max())


def test_prolongation_is_linear_interpolation() -> None:
    np.testing.assert_allclose(prolongation(5) @ np.array([0.0, 2.0, 6.0]), [0.0, 1.0, 2.0, 4.0, 6.0])


def test_one_affine_map_everywhere_is_found_everywhere() -> None:
    guide = small(portrait(), 96)
    maps = np.array([[0.2, -0.1, 0.05, 0.01], [0.0, 0.1, 0.0, -0.02], [-0.1, 0.0, 0.3, 0.0]], np.float32)
    correction = guide @ maps[:, :3].T + maps[:, 3]
    field = fit_local(guide, correction, np.ones(guide.shape[:2], bool)).reshape(*guide.shape, 4)
    made = np.einsum("hwcd,hwd->hwc", field[..., :3], guide) + field[..., 3]
    assert np.abs(made - correction).mean() < 2e-3


def test_unseen_pixels_do_not_count() -> None:
    guide = small(portrait(), 96)
    correction = (look(guide) - guide).astype(np.float32)
    seen = np.ones(guide.shape[:2], bool)
    seen[:, :10] = False
    spoilt = correction.copy()
    spoilt[:, :10] = 1.0
    fields = [fit_local(guide, target, seen) for target in (correction, spoilt)]
    np.testing.assert_allclose(fields[0][:, 12:], fields[1][:, 12:], atol=1e-4)


def test_quality_says_what_is_left_and_what_is_allowed() -> None:
    guide = np.full((4, 4, 3), 0.5)
    bad = quality(guide, guide + 0.1, guide, lossless=True)
    assert bad.before_mean == pytest.approx(0.0)
    assert bad.after_mean > 2.0
    assert "2 and 6 are allowed" in bad.reason
    assert Quality(9.0, 20.0, 1.9, 5.9).reason == ""
    assert Quality(9.0, 20.0, 2.2, 5.9).reason
    assert Quality(9.0, 20.0, 2.2, 5.9, lossless=False).reason == ""
