from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.augment import ATTRIBUTES
from ppr10k_data.xmp import CameraRawEdits, format_xmp, parse_xmp

BASICS = (
    *("Temperature", "Tint", "Exposure2012", "Contrast2012", "Highlights2012", "Shadows2012", "Whites2012"),
    *("Blacks2012", "Clarity2012", "Dehaze", "Vibrance", "Saturation"),
)
"""PPR10K's twelve sliders."""


def test_the_twelve_sliders_can_be_drawn() -> None:
    assert set(BASICS) <= set(ATTRIBUTES)


@pytest.mark.parametrize(
    ("name", "limits"),
    [
        ("Temperature", (2000, 50000)),
        ("Tint", (-150, 150)),
        ("Exposure2012", (-5, 5)),
        ("Dehaze", (-100, 100)),
    ],
)
def test_limits_are_camera_raws(name: str, limits: tuple[float, float]) -> None:
    assert ATTRIBUTES[name].limits == limits


@pytest.mark.parametrize(
    "name", ["CropTop", "CropAngle", "Shadows", "Brightness", "WhiteBalance", "LensProfileEnable"]
)
def test_nothing_that_moves_pixels_or_does_not_count_is_drawn(name: str) -> None:
    assert name not in ATTRIBUTES


@given(st.sampled_from(sorted(ATTRIBUTES)), st.floats(-1e6, 1e6))
def test_a_position_is_the_nearest_that_is_written_or_a_limit(name: str, value: float) -> None:
    attribute = ATTRIBUTES[name]
    low, high = attribute.limits
    position, clamped = attribute.settled(value)
    nearest = float(Decimal(value).quantize(Decimal(1).scaleb(-attribute.decimals), ROUND_HALF_EVEN))
    assert low <= position <= high
    assert clamped == (nearest < low or nearest > high)
    assert position == min(max(nearest, low), high)
    assert str(position) != "-0.0"


@given(st.sampled_from(sorted(ATTRIBUTES)), st.floats(0, 1))
def test_a_position_is_written_in_few_digits_and_read_back(name: str, where: float) -> None:
    attribute = ATTRIBUTES[name]
    low, high = attribute.limits
    position, _ = attribute.settled(low + where * (high - low))
    start = CameraRawEdits(white_balance="Custom", temperature_k=5000.0, tint=0.0)
    edits = attribute.set_in(start, position)
    assert attribute.of_edits(edits) == position
    assert attribute.of_edits(parse_xmp(format_xmp(edits))) == position


def test_only_that_slider_moves() -> None:
    moved = ATTRIBUTES["HueAdjustmentRed"].set_in(CameraRawEdits(contrast=5.0), 12.0)
    assert ATTRIBUTES["HueAdjustmentRed"].of_edits(moved) == 12.0
    assert ATTRIBUTES["HueAdjustmentRed"].set_in(moved, 0.0) == CameraRawEdits(contrast=5.0)
