from __future__ import annotations

import pytest

from ppr10k_data.xmp import (
    CameraRawEdits,
    ColorGrading,
    ColorWheel,
    Grain,
    LensCorrections,
    Look,
    ParametricCurve,
    PointCurves,
    Profile,
    Sharpening,
    active_adjustments,
    panel_of,
)


def test_neutral_edits_ask_for_nothing() -> None:
    assert active_adjustments(CameraRawEdits()) == {}


@pytest.mark.parametrize(
    ("edits", "active"),
    [
        (CameraRawEdits(exposure_ev=0.5, saturation=-3), {"Exposure2012": 0.5, "Saturation": -3}),
        (CameraRawEdits(process_version="5.7", exposure_ev=0.5), {"Exposure": 0.5}),
        (CameraRawEdits(process_version="5.7", legacy=(("Shadows", 0.0),)), {"Shadows": 0.0}),
        (CameraRawEdits(temperature_k=5000, tint=3), {}),
        (CameraRawEdits(white_balance="Auto"), {"WhiteBalance": "Auto"}),
        (
            CameraRawEdits(white_balance="Custom", temperature_k=5000),
            {"WhiteBalance": "Custom", "Temperature": 5000},
        ),
        (CameraRawEdits(parametric=ParametricCurve(shadow_split=20)), {}),
        (
            CameraRawEdits(parametric=ParametricCurve(darks=5, shadow_split=20)),
            {"ParametricDarks": 5, "ParametricShadowSplit": 20},
        ),
        (CameraRawEdits(curves=PointCurves(master=((0, 0), (128, 128), (255, 255)))), {}),
        (CameraRawEdits(grain=Grain(size=40)), {}),
        (CameraRawEdits(grain=Grain(amount=10, size=40)), {"GrainAmount": 10, "GrainSize": 40}),
        (CameraRawEdits(grading=ColorGrading(blending=50, shadows=ColorWheel(hue_deg=30))), {}),
        (
            CameraRawEdits(grading=ColorGrading(blending=50, midtones=ColorWheel(luminance=5))),
            {"ColorGradeMidtoneLum": 5, "ColorGradeBlending": 50},
        ),
        (CameraRawEdits(profile=Profile(camera_profile="Adobe Standard", camera_profile_digest="AB")), {}),
        (
            CameraRawEdits(profile=Profile(camera_profile="Camera Portrait")),
            {"CameraProfile": "Camera Portrait"},
        ),
        (CameraRawEdits(profile=Profile(look=Look("Adobe Color"))), {"Look": Look("Adobe Color")}),
        (CameraRawEdits(lens=LensCorrections(profile_setup="LensDefaults", profile_name="x")), {}),
        (CameraRawEdits(sharpening=Sharpening(amount=40)), {"Sharpness": 40}),
        (CameraRawEdits(orientation=6, already_applied=True), {}),
        (CameraRawEdits(unmodelled=("RetouchAreas",)), {"RetouchAreas": "not modelled"}),
    ],
)
def test_active_adjustments(edits: CameraRawEdits, active: dict[str, object]) -> None:
    assert active_adjustments(edits) == active


def test_order_is_the_tables() -> None:
    edits = CameraRawEdits(saturation=1, exposure_ev=1, unmodelled=("RetouchAreas",), highlights=2)
    assert list(active_adjustments(edits)) == ["Exposure2012", "Highlights2012", "Saturation", "RetouchAreas"]


@pytest.mark.parametrize(
    ("key", "panel"),
    [
        ("Exposure2012", "basic"),
        ("Brightness", "basic"),
        ("ToneCurvePV2012Red", "curve"),
        ("HueAdjustmentAqua", "hsl"),
        ("GrayMixerRed", "bw"),
        ("ColorGradeGlobalLum", "grading"),
        ("RedHue", "calibration"),
        ("GrainAmount", "effects"),
        ("Sharpness", "detail"),
        ("AutoLateralCA", "lens"),
        ("CropAngle", "geometry"),
        ("Look", "profile"),
        ("PaintBasedCorrections", "local"),
        ("SomethingNew", "other"),
    ],
)
def test_panels(key: str, panel: str) -> None:
    assert panel_of(key) == panel
