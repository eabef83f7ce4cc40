from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from dng_builders import NEUTRAL, bayer, dng_bytes, mosaic_of
from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.camera_picture import OVERSAMPLING, camera_picture
from ppr10k_data.develop.chain import Rendering, develop, plan_rendering
from ppr10k_data.develop.color_spaces import PROPHOTO_TO_SRGB
from ppr10k_data.develop.geometry import Placement, oriented_size, picture_size, place
from ppr10k_data.develop.sensor import CameraPixels, SensorImage
from ppr10k_data.files.raw import open_raw
from ppr10k_data.xmp import CameraRawEdits, Crop
from real_files import READABLE

Array = np.ndarray[Any, Any]
WIDTH, HEIGHT = 360, 240
TURNED = Crop(0.2, 0.15, 0.8, 0.85, 6.0)


def portrait(height: int = HEIGHT, width: int = WIDTH) -> Array:
    """A soft scene of many moderate colours, in 0..1 of the camera's own RGB."""
    y, x = np.mgrid[:height, :width] / 40.0
    grey = 0.35 + 0.25 * np.sin(x) * np.cos(0.8 * y)
    red = 1.0 + 0.2 * np.cos(0.7 * x + y)
    blue = 1.0 + 0.25 * np.sin(1.3 * y - 0.5 * x)
    return np.stack([grey * red, grey, grey * blue], axis=-1) * np.array(NEUTRAL)


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("chain") / "a.dng"
    path.write_bytes(
        dng_bytes(mosaic_of(portrait(), bayer("RGGB"), black=200.0), black=(200,), baseline_ev=0.5)
    )
    return path


def rendering_of(sensor: SensorImage, edits: CameraRawEdits) -> Rendering:
    balance = Anchor.of(sensor.color, sensor.as_shot_neutral, None).white_balance(edits)
    return plan_rendering(sensor, edits, balance)


def rendered(sensor: SensorImage, long_edge: int | None, crop: Crop | None = None, **edits: Any) -> Array:
    placement = place(sensor.size, crop, 1, pixel_aspect=sensor.pixel_aspect)
    camera = camera_picture(sensor, placement, picture_size(placement, long_edge))
    return develop(camera, rendering_of(sensor, CameraRawEdits(**edits)))


def reduced(encoded: Array, size: tuple[int, int]) -> Array:
    """By area, as it is encoded: as Adobe reduces."""
    return cv2.resize((encoded / 65535.0).astype(np.float32), size, interpolation=cv2.INTER_AREA)


def psnr(a: Array, b: Array) -> float:
    return float(-10.0 * np.log10(max(np.mean((a - b) ** 2), 1e-12)))


@pytest.mark.parametrize("crop", [None, Crop(0.11, 0.07, 0.93, 0.88), TURNED])
@pytest.mark.parametrize("long_edge", [48, 70, 120])
@pytest.mark.parametrize("exposure_ev", [-1.5, 1.0])
def test_small_pictures_are_full_size_ones_reduced(
    photo: Path, crop: Crop | None, long_edge: int, exposure_ev: float
) -> None:
    with open_raw(photo) as raw:
        small = rendered(raw.sensor, long_edge, crop, exposure_ev=exposure_ev) / 65535.0
        full = rendered(raw.sensor, None, crop, exposure_ev=exposure_ev)
    expected = reduced(full, (small.shape[1], small.shape[0]))
    inner = (slice(1, -1), slice(1, -1))
    assert psnr(small[inner], expected[inner]) > 40.0


LEAST_DB = {
    ("raw/nikon_d1.NEF", 540): 36.0,
    ("raw/nikon_d1.NEF", 200): 35.0,
    ("raw/kodak_dc120.KDC", 200): 33.5,
    ("raw/sony_a7r4_12mp_crop_lossless.dng", 200): 39.5,
    ("adobe-previews/rendered_colorchart_lr4/hello.dng", 540): 37.5,
    ("adobe-previews/rendered_colorchart_lr4/hello.dng", 200): 33.0,
}
"""Below 40 dB: edges from black to white within a pixel, and fine detail of small sensors. Adobe reduces as encoded,
after developing; here all but the last factor of two is averaged before it. No colour is shifted."""


@pytest.mark.shared
@pytest.mark.parametrize("name", READABLE)
def test_small_pictures_of_real_photos_are_their_full_size_reduced(shared: Path, name: str) -> None:
    with open_raw(shared / "data" / name) as raw:
        full = rendered(raw.sensor, None)
        for long_edge in (540, 200):
            small = rendered(raw.sensor, long_edge) / 65535.0
            expected = reduced(full, (small.shape[1], small.shape[0]))
            assert psnr(small, expected) >= LEAST_DB.get((name, long_edge), 40.0)


@pytest.mark.parametrize("long_edge", [None, 90, 40])
def test_scene_linear_is_white_balance_and_exposure_alone(photo: Path, long_edge: int | None) -> None:
    """Camera values over the neutral, the matrix to ProPhoto, 2^EV with the baseline, sRGB primaries."""
    edits = CameraRawEdits(exposure_ev=-0.75, contrast=50.0)
    with open_raw(photo) as raw:
        sensor = raw.sensor
        placement = place(sensor.size, None, 6)
        size = picture_size(placement, long_edge)
        camera = camera_picture(sensor, placement, size)
        rendering = rendering_of(sensor, edits)
        out = develop(camera, rendering, space="scene-linear", orientation=6)
    neutral = rendering.white_balance.neutral
    balanced = np.minimum(camera.pixels / camera.saturation / neutral, 1.0)
    matrix = PROPHOTO_TO_SRGB @ sensor.color.balanced_to_prophoto(neutral) * 2.0 ** (0.5 - 0.75)
    expected = cv2.resize((balanced @ matrix.T).astype(np.float32), size, interpolation=cv2.INTER_AREA)
    assert out.dtype == np.float32
    assert out.shape[1::-1] == oriented_size(size, 6)
    np.testing.assert_allclose(out, np.rot90(expected, -1), atol=2e-5)


