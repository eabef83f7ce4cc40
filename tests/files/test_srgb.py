from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile
from PIL import ImageCms

from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.images import write_picture
from ppr10k_data.files.srgb import embedded_profile, read_srgb

PICTURE = np.random.default_rng(0).integers(0, 256, (12, 16, 3), dtype=np.uint8)


def written(path: Path, picture: np.ndarray, space: str = "srgb") -> Path:
    write_picture(path, picture, space=space, description="d", licence="l")
    return path


def test_16_bits_are_rounded_to_8(tmp_path: Path) -> None:
    levels = np.array([0, 128, 129, 257, 385, 386, 65406, 65407, 65535], np.uint16)
    picture = np.repeat(levels.reshape(1, -1, 1), 3, axis=2)
    found = read_srgb(written(tmp_path / "p.tif", picture))
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found[0, :, 0], np.rint(levels / 257.0))


@pytest.mark.parametrize("suffix", [".tif", ".png", ".jpg"])
def test_our_own_srgb_is_known_in_every_format(tmp_path: Path, suffix: str) -> None:
    path = written(tmp_path / f"p{suffix}", PICTURE)
    assert embedded_profile(path) is not None
    assert read_srgb(path).shape == PICTURE.shape


@pytest.mark.parametrize("suffix", [".tif", ".png", ".jpg"])
def test_prophoto_is_refused_in_every_format(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(
        ImageFileError,
        match=r"colour profile is 'ProPhoto RGB \(ppr10k-data\)', not sRGB; .* export it in sRGB",
    ):
        read_srgb(written(tmp_path / f"p{suffix}", PICTURE, "prophoto"))


def test_littlecms_own_srgb_is_known(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    tifffile.imwrite(tmp_path / "p.tif", PICTURE, photometric="rgb", iccprofile=profile)
    np.testing.assert_array_equal(read_srgb(tmp_path / "p.tif"), PICTURE)


@pytest.mark.parametrize("suffix", [".tif", ".png", ".jpg"])
def test_no_profile_means_srgb(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"p{suffix}"
    if suffix == ".tif":
        tifffile.imwrite(path, PICTURE, photometric="rgb")
    else:
        cv2.imwrite(str(path), PICTURE)
    assert embedded_profile(path) is None
    assert read_srgb(path).shape == PICTURE.shape


def test_floating_point_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "p.tif", PICTURE.astype(np.float32), "scene-linear")
    with pytest.raises(ImageFileError, match="float32 pixels"):
        read_srgb(path)


def test_a_damaged_profile_is_not_taken_for_srgb(tmp_path: Path) -> None:
    path = written(tmp_path / "p.png", PICTURE)
    data = bytearray(path.read_bytes())
    start = data.index(b"iCCP") + 20
    data[start : start + 8] = bytes(8)
    path.write_bytes(data)
    with pytest.raises(ImageFileError):
        read_srgb(path)
