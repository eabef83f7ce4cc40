from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.grey import read_grey
from ppr10k_data.files.icc import icc_profile
from ppr10k_data.files.images import read_mask, read_picture, write_mask, write_picture
from ppr10k_data.files.tree import LICENCE_NOTICE

Array = np.ndarray[Any, Any]
DESCRIPTION = 'ppr10k-data 0.1 {"edits":{"Exposure2012":0.5}}'


def picture(dtype: Any, height: int = 21, width: int = 34) -> Array:
    values = np.random.default_rng(3).random((height, width, 3))
    return values.astype(np.float32) if dtype == np.float32 else (values * np.iinfo(dtype).max).astype(dtype)


def write(path: Path, pixels: Array, space: Any = "srgb", description: str = DESCRIPTION) -> Path:
    write_picture(path, pixels, space=space, description=description, licence=LICENCE_NOTICE)
    return path


def by_cv2(path: Path) -> Array:
    read = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert read is not None
    return read[..., ::-1]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("shape", [(21, 34), (1, 1), (3, 5), (4, 3), (360, 540)])
def test_tiff_reads_back_unchanged(tmp_path: Path, dtype: Any, shape: tuple[int, int]) -> None:
    pixels = picture(dtype, *shape)
    path = write(tmp_path / "a.tif", pixels)
    for read in (tifffile.imread(path), by_cv2(path)):
        assert read.dtype == dtype
        np.testing.assert_array_equal(read, pixels)


@pytest.mark.parametrize("suffix", [".tif", ".png"])
@pytest.mark.parametrize("view", ["transposed", "flipped", "cut"])
def test_a_turned_view_is_written_as_it_looks(tmp_path: Path, suffix: str, view: str) -> None:
    pixels = picture(np.uint16)
    views = {
        "transposed": pixels.swapaxes(0, 1)[:, ::-1],
        "flipped": pixels[::-1, ::-1],
        "cut": pixels[3:9, 2:30],
    }
    np.testing.assert_array_equal(by_cv2(write(tmp_path / f"a{suffix}", views[view])), views[view])


