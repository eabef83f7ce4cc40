from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dng_builders import XTRANS, bayer, mosaic_of
from ppr10k_data.develop.reduce import average_mosaic, smallest_step
from ppr10k_data.files.dng import BAYER_PATTERNS

Array = np.ndarray[Any, Any]
PATTERNS = {
    **{name: np.array(bayer(name), np.int8) for name in BAYER_PATTERNS},
    "X-Trans": np.array(XTRANS, np.int8),
}
WHITE = 65000.0


def averaged(
    scene: Array,
    cfa: Array,
    window: tuple[float, ...] | None,
    size: tuple[int, int],
    black: Array | float = 0.0,
) -> Array:
    levels = np.broadcast_to(np.asarray(black, np.float32), cfa.shape)
    counts = mosaic_of(scene, cfa, black=levels, white=WHITE)
    whole = window or (0.0, 0.0, float(scene.shape[1]), float(scene.shape[0]))
    left, top, right, bottom = whole
    return average_mosaic(counts, cfa, levels.astype(np.float32), WHITE, (left, top, right, bottom), size)


def ramp(height: int, width: int) -> Array:
    """Every channel is 0.1 + 0.001 x + 0.002 y at the middle of a photosite."""
    y, x = np.mgrid[:height, :width] + 0.5
    return np.repeat((0.1 + 0.001 * x + 0.002 * y)[..., None], 3, axis=2)


@pytest.mark.parametrize("name", PATTERNS)
@pytest.mark.parametrize("size", [(12, 8), (7, 5), (1, 1), (20, 13)])
def test_a_constant_scene_stays_constant(name: str, size: tuple[int, int]) -> None:
    colour = np.array([0.2, 0.5, 0.9])
    cfa = PATTERNS[name]
    black = np.arange(cfa.size, dtype=np.float32).reshape(cfa.shape) * 20.0
    out = averaged(np.ones((41, 67, 3)) * colour, cfa, None, size, black)
    assert out.dtype == np.float32
    np.testing.assert_allclose(out, np.broadcast_to(colour, out.shape), atol=2e-5)


@pytest.mark.parametrize("name", BAYER_PATTERNS)
@pytest.mark.parametrize("window", [(4.0, 4.0, 84.0, 64.0), (5.0, 7.0, 85.0, 67.0), (4.3, 6.1, 83.8, 65.2)])
@pytest.mark.parametrize("size", [(20, 15), (33, 29), (19, 11)])
def test_no_colour_is_shifted_on_a_ramp(name: str, window: tuple[float, ...], size: tuple[int, int]) -> None:
    """Bilinear interpolation followed by an area average is exact on a plane: each pixel shows its own centre."""
    out = averaged(ramp(72, 90), PATTERNS[name], window, size)
    left, top, right, bottom = window
    x = left + (np.arange(size[0]) + 0.5) * (right - left) / size[0]
    y = top + (np.arange(size[1]) + 0.5) * (bottom - top) / size[1]
    expected = 0.1 + 0.001 * x[None, :] + 0.002 * y[:, None]
    np.testing.assert_allclose(out, np.repeat(expected[..., None], 3, axis=2), atol=3e-5)


def test_xtrans_colours_are_shifted_by_less_than_half_a_photosite() -> None:
    window, size = (6.0, 6.0, 102.0, 66.0), (16, 10)  # a whole pattern for each pixel
    out = averaged(ramp(72, 108), PATTERNS["X-Trans"], window, size)
    x, y = 6.0 + (np.arange(16) + 0.5) * 6.0, 6.0 + (np.arange(10) + 0.5) * 6.0
    expected = 0.1 + 0.001 * x[None, :] + 0.002 * y[:, None]
    np.testing.assert_allclose(out, np.repeat(expected[..., None], 3, axis=2), atol=0.0015)


