from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dng_builders import bayer, dng_bytes, mosaic_of
from ppr10k_data.errors import RawDecodeError
from ppr10k_data.files.raw import open_frame, open_raw
from tiny_dataset import scene

REAL = (
    "blackmagic_pocket.dng", "canon_kiss_x4_magiclantern_colorchart.dng", "canon_powershot_s30.CRW",
    "kodak_dc120.KDC", "nikon_d1.NEF", "raspberrypi_picamera2.dng",
)  # fmt: skip


@pytest.mark.shared
@pytest.mark.parametrize("name", REAL)
def test_the_header_says_what_the_decoded_photo_does(shared: Path, name: str) -> None:
    path = shared / "data" / "raw" / name
    with open_raw(path) as raw:
        assert open_frame(path) == raw.frame


@pytest.mark.shared
def test_pixels_that_are_missing_do_not_matter(shared: Path) -> None:
    frame = open_frame(shared / "data" / "raw" / "unreadable" / "panasonic_lx3_truncated.RW2")
    assert frame.size == (3968, 2232)  # 16:9 of the LX3, by its manual


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"orientation": 8},
        {"active": (2, 4, 62, 92)},
        {"active": (2, 4, 62, 92), "crop": (3, 1, 80, 56)},
        {"scale": (1.5, 1.0)},
    ],
)
def test_crops_and_pixels_of_a_dng(tmp_path: Path, more: dict[str, Any]) -> None:
    path = tmp_path / "1_0.dng"
    path.write_bytes(dng_bytes(mosaic_of(scene(), bayer("RGGB")), **more))
    with open_raw(path) as raw:
        assert open_frame(path) == raw.frame


@pytest.mark.parametrize("data", [b"", b"no RAW file", b"II*\0" + bytes(40)])
def test_a_file_without_a_header_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "1_0.dng").write_bytes(data)
    with pytest.raises(RawDecodeError, match=r"1_0\.dng"):
        open_frame(tmp_path / "1_0.dng")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RawDecodeError, match=r"1_0\.dng: cannot be read: No such file"):
        open_frame(tmp_path / "1_0.dng")
