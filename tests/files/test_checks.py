from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile

from ppr10k_data.errors import ImageFileError, RawDecodeError
from ppr10k_data.files.checks import check_raw, check_tiff
from raw_builders import cr3, crw, nef, raf, rw2
from real_files import READABLE, TRUNCATED
from tiny_dataset import HEIGHT, WIDTH, write_raw
from tiny_release import write_tiff


@pytest.mark.shared
@pytest.mark.parametrize("file", READABLE)
def test_real_raw_files_open(shared: Path, file: str) -> None:
    width, height = check_raw(shared / "data" / file).size
    assert width > 100
    assert height > 100


@pytest.mark.shared
@pytest.mark.parametrize("file", TRUNCATED)
def test_truncated_raw_files_do_not(shared: Path, file: str) -> None:
    with pytest.raises(RawDecodeError, match="cut short"):
        check_raw(shared / "data" / file)


def test_a_raw_file_tells_its_size(tmp_path: Path) -> None:
    write_raw(tmp_path / "0_0.dng")
    assert check_raw(tmp_path / "0_0.dng").size == (WIDTH, HEIGHT)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"\xff\xd8\xff\xe0jpeg", "a JPEG"), (b"\0" * 64, "zeros"), (b"<x:xmpmeta/>", "text")],
)
def test_what_is_no_raw_file_is_told(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "0_0.CR2").write_bytes(content)
    with pytest.raises(RawDecodeError, match=reason):
        check_raw(tmp_path / "0_0.CR2")


@pytest.mark.parametrize("build", [nef, raf, cr3, crw, rw2])
def test_every_format_that_is_cut_short_is_refused(tmp_path: Path, build) -> None:
    whole = build()
    (tmp_path / "0_0.raw").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RawDecodeError):
        check_raw(tmp_path / "0_0.raw")


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_tiffs_header(tmp_path: Path, bits: int, order: str) -> None:
    pixels = np.zeros((36, 54, 3), np.uint16 if bits == 16 else np.uint8)
    tifffile.imwrite(tmp_path / "0_0.tif", pixels, photometric="rgb", byteorder=order)
    facts = check_tiff(tmp_path / "0_0.tif")
    assert (facts.size, facts.bits, facts.channels) == ((54, 36), bits, 3)


@pytest.mark.parametrize("more", [{"tile": (16, 16)}, {"rowsperstrip": 4}, {"compression": "zlib"}])
def test_tiles_strips_and_compression_do_not_matter(tmp_path: Path, more: dict) -> None:
    pixels = np.zeros((36, 54, 3), np.uint8)
    tifffile.imwrite(tmp_path / "0_0.tif", pixels, photometric="rgb", **more)
    assert check_tiff(tmp_path / "0_0.tif").size == (54, 36)


@pytest.mark.parametrize("kept", [0, 3, 8, 100, 400, 5000])
def test_a_tiff_that_is_cut_short_is_refused(tmp_path: Path, kept: int) -> None:
    write_tiff(tmp_path / "0_0.tif", 8, 54, 36)
    whole = (tmp_path / "0_0.tif").read_bytes()
    (tmp_path / "0_0.tif").write_bytes(whole[:kept])
    with pytest.raises(ImageFileError, match="download it again"):
        check_tiff(tmp_path / "0_0.tif")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImageFileError, match="No such file"):
        check_tiff(tmp_path / "0_0.tif")
    with pytest.raises(RawDecodeError, match="No such file"):
        check_raw(tmp_path / "0_0.CR2")
