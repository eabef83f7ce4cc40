"""The three base tones: the SDK's against its figures, the fitted one against its own, and the roll-off's manners."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ppr10k_data.develop.base_tone import (
    TONE_KINDS,
    BaseTone,
    base_tone,
    roll_off_share,
    roll_off_white,
    rolled_off,
)
from ppr10k_data.develop.color_spaces import srgb_encode
from ppr10k_data.develop.fitted_tone import FITTED_EV, fitted_tone

Array = NDArray[np.float64]
GREYS = np.linspace(0.0, 1.0, 2001)
BRIGHTEST = 1.2
"""98th percentile of luminance that is beyond any photo's: at its baseline exposure white is 1."""

exposure = st.floats(-5.0, 5.0)
brightness = st.floats(0.0, BRIGHTEST)
gain = st.floats(1.0, 32.0)
share = st.floats(0.0, 1.0)


def displayed(tone: BaseTone, x: Array = GREYS) -> Array:
    """Greys through ramp and curves, as 8-bit sRGB codes, unrounded."""
    exposed = np.clip(tone.ramp(x), 0.0, 1.0)
    return 255.0 * srgb_encode(tone.profile_curve(np.clip(tone.exposure_curve(exposed), 0.0, 1.0)))


def adaptive(user_ev: float, bright: float, baseline_ev: float = 0.0) -> BaseTone:
    return base_tone(baseline_ev + user_ev, kind="adaptive", user_ev=user_ev, bright=bright)


# The SDK's --------------------------------------------------------------------------------------------------------


@pytest.mark.shared
def test_sdk_is_the_sdks_from_minus_to_plus_four(shared: Path) -> None:
    table = shared / "reference/dng-sdk/exposure_acr3_default.csv"
    names = table.read_text().splitlines()[0].split(",")[1:]
    rows = np.loadtxt(table, delimiter=",", skiprows=1)
    for name, expected in zip(names, rows.T[1:], strict=True):
        tone = base_tone(float(name[1:]), kind="sdk")
        ramped = np.clip(tone.ramp(rows[:, 0]), 0.0, 1.0)
        assert tone.profile_curve(tone.exposure_curve(ramped)) == pytest.approx(expected, abs=1e-3)


# The fitted -------------------------------------------------------------------------------------------------------


@pytest.mark.shared
@pytest.mark.parametrize("ev", ["-1", "-0.5", "0", "0.5", "1"])
def test_fitted_is_the_published_fit(shared: Path, ev: str) -> None:
    vectors: dict[str, Any] = json.loads((shared / "reference/testvectors.json").read_text())
    after_gain = np.array(vectors["x"])
    expected = vectors["base"][ev]
    assert fitted_tone(after_gain, float(ev)) == pytest.approx(expected, abs=0.002)
    tone = base_tone(float(ev), kind="fitted")
    before_gain = after_gain / 2.0 ** float(ev)
    assert tone.exposure_curve(tone.ramp(before_gain)) == pytest.approx(expected, abs=0.002)


@given(exposure)
def test_fitted_never_falls_and_stays_within_black_and_white(ev: float) -> None:
    y = fitted_tone(GREYS * 2.0**ev, ev)
    assert (np.diff(y) >= -1e-12).all()
    assert y.min() >= 0.0
    assert y.max() <= 1.0
    assert y[0] == 0.0


def test_fitted_is_held_beyond_the_exposures_of_the_fit() -> None:
    for end, beyond in zip(FITTED_EV, (-5.0, 5.0), strict=True):
        np.testing.assert_array_equal(fitted_tone(GREYS, beyond), fitted_tone(GREYS, end))


# The roll-off -----------------------------------------------------------------------------------------------------


@given(gain, share, st.floats(0.0, 1.0))
def test_roll_off_keeps_black_white_and_order(by: float, much: float, white: float) -> None:
    y = rolled_off(GREYS, by, much, white)
    assert y[0] == 0.0
    assert y[-1] == pytest.approx(1.0, abs=1e-12)
    assert (np.diff(y) >= -1e-12).all()
    assert np.diff(y).max() <= by / (len(GREYS) - 1) * (1.0 + 1e-9)  # nowhere steeper than the gain


