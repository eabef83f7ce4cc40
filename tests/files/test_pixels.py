"""Fast reading of pictures, beside tifffile and Pillow."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from picture_trees import mask_of, picture_of
from ppr10k_data.errors import ImageFileError, LayoutError
from ppr10k_data.files.grey import read_grey
from ppr10k_data.files.pixels import mask_size, picture_size, read_pixels
from ppr10k_data.files.plain_tiff import plain_tiff, read_plain_tiff
from ppr10k_data.files.stems import files_by_stem

KINDS = {
    "one strip": {},
    "strips": {"rowsperstrip": 5},
    "big-endian": {"byteorder": ">"},
    "described": {"description": "x" * 3000, "extratags": [(33432, "s", 0, "a notice", True)]},
}


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("kind", KINDS)
def test_plain_tiffs_are_read_without_decoding(tmp_path: Path, kind: str, bits: int) -> None:
    path, picture = tmp_path / "a.tif", picture_of(kind, bits)
    tifffile.imwrite(path, picture, photometric="rgb", **KINDS[kind])
    found = read_plain_tiff(path)
    assert found is not None
    assert found.dtype == picture.dtype
    np.testing.assert_array_equal(found, picture)
    assert picture_size(path) == (12, 18)


def test_pillows_tiffs_too(tmp_path: Path) -> None:
    path, picture = tmp_path / "a.TIF", picture_of("pillow", 8)
    Image.fromarray(picture).save(path, format="TIFF")
    np.testing.assert_array_equal(read_plain_tiff(path), picture)


@pytest.mark.parametrize(
    "options",
    [{"compression": "zlib"}, {"planarconfig": "separate"}, {"tile": (16, 16)}],
    ids=str,
)
def test_others_are_decoded(tmp_path: Path, options: dict[str, object]) -> None:
    path, picture = tmp_path / "a.tif", picture_of("other", 16)
    if options.get("planarconfig"):
        tifffile.imwrite(path, picture.transpose(2, 0, 1), photometric="rgb", **options)
    else:
        tifffile.imwrite(path, picture, photometric="rgb", **options)
    assert read_plain_tiff(path) is None
    if not options.get("planarconfig"):
        np.testing.assert_array_equal(read_pixels(path), picture)
        assert picture_size(path) == (12, 18)


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_other_formats(tmp_path: Path, suffix: str) -> None:
    path, picture = tmp_path / f"a{suffix}", np.full((6, 8, 3), 90, np.uint8)
    cv2.imwrite(str(path), picture)
    np.testing.assert_array_equal(read_pixels(path), picture)
    assert picture_size(path) == (6, 8)


@pytest.mark.parametrize("length", [0, 4, 7, 120, 600])
def test_tiffs_that_are_cut_short_are_named(tmp_path: Path, length: int) -> None:
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, picture_of("cut"), photometric="rgb")
    path.write_bytes(path.read_bytes()[:length])
    for read in (read_pixels, picture_size):
        with pytest.raises(ImageFileError, match=r"a\.tif"):
            read(path)


def test_files_that_are_missing_are_named(tmp_path: Path) -> None:
    for name in ("a.tif", "a.png", "a.jpg"):
        for read in (read_pixels, picture_size, read_grey, mask_size):
            with pytest.raises(ImageFileError, match=name):
                read(tmp_path / name)


def test_strips_with_gaps_are_not_plain(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, picture_of("gap", 8), photometric="rgb", rowsperstrip=6)
    data = bytearray(path.read_bytes())
    with tifffile.TiffFile(path) as tiff:
        offsets = tiff.pages[0].tags["StripOffsets"]
        second = offsets.valueoffset + (4 if offsets.dtype == 4 else 2)
        size = 4 if offsets.dtype == 4 else 2
    moved = int.from_bytes(data[second : second + size], "little") + 2
    data[second : second + size] = moved.to_bytes(size, "little")
    assert plain_tiff(bytes(data + b"\0\0")) is None


def test_masks_keep_their_values(tmp_path: Path) -> None:
    grey = np.arange(48, dtype=np.uint8).reshape(6, 8)
    cv2.imwrite(str(tmp_path / "grey.png"), grey)
    np.testing.assert_array_equal(read_grey(tmp_path / "grey.png"), grey)
    cv2.imwrite(str(tmp_path / "deep.png"), grey.astype(np.uint16) * 300)
    np.testing.assert_array_equal(read_grey(tmp_path / "deep.png"), grey.astype(np.uint16) * 300)
    cv2.imwrite(str(tmp_path / "colour.png"), np.stack([grey, grey // 2, grey * 0], axis=-1))
    np.testing.assert_array_equal(read_grey(tmp_path / "colour.png"), grey)
    Image.fromarray(mask_of("bits")).convert("1").save(tmp_path / "bits.png")
    found = read_grey(tmp_path / "bits.png")
    assert found.dtype == np.bool_
    np.testing.assert_array_equal(found, mask_of("bits") > 0)


def test_files_by_stem(tmp_path: Path) -> None:
    for name in ("a.png", "b.TIF", "b.png", "c.txt", "._a.png"):
        (tmp_path / name).touch()
    stems = files_by_stem(tmp_path, frozenset({"png", "tif"}))
    assert set(stems.files) == {"a"}
    assert stems.fault("a", "result") == ""
    assert "b.TIF and b.png" in stems.fault("b", "result")
    assert stems.fault("c", "result") == f"result c is missing from {tmp_path}"
    with pytest.raises(LayoutError, match="no such folder of pictures"):
        files_by_stem(tmp_path / "nowhere", frozenset({"png"}))


FLOATS = np.linspace(0.0, 1.0, 6 * 8 * 3, dtype=np.float32).reshape(6, 8, 3)


@pytest.mark.parametrize(
    ("picture", "told"),
    [
        (FLOATS.astype(np.int16), "int16 pixels; save it with 8 or 16 bits"),
        (FLOATS.astype(np.float64), "float64 pixels"),
        (FLOATS.astype(np.uint32), "uint32 pixels"),
        (np.where(FLOATS > 0.5, np.float32(np.nan), FLOATS), "values that are no numbers or infinite"),
        (np.where(FLOATS > 0.5, np.float32(np.inf), FLOATS), "values that are no numbers or infinite"),
        (FLOATS * np.float32(255), r"floating-point values in 0\.\.255, expected 0\.\.1"),
        (FLOATS[..., 0], "not a readable RGB picture"),
    ],
)
def test_what_nothing_can_be_learned_from_is_named(tmp_path: Path, picture: np.ndarray, told: str) -> None:
    """Already where only the size is asked for: datasets ask for it when they are made."""
    tifffile.imwrite(tmp_path / "a.tif", picture, photometric="minisblack" if picture.ndim == 2 else "rgb")
    for read in (read_pixels, picture_size):
        with pytest.raises(ImageFileError, match=rf"a\.tif: {told}"):
            read(tmp_path / "a.tif")


def test_floats_in_range_are_read(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", FLOATS, photometric="rgb")
    np.testing.assert_array_equal(read_pixels(tmp_path / "a.tif"), FLOATS)
    assert picture_size(tmp_path / "a.tif") == (6, 8)


@pytest.mark.parametrize(
    ("mode", "told"),
    [("L", "grey;"), ("I;16", "grey;"), ("LA", "grey with transparency"), ("RGBA", "with transparency")],
)
def test_other_pngs_are_named_by_their_header(tmp_path: Path, mode: str, told: str) -> None:
    path = tmp_path / "a.png"
    Image.fromarray((FLOATS * 255).astype(np.uint8)).convert("L").convert(mode).save(path)
    with pytest.raises(ImageFileError, match=rf"a\.png: {told}.*save it as RGB"):
        picture_size(path)
    assert mask_size(path) == (6, 8)


def test_a_palette_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray((FLOATS * 255).astype(np.uint8)).convert("P").save(path)
    assert picture_size(path) == read_pixels(path).shape[:2] == (6, 8)
