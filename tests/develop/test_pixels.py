"""The pixel loop against the same arithmetic, written plainly in float64."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ppr10k_data.cameras import BaselineExposure
from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.camera_color import CameraColor, IlluminantMatrices, normalized_color_matrix
from ppr10k_data.develop.chain import Rendering, develop, plan_rendering
from ppr10k_data.develop.color_spaces import PROPHOTO_TO_SRGB, romm_encode, srgb_encode
from ppr10k_data.develop.sensor import CameraPixels, SensorImage
from ppr10k_data.develop.tone import acr3_curve, exposure_tone
from ppr10k_data.xmp import CameraRawEdits

# Nikon D810 by Adobe's DNG Converter: ColorMatrix1 (A), ColorMatrix2 (D65).
D810 = (
    (2850.0, [[1.0354, -0.4532, 0.0031], [-0.5168, 1.2906, 0.2518], [-0.0733, 0.1407, 0.8361]]),
    (6500.0, [[0.9369, -0.3195, -0.0791], [-0.4488, 1.2430, 0.2301], [-0.0893, 0.1796, 0.6872]]),
)
COLOR = CameraColor(
    tuple(IlluminantMatrices(kelvin, normalized_color_matrix(np.array(matrix))) for kelvin, matrix in D810),
    "test",
)
NEUTRAL = np.array([0.51, 1.0, 0.66])


def sensor(baseline_ev: float = 0.35, *, scene_referred: bool = True) -> SensorImage:
    return SensorImage(
        mosaic=None,
        cfa=np.zeros((1, 1), np.int8),
        black=np.zeros((1, 1), np.float32),
        white=1.0,
        size=(4, 4),
        demosaic=lambda: CameraPixels(np.zeros((4, 4, 3), np.float32), np.ones(3)),
        color=COLOR,
        as_shot_neutral=NEUTRAL,
        baseline=BaselineExposure(baseline_ev, "test"),
        scene_referred=scene_referred,
    )


def rendering(
    exposure_ev: float = 0.0, baseline_ev: float = 0.35, *, scene_referred: bool = True
) -> Rendering:
    edits = CameraRawEdits(exposure_ev=exposure_ev)
    photo = sensor(baseline_ev, scene_referred=scene_referred)
    return plan_rendering(photo, edits, Anchor.of(COLOR, NEUTRAL, None).white_balance(edits))


def hue_preserving(curve: NDArray[np.float64], toned: NDArray[np.float64]) -> NDArray[np.float64]:
    """``toned`` is the curve of each channel; the middle channel keeps its relative place."""
    low, high = curve.min(-1, keepdims=True), curve.max(-1, keepdims=True)
    toned_low, toned_high = toned.min(-1, keepdims=True), toned.max(-1, keepdims=True)
    spread = np.where(high > low, high - low, 1.0)
    return toned_low + (curve - low) / spread * (toned_high - toned_low)


def plainly(camera: NDArray[np.float64], render: Rendering, *, prophoto: bool = False) -> NDArray[np.float64]:
    """The SDK's order, one step a line, encoded 0..1."""
    balanced = np.minimum(camera / render.white_balance.neutral, 1.0)
    working = np.clip(balanced @ COLOR.balanced_to_prophoto(render.white_balance.neutral).T, 0.0, 1.0)
    exposed = np.minimum(render.tone.ramp(working), 1.0)
    toned = hue_preserving(exposed, acr3_curve(exposure_tone(exposed, render.exposure_ev)))
    if prophoto:
        return romm_encode(np.clip(toned, 0.0, 1.0))
    return srgb_encode(np.clip(toned @ PROPHOTO_TO_SRGB.T, 0.0, 1.0))


@pytest.mark.parametrize("exposure_ev", [-3.0, -1.0, 0.0, 0.5, 2.0])
@pytest.mark.parametrize("space", ["srgb", "prophoto"])
def test_16_bit_picture(exposure_ev: float, space: str) -> None:
    camera = np.random.default_rng(1).random((37, 300, 3)) ** 3
    render = rendering(exposure_ev)
    ours = develop(CameraPixels(camera.astype(np.float32), np.ones(3)), render, space=space)  # type: ignore[arg-type]
    expected = plainly(camera, render, prophoto=space == "prophoto")
    assert ours.dtype == np.uint16
    # The sampled tone curve costs a few 16-bit levels where it bends most.
    assert np.abs(ours / 65535.0 - expected).max() < 2e-4


def test_8_bit_picture_rounds_to_nearest() -> None:
    camera = np.random.default_rng(2).random((20, 50, 3))
    render = rendering()
    ours = develop(CameraPixels(camera.astype(np.float32), np.ones(3)), render, bits=8)
    expected = plainly(camera, render) * 255.0
    assert ours.dtype == np.uint8
    assert np.abs(ours - expected).max() < 0.5 + 0.05


