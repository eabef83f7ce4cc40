from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from dng_builders import NEUTRAL, bayer, dng_bytes, mosaic_of
from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.camera_picture import camera_picture
from ppr10k_data.develop.chain import develop, plan_rendering
from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from ppr10k_data.develop.detail.finish import Finish, FinishPlan, plan_finish, to_8_bits
from ppr10k_data.develop.geometry import picture_size, place
from ppr10k_data.develop.sensor import SensorImage
from ppr10k_data.files.raw import open_raw
from ppr10k_data.xmp import (
    CameraRawEdits,
    Crop,
    Grain,
    GrayMixer,
    HslMixer,
    NoiseReduction,
    PostCropVignette,
    Sharpening,
)
from raw_builders import RATIONAL, Value

Array = np.ndarray[Any, Any]
ALL = CameraRawEdits(
    sharpening=Sharpening(60.0, 1.4, 40.0, 20.0),
    noise_reduction=NoiseReduction(luminance=20.0, color=30.0),
    vignette=PostCropVignette(-40.0, highlight_contrast=30.0),
    grain=Grain(30.0),
    texture=35.0,
)
IDLE = CameraRawEdits(
    sharpening=Sharpening(0.0, 3.0, 100.0, 50.0),
    noise_reduction=NoiseReduction(luminance_detail=90.0, color_smoothness=100.0),
    vignette=PostCropVignette(0.0, 10.0, 10.0, 100.0, 3, 50.0),
    grain=Grain(0.0, 90.0, 90.0, 4),
    gray=GrayMixer(False, (100.0,) * 8),
)


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    random = np.random.default_rng(1)
    y, x = np.mgrid[:480, :720] / 40.0
    grey = 0.3 + 0.2 * np.sin(x) * np.cos(0.8 * y) + 0.01 * random.standard_normal(x.shape)
    scene = np.clip(np.stack([grey * 1.2, grey, grey * 0.9], axis=-1), 0.0, 1.0) * np.array(NEUTRAL)
    path = tmp_path_factory.mktemp("finish") / "a.dng"
    path.write_bytes(dng_bytes(mosaic_of(scene, bayer("RGGB"))))
    return path


def rendered(sensor: SensorImage, edits: CameraRawEdits, long_edge: int | None = None, **more: Any) -> Array:
    crop = more.pop("crop", None)
    placement = place(sensor.size, crop, 1)
    camera = camera_picture(sensor, placement, picture_size(placement, long_edge))
    balance = Anchor.of(sensor.color, sensor.as_shot_neutral, None).white_balance(edits)
    return develop(camera, plan_rendering(sensor, edits, balance, grain_seed=9), **more)


def test_nothing_asked_is_nothing_done() -> None:
    assert plan_finish(Finish.of(CameraRawEdits()), 1.0) is None
    assert plan_finish(Finish.of(IDLE), 1.0) is None


def test_what_is_too_small_to_be_seen_is_left_out_but_grain_never_is() -> None:
    plan = plan_finish(Finish.of(ALL), 0.1)
    assert isinstance(plan, FinishPlan)
    assert (plan.color, plan.luminance, plan.sharpener) == (None, None, None)
    assert plan.grain is not None


@pytest.mark.parametrize("long_edge", [None, 240])
def test_every_amount_at_0_gives_the_very_bits_of_leaving_it_out(photo: Path, long_edge: int | None) -> None:
    with open_raw(photo) as raw:
        plain = rendered(raw.sensor, CameraRawEdits(), long_edge)
        assert np.array_equal(rendered(raw.sensor, IDLE, long_edge), plain)


@pytest.mark.parametrize("long_edge", [360, 180])
@pytest.mark.parametrize("crop", [None, Crop(0.1, 0.15, 0.8, 0.9)])
@pytest.mark.parametrize("texture", [-100.0, 35.0, 100.0])
def test_small_pictures_are_full_size_ones_reduced(
    photo: Path, long_edge: int, crop: Crop | None, texture: float
) -> None:
    edits = replace(ALL, texture=texture)
    with open_raw(photo) as raw:
        small = rendered(raw.sensor, edits, long_edge, crop=crop) / 65535.0
        full = srgb_decode(rendered(raw.sensor, edits, crop=crop) / 65535.0)
    reduced = srgb_encode(cv2.resize(full, small.shape[1::-1], interpolation=cv2.INTER_AREA))
    assert -10.0 * np.log10(np.mean((small - reduced) ** 2)) > 38.0


def test_8_bits_are_16_rounded(photo: Path) -> None:
    with open_raw(photo) as raw:
        fine, coarse = (rendered(raw.sensor, ALL, 300, bits=bits) for bits in (16, 8))
    assert coarse.dtype == np.uint8
    assert np.array_equal(coarse, to_8_bits(fine))
    assert to_8_bits(np.array([0, 128, 129, 65406, 65407, 65535], np.uint16)).tolist() == [
        0,
        0,
        1,
        254,
        255,
        255,
    ]


def test_developing_in_place_gives_the_same(photo: Path) -> None:
    with open_raw(photo) as raw:
        assert np.array_equal(rendered(raw.sensor, ALL), rendered(raw.sensor, ALL, in_place=True))


@pytest.mark.parametrize("style", [1, 2, 3])
def test_the_vignette_lies_in_the_frame_of_the_crop(photo: Path, style: int) -> None:
    """Where the loop develops twice as fine as the picture it is the same, to the sampling."""
    edits = CameraRawEdits(vignette=PostCropVignette(-60.0, style=style))
    crop = Crop(0.3, 0.2, 0.9, 0.8)
    with open_raw(photo) as raw:
        for long_edge in (None, 120):
            plain = rendered(raw.sensor, CameraRawEdits(), long_edge, crop=crop).astype(float)
            share = rendered(raw.sensor, edits, long_edge, crop=crop) / np.maximum(plain, 1.0)
            height, width = share.shape[:2]
            corners = share[[0, 0, -1, -1], [0, -1, 0, -1]]
            assert corners.max() < 0.75
            assert share[height // 2, width // 2] == pytest.approx(1.0, abs=0.01)


def test_black_and_white_is_grey_and_can_be_tinted(photo: Path) -> None:
    edits = CameraRawEdits(gray=GrayMixer(True, (0.0, 40.0, 0.0, 0.0, 0.0, -30.0, 0.0, 0.0)))
    with open_raw(photo) as raw:
        grey = rendered(raw.sensor, edits).astype(int)
        assert np.ptp(grey, axis=2).max() <= 40
        color = replace(edits, saturation=80.0, vibrance=-50.0, hsl=HslMixer(luminance=(50.0,) * 8))
        assert np.array_equal(rendered(raw.sensor, color), grey)
        grading = replace(
            edits.grading, shadows=replace(edits.grading.shadows, hue_deg=30.0, saturation=40.0)
        )
        tinted = rendered(raw.sensor, replace(edits, grading=grading)).astype(int)
    assert np.ptp(tinted, axis=2).mean() > 1000


def test_the_camera_s_sharpness_counts(tmp_path: Path) -> None:
    """DNG tag BaselineSharpness, a rational; 0 is none."""
    mosaic = mosaic_of(np.full((40, 60, 3), 0.4) * np.array(NEUTRAL), bayer("RGGB"))
    for stated, counted in (((15, 10), 1.5), ((0, 1), 1.0), (None, 1.0)):
        path = tmp_path / "a.dng"
        extra = {} if stated is None else {50732: Value(RATIONAL, stated)}
        path.write_bytes(dng_bytes(mosaic, extra=extra))
        with open_raw(path) as raw:
            assert raw.sensor.baseline_sharpness == counted
