"""Every formula against figures computed elsewhere from the published fits, and at its ends."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from ppr10k_data.develop.look.blacks import lifted, lowered_blacks, raised_blacks
from ppr10k_data.develop.look.calibration import calibration_matrix, tint_shadows
from ppr10k_data.develop.look.contrast import contrast, pivot_of
from ppr10k_data.develop.look.grading import grade
from ppr10k_data.develop.look.hsl_mixer import CENTRES_DEG, hue_weights, mix
from ppr10k_data.develop.look.hsv import hsv_from_rgb, rgb_from_hsv
from ppr10k_data.develop.look.key import photo_statistics
from ppr10k_data.develop.look.luminance import luminance
from ppr10k_data.develop.look.parametric import parametric_curve
from ppr10k_data.develop.look.point_curves import point_curve, tone_curves
from ppr10k_data.develop.look.rgb_tone import rgb_tone
from ppr10k_data.develop.look.saturation import saturation
from ppr10k_data.develop.look.vibrance import vibrance
from ppr10k_data.develop.look.whites import lowered_whites, raised_whites
from ppr10k_data.xmp import Calibration, ColorGrading, ColorWheel, HslMixer, ParametricCurve, PointCurves

TOLERANCE = 0.002
PLACES = {
    "skin": (0.5, 0.3, 0.2),
    "sky": (0.25, 0.35, 0.6),
    "leaf": (0.2, 0.3, 0.08),
    "nearneutral": (0.42, 0.4, 0.38),
}
MEDIUM_CONTRAST = ((0.0, 0.0), (32.0, 22.0), (64.0, 56.0), (128.0, 128.0), (192.0, 196.0), (255.0, 255.0))


@pytest.fixture(scope="module")
def vectors(shared: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((shared / "reference/testvectors.json").read_text())
    return loaded


def greys(levels: Any) -> Any:
    return np.repeat(np.asarray(levels, dtype=np.float64)[:, None], 3, axis=1)


@pytest.mark.shared
def test_whites(vectors: dict[str, Any]) -> None:
    x = np.array(vectors["x"])
    for slider, expected in vectors["whites"].items():
        amount = float(slider) / 100.0
        ours = raised_whites(x, amount) if amount > 0 else lowered_whites(greys(x), -amount)[:, 0]
        assert ours == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.shared
def test_blacks(vectors: dict[str, Any]) -> None:
    x = np.array(vectors["x"])
    for slider, expected in vectors["blacks"].items():
        amount = float(slider) / 100.0
        ours = raised_blacks(x, amount) if amount > 0 else lowered_blacks(x, -amount)
        assert ours == pytest.approx(expected, abs=TOLERANCE)
        if amount > 0:
            assert lifted(greys(x), amount)[:, 1] == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.shared
def test_contrast(vectors: dict[str, Any]) -> None:
    for name, expected in vectors["contrast"].items():
        slider, key = name.split("@key")
        ours = contrast(np.array(vectors["x"]), float(slider) / 100.0, float(key))
        assert ours == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "operator"), [("saturation", saturation), ("vibrance", vibrance)])
def test_color(vectors: dict[str, Any], name: str, operator: Any) -> None:
    for place, expected in vectors[name].items():
        color, slider = re.fullmatch(r"([a-z]+)([+-]\d+)", place).groups()  # type: ignore[union-attr]
        ours = operator(np.array(PLACES[color]), float(slider) / 100.0)
        assert ours == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.parametrize(
    ("slider", "expected"),
    [
        (-50, (24, 35, 50, 75, 99, 122, 145, 178, 208, 239)),
        (-30, (20, 31, 45, 70, 95, 120, 146, 181, 212, 241)),
        (30, (11, 19, 31, 55, 82, 114, 152, 194, 223, 246)),
        (50, (7, 15, 26, 49, 77, 112, 154, 198, 226, 247)),
    ],
)
def test_contrast_in_8_bit_codes_at_key_minus_4(slider: int, expected: tuple[int, ...]) -> None:
    codes = np.array([16, 25, 39, 63, 89, 118, 149, 188, 218, 243])
    ours = 255.0 * srgb_encode(contrast(srgb_decode(codes / 255.0), slider / 100.0, -4.0))
    assert np.abs(ours - expected).max() < 1.0


@pytest.mark.parametrize(
    ("key", "pivot"), [(-1.0, 0.49), (-2.5, 0.34), (-4.0, 0.24), (-5.5, 0.167), (-7.0, 0.117)]
)
def test_pivot(key: float, pivot: float) -> None:
    assert pivot_of(key) == pytest.approx(pivot, abs=0.005)


def test_contrast_keeps_black_pivot_and_white() -> None:
    for amount in (-1.0, -0.3, 0.3, 1.0):
        v = np.array([0.0, pivot_of(-4.0), 1.0])
        assert contrast(v, amount, -4.0) == pytest.approx(v, abs=1e-9)


def test_key_is_held_between_its_limits() -> None:
    assert photo_statistics(np.zeros((9, 3), np.float32)).key == -8.0
    assert photo_statistics(np.ones((9, 3), np.float32)).key == pytest.approx(-0.47)
    assert photo_statistics(np.full((9, 3), 0.125, np.float32)).key == pytest.approx(-3.0)


def test_hsv_round_trip_and_primaries() -> None:
    rgb = np.random.default_rng(0).random((500, 3))
    assert rgb_from_hsv(*hsv_from_rgb(rgb)) == pytest.approx(rgb, abs=1e-12)
    assert hsv_from_rgb(np.eye(3))[0] == pytest.approx([0.0, 120.0, 240.0])


def test_rgb_tone_keeps_hue_and_the_ends() -> None:
    rgb = np.random.default_rng(1).random((500, 3))
    toned = rgb_tone(rgb, np.square)
    assert hsv_from_rgb(toned)[0] == pytest.approx(hsv_from_rgb(rgb)[0], abs=1e-6)
    assert toned.max(axis=1) == pytest.approx(rgb.max(axis=1) ** 2)
    assert toned.min(axis=1) == pytest.approx(rgb.min(axis=1) ** 2)


def test_hue_weights_sum_to_one_and_peak_at_their_centres() -> None:
    assert hue_weights(np.linspace(0.0, 360.0, 721)).sum(axis=1) == pytest.approx(1.0)
    assert hue_weights(CENTRES_DEG) == pytest.approx(np.eye(8), abs=1e-12)


@pytest.mark.parametrize(("index", "turned"), [(0, 30.1), (2, 35.5), (5, 40.1)])
def test_full_hue_slider_turns_its_centre_by_the_measured_angle(index: int, turned: float) -> None:
    color = rgb_from_hsv(CENTRES_DEG[index : index + 1], np.array([0.5]), np.array([0.4]))
    mixer = HslMixer(hue=tuple(100.0 if i == index else 0.0 for i in range(8)))  # type: ignore[arg-type]
    assert hsv_from_rgb(mix(color, mixer))[0][0] - CENTRES_DEG[index] == pytest.approx(turned, abs=0.05)


def test_mixer_leaves_greys_and_other_colors() -> None:
    blue = HslMixer(
        hue=(0, 0, 0, 0, 0, 100, 0, 0),
        saturation=(0, 0, 0, 0, 0, 80, 0, 0),
        luminance=(0, 0, 0, 0, 0, -90, 0, 0),
    )
    rgb = np.array([[0.3, 0.3, 0.3], [0.5, 0.3, 0.2], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    assert mix(rgb, blue) == pytest.approx(rgb, abs=1e-9)


def test_saturation_minus_100_is_grey_of_the_same_luminance() -> None:
    rgb = np.random.default_rng(2).random((50, 3))
    grey = saturation(rgb, -1.0)
    assert grey == pytest.approx(greys(luminance(rgb)), abs=1e-9)


def test_point_curve_meets_its_points_and_is_flat_beyond() -> None:
    at = np.array([0.0, 30.0, 128.0, 220.0, 255.0]) / 255.0
    ours = 255.0 * point_curve(at, ((30.0, 10.0), (128.0, 140.0), (220.0, 250.0)))
    assert ours == pytest.approx([10.0, 10.0, 140.0, 250.0, 250.0], abs=1e-6)
    assert point_curve(at, ((0.0, 64.0),)) == pytest.approx(64.0 / 255.0)


def test_point_curve_is_scipys_natural_spline() -> None:
    interpolate = pytest.importorskip("scipy.interpolate")
    x, y = np.array(MEDIUM_CONTRAST).T / 255.0
    at = np.linspace(0.0, 1.0, 301)
    expected = np.clip(interpolate.CubicSpline(x, y, bc_type="natural")(at), 0.0, 1.0)
    assert point_curve(at, MEDIUM_CONTRAST) == pytest.approx(expected, abs=1e-9)


def test_master_curve_keeps_hue_and_channel_curves_move_their_channel() -> None:
    encoded = np.array([[0.2, 0.5, 0.8]])
    master = tone_curves(srgb_decode(encoded), ParametricCurve(), PointCurves(master=MEDIUM_CONTRAST))
    assert hsv_from_rgb(srgb_encode(master))[0] == pytest.approx(hsv_from_rgb(encoded)[0], abs=1e-3)
    red = tone_curves(
        srgb_decode(encoded), ParametricCurve(), PointCurves(red=((0.0, 0.0), (51.0, 102.0), (255.0, 255.0)))
    )
    assert srgb_encode(red)[0] == pytest.approx([0.4, 0.5, 0.8], abs=1e-4)


@pytest.mark.parametrize(
    ("region", "peak", "height"),
    [
        ("shadows", 0.6174 * 0.25 + 0.0017 * 0.5, 0.1034),
        ("darks", 0.0199 * 0.25 + 0.6383 * 0.5, 0.2099),
        ("lights", 0.1852 * 0.5 + 0.8148 * 0.75, 0.2307),
        ("highlights", 0.75 + 0.3864 * 0.25, 0.1337),
    ],
)
def test_parametric_region_at_its_peak(region: str, peak: float, height: float) -> None:
    raised = parametric_curve(np.array([0.0, peak, 1.0]), ParametricCurve(**{region: 100.0}))
    assert raised == pytest.approx([0.0, min(peak + height, 1.0), 1.0], abs=1e-9)


def test_parametric_survives_splits_at_the_ends() -> None:
    x = np.linspace(0.0, 1.0, 101)
    for splits in ((0.0, 0.0, 0.0), (100.0, 100.0, 100.0), (0.0, 50.0, 100.0), (10.0, 10.0, 10.0)):
        y = parametric_curve(x, ParametricCurve(100.0, -100.0, 100.0, -100.0, *splits))
        assert np.isfinite(y).all()
        assert (np.diff(y) >= 0.0).all()


def test_shadows_wheel_tints_shadows_and_spares_highlights() -> None:
    blue = ColorGrading(shadows=ColorWheel(240.0, 50.0), blending=50.0)
    dark, light = grade(greys([0.01, 0.8]), blue)
    assert dark[2] / dark[0] > 1.5
    assert light == pytest.approx(0.8, rel=0.07)


def test_overall_luminance_at_a_known_place() -> None:
    y = 2.0**-0.927  # the middle of the range: half the weight
    out = grade(greys([y]), ColorGrading(overall=ColorWheel(luminance=100.0)))
    assert out[0] == pytest.approx(min(y * np.exp(0.5 * 0.436), 1.0))


def test_a_full_shadows_wheel_keeps_within_reason() -> None:
    for hue in range(0, 360, 10):
        grading = ColorGrading(
            shadows=ColorWheel(float(hue), 100.0), highlights=ColorWheel(float(hue), 100.0)
        )
        gain = grade(greys([0.02]), grading) / 0.02
        assert (gain > 0.1).all()
        assert (gain < 10.0).all()


def test_calibration_matrix_keeps_white_and_moves_the_red_primary() -> None:
    matrix = calibration_matrix(Calibration(0, 100, 0, -40, 30, 20, -80))
    assert matrix @ np.ones(3) == pytest.approx(1.0)
    red = calibration_matrix(Calibration(red_hue=100.0)) - np.eye(3)
    assert red == pytest.approx(np.array([[0, 0, 0], [0.308, -0.308, 0], [-0.343, 0, 0.343]]))


def test_shadow_tint_turns_shadows_magenta_and_leaves_white() -> None:
    dark, white = tint_shadows(greys([0.01, 1.0]), 1.0)
    assert dark == pytest.approx([0.01, 0.01 * (1.0 - 0.148), 0.01], rel=1e-3)
    assert white[1] > 0.99
    assert tint_shadows(greys([0.01]), -1.0)[0, 0] == pytest.approx(0.01 * (1.0 - 0.148), rel=1e-3)