def test_stored_integers_and_saturation() -> None:
    camera = np.random.default_rng(3).random((16, 31, 3))
    saturation = np.array([61000.0, 30000.0, 45000.0])
    stored = CameraPixels((camera * saturation).astype(np.uint16), saturation)
    floats = CameraPixels((stored.pixels / saturation).astype(np.float32), np.ones(3))
    difference = develop(stored, rendering()).astype(int) - develop(floats, rendering()).astype(int)
    assert np.abs(difference).max() <= 3


def test_oversampled_pixels_are_averaged_as_square_roots() -> None:
    """Adobe's previews are reduced as they are encoded; square roots are near that."""
    camera = np.random.default_rng(4).random((24, 600, 3)) ** 2
    render = rendering()
    picture = develop(CameraPixels(camera.astype(np.float32), np.ones(3), oversampling=2), render)
    assert picture.shape == (12, 300, 3)
    fine = plainly(camera, render)
    linear = np.where(fine <= 0.04045, fine / 12.92, ((fine + 0.055) / 1.055) ** 2.4)
    mean = np.sqrt(linear).reshape(12, 2, 300, 2, 3).mean(axis=(1, 3)) ** 2
    assert np.abs(picture / 65535.0 - srgb_encode(mean)).max() < 3e-4
    as_encoded = fine.reshape(12, 2, 300, 2, 3).mean(axis=(1, 3))
    assert np.abs(picture / 65535.0 - as_encoded).mean() < 0.02


def test_scene_linear_is_white_balance_exposure_and_a_matrix() -> None:
    camera = np.random.default_rng(5).random((9, 11, 3))
    render = rendering(exposure_ev=1.0)
    ours = develop(CameraPixels(camera.astype(np.float32), np.ones(3)), render, space="scene-linear")
    balanced = np.minimum(camera / NEUTRAL, 1.0)
    expected = balanced @ (PROPHOTO_TO_SRGB @ COLOR.balanced_to_prophoto(NEUTRAL)).T * 2.0 ** (1.0 + 0.35)
    assert ours.dtype == np.float32
    assert ours == pytest.approx(expected, rel=1e-4, abs=1e-5)


def test_in_place_gives_the_same_picture() -> None:
    stored = np.random.default_rng(6).integers(0, 65535, (13, 17, 3)).astype(np.uint16)
    pixels = CameraPixels(stored, np.full(3, 65535.0))
    expected = develop(pixels, rendering())
    assert np.array_equal(
        develop(CameraPixels(stored.copy(), pixels.saturation), rendering(), in_place=True), expected
    )


@settings(max_examples=30)
@given(st.floats(-5, 5), st.floats(0.0, 1.0))
def test_grey_stays_grey(exposure_ev: float, level: float) -> None:
    camera = np.full((1, 1, 3), level) * NEUTRAL
    picture = develop(CameraPixels(camera.astype(np.float32), np.ones(3)), rendering(exposure_ev), bits=8)
    # ColorMatrix figures have four digits, so white is grey to about a level.
    assert np.ptp(picture.astype(int)) <= 1


@settings(max_examples=30)
@given(st.floats(-5, 4.9))
def test_more_exposure_is_never_darker(exposure_ev: float) -> None:
    camera = np.linspace(0, 1, 64)[None, :, None] * NEUTRAL
    darker, brighter = (
        develop(CameraPixels(camera.astype(np.float32), np.ones(3)), rendering(ev)).astype(int)
        for ev in (exposure_ev, exposure_ev + 0.1)
    )
    assert (brighter >= darker - 2).all()
    assert (np.diff(brighter[0, :, 1]) >= -2).all()


def test_odd_values_do_not_escape() -> None:
    camera = np.array([[[-0.1, 0.0, 2.0], [np.inf, 1.0, 0.5], [1e-30, 1e-30, 1e-30]]], dtype=np.float32)
    picture = develop(CameraPixels(camera, np.ones(3)), rendering(5.0))
    clipped = develop(CameraPixels(np.clip(camera, -0.1, 1.0), np.ones(3)), rendering(5.0))
    assert np.array_equal(picture, clipped)
    assert (picture[0, 2] == 0).all()


def test_rendered_pixels_come_out_as_they_are() -> None:
    camera = np.random.default_rng(7).random((5, 6, 3)) * NEUTRAL
    render = rendering(baseline_ev=0.0, scene_referred=False)
    ours = develop(CameraPixels(camera.astype(np.float32), np.ones(3)), render)
    working = (camera / NEUTRAL) @ COLOR.balanced_to_prophoto(NEUTRAL).T
    inside = ((working >= 0) & (working <= 1)).all(-1)
    expected = srgb_encode(np.clip(np.clip(working, 0, 1) @ PROPHOTO_TO_SRGB.T, 0, 1))
    assert inside.any()
    assert np.abs(ours / 65535.0 - expected)[inside].max() < 2e-4
