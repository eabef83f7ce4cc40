"""Compressed TIFFs, as Lightroom, Photoshop and OpenCV write them, are read wherever pictures are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile

from ppr10k_data.files.guides import read_guide
from ppr10k_data.files.images import read_picture
from ppr10k_data.files.photos import read_photo
from ppr10k_data.files.pixels import read_pixels

READERS: dict[str, Callable[[Path], Any]] = {
    "picture": read_picture,
    "pixels": read_pixels,
    "photo": lambda path: read_photo(path).pixels,
    "guide": lambda path: read_guide(path).pixels,
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("compression", "predictor"),
    [("lzw", False), ("lzw", True), ("deflate", False), ("deflate", True), ("packbits", False)],
)
def test_compressed_tiffs_are_read(compression: str, predictor: bool, reader: str, tmp_path: Path) -> None:
    picture = np.random.default_rng(0).integers(0, 65536, (20, 30, 3), dtype=np.uint16)
    tifffile.imwrite(
        tmp_path / "a.tif", picture, photometric="rgb", compression=compression, predictor=predictor
    )
    np.testing.assert_array_equal(READERS[reader](tmp_path / "a.tif"), picture)