@given(gain, st.floats(0.01, 1.0))
def test_roll_off_is_a_plain_gain_below_its_knee_and_smooth_there(by: float, much: float) -> None:
    start = (1.0 - 0.75 * much) / by
    below = np.linspace(0.0, start, 101)
    assert rolled_off(below, by, much) == pytest.approx(below * by, abs=1e-12)
    h = 1e-6 * start
    before, at, after = rolled_off(np.array([start - h, start, start + h]), by, much)
    assert (after - at) / h == pytest.approx((at - before) / h, rel=1e-3)


@given(share)
def test_roll_off_of_no_exposure_changes_nothing(much: float) -> None:
    assert rolled_off(GREYS, 1.0, much) == pytest.approx(GREYS, abs=1e-12)


@given(gain)
def test_no_roll_off_is_a_hard_clip(by: float) -> None:
    np.testing.assert_array_equal(rolled_off(GREYS, by, 0.0), np.minimum(GREYS * by, 1.0))


def test_a_photo_without_highlights_has_nothing_to_roll_off() -> None:
    assert roll_off_share(1.0, 0.3) == 0.0  # 0.6 once exposed
    assert roll_off_share(1.0, 0.4) == pytest.approx(0.5)
    assert roll_off_share(1.0, 0.5) == 1.0
    assert roll_off_share(0.0, 1.0) == 0.0
    assert roll_off_share(-1.0, 1.0) == 0.0


def test_what_is_clipped_where_the_roll_off_sets_in_stays_white() -> None:
    assert roll_off_white(0.7) == 1.0
    assert roll_off_white(0.3) == 0.5  # a gain of 2 is where it sets in
    clipped = rolled_off(GREYS, 3.0, roll_off_share(np.log2(3.0), 0.3), 0.5)[GREYS >= 0.5]
    assert (clipped == 1.0).all()


@given(st.floats(0.0, 4.0), brightness)
def test_roll_off_lies_between_no_exposure_and_a_clip(ev: float, bright: float) -> None:
    ours, sdk = displayed(adaptive(ev, bright)), displayed(base_tone(ev, kind="sdk"))
    assert (ours <= sdk + 0.01).all()
    assert (ours >= displayed(base_tone(0.0)) - 0.01).all()


# Whichever --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("baseline_ev", [0.0, 0.5, -0.5])
@pytest.mark.parametrize("bright", [0.0, 0.03, 0.1, 0.3, 0.5, 0.7, 1.0, BRIGHTEST])
def test_more_exposure_is_never_darker(bright: float, baseline_ev: float) -> None:
    """To a quarter of an 8-bit code over -5..5 EV; the knee, which moves with the exposure, costs 0.08 at worst."""
    evs = np.arange(-5.0, 5.001, 0.1)
    steps = np.stack([displayed(adaptive(float(ev), bright, baseline_ev)) for ev in evs])
    lost = np.maximum.accumulate(steps, axis=0) - steps
    assert lost.max() <= 0.25


@given(st.floats(-5.0, 0.0), brightness, st.floats(-1.0, 1.0))
def test_adaptive_is_sdk_unless_exposure_brightens(ev: float, bright: float, baseline_ev: float) -> None:
    sdk = base_tone(baseline_ev + ev, kind="sdk")
    ours = adaptive(ev, bright, baseline_ev)
    assert ours.ramp == sdk.ramp
    np.testing.assert_array_equal(ours.curve, sdk.curve)


@pytest.mark.parametrize("kind", TONE_KINDS)
@given(ev=exposure)
def test_every_kind_keeps_black_black_and_the_order(kind: Any, ev: float) -> None:
    y = displayed(base_tone(ev, kind=kind, user_ev=ev, bright=0.7))
    assert y[0] == pytest.approx(0.0, abs=1e-4)
    assert (np.diff(y) >= -1e-9).all()
