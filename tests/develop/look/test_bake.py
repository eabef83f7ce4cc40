"""The baked look against the operators that it was baked from, and through the whole chain."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.chain import camera_picture, compile_look, develop, image_key, plan_rendering
from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from ppr10k_data.develop.coverage import COVERAGE, approximated, not_replayed
from ppr10k_data.develop.geometry import picture_size, place
from ppr10k_data.develop.look.bake import bake, split_leading_curves
from ppr10k_data.develop.look.order import apply_all, look_operators
from ppr10k_data.develop.look.tetrahedral import apply_table
from ppr10k_data.develop.tone import base_tone
from ppr10k_data.files.raw import open_raw
from ppr10k_data.xmp import (
    KEYS,
    Calibration,
    CameraRawEdits,
    ColorGrading,
    ColorWheel,
    HslMixer,
    ParametricCurve,
    PointCurves,
)
from srgb_codes import codes

SKIN = HslMixer(
    hue=(0, 10, 0, 0, 0, 0, 0, 0), saturation=(0, -10, 0, 0, 0, 0, 0, 0), luminance=(0, 15, 0, 0, 0, 0, 0, 0)
)
TYPICAL = CameraRawEdits(
    exposure_ev=0.4, contrast=15, whites=20, blacks=-20, vibrance=20, saturation=5, hsl=SKIN
)
EVERYTHING = CameraRawEdits(
    contrast=20, whites=15, blacks=20, vibrance=25, saturation=10, hsl=SKIN,
    parametric=ParametricCurve(shadows=10, darks=-10, lights=10, highlights=-20),
    curves=PointCurves(master=((0, 10), (64, 60), (192, 196), (255, 250)), blue=((0, 8), (255, 250))),
    grading=ColorGrading(shadows=ColorWheel(220, 15), highlights=ColorWheel(45, 12)),
    calibration=Calibration(10, 5, 5, -5, 10, -5, 10),
)  # fmt: skip


@pytest.mark.parametrize("edits", [TYPICAL, EVERYTHING], ids=["typical", "everything"])
def test_baked_is_close_to_unbaked(edits: CameraRawEdits) -> None:
    """Skin, sky, leaves and greys around them: nine channels in ten within half a code, not all of them.

    Measured: mean 0.12 and 0.17, 90th percentile 0.35 and 0.46, 99th 1.4 and 1.5, largest 4.5 codes.
    """
    middles = np.array([[0.5, 0.3, 0.2], [0.25, 0.35, 0.6], [0.2, 0.3, 0.1], [0.4, 0.4, 0.4]])
    rng = np.random.default_rng(5)
    scene = (
        np.repeat(middles, 5000, axis=0)
        * rng.uniform(0.03, 1.2, (20000, 1))
        * rng.uniform(0.85, 1.15, (20000, 3))
    )
    leading, rest = split_leading_curves(look_operators(edits, base_tone(edits.exposure_ev), lambda: -4.0))
    toned = apply_all(np.clip(scene, 0.0, 1.0), leading)
    error = np.abs(codes(apply_all(toned, rest)) - codes(apply_table(toned, bake(rest)).astype(np.float64)))
    assert error.mean() < 0.2
    assert np.percentile(error, 90.0) < 0.5
    assert np.percentile(error, 99.0) < 1.6


def test_empty_table_is_identity_and_greys_stay_grey() -> None:
    rgb = np.random.default_rng(6).random((5000, 3))
    assert np.abs(codes(apply_table(rgb, bake(())).astype(np.float64)) - codes(rgb)).max() < 0.1
    grey = apply_table(np.repeat(np.linspace(0, 1, 999)[:, None], 3, axis=1), bake(()))
    assert np.ptp(grey, axis=1).max() == 0.0


def test_leading_curves_need_no_table() -> None:
    operators = look_operators(
        CameraRawEdits(contrast=30, whites=20, blacks=-10), base_tone(-1.0), lambda: -4.0
    )
    assert split_leading_curves(operators)[1] == ()


def test_every_key_of_the_coverage_exists() -> None:
    assert set(COVERAGE) <= {key.name for key in KEYS} | {"HasCrop"}
    assert not_replayed(EVERYTHING) == {}
    assert not_replayed(CameraRawEdits(highlights=-20.0)) == {"Highlights2012": -20.0}
    assert approximated(EVERYTHING) == {}


def test_sample_portrait_small_and_full(tmp_path: Path) -> None:
    pytest.importorskip("skimage")
    from ppr10k_data.sample import write_sample

    write_sample(tmp_path / "sample", megapixels=2)
    with open_raw(tmp_path / "sample/raw/0_0.dng") as raw:
        sensor = raw.sensor
        placement = place(sensor.size, None, 1)
        white = Anchor.of(sensor.color, sensor.as_shot_neutral, None).white_balance(EVERYTHING)
        plain = plan_rendering(sensor, CameraRawEdits(), white)
        assert plain.look == ()
        assert compile_look(plain) is None
        key = image_key(sensor)
        rendering = plan_rendering(sensor, EVERYTHING, white, key=lambda: key)
        small_size = picture_size(placement, 540)
        small = develop(camera_picture(sensor, placement, small_size), rendering)
        full = develop(camera_picture(sensor, placement, picture_size(placement, None)), rendering)
    linear = srgb_decode(full / 65535.0)
    reduced = srgb_encode(np.clip(cv2.resize(linear, small_size, interpolation=cv2.INTER_AREA), 0.0, 1.0))
    psnr = -10.0 * np.log10(np.mean((reduced - small / 65535.0) ** 2))
    assert psnr >= 38.0
