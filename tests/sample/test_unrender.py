from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.develop.base_tone import base_tone
from ppr10k_data.develop.color_spaces import PROPHOTO_TO_SRGB, srgb_encode
from ppr10k_data.develop.tone import ExposureRamp, acr3_curve
from ppr10k_data.sample.unrender import scene_from_photograph, undo_ramp


def rendered(scene: np.ndarray, baseline_ev: float) -> np.ndarray:
    """Adobe's default rendering, spelled out: ramp, curve on largest, middle and smallest channel, sRGB."""
    ramped = np.clip(ExposureRamp.of(baseline_ev)(scene), 0.0, 1.0)
    order = np.argsort(ramped, axis=-1)
    low, mid, high = np.moveaxis(np.take_along_axis(ramped, order, axis=-1), -1, 0)
    place = np.divide(mid - low, high - low, out=np.zeros_like(mid), where=high > low)
    low, high = acr3_curve(low.ravel()).reshape(low.shape), acr3_curve(high.ravel()).reshape(high.shape)
    toned = np.empty_like(ramped)
    np.put_along_axis(toned, order, np.stack([low, low + place * (high - low), high], axis=-1), axis=-1)
    return srgb_encode(np.clip(toned @ PROPHOTO_TO_SRGB.T, 0.0, 1.0)) * 255.0


@pytest.mark.parametrize("baseline_ev", [0.0, 0.25, 0.7])
def test_the_default_rendering_shows_the_photograph_again(baseline_ev: float) -> None:
    photograph = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    again = rendered(scene_from_photograph(photograph, base_tone(baseline_ev)), baseline_ev)
    assert np.abs(again - photograph).max() < 0.5


def test_greys_stay_grey_and_in_order() -> None:
    greys = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    scene = scene_from_photograph(greys, base_tone(0.25))
    assert np.ptp(scene, axis=2).max() < 1e-9
    assert (np.diff(scene[0, :, 0]) > 0).all()
    assert scene.min() >= 0.0
    assert scene[0, -1, 0] == pytest.approx(2.0**-0.25)


def test_middle_grey_of_the_sdk() -> None:
    """Linear 18 % renders to 165.6 of 255 (DNG SDK 1.7.1, shadows 5, no baseline exposure)."""
    grey = np.full((1, 1, 3), 166, np.uint8)
    assert scene_from_photograph(grey, base_tone(0.0))[0, 0, 1] == pytest.approx(0.18, abs=0.002)


@given(st.floats(0.0, 1.0), st.floats(-1.0, 2.0))
def test_undo_ramp_is_its_inverse(y: float, exposure_ev: float) -> None:
    ramp = ExposureRamp.of(exposure_ev)
    x = undo_ramp(np.array([y]), ramp)
    assert ramp(x)[0] == pytest.approx(y, abs=1e-9)
