from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageOps

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
    again = read_photo(path).pixels
    assert again.dtype == dtype
    assert np.array_equal(again, photo)


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("suffix", [".tif", ".png", ".jpg"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_photos_come_upright(mode: str, suffix: str, turn: int, tmp_path: Path) -> None:
    """As Pillow turns each of them by its Orientation, grey or not."""
    smooth = Image.fromarray(cv2.resize(PHOTO, (32, 24), interpolation=cv2.INTER_CUBIC)).convert(mode)
    path = tmp_path / f"a{suffix}"
    exif = Image.Exif()
    exif[274] = turn
    smooth.save(path, exif=exif, **({"quality": 100, "subsampling": 0} if suffix == ".jpg" else {}))
    smooth.getexif()[274] = turn
    expected = np.asarray(ImageOps.exif_transpose(smooth).convert("RGB"))
    apart = np.abs(read_photo(path).pixels.astype(int) - expected)
    assert apart.max() <= (6 if suffix == ".jpg" else 0)


def test_an_orientation_that_is_damaged_turns_nothing(tmp_path: Path) -> None:
    for suffix in (".tif", ".png", ".jpg"):
        exif = Image.Exif()
        exif[274] = 77
        Image.fromarray(PHOTO).save(tmp_path / f"a{suffix}", exif=exif)
        assert read_photo(tmp_path / f"a{suffix}").pixels.shape == PHOTO.shape


@pytest.mark.parametrize("suffix", [".tif", ".png", ".jpg"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_grey_is_a_photo_whatever_its_file(suffix: str, dtype: type, tmp_path: Path) -> None:
    grey = np.tile(np.arange(0, 256, 32, dtype=dtype), (6, 1)) * (257 if dtype == np.uint16 else 1)
    if dtype == np.uint16 and suffix == ".jpg":
        pytest.skip("JPEG has 8 bits")
    path = tmp_path / f"a{suffix}"
    if suffix == ".tif":
        tifffile.imwrite(path, grey, photometric="minisblack")
    else:
        cv2.imwrite(str(path), grey, [cv2.IMWRITE_JPEG_QUALITY, 100])
    found = read_photo(path)
    assert found.is_grey
    assert found.pixels.dtype == dtype
    assert found.pixels.shape == (*grey.shape, 3)
    assert np.abs(found.pixels.astype(int) - grey[..., None].astype(int)).max() <= (
        2 if suffix == ".jpg" else 0
    )


def test_other_forms_of_tiff(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, PHOTO[..., 0], photometric="miniswhite")
    assert np.array_equal(read_photo(path).pixels[..., 1], 255 - PHOTO[..., 0])
    tifffile.imwrite(path, PHOTO.transpose(2, 0, 1), photometric="rgb", planarconfig="separate")
    assert np.array_equal(read_photo(path).pixels, PHOTO)


FOUR = np.dstack([PHOTO, PHOTO[..., :1]])


@pytest.mark.parametrize(
    ("picture", "photometric", "named"),
    [
        (FOUR, "rgb", "with transparency"),
        (np.dstack([PHOTO[..., :2]]), "minisblack", "with transparency"),
        (FOUR, "separated", "CMYK"),
        (PHOTO, "cielab", "CIELab"),
        (PHOTO, "ycbcr", "YCbCr"),
        (PHOTO.astype(np.float32), "rgb", "float32 pixels"),
        (PHOTO[..., 0].astype(np.float32), "miniswhite", "float32 pixels"),
        (PHOTO.astype(np.int16), "rgb", "int16 pixels"),
    ],
)
def test_what_is_no_photo_is_named(picture: np.ndarray, photometric: str, named: str, tmp_path: Path) -> None:
    separate = {"planarconfig": "contig", "extrasamples": ["unassalpha"]} if picture.shape[-1] == 2 else {}
    tifffile.imwrite(tmp_path / "a.tif", picture, photometric=photometric, **separate)
    with pytest.raises(ImageFileError, match=rf"a\.tif: {named}.*; save it"):
        read_photo(tmp_path / "a.tif")


@pytest.mark.parametrize(
    ("mode", "suffix", "named"),
    [
        ("CMYK", ".jpg", "CMYK"),
        ("CMYK", ".tif", "CMYK"),
        ("P", ".tif", "of a palette"),
        ("RGBA", ".png", "with transparency"),
        ("LA", ".png", "with transparency"),
        ("RGBA", ".tif", "with transparency"),
    ],
)
def test_what_pillow_writes_too(mode: str, suffix: str, named: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    Image.fromarray(PHOTO).convert(mode).save(path)
    with pytest.raises(ImageFileError, match=rf"{path.name}: {named}.*; save it as RGB"):
        read_photo(path)


def test_a_palette_of_a_png_is_colour(tmp_path: Path) -> None:
    paletted = Image.fromarray(PHOTO).convert("P")
    paletted.save(tmp_path / "a.png")
    found = read_photo(tmp_path / "a.png")
    assert not found.is_grey
    assert np.array_equal(found.pixels, np.asarray(paletted.convert("RGB")))


def test_another_colour_space_is_refused(tmp_path: Path) -> None:
    for suffix in (".tif", ".png", ".jpg"):
        path = tmp_path / f"a{suffix}"
        write_picture(path, PHOTO, space="prophoto", description="", licence="")
        with pytest.raises(
            ImageFileError, match=r"'ProPhoto RGB .*', not sRGB; only sRGB can be retouched, export"
        ):
            read_photo(path)


@pytest.mark.parametrize("name", ["a.tif", "a.png", "a.jpg"])
@pytest.mark.parametrize("content", [b"", b"\xff\xd8nonsense", b"II*\0nonsense"])
def test_damaged_files_are_named(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ImageFileError, match=name):
        read_photo(tmp_path / name)
    with pytest.raises(ImageFileError, match="No such file"):
        read_photo(tmp_path / f"no{name}")
