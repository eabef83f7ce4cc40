"""Exposure ramp, exposure curve and default curve against figures that the DNG SDK 1.7.1 gave."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.develop.base_tone import base_tone
from ppr10k_data.develop.color_spaces import srgb_encode
from ppr10k_data.develop.curves import cubic_spline
from ppr10k_data.develop.tone import ExposureRamp, acr3_curve, exposure_tone


def sdk_table(shared: Path, name: str) -> tuple[list[float], np.ndarray]:
    """Exposures of the columns, and the table with the input first."""
    path = shared / "reference/dng-sdk" / name
    with path.open() as stream:
        exposures = [float(cell[1:]) for cell in stream.readline().strip().split(",")[1:]]
        return exposures, np.loadtxt(stream, delimiter=",")


@pytest.mark.shared
def test_default_curve(shared: Path) -> None:
    x, y = np.loadtxt(shared / "reference/dng-sdk/acr3_tone_curve_1025.csv", delimiter=",", skiprows=1).T
    ours = acr3_curve(x)
    assert ours == pytest.approx(y, abs=1e-4)
    assert np.abs(srgb_encode(ours) - srgb_encode(y)).max() * 255 < 0.1
    assert (np.diff(ours) > 0).all()


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "shadows", "curve"),
    [
        ("exposure_linear_curve_shadows0.csv", 0.0, False),
        ("exposure_linear_curve_shadows5.csv", 5.0, False),
        ("exposure_acr3_default.csv", 5.0, True),
    ],
)
def test_exposure_from_minus_to_plus_four(shared: Path, name: str, shadows: float, curve: bool) -> None:
    exposures, table = sdk_table(shared, name)
    assert min(exposures) == -4
    assert max(exposures) == 4
    for exposure, expected in zip(exposures, table.T[1:], strict=True):
        ramped = np.minimum(ExposureRamp.of(exposure, shadows=shadows)(table[:, 0]), 1.0)
        toned = exposure_tone(ramped, exposure)
        assert (acr3_curve(toned) if curve else toned) == pytest.approx(expected, abs=1e-3)


def test_middle_grey_of_a_default_render() -> None:
    # DNG SDK 1.7.1, shadows 5: linear 18 % grey renders to .3792 linear, 165.6 of 255 in sRGB.
    tone = base_tone(0.0)
    grey = np.interp(tone.ramp(np.array([0.18])), np.linspace(0, 1, len(tone.curve)), tone.curve)
    assert grey[0] == pytest.approx(0.3792, abs=1e-3)
    assert srgb_encode(grey)[0] * 255 == pytest.approx(165.6, abs=0.2)


@given(st.floats(-5, 5), st.just(0.0) | st.floats(0.01, 50))
def test_a_ramp_rises_without_a_step(exposure_ev: float, shadows: float) -> None:
    ramp, steps = ExposureRamp.of(exposure_ev, shadows=shadows), 20000
    y = ramp(np.linspace(0, 1, steps + 1))
    assert (np.diff(y) >= -1e-12).all()
    assert np.diff(y).max() <= ramp.slope / steps * (1 + 1e-9)
    assert y[0] == 0.0


@given(st.floats(-5, 5))
def test_white_stays_white_and_black_black(exposure_ev: float) -> None:
    tone = base_tone(exposure_ev)
    assert tone.curve[0] == pytest.approx(0.0, abs=1e-7)
    assert tone.curve[-1] == pytest.approx(1.0, abs=1e-6)
    assert (np.diff(tone.curve) >= 0).all()


def test_rendered_pixels_get_no_look() -> None:
    tone = base_tone(0.0, scene_referred=False)
    x = np.linspace(0, 1, len(tone.curve))
    assert tone.ramp(x) == pytest.approx(x, abs=1e-12)
    assert tone.curve == pytest.approx(x, abs=1e-6)


def test_spline_goes_through_its_points_and_is_natural() -> None:
    x, y = np.array([0.0, 0.2, 0.5, 1.0]), np.array([0.0, 0.35, 0.6, 1.0])
    assert cubic_spline(x, y, x) == pytest.approx(y, abs=1e-12)
    ends = cubic_spline(x, y, np.array([0.0, 1e-4, 2e-4]))
    assert abs(ends[2] - 2 * ends[1] + ends[0]) / 1e-8 < 1e-2


def test_spline_agrees_with_scipy() -> None:
    interpolate = pytest.importorskip("scipy.interpolate")
    x, y = np.array([0.0, 0.1, 0.15, 0.7, 1.0]), np.array([0.1, 0.0, 0.4, 0.5, 1.0])
    at = np.linspace(0, 1, 101)
    assert cubic_spline(x, y, at) == pytest.approx(
        interpolate.CubicSpline(x, y, bc_type="natural")(at), abs=1e-12
    )
    clamped = interpolate.CubicSpline(x, y, bc_type=((1, 0.8), (1, 0.1)))(at)
    assert cubic_spline(x, y, at, start_slope=0.8, end_slope=0.1) == pytest.approx(clamped, abs=1e-12)


def test_two_points_make_a_line() -> None:
    at = np.linspace(-0.5, 1.5, 9)
    assert cubic_spline(np.array([0.0, 1.0]), np.array([0.0, 2.0]), at) == pytest.approx(
        2 * np.clip(at, 0, 1)
    )
