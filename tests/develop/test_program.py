"""The pixel loop's steps against the float64 operators that they stand for, and through the whole chain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.base_tone import base_tone
from ppr10k_data.develop.camera_picture import camera_picture
from ppr10k_data.develop.chain import compile_program, develop, plan_rendering
from ppr10k_data.develop.geometry import picture_size, place
from ppr10k_data.develop.look.order import apply_all, look_operators
from ppr10k_data.develop.pixels import NO_ENCODING, NO_OUTPUT, Ends, develop_pixels
from ppr10k_data.develop.program import assemble
from ppr10k_data.develop.thumbnail import Thumbnail
from ppr10k_data.files.raw import open_raw
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
ENDS = Ends(np.ones(3, np.float32), np.eye(3, dtype=np.float32), NO_OUTPUT, NO_ENCODING)

SKIN = HslMixer(
    hue=(0, 10, 0, 0, 0, 0, 0, 0), saturation=(0, -10, 0, 0, 0, 0, 0, 0), luminance=(0, 15, 0, 0, 0, 0, 0, 0)
)
CURVES = PointCurves(master=((0, 10), (64, 60), (192, 196), (255, 250)), blue=((0, 8), (255, 250)))
GRADING = ColorGrading(shadows=ColorWheel(220, 15), highlights=ColorWheel(45, 12))
EVERYTHING = CameraRawEdits(
    exposure_ev=0.3, contrast=20, highlights=-40, shadows=30, whites=15, blacks=20, clarity=20, dehaze=10,
    vibrance=25, saturation=10, hsl=SKIN, curves=CURVES, grading=GRADING,
    parametric=ParametricCurve(shadows=10, darks=-10, lights=10, highlights=-20),
    calibration=Calibration(10, 5, 5, -5, 10, -5, 10),
)  # fmt: skip

STEPS = {
    "whites+": CameraRawEdits(whites=60),
    "whites-": CameraRawEdits(whites=-60),
    "blacks+": CameraRawEdits(blacks=60),
    "blacks-": CameraRawEdits(blacks=-60),
    "contrast+": CameraRawEdits(contrast=60),
    "contrast-": CameraRawEdits(contrast=-60),
    "vibrance+": CameraRawEdits(vibrance=80),
    "vibrance-": CameraRawEdits(vibrance=-80),
    "saturation+": CameraRawEdits(saturation=80),
    "saturation-": CameraRawEdits(saturation=-100),
    "hue": CameraRawEdits(hsl=HslMixer(hue=(100, -100, 50, -50, 20, 70, -30, 10))),
    "saturations": CameraRawEdits(hsl=HslMixer(saturation=(100, -100, 50, -50, 20, 70, -30, 10))),
    "luminances": CameraRawEdits(hsl=HslMixer(luminance=(100, -100, 50, -50, 20, 70, -30, 10))),
    "curves": CameraRawEdits(curves=CURVES, parametric=ParametricCurve(10, -40, 30, -20)),
    "grading": CameraRawEdits(grading=GRADING),
    "shadow tint": CameraRawEdits(calibration=Calibration(shadow_tint=80)),
    "everything": replace(EVERYTHING, exposure_ev=0.0),
}


def natural_colors() -> Array:
    """Skin, sky, leaves and greys from deep shadow to beyond white, and others at random."""
    rng = np.random.default_rng(5)
    middles = np.array([[0.5, 0.3, 0.2], [0.25, 0.35, 0.6], [0.2, 0.3, 0.1], [0.4, 0.4, 0.4]])
    shaded = np.repeat(middles, 1000, axis=0) * rng.uniform(0.01, 1.8, (4000, 1))
    return np.clip(
        np.concatenate([shaded * rng.uniform(0.85, 1.15, shaded.shape), rng.random((1000, 3))]), 0, 1
    )


def by_the_loop(rgb: Array, edits: CameraRawEdits) -> Array:
    """The look alone: no exposure, no local adjustments."""
    operators = look_operators(edits, base_tone(0.0), KEY)
    program = assemble([operator.instruction() for operator in operators])
    out = np.empty((1, len(rgb), 3), np.float32)
    develop_pixels(rgb[None].astype(np.float32), ENDS, program, len(operators), 1, out)
    return out[0].astype(np.float64)


@pytest.mark.parametrize("name", STEPS)
def test_every_step_is_its_operator(name: str) -> None:
    """To half an 8-bit code at worst, and a hundredth in the mean."""
    rgb = natural_colors()
    expected = apply_all(rgb, look_operators(STEPS[name], base_tone(0.0), KEY))
    error = np.abs(codes(by_the_loop(rgb, STEPS[name])) - codes(expected))
    assert error.max() < 0.5
    assert error.mean() < 0.01


@pytest.mark.parametrize("name", STEPS)
def test_greys_stay_grey(name: str) -> None:
    if name in ("curves", "grading", "shadow tint", "everything"):
        pytest.skip("tints greys")
    out = by_the_loop(np.repeat(np.linspace(0.0, 1.0, 999)[:, None], 3, axis=1), STEPS[name])
    assert np.ptp(out, axis=1).max() < 1e-6


def test_blocks_leave_no_seams() -> None:
    """A pixel's result does not depend on its place in a row."""
    rgb = natural_colors()[:777]
    whole = by_the_loop(rgb, EVERYTHING)
    for start in (1, 100, 255, 256, 300):
        np.testing.assert_array_equal(by_the_loop(rgb[start:], EVERYTHING), whole[start:])


