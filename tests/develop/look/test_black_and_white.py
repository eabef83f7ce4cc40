from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ppr10k_data.develop.look.black_and_white import black_and_white
from ppr10k_data.develop.look.hsl_mixer import CENTRES_DEG
from ppr10k_data.develop.look.hsv import rgb_from_hsv
from ppr10k_data.develop.look.luminance import luminance
from ppr10k_data.xmp import GrayMixer

Array = NDArray[np.float64]
COLORS = np.random.default_rng(4).random((300, 3)) ** 2
eight = st.tuples(*[st.floats(-100.0, 100.0)] * 8)


def mixed(rgb: Array, *mix: float) -> Array:
    return black_and_white(rgb, GrayMixer(True, mix or (0.0,) * 8))  # type: ignore[arg-type]


def test_without_a_mix_it_is_luminance() -> None:
    assert mixed(COLORS)[:, 0] == pytest.approx(luminance(COLORS))


@settings(max_examples=60)
@given(eight)
def test_greys_are_unchanged_and_all_is_grey(mix: tuple[float, ...]) -> None:
    ramp = np.repeat(np.linspace(0.0, 1.0, 65)[:, None], 3, axis=1)
    assert mixed(ramp, *mix) == pytest.approx(ramp, abs=1e-9)
    out = mixed(COLORS, *mix)
    assert np.isfinite(out).all()
    assert np.ptp(out, axis=1).max() == 0.0
    assert out.min() >= 0.0
    assert out.max() <= 1.0


@pytest.mark.parametrize("index", range(8))
def test_each_slider_moves_its_own_color(index: int) -> None:
    colors = rgb_from_hsv(CENTRES_DEG, np.full(8, 0.8), np.full(8, 0.4))
    levels = []
    for value in np.arange(-100.0, 101.0, 20.0):
        mix = [0.0] * 8
        mix[index] = value
        levels.append(mixed(colors, *mix)[:, 0])
    steps = np.diff(np.stack(levels), axis=0)
    assert (steps[:, index] > 0.0).all()
    assert np.abs(np.delete(steps, index, axis=1)).max() < 1e-9


@pytest.mark.parametrize("index", range(8))
def test_noise_in_the_color_of_a_grey_wall_hardly_shows(index: int) -> None:
    noise = 0.01 * np.random.default_rng(1).standard_normal((2000, 3))
    mix = [0.0] * 8
    mix[index] = 100.0
    wall = 0.5 + noise
    assert mixed(wall, *mix)[:, 0] == pytest.approx(luminance(wall), abs=0.03)


def test_skin_is_brightened_and_not_clipped() -> None:
    skin = np.array([[0.42, 0.33, 0.25]])
    brighter = mixed(skin, 0.0, 100.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)[0, 0]
    assert 1.3 * luminance(skin)[0] < brighter < 0.9
