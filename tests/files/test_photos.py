from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.images import write_picture
from ppr10k_data.files.photos import read_photo

PHOTO = np.random.default_rng(0).integers(0, 256, (6, 8, 3), dtype=np.uint8)


@pytest.mark.parametrize("suffix", [".tif", ".TIFF", ".png"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_pixels_are_kept(suffix: str, dtype: type, tmp_path: Path) -> None:
    photo = PHOTO.astype(dtype) * (257 if dtype == np.uint16 else 1)
    write_picture(tmp_path / f"a{suffix.lower()[:4]}", photo, space="srgb", description="", licence="")
    path = (tmp_path / f"a{suffix.lower()[:4]}").rename(tmp_path / f"b{suffix}")
    again = read_photo(path)
    assert again.dtype == dtype
    assert np.array_equal(again, photo)


@pytest.mark.parametrize("turn", range(1, 9))
def test_photos_come_upright(turn: int, tmp_path: Path) -> None:
    """As Pillow turns a JPEG by its EXIF, and a TIFF likewise."""
    from PIL import ImageOps

    smooth = cv2.resize(PHOTO, (32, 24), interpolation=cv2.INTER_CUBIC)
    exif = Image.Exif()
    exif[274] = turn
    Image.fromarray(smooth).save(tmp_path / "a.jpg", exif=exif, quality=100, subsampling=0)
    upright = np.asarray(ImageOps.exif_transpose(Image.open(tmp_path / "a.jpg")))
    assert np.abs(read_photo(tmp_path / "a.jpg").astype(int) - upright).max() <= 3  # two decoders
    extra = [(274, "H", 1, turn, True)]
    tifffile.imwrite(tmp_path / "a.tif", smooth, photometric="rgb", metadata=None, extratags=extra)
    turned = np.asarray(ImageOps.exif_transpose(Image.open(tmp_path / "a.tif")))
    assert np.array_equal(read_photo(tmp_path / "a.tif"), turned)


def test_a_grey_jpeg_is_a_photo(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.jpg"), PHOTO[..., 0])
    photo = read_photo(tmp_path / "a.jpg")
    assert photo.shape == PHOTO.shape
    assert (photo[..., 0] == photo[..., 2]).all()


@pytest.mark.parametrize(
    ("picture", "named"),
    [
        (PHOTO[..., 0], "not an RGB picture"),
        (np.dstack([PHOTO, PHOTO[..., :1]]), "with transparency"),
        (PHOTO.astype(np.float32), "float32 pixels"),
    ],
)
def test_what_is_no_photo_is_named(picture: np.ndarray, named: str, tmp_path: Path) -> None:
    photometric = "minisblack" if picture.ndim == 2 else "rgb"
    tifffile.imwrite(tmp_path / "a.tif", picture, photometric=photometric)
    with pytest.raises(ImageFileError, match=rf"a\.tif: .*{named}"):
        read_photo(tmp_path / "a.tif")


def test_another_colour_space_is_refused(tmp_path: Path) -> None:
    for suffix in (".tif", ".png", ".jpg"):
        path = tmp_path / f"a{suffix}"
        write_picture(path, PHOTO, space="prophoto", description="", licence="")
        with pytest.raises(ImageFileError, match=r"profile is not sRGB; .* convert it first"):
            read_photo(path)


@pytest.mark.parametrize("name", ["a.tif", "a.png", "a.jpg"])
@pytest.mark.parametrize("content", [b"", b"\xff\xd8nonsense", b"II*\0nonsense"])
def test_damaged_files_are_named(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ImageFileError, match=name):
        read_photo(tmp_path / name)
    with pytest.raises(ImageFileError, match="No such file"):
        read_photo(tmp_path / f"no{name}")