slider = st.floats(-100.0, 100.0)
NAMES = [
    "contrast",
    "highlights",
    "shadows",
    "whites",
    "blacks",
    "clarity",
    "dehaze",
    "vibrance",
    "saturation",
]
sliders = st.fixed_dictionaries(dict.fromkeys(NAMES, slider))


@pytest.fixture(scope="module")
def portrait(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("skimage")
    from ppr10k_data.sample import write_sample

    root = tmp_path_factory.mktemp("program") / "sample"
    write_sample(root, megapixels=2)
    return root / "raw/0_0.dng"


def rendered(sensor: Any, edits: CameraRawEdits, long_edge: int | None, **options: Any) -> Array:
    placement = place(sensor.size, edits.crop, 1)
    white = Anchor.of(sensor.color, sensor.as_shot_neutral, None).white_balance(edits)
    rendering = plan_rendering(sensor, edits, white, **options)
    picture = develop(camera_picture(sensor, placement, picture_size(placement, long_edge)), rendering)
    return picture / 65535.0


def test_sample_portrait_small_and_full(portrait: Path) -> None:
    with open_raw(portrait) as raw:
        small = rendered(raw.sensor, EVERYTHING, 540)
        full = rendered(raw.sensor, EVERYTHING, None)
    size = (small.shape[1], small.shape[0])
    reduced = cv2.resize(full, size, interpolation=cv2.INTER_AREA)
    assert -10.0 * np.log10(np.mean((reduced - small) ** 2)) >= 38.0


@settings(max_examples=20, deadline=None)
@given(sliders, st.floats(-5.0, 5.0))
def test_no_odd_values(portrait: Path, values: dict[str, float], exposure_ev: float) -> None:
    with open_raw(portrait) as raw:
        sensor = raw.sensor
        white = Anchor.of(sensor.color, sensor.as_shot_neutral, None).white_balance(CameraRawEdits())
        edits = CameraRawEdits(exposure_ev=exposure_ev, **values)
        placement = place(sensor.size, None, 1)
        camera = camera_picture(sensor, placement, picture_size(placement, 60))
        rendering = plan_rendering(sensor, edits, white, thumbnail=Thumbnail(sensor))
        linear = np.empty(camera.pixels.shape, np.float32)
        program, _ = compile_program(rendering, camera)
        balance = (1.0 / (camera.saturation * white.neutral)).astype(np.float32)
        ends = Ends(balance, rendering.to_working().astype(np.float32), NO_OUTPUT, NO_ENCODING)
        develop_pixels(camera.pixels, ends, program, len(program.codes), 1, linear)
    assert np.isfinite(linear).all()
    assert linear.min() >= 0.0
    assert linear.max() <= 1.0 + 1e-5
