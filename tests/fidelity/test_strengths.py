from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.fidelity.strengths import scale_of, sliders_of, step_of
from ppr10k_data.xmp import KEYS, CameraRawEdits, Crop, Grain, PointCurves

NUMBERS = [key.name for key in KEYS if scale_of(key.name) is not None]


def labels(key: str, *values: float) -> list[str]:
    return [step_of(key, value, is_set=value != 0.0)[1] for value in values]


def test_steps_of_a_slider() -> None:
    found = labels("Highlights2012", -100, -61, -60, -21, -20, 0, 20, 21, 60, 61, 100)
    assert found == ["-100..-61"] * 2 + ["-60..-21"] * 2 + ["±20"] * 3 + ["21..60"] * 2 + ["61..100"] * 2


def test_steps_of_exposure_temperature_and_an_amount() -> None:
    assert labels("Exposure2012", -2, -0.5, 0.25, 0.26, 5) == [
        *("-5.00..-1.01", "-1.00..-0.26", "±0.25", "0.26..1.00", "1.01..5.00"),
    ]
    assert labels("Temperature", -800, 0, 300, 9000) == ["under -500", "±100", "101..500", "over 500"]
    assert labels("GrainAmount", 0, 20, 21, 100) == ["0..20", "0..20", "21..60", "61..100"]


def test_what_is_no_number_is_set_or_not() -> None:
    assert step_of("ToneCurvePV2012", None, is_set=True) == (1, "set")
    assert step_of("ToneCurvePV2012", None, is_set=False) == (0, "not set")
    assert step_of("NoSuchKey", None, is_set=True)[1] == "set"


@given(st.sampled_from(NUMBERS), st.floats(-150, 150), st.floats(-150, 150))
def test_steps_are_in_the_order_of_the_values(key: str, a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert step_of(key, low, is_set=True)[0] <= step_of(key, high, is_set=True)[0]


def test_white_balance_counts_from_the_source() -> None:
    source = CameraRawEdits(temperature_k=5200.0, tint=5.0)
    target = CameraRawEdits(white_balance="Custom", temperature_k=5000.0, tint=5.0, exposure_ev=0.5)
    assert sliders_of(target, source) == {"Temperature": -200.0, "Exposure2012": 0.5}
    assert sliders_of(target, None) == {"Exposure2012": 0.5}
    assert sliders_of(source, source) == {}


def test_geometry_and_shaping_keys_are_left_out() -> None:
    edits = CameraRawEdits(crop=Crop(0.1, 0.1, 0.9, 0.9), grain=Grain(amount=10.0, size=40.0), orientation=6)
    assert sliders_of(edits, None) == {"GrainAmount": 10.0}


def test_a_curve_has_no_number_and_an_old_slider_counts_from_its_neutral() -> None:
    curves = PointCurves(master=((0, 0), (128, 140), (255, 255)))
    assert sliders_of(CameraRawEdits(curves=curves), None) == {"ToneCurvePV2012": None}
    old = CameraRawEdits(process_version="5.7", legacy=(("Brightness", 70.0),))
    assert sliders_of(old, None) == pytest.approx({"Brightness": 20.0})