def test_tiff_says_licence_settings_and_profile(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", picture(np.uint16), "prophoto")
    with tifffile.TiffFile(path) as tiff:
        tags = tiff.pages[0].tags
        assert tags["Copyright"].value == LICENCE_NOTICE
        assert tags["ImageDescription"].value == DESCRIPTION
        assert bytes(tags["InterColorProfile"].value) == icc_profile("prophoto")
        assert tags["Compression"].value == 1
        assert tags["PhotometricInterpretation"].value == 2
    with Image.open(write(tmp_path / "b.tif", picture(np.uint8))) as image:
        assert image.info["icc_profile"] == icc_profile("srgb")


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_png_reads_back_unchanged_with_its_profile(tmp_path: Path, dtype: Any) -> None:
    pixels = picture(dtype)
    path = write(tmp_path / "a.png", pixels)
    np.testing.assert_array_equal(by_cv2(path), pixels)
    with Image.open(path) as image:
        image.load()
        assert image.info["icc_profile"] == icc_profile("srgb")
        assert image.text["Copyright"] == LICENCE_NOTICE  # type: ignore[attr-defined]
        assert image.text["Description"] == DESCRIPTION  # type: ignore[attr-defined]
        if dtype == np.uint8:
            np.testing.assert_array_equal(np.asarray(image), pixels)


def test_jpeg_is_close_and_carries_its_profile(tmp_path: Path) -> None:
    y, x = np.mgrid[:40, :60]
    pixels = np.stack([x * 4, y * 6, 255 - x * 3], axis=-1).astype(np.uint8)
    path = write(tmp_path / "a.jpg", pixels)
    assert np.abs(by_cv2(path).astype(int) - pixels).max() <= 8
    with Image.open(path) as image:
        image.load()
        assert image.info["icc_profile"] == icc_profile("srgb")
        assert LICENCE_NOTICE in image.info["comment"].decode()
        assert image.layer[1][1:3] == (1, 1)  # type: ignore[attr-defined]


def test_a_description_longer_than_a_jpeg_segment_is_written_in_parts(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jpg", picture(np.uint8), description="x" * 150_000)
    with Image.open(path) as image:
        image.load()
    data = path.read_bytes()
    assert data.count(b"x" * 60_000) == 2
    assert by_cv2(path).shape == (21, 34, 3)


@pytest.mark.parametrize(("suffix", "dtype"), [(".tif", np.float32), (".png", np.uint16), (".jpg", np.uint8)])
def test_equal_pictures_are_equal_files(tmp_path: Path, suffix: str, dtype: Any) -> None:
    one, two = write(tmp_path / f"1{suffix}", picture(dtype)), write(tmp_path / f"2{suffix}", picture(dtype))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(("suffix", "dtype"), [(".tif", np.uint16), (".png", np.uint16), (".jpg", np.uint8)])
@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_fails_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, dtype: Any, fault: BaseException
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"old")

    def fail(*arguments: Any, **_: Any) -> None:
        Path(arguments[0]).touch()  # as if some of it were on the disk already
        raise fault

    monkeypatch.setattr(tifffile, "imwrite", fail)
    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(ImageFileError if isinstance(fault, OSError) else KeyboardInterrupt) as caught:
        write(path, picture(dtype))
    if isinstance(fault, OSError):
        assert str(caught.value) == f"{path}: cannot be written: No space left on device"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == b"old"


FULL_DISK = """
import resource, sys
from pathlib import Path
import numpy as np
from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.images import write_mask, write_picture

resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
folder = Path(sys.argv[1])
noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8)
for suffix in (".tif", ".png", ".jpg"):
    try:
        write_picture(folder / f"a{suffix}", noise, space="srgb", description="d", licence="l")
    except ImageFileError as error:
        assert "cannot be written" in str(error), error
    else:
        sys.exit(f"{suffix} was written to a full disk")
try:
    write_mask(folder / "m.png", noise[..., 0])
except ImageFileError:
    pass
else:
    sys.exit("the mask was written to a full disk")
sys.exit(1 if list(folder.iterdir()) else 0)
"""


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="file size limits are Unix's")
def test_a_disk_that_fills_up_leaves_nothing_behind(tmp_path: Path) -> None:
    import ppr10k_data

    root = Path(ppr10k_data.__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=root,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    for suffix in (".tif", ".png", ".jpg"):
        with pytest.raises(ImageFileError, match=r"gone.a\.\w+: cannot be written"):
            write(tmp_path / "gone" / f"a{suffix}", picture(np.uint8))
    with pytest.raises(ImageFileError, match=r"gone.m\.png: cannot be written"):
        write_mask(tmp_path / "gone" / "m.png", np.zeros((4, 4), np.uint8))


def test_what_a_format_cannot_hold_is_our_error(tmp_path: Path) -> None:
    too_wide = np.zeros((1, 70_000, 3), np.uint8)
    with pytest.raises(ImageFileError, match=r"a\.jpg: cannot be written"):
        write(tmp_path / "a.jpg", too_wide)
    assert list(tmp_path.iterdir()) == []


# Masks -----------------------------------------------------------------------------------------------------------


def stored(folder: Path, mask: Array) -> Path:
    done, data = cv2.imencode(".png", mask)
    assert done
    (folder / "m.png").write_bytes(data.tobytes())
    return folder / "m.png"


def test_a_mask_reads_back(tmp_path: Path) -> None:
    mask = np.where(np.random.default_rng(0).random((40, 30)) > 0.5, np.uint8(255), np.uint8(0))
    write_mask(tmp_path / "m.png", mask)
    np.testing.assert_array_equal(read_mask(tmp_path / "m.png"), mask)
    with Image.open(tmp_path / "m.png") as image:
        assert image.mode == "L"
        np.testing.assert_array_equal(np.asarray(image), mask)


@pytest.mark.parametrize("human", [1, 128, 255])
def test_any_value_above_zero_is_human(tmp_path: Path, human: int) -> None:
    mask = np.zeros((10, 12), np.uint8)
    mask[2:5, 3:9] = human
    expected = np.where(mask > 0, 255, 0)
    np.testing.assert_array_equal(read_mask(stored(tmp_path, mask)), expected)
    np.testing.assert_array_equal(read_mask(stored(tmp_path, mask.astype(np.uint16))), expected)
    np.testing.assert_array_equal(read_mask(stored(tmp_path, cv2.merge([mask, mask, mask]))), expected)
    opaque = np.full_like(mask, 255)
    np.testing.assert_array_equal(
        read_mask(stored(tmp_path, cv2.merge([mask, mask, mask, opaque]))), expected
    )


def test_a_palette_mask_is_read_by_its_colours(tmp_path: Path) -> None:
    image = Image.new("P", (12, 10), 0)
    image.putpalette([0, 0, 0, 255, 255, 255])
    image.paste(1, (3, 2, 9, 5))
    image.save(tmp_path / "m.png")
    assert (read_mask(tmp_path / "m.png") == 255).sum() == 18
    image.convert("1").save(tmp_path / "m.png")
    assert (read_mask(tmp_path / "m.png") == 255).sum() == 18


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"no picture at all"])
def test_a_damaged_mask_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.png").write_bytes(content)
    with pytest.raises(ImageFileError, match=r"m\.png: mask is not a readable PNG"):
        read_mask(tmp_path / "m.png")


def test_opencv_says_nothing_of_a_mask_cut_short(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.png"
    write_mask(path, np.where(np.random.default_rng(0).random((40, 60)) > 0.5, np.uint8(255), np.uint8(0)))
    whole = path.read_bytes()
    for size in (10, 40, len(whole) // 2, len(whole) - 12):
        for read in (read_mask, read_grey, read_picture):
            path.write_bytes(whole[:size])
            with pytest.raises(ImageFileError):
                read(path)
    path.write_bytes(whole[:40] + bytes(20) + whole[60:])
    with pytest.raises(ImageFileError):
        read_mask(path)
    assert capfd.readouterr() == ("", "")


def test_a_mask_cut_short_is_named(tmp_path: Path) -> None:
    mask = np.where(np.random.default_rng(0).random((200, 200)) > 0.5, np.uint8(255), np.uint8(0))
    data = stored(tmp_path, mask).read_bytes()
    (tmp_path / "m.png").write_bytes(data[: len(data) // 2])
    with pytest.raises(ImageFileError, match=r"m\.png: mask is not a readable PNG"):
        read_mask(tmp_path / "m.png")


def test_a_missing_mask_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImageFileError, match=r"m\.png: mask cannot be read"):
        read_mask(tmp_path / "m.png")


def test_files_open_in_pillow_without_a_warning(tmp_path: Path) -> None:
    """Warnings are errors in these tests."""
    for suffix in (".tif", ".png", ".jpg"):
        path = write(tmp_path / f"a{suffix}", picture(np.uint8))
        with Image.open(io.BytesIO(path.read_bytes())) as image:
            assert image.size == (34, 21)
            image.load()