@pytest.mark.parametrize("name", BAYER_PATTERNS)
def test_equals_bilinear_interpolation_followed_by_an_area_average(name: str) -> None:
    """Reference: the photosites of each phase interpolated by scipy at 16 x 16 points a photosite, then means."""
    from scipy.ndimage import map_coordinates

    cfa, fine = PATTERNS[name], 16
    counts = np.random.default_rng(7).integers(500, 60000, (36, 44)).astype(np.uint16)
    y, x = (np.mgrid[: 36 * fine, : 44 * fine] + 0.5) / fine - 0.5
    total, phases = np.zeros((9, 11, 3)), np.zeros(3)
    for p, q in np.ndindex(2, 2):
        sites = counts[p::2, q::2].astype(np.float64)
        plane = map_coordinates(sites, [(y - p) / 2.0, (x - q) / 2.0], order=1)
        total[..., cfa[p, q]] += plane.reshape(9, 4 * fine, 11, 4 * fine).mean(axis=(1, 3))
        phases[cfa[p, q]] += 1.0
    black = np.zeros((2, 2), np.float32)
    out = average_mosaic(counts, cfa, black, WHITE, (0.0, 0.0, 44.0, 36.0), (11, 9)) * WHITE
    inner = (slice(1, -1), slice(1, -1))
    np.testing.assert_allclose(out[inner], (total / phases)[inner], rtol=1e-3)


def test_a_pixel_of_whole_cells_far_from_others_keeps_the_energy() -> None:
    """A single bright photosite gives the sum that it has in the mosaic, whatever pixels it falls into."""
    for column, row in ((40, 40), (41, 40), (40, 43), (45, 47)):
        counts = np.zeros((90, 90), np.uint16)
        counts[row, column] = 60000
        cfa = PATTERNS["RGGB"]
        out = average_mosaic(
            counts, cfa, np.zeros((2, 2), np.float32), 60000.0, (0.0, 0.0, 90.0, 90.0), (15, 15)
        )
        c = cfa[row % 2, column % 2]
        area, sites = 36.0, (2.0 if c == 1 else 4.0)
        assert out[..., c].sum() * area == pytest.approx(sites, rel=1e-4)
        assert out.sum() == pytest.approx(out[..., c].sum())


def test_photosites_above_white_count_as_white_and_noise_below_black_stays() -> None:
    counts = np.full((32, 32), 65535, np.uint16)
    black = np.full((2, 2), 1000.0, np.float32)
    out = average_mosaic(counts, PATTERNS["RGGB"], black, 16000.0, (0.0, 0.0, 32.0, 32.0), (4, 4))
    np.testing.assert_allclose(out, 1.0, atol=1e-6)
    counts[:] = 900
    out = average_mosaic(counts, PATTERNS["RGGB"], black, 16000.0, (0.0, 0.0, 32.0, 32.0), (4, 4))
    np.testing.assert_allclose(out, -100.0 / 15000.0, atol=1e-6)


def test_a_large_average_keeps_its_precision() -> None:
    counts = np.full((3000, 2000), 513, np.uint16)
    black = np.full((2, 2), 512.0, np.float32)
    out = average_mosaic(counts, PATTERNS["RGGB"], black, 16383.0, (0.0, 0.0, 2000.0, 3000.0), (2, 3))
    np.testing.assert_allclose(out, 1.0 / (16383.0 - 512.0), rtol=0.02)


def test_smallest_step() -> None:
    assert smallest_step(PATTERNS["RGGB"]) == 1.0
    assert smallest_step(PATTERNS["X-Trans"]) == 3.0
    assert smallest_step(np.zeros((1, 1), np.int8)) == 1.0  # a file of full-colour pixels


@settings(max_examples=60)
@given(st.data())
def test_any_window_gives_values_within_the_scenes(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(list(PATTERNS)))
    cfa, least = PATTERNS[name], smallest_step(PATTERNS[name])
    height, width = data.draw(st.integers(6, 70)), data.draw(st.integers(6, 70))
    left, top = data.draw(st.floats(0, width - 6)), data.draw(st.floats(0, height - 6))
    right, bottom = data.draw(st.floats(left + 6, width)), data.draw(st.floats(top + 6, height))
    columns = data.draw(st.integers(1, max(1, int((right - left) / least))))
    rows = data.draw(st.integers(1, max(1, int((bottom - top) / least))))
    scene = np.random.default_rng(data.draw(st.integers(0, 99))).uniform(0.2, 0.8, (height, width, 3))
    out = averaged(scene, cfa, (left, top, right, bottom), (columns, rows))
    assert out.shape == (rows, columns, 3)
    assert np.isfinite(out).all()
    assert out.min() > 0.1999
    assert out.max() < 0.8001
