from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rawpy

from dng_builders import BYTE, XTRANS, Value, bayer, dng_bytes, mosaic_of
from ppr10k_data.develop.camera_picture import camera_picture
from ppr10k_data.develop.geometry import picture_size, place
from ppr10k_data.develop.sensor import CameraPixels
from ppr10k_data.errors import RawDecodeError, UnsupportedRawError
from ppr10k_data.files.dng import BAYER_PATTERNS
from ppr10k_data.files.raw import open_raw
from real_files import READABLE

COLOUR = np.array([0.21, 0.4, 0.3])
ACTIVE_AREAS = (None, (2, 2, 62, 94), (1, 0, 61, 90), (0, 1, 60, 91), (3, 5, 63, 95))


def ramps(height: int, width: int, top: int = 0, left: int = 0) -> np.ndarray[Any, Any]:
    """Red rises to the right and blue downwards, from 0.1 at (left, top) by 0.004 a photosite; green is 0.3."""
    y, x = np.mgrid[:height, :width].astype(np.float64)
    return np.stack([0.1 + 0.004 * (x - left), np.full_like(x, 0.3), 0.1 + 0.004 * (y - top)], axis=-1)


def written(folder: Path, data: bytes, name: str = "a.dng") -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def normalised(camera: CameraPixels) -> np.ndarray[Any, Any]:
    return camera.pixels / camera.saturation


