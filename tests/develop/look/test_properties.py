"""What must hold for every slider: no odd values, greys stay grey, steady and smooth over the whole range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ppr10k_data.develop.base_tone import base_tone
from ppr10k_data.develop.look.order import apply_all, look_operators
from ppr10k_data.develop.look.rgb_tone import rgb_tone
from ppr10k_data.xmp import (
    Calibration,
    CameraRawEdits,
    ColorGrading,
    ColorWheel,
    HslMixer,
    ParametricCurve,
    PointCurves,
)
from srgb_codes import codes

Array = NDArray[np.float64]
KEY = -4.0
RAMP = np.repeat(np.linspace(0.0, 1.0, 257)[:, None], 3, axis=1)
COLORS = np.random.default_rng(8).random((400, 3)) ** 2
CORNERS = np.array([[r, g, b] for r in (0.0, 1.0) for g in (0.0, 1.0) for b in (0.0, 1.0)])

BASIC = ("contrast", "whites", "blacks", "vibrance", "saturation")
REGIONS = ("shadows", "darks", "lights", "highlights")
TONE: dict[str, Callable[[float], CameraRawEdits]] = {
    **{name: lambda v, name=name: CameraRawEdits(**{name: v}) for name in ("contrast", "whites", "blacks")},
    **{
        region: lambda v, region=region: CameraRawEdits(parametric=replace(ParametricCurve(), **{region: v}))
        for region in REGIONS
    },
}
COLOR: dict[str, Callable[[float], CameraRawEdits]] = {
    **{name: lambda v, name=name: CameraRawEdits(**{name: v}) for name in ("vibrance", "saturation")},
    **{
        part: lambda v, part=part: CameraRawEdits(hsl=replace(HslMixer(), **{part: (v,) * 8}))
        for part in ("hue", "saturation", "luminance")
    },
    "shadow tint": lambda v: CameraRawEdits(calibration=Calibration(shadow_tint=v)),
    "grading": lambda v: CameraRawEdits(grading=ColorGrading(midtones=ColorWheel(luminance=v))),
}
slider = st.floats(-100.0, 100.0)
amount = st.floats(0.0, 100.0)
eight = st.tuples(*[slider] * 8)
wheel = st.builds(ColorWheel, st.floats(0.0, 360.0), amount, slider)
points = st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255)), min_size=2, max_size=6).map(
    lambda pairs: tuple(sorted(dict(pairs).items()))
)
curve = points.filter(lambda found: len(found) >= 2)
everything = st.builds(
    CameraRawEdits,
    exposure_ev=st.floats(-5.0, 5.0),
    contrast=slider,
    whites=slider,
    blacks=slider,
    vibrance=slider,
    saturation=slider,
    hsl=st.builds(HslMixer, eight, eight, eight),
    parametric=st.builds(ParametricCurve, slider, slider, slider, slider),
    curves=st.builds(PointCurves, curve, curve, curve, curve),
    grading=st.builds(ColorGrading, wheel, wheel, wheel, wheel, amount, slider),
    calibration=st.builds(Calibration, slider),
)


def looked(rgb: Array, edits: CameraRawEdits, key: float = KEY) -> Array:
    tone = base_tone(edits.exposure_ev)
    return apply_all(rgb_tone(rgb, tone.exposure_curve), look_operators(edits, tone, key))


def plain(rgb: Array) -> Array:
    """The base tone alone."""
    return looked(rgb, CameraRawEdits())


@settings(max_examples=60)
@given(everything, st.floats(-8.0, -0.47))
def test_no_odd_values(edits: CameraRawEdits, key: float) -> None:
    out = looked(np.concatenate([RAMP, COLORS, CORNERS]), edits, key)
    assert np.isfinite(out).all()
    assert out.min() >= -1e-12
    assert out.max() <= 1.0 + 1e-9


@settings(max_examples=40)
@given(st.sampled_from(sorted(TONE)), slider)
def test_grey_stays_grey_and_keeps_its_order(name: str, value: float) -> None:
    out = looked(RAMP, TONE[name](value))
    assert np.ptp(out, axis=1) == pytest.approx(0.0, abs=1e-9)
    assert (np.diff(out[:, 0]) >= -1e-9).all()


@settings(max_examples=40)
@given(st.floats(-100.0, 100.0), st.floats(-100.0, 100.0), eight, eight, eight)
def test_color_controls_leave_greys(
    vibrance: float,
    saturation: float,
    hue: tuple[float, ...],
    spread: tuple[float, ...],
    light: tuple[float, ...],
) -> None:
    mixer = HslMixer(hue, spread, light)  # type: ignore[arg-type]
    out = looked(RAMP, CameraRawEdits(vibrance=vibrance, saturation=saturation, hsl=mixer))
    assert out == pytest.approx(plain(RAMP), abs=1e-6)


@pytest.mark.parametrize("name", sorted(TONE))
def test_slider_is_monotone_to_a_quarter_of_a_code(name: str) -> None:
    """Contrast turns about its pivot: above it brightens, below it darkens, so each grey is held to its own way."""
    steps = np.stack([codes(looked(RAMP, TONE[name](v)))[:, 1] for v in np.arange(-100.0, 100.5, 2.0)])
    way = np.sign(steps[-1] - steps[0])
    assert (np.diff(steps, axis=0) * way >= -0.25).all()


@pytest.mark.parametrize("name", ["saturation", "vibrance"])
def test_more_saturation_is_never_paler(name: str) -> None:
    muted = 0.2 + 0.4 * COLORS
    spreads = [np.ptp(looked(muted, COLOR[name](v)), axis=1) for v in np.arange(-100.0, 100.5, 4.0)]
    assert (np.diff(np.stack(spreads), axis=0) >= -1e-3).all()


@pytest.mark.parametrize("name", sorted(TONE) + [f"color {name}" for name in sorted(COLOR)])
def test_slider_is_continuous(name: str) -> None:
    """No jump: a fiftieth of a slider's unit moves no colour by half a code, also across 0 and near the ends."""
    setter = COLOR[name.removeprefix("color ")] if name.startswith("color ") else TONE[name]
    natural = np.concatenate([RAMP, 0.1 + 0.6 * COLORS])
    for centre in (-99.0, -50.0, 0.0, 50.0, 99.0):
        below, above = (codes(looked(natural, setter(centre + d))) for d in (-0.01, 0.01))
        assert np.abs(above - below).max() < 0.5