def test_scene_linear_keeps_what_is_beyond_white(photo: Path) -> None:
    with open_raw(photo) as raw:
        placement = place(raw.sensor.size, None, 1)
        camera = camera_picture(raw.sensor, placement, picture_size(placement, 90))
        out = develop(camera, rendering_of(raw.sensor, CameraRawEdits(exposure_ev=3.0)), space="scene-linear")
    assert out.max() > 2.0


def test_a_grey_at_the_neutral_comes_out_grey(photo: Path) -> None:
    with open_raw(photo) as raw:
        rendering = rendering_of(raw.sensor, CameraRawEdits())
    grey = (rendering.white_balance.neutral * 0.18).astype(np.float32)
    out = develop(CameraPixels(np.tile(grey, (4, 4, 1)), np.ones(3)), rendering, bits=16).astype(int)
    assert np.ptp(out, axis=2).max() <= 40  # of 65535


# Sharing and reusing memory --------------------------------------------------------------------------------------


PLACEMENTS = (
    None,
    Crop(0.25, 0.25, 0.75, 0.75),  # whole photosites: a view of the demosaiced pixels
    Crop(0.1012, 0.1, 0.9, 0.9),
    TURNED,
)


def alone(photo: Path, crop: Crop | None, edits: CameraRawEdits, bits: Any, long_edge: int | None) -> Array:
    with open_raw(photo) as raw:
        placement = place(raw.sensor.size, crop, 6)
        camera = camera_picture(raw.sensor, placement, picture_size(placement, long_edge))
        return develop(camera, rendering_of(raw.sensor, edits), bits=bits, orientation=6)


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("long_edge", [None, 60])
def test_many_renders_of_one_photo_are_those_of_each_alone(
    photo: Path, bits: Any, long_edge: int | None
) -> None:
    """The demosaiced pixels are kept and cut as views; only the very last picture may be developed in place."""
    edits = [CameraRawEdits(), CameraRawEdits(exposure_ev=1.0), CameraRawEdits(exposure_ev=-2.0)]
    pictures = []
    with open_raw(photo) as raw:
        for number, crop in enumerate(PLACEMENTS):
            placement = place(raw.sensor.size, crop, 6)
            camera = camera_picture(raw.sensor, placement, picture_size(placement, long_edge))
            for edit in edits:
                last = number == len(PLACEMENTS) - 1 and edit is edits[-1]
                rendering = rendering_of(raw.sensor, edit)
                pictures.append(develop(camera, rendering, bits=bits, orientation=6, in_place=last))
    expected = [alone(photo, crop, edit, bits, long_edge) for crop in PLACEMENTS for edit in edits]
    for ours, theirs in zip(pictures, expected, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("space", ["srgb", "prophoto", "scene-linear"])
def test_developing_in_place_gives_the_same_pixels(photo: Path, bits: Any, space: Any) -> None:
    with open_raw(photo) as raw:
        whole = raw.sensor.demosaic()
        rendering = rendering_of(raw.sensor, CameraRawEdits())
        kept = whole.pixels.copy()
        first = develop(whole, rendering, bits=bits, space=space)
        np.testing.assert_array_equal(whole.pixels, kept)
        second = develop(replace(whole, pixels=kept), rendering, bits=bits, space=space, in_place=True)
        assert np.shares_memory(second, kept) == (bits == 16 and space != "scene-linear")
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_turned_upright(photo: Path, orientation: int) -> None:
    with open_raw(photo) as raw:
        placement = place(raw.sensor.size, None, orientation)
        camera = camera_picture(raw.sensor, placement, (60, 40))
        rendering = rendering_of(raw.sensor, CameraRawEdits())
        out = develop(camera, rendering, bits=8, orientation=orientation)
    assert out.shape == (*oriented_size((60, 40), orientation)[::-1], 3)


def test_linear_files_are_oversampled_like_mosaics(tmp_path: Path) -> None:
    """Full-colour pixels have all they need at one photosite a pixel."""
    (tmp_path / "a.dng").write_bytes(dng_bytes(np.round(portrait() * 16000.0).astype(np.uint16)))
    with open_raw(tmp_path / "a.dng") as raw:
        placement = place(raw.sensor.size, None, 1)
        assert camera_picture(raw.sensor, placement, (120, 80)).oversampling == OVERSAMPLING
        small, full = rendered(raw.sensor, 90) / 65535.0, rendered(raw.sensor, None)
    assert psnr(small, reduced(full, (90, 60))) > 50.0


def test_camera_pixels_have_the_size_asked_for(photo: Path) -> None:
    with open_raw(photo) as raw:
        for crop in PLACEMENTS:
            placement: Placement = place(raw.sensor.size, crop, 1)
            for long_edge in (16, 33, 90, 130, 200, None):
                size = picture_size(placement, long_edge)
                camera = camera_picture(raw.sensor, placement, size)
                fine = tuple(edge * camera.oversampling for edge in size)
                assert camera.pixels.shape == (fine[1], fine[0], 3)
                assert np.isfinite(camera.pixels).all()