def both_ways(path: Path, long_edge: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The whole picture averaged from the mosaic, and at full size; 1 where the sensor saturates."""
    with open_raw(path) as raw:
        sensor = raw.sensor
        placement = place(sensor.size, None, 1, pixel_aspect=sensor.pixel_aspect)
        small = normalised(camera_picture(sensor, placement, picture_size(placement, long_edge)))
        return small, normalised(camera_picture(sensor, placement, picture_size(placement, None)))


@pytest.mark.parametrize("cfa", BAYER_PATTERNS)
@pytest.mark.parametrize("active", ACTIVE_AREAS)
@pytest.mark.parametrize("crop", [None, (5, 3, 40, 30), (6, 4, 41, 31)])
def test_every_bayer_phase_and_margin_gives_the_same_colours_both_ways(
    tmp_path: Path, cfa: str, active: Any, crop: Any
) -> None:
    origin = (0, 0) if active is None else active[:2]
    # LibRaw lays a DNG's four black levels one photosite off where the active area begins at an odd one.
    odd = origin[0] % 2 or origin[1] % 2
    black = np.full((2, 2), 400.0) if odd else np.array([[100.0, 400.0], [900.0, 1600.0]])
    mosaic = mosaic_of(np.ones((64, 96, 3)) * COLOUR, bayer(cfa), black=black, origin=origin)
    data = dng_bytes(
        mosaic, pattern=bayer(cfa), black=black.ravel(), black_repeat=(2, 2), active=active, crop=crop
    )
    small, full = both_ways(written(tmp_path, data), 16)
    np.testing.assert_allclose(small, np.broadcast_to(COLOUR, small.shape), atol=3e-4)
    np.testing.assert_allclose(full, np.broadcast_to(COLOUR, full.shape), atol=3e-4)


@pytest.mark.parametrize("active", ACTIVE_AREAS)
@pytest.mark.parametrize("crop", [(4, 2, 40, 30), (5, 3, 40, 30), (6, 4, 41, 31)])
def test_the_picture_is_the_default_crop_to_the_photosite(tmp_path: Path, active: Any, crop: Any) -> None:
    top, left = (0, 0) if active is None else active[:2]
    mosaic = mosaic_of(ramps(64, 96, top + crop[1], left + crop[0]), bayer("RGGB"), origin=(top, left))
    small, full = both_ways(written(tmp_path, dng_bytes(mosaic, active=active, crop=crop)), 16)
    assert (full.shape[1], full.shape[0]) == crop[2:]
    inner = (slice(3, -3), slice(3, -3))
    np.testing.assert_allclose(full[inner], ramps(crop[3], crop[2])[inner], atol=2e-4)
    step_y, step_x = crop[3] / small.shape[0], crop[2] / small.shape[1]
    centre_x = (np.arange(small.shape[1]) + 0.5) * step_x - 0.5
    centre_y = (np.arange(small.shape[0]) + 0.5) * step_y - 0.5
    np.testing.assert_allclose(small[4, 2:-2, 0], 0.1 + 0.004 * centre_x[2:-2], atol=4e-4)
    np.testing.assert_allclose(small[2:-2, 4, 2], 0.1 + 0.004 * centre_y[2:-2], atol=4e-4)


def test_fractions_of_a_photosite_in_the_crop_are_rounded(tmp_path: Path) -> None:
    mosaic = mosaic_of(ramps(64, 96), bayer("RGGB"))
    fractions = {
        50719: Value(5, (9, 2, 12, 5)),  # 4.5, 2.4
        50720: Value(5, (801, 20, 30, 1)),  # 40.05, 30
    }
    with open_raw(written(tmp_path, dng_bytes(mosaic, extra=fractions))) as raw:
        assert raw.sensor.size == (40, 30)


def test_libraw_renders_the_same_colours(tmp_path: Path) -> None:
    """A red, a green and a blue patch: which is which must not depend on the phase of the pattern."""
    scene = np.full((64, 96, 3), 0.05)
    for channel in range(3):
        scene[:, 32 * channel : 32 * channel + 32, channel] = 0.6
    for cfa in BAYER_PATTERNS:
        data = dng_bytes(mosaic_of(scene, bayer(cfa)), pattern=bayer(cfa))
        small, full = both_ways(written(tmp_path, data), 24)
        with rawpy.imread(io.BytesIO(data)) as raw:
            libraw = raw.postprocess(
                user_wb=[1, 1, 1, 1], output_color=rawpy.ColorSpace.raw, no_auto_bright=True
            )
        for picture in (small, full, libraw):
            middle = picture[picture.shape[0] // 2]
            thirds = [middle[(2 * third + 1) * len(middle) // 6] for third in range(3)]
            assert [int(np.argmax(patch)) for patch in thirds] == [0, 1, 2]


@pytest.mark.parametrize("active", [None, (1, 2, 530, 532)])
def test_xtrans(tmp_path: Path, active: Any) -> None:
    """LibRaw opens a DNG of 6 x 6 photosites, which Adobe's converter makes from RAF, from 512 x 512 photosites up."""
    top, left = (0, 0) if active is None else active[:2]
    scene = np.ones((530, 532, 3)) * COLOUR
    mosaic = mosaic_of(scene, XTRANS, origin=(top, left), black=100)
    data = dng_bytes(mosaic, pattern=XTRANS, black=(100,), active=active, crop=(5, 3, 512, 501))
    small, full = both_ways(written(tmp_path, data), 16)
    assert full.shape == (501, 512, 3)
    np.testing.assert_allclose(small, np.broadcast_to(COLOUR, small.shape), atol=3e-4)
    np.testing.assert_allclose(full, np.broadcast_to(COLOUR, full.shape), atol=2e-3)


def test_an_xtrans_mosaic_too_small_for_libraw_is_named(tmp_path: Path) -> None:
    mosaic = mosaic_of(np.ones((60, 60, 3)) * COLOUR, XTRANS)
    path = written(tmp_path, dng_bytes(mosaic, pattern=XTRANS))
    with open_raw(path) as raw, pytest.raises(RawDecodeError, match=r"a\.dng: LibRaw cannot"):
        raw.sensor.demosaic()


@pytest.mark.parametrize("active", [None, (1, 3, 61, 93)])
def test_linear_dng(tmp_path: Path, active: Any) -> None:
    top, left = (0, 0) if active is None else active[:2]
    black = np.array([100.0, 800.0, 1600.0])
    pixels = np.round(black + ramps(64, 96, top + 3, left + 5) * (16000.0 - black)).astype(np.uint16)
    data = dng_bytes(pixels, black=black, active=active, crop=(5, 3, 60, 45))
    small, full = both_ways(written(tmp_path, data), 12)
    np.testing.assert_allclose(full, ramps(45, 60), atol=1e-4)
    averaged = ramps(45, 60).reshape(9, 5, 12, 5, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(small.reshape(9, 2, 12, 2, 3).mean(axis=(1, 3)), averaged, atol=1e-4)


@pytest.mark.parametrize("scale", [1.53, 0.65])
def test_photosites_that_are_not_square(tmp_path: Path, scale: float) -> None:
    data = dng_bytes(mosaic_of(ramps(64, 96), bayer("RGGB")), scale=(scale, 1.0))
    small, full = both_ways(written(tmp_path, data), 24)
    width, height = (round(96 * scale), 64) if scale > 1.0 else (96, round(64 / scale))
    assert full.shape[:2] == (height, width)
    middle = full[height // 2, 8:-8, 0]
    expected = 0.1 + 0.004 * ((np.arange(width) + 0.5) * 96 / width - 0.5)
    np.testing.assert_allclose(middle, expected[8:-8], atol=2e-3)
    np.testing.assert_allclose(small[small.shape[0] // 2, :, 1], 0.3, atol=1e-3)


def test_monochrome_is_refused_by_name(tmp_path: Path) -> None:
    grey = np.full((64, 96), 3000, np.uint16)
    path = written(tmp_path, dng_bytes(grey, pattern=None, neutral=None, colors=1))
    with pytest.raises(UnsupportedRawError, match=r"a\.dng: a monochrome sensor"), open_raw(path):
        pass


def test_four_colours_are_refused_by_name(tmp_path: Path) -> None:
    mosaic = np.full((64, 96), 3000, np.uint16)
    data = dng_bytes(
        mosaic,
        pattern=((0, 1), (2, 3)),
        colors=4,
        neutral=None,
        extra={50710: Value(BYTE, (3, 4, 5, 1))},
    )
    with pytest.raises(UnsupportedRawError, match="4 colours"), open_raw(written(tmp_path, data)):
        pass


def test_a_pattern_of_another_period_is_refused(tmp_path: Path) -> None:
    pattern = ((0, 1, 0, 1), (1, 2, 1, 2), (1, 2, 1, 2), (0, 1, 0, 1))
    data = dng_bytes(np.full((64, 96), 3000, np.uint16), pattern=pattern)
    with pytest.raises(UnsupportedRawError, match="4 x 4"), open_raw(written(tmp_path, data)):
        pass


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RawDecodeError, match=r"gone\.CR2: cannot be read"), open_raw(tmp_path / "gone.CR2"):
        pass


def test_a_folder_is_no_raw_file(tmp_path: Path) -> None:
    (tmp_path / "x.CR2").mkdir()
    with pytest.raises(RawDecodeError, match=r"x\.CR2: cannot be read"), open_raw(tmp_path / "x.CR2"):
        pass


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    refused = pytest.raises(RawDecodeError, match=r"a\.dng: cannot be read: Permission denied")
    with refused, open_raw(tmp_path / "a.dng"):
        pass


@pytest.mark.parametrize("content", [b"", b"II*\0", b"not a photo", bytes(5000)])
def test_a_file_that_is_no_photo_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(RawDecodeError, match=r"a\.CR2"), open_raw(written(tmp_path, content, "a.CR2")):
        pass


def test_a_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    data = dng_bytes(mosaic_of(np.ones((32, 32, 3)) * COLOUR, bayer("RGGB")))
    for length in [*range(0, len(data), 97), len(data) - 5]:  # the last 4 bytes say that no directory follows
        with pytest.raises(RawDecodeError), open_raw(written(tmp_path, data[:length])):
            pass


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("long_edge", [16, None])
def test_camera_pixels_outlive_the_file(tmp_path: Path, linear: bool, long_edge: int | None) -> None:
    scene = np.ones((64, 96, 3)) * COLOUR
    content = np.round(scene * 16000).astype(np.uint16) if linear else mosaic_of(scene, bayer("RGGB"))
    with open_raw(written(tmp_path, dng_bytes(content))) as raw:
        memory = raw.sensor.demosaic().pixels if linear else raw.sensor.mosaic
        placement = place(raw.sensor.size, None, 1)
        camera = camera_picture(raw.sensor, placement, picture_size(placement, long_edge))
        if not linear:
            assert not np.shares_memory(camera.pixels, memory)
    for number in range(3):  # other photos take over what LibRaw let go of
        with open_raw(written(tmp_path, dng_bytes(content // 3), f"{number}.dng")):
            pass
    np.testing.assert_allclose(normalised(camera), np.broadcast_to(COLOUR, camera.pixels.shape), atol=3e-4)


def test_a_neutral_of_zero_is_no_white_balance(tmp_path: Path) -> None:
    mosaic = mosaic_of(np.ones((32, 32, 3)) * COLOUR, bayer("RGGB"))
    with open_raw(written(tmp_path, dng_bytes(mosaic, neutral=(0.0, 1.0, 0.5)))) as raw:
        neutral = raw.sensor.as_shot_neutral
        assert neutral is None or np.all(neutral > 0.0)


def test_an_extreme_neutral_keeps_the_levels_of_the_other_channels(tmp_path: Path) -> None:
    """Balancing before the demosaic by 1/0.002 would leave green 130 levels of 65,535."""
    x = np.mgrid[:64, :96][1]
    scene = np.stack([np.full((64, 96), 0.001), 0.3 + 0.0005 * x, np.full((64, 96), 0.2)], axis=-1)
    data = dng_bytes(mosaic_of(scene, bayer("RGGB"), white=65000), white=65000, neutral=(0.002, 1.0, 0.5))
    _, full = both_ways(written(tmp_path, data), 16)
    np.testing.assert_allclose(full[8:-8, 8:-8, 1], scene[8:-8, 8:-8, 1], atol=1e-3)


@pytest.mark.shared
@pytest.mark.parametrize("name", READABLE)
def test_small_and_full_size_agree_on_real_photos(shared: Path, name: str) -> None:
    small, full = both_ways(shared / "data" / name, 64)
    mean_small, mean_full = small.reshape(-1, 3).mean(axis=0), full.reshape(-1, 3).mean(axis=0)
    np.testing.assert_allclose(mean_small, mean_full, rtol=0.02, atol=1e-3)