def test_nothing_asked_is_no_look() -> None:
    assert [o.name for o in look_operators(CameraRawEdits(exposure_ev=-1.0), base_tone(-1.0), KEY)] == [
        "profile"
    ]
    idle = CameraRawEdits(
        grading=ColorGrading(shadows=ColorWheel(hue_deg=200.0), balance=30.0, blending=50.0),
        parametric=ParametricCurve(shadow_split=10.0),
        curves=PointCurves(refine_saturation=0.0),
    )
    assert [operator.name for operator in look_operators(idle, base_tone(0.0), KEY)] == ["profile"]


def test_order() -> None:
    edits = CameraRawEdits(
        contrast=1, whites=1, blacks=1, vibrance=1, saturation=1, hsl=HslMixer(hue=(1, 0, 0, 0, 0, 0, 0, 0)),
        parametric=ParametricCurve(lights=1), grading=ColorGrading(midtones=ColorWheel(luminance=1)),
        calibration=Calibration(shadow_tint=1),
    )  # fmt: skip
    names = [operator.name for operator in look_operators(edits, base_tone(-1.0), KEY)]
    assert names == [
        "ShadowTint", "Whites2012", "Blacks2012", "profile", "Contrast2012", "HSL", "Vibrance",
        "Saturation", "curves", "grading",
    ]  # fmt: skip
