from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.images import read_picture, write_picture


@pytest.mark.parametrize(
    ("suffix", "dtype"),
    [(".tif", "uint8"), (".tif", "uint16"), (".tif", "float32"), (".png", "uint8"), (".png", "uint16")],
)
def test_a_picture_comes_back_as_it_was_written(tmp_path: Path, suffix: str, dtype: str) -> None:
    picture = (np.random.default_rng(0).random((7, 11, 3)) * 200).astype(dtype)
    path = tmp_path / f"picture{suffix}"
    space = "scene-linear" if dtype == "float32" else "srgb"
    write_picture(path, picture, space=space, description="d", licence="l")
    back = read_picture(path)
    assert back.dtype == picture.dtype
    np.testing.assert_array_equal(back, picture)


def test_red_stays_red_in_jpeg(tmp_path: Path) -> None:
    red = np.full((16, 16, 3), (200, 20, 10), np.uint8)
    write_picture(tmp_path / "red.jpg", red, space="srgb", description="d", licence="l")
    assert np.abs(read_picture(tmp_path / "red.jpg").astype(int) - red).max() <= 3


@pytest.mark.parametrize("suffix", [".tif", ".png", ".jpg"])
@pytest.mark.parametrize("content", [None, b"", b"no picture at all", b"II*\0\x08\0\0\0"])
def test_what_is_no_picture_is_named(tmp_path: Path, suffix: str, content: bytes | None) -> None:
    path = tmp_path / f"bad{suffix}"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ImageFileError, match=f"bad{suffix}: "):
        read_picture(path)


def test_a_grey_picture_is_refused(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "grey.png"), np.zeros((4, 4), np.uint8))
    with pytest.raises(ImageFileError, match="but grey, of one channel; save it as RGB of three channels"):
        read_picture(tmp_path / "grey.png")


@pytest.mark.parametrize("size", [0, 1, 4, 7, 30, 120, 200])
def test_a_tiff_that_is_cut_short_is_named(tmp_path: Path, size: int) -> None:
    path = tmp_path / "cut.tif"
    write_picture(path, np.zeros((9, 9, 3), np.uint8), space="srgb", description="d", licence="l")
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(ImageFileError, match=r"cut\.tif"):
        read_picture(path)
