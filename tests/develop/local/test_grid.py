"""The local grid on pictures made for it: flat fields, steps, textures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ppr10k_data.develop.local.grid import LocalAdjustments, build_grid
from ppr10k_data.develop.local.highlights_shadows import highlights_response, shadows_response
from ppr10k_data.develop.look.rgb_tone import rgb_tone
from ppr10k_data.develop.pixels import NO_ENCODING, NO_OUTPUT, Ends, develop_pixels
from ppr10k_data.develop.program import Instruction, Step, assemble
from ppr10k_data.develop.tone import acr3_curve

Array = NDArray[np.float64]
KEY = -4.08
ENDS = Ends(np.ones(3, np.float32), np.eye(3, dtype=np.float32), NO_OUTPUT, NO_ENCODING)


def adjusted(scene: Array, key: float = KEY, **sliders: float) -> Array:
    """The picture at its own size, its grid taken from itself at a quarter."""
    picture = scene.astype(np.float32)
    height, width = picture.shape[:2]
    small = picture.reshape(height // 4, 4, width // 4, 4, 3).mean(axis=(1, 3))
    grid = build_grid(small, LocalAdjustments(**sliders), acr3_curve, key)
    rows, columns = grid.values.shape[:2]
    frame = [
        [columns / width, 0.0, 0.5 * columns / width - 0.5],
        [0.0, rows / height, 0.5 * rows / height - 0.5],
    ]
    step = Instruction(Step.LOCAL, (grid.airlight, float(grid.changes_haze)), (grid.zones,))
    program = assemble([step], local=grid.values, frame=np.array(frame, np.float32))
    out = np.empty_like(picture)
    develop_pixels(picture, ENDS, program, 1, 1, out)
    return out.astype(np.float64)


def grey(levels: Array) -> Array:
    return np.repeat(np.asarray(levels, dtype=np.float64)[..., None], 3, axis=-1)


def display_stops(scene: Array) -> Array:
    return np.log2(acr3_curve(np.maximum(scene[..., 1], 1e-6)))


@pytest.mark.parametrize("level", [0.005, 0.02, 0.1, 0.18, 0.4, 0.8])
@pytest.mark.parametrize("value", [-1.0, -0.35, 0.6])
def test_a_flat_field_gains_what_the_response_says(level: float, value: float) -> None:
    scene = grey(np.full((64, 96), level))
    before = display_stops(scene)[0, 0]
    for slider, response in (("highlights", highlights_response), ("shadows", shadows_response)):
        gained = display_stops(adjusted(scene, **{slider: value}))
        expected = min(float(response(np.array(before), value, KEY)), -before)
        assert gained - before == pytest.approx(expected, abs=0.03)


def step_edge(stops: float) -> Array:
    levels = np.full((256, 384), 0.5)
    levels[:, :192] *= 2.0**-stops
    return grey(levels)


def test_no_halo_beside_an_edge_of_four_stops() -> None:
    """Five pixels from the edge no overshoot above 2 % of the step that is left, in encoded values and in stops."""
    out = adjusted(step_edge(4.0), highlights=-1.0, shadows=1.0)
    for scale in (np.sqrt, np.log2):
        row = scale(out[128, :, 1])
        dark, bright = row[8], row[-8]
        step = bright - dark
        beside = np.concatenate([row[60:187] - dark, row[197:324] - bright])
        assert step > 0.0
        assert np.abs(beside).max() <= 0.02 * step


@pytest.mark.parametrize("value", [-1.0, 1.0])
def test_clarity_leaves_no_halo_and_no_flat_field_changed(value: float) -> None:
    out = adjusted(step_edge(4.0), clarity=value)
    assert out == pytest.approx(step_edge(4.0), rel=0.02)
    flat = grey(np.full((64, 96), 0.2))
    assert adjusted(flat, clarity=value) == pytest.approx(flat, rel=0.01)


def test_clarity_strengthens_a_texture_and_softens_it() -> None:
    wave = 0.18 * 2.0 ** (0.3 * np.sin(np.arange(384) * 2.0 * np.pi / 12.0))
    scene = grey(np.tile(wave, (256, 1)))
    spread = {
        value: np.ptp(np.log2(adjusted(scene, clarity=value)[128, 60:320, 1])) for value in (-1.0, 0.0, 1.0)
    }
    assert spread[-1.0] < 0.6 * spread[0.0]
    assert 1.3 * spread[0.0] < spread[1.0] < 2.5 * spread[0.0]


def test_dehaze_takes_haze_away_and_adds_it() -> None:
    rng = np.random.default_rng(3)
    clear = np.kron(rng.uniform(0.02, 0.6, (32, 48, 3)), np.ones((8, 8, 1)))
    hazy = (0.5 * np.sqrt(clear) + 0.5 * 0.95) ** 2  # half of the light is the air's
    contrast = {value: adjusted(hazy, dehaze=value).std() for value in (-0.5, 0.0, 0.5)}
    assert contrast[-0.5] < contrast[0.0] < contrast[0.5]
    assert abs(adjusted(hazy, dehaze=0.7).mean() - clear.mean()) < abs(hazy.mean() - clear.mean())


@settings(max_examples=25, deadline=None)
@given(
    st.fixed_dictionaries(dict.fromkeys(("highlights", "shadows", "clarity", "dehaze"), st.floats(-1, 1))),
    st.floats(-8, -0.5),
)
def test_no_odd_values(sliders: dict[str, float], key: float) -> None:
    scene: Any = np.random.default_rng(1).random((32, 48, 3)) ** 4
    scene[:8], scene[8:16] = 0.0, 1.0
    out = adjusted(scene, key, **sliders)
    assert np.isfinite(out).all()
    assert out.min() >= 0.0
    assert out.max() <= 1.0 + 1e-6


@pytest.mark.parametrize("name", ["highlights", "shadows"])
def test_a_ramp_keeps_its_order_and_its_grey(name: str) -> None:
    """A wide ramp, where the surroundings are the tone itself, and bands would show."""
    levels = np.tile(np.linspace(0.0, 1.0, 512) ** 2.2, (128, 1))
    for value in (-1.0, -0.5, 0.5, 1.0):
        for key in (-7.0, -4.0, -2.0):
            out = adjusted(grey(levels), key, **{name: value})
            assert np.ptp(out, axis=-1).max() < 1e-6
            row = rgb_tone(out[64], acr3_curve)[:, 1]
            assert (np.diff(row) >= -0.25 / 255.0 / 12.92).all()
