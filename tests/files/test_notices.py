from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest

from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.images import write_picture
from ppr10k_data.files.notices import copyright_notice

NOTICE = "For non-commercial research only; see the dataset's licence."


@pytest.mark.parametrize("suffix", [".tif", ".png", ".jpg"])
@pytest.mark.parametrize("notice", [NOTICE, ""])
def test_the_notice_that_was_written_is_read(suffix: str, notice: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    write_picture(path, np.zeros((8, 9, 3), np.uint8), space="srgb", description="settings", licence=notice)
    assert copyright_notice(path) == notice


@pytest.mark.parametrize("suffix", [".tif", ".png", ".jpg"])
def test_pictures_of_others_have_none(suffix: str, tmp_path: Path) -> None:
    import cv2

    cv2.imwrite(str(tmp_path / f"a{suffix}"), np.zeros((8, 9, 3), np.uint8))
    assert copyright_notice(tmp_path / f"a{suffix}") == ""


@pytest.mark.parametrize("suffix", [".tif", ".png", ".jpg"])
def test_broken_files(suffix: str, tmp_path: Path) -> None:
    with pytest.raises(ImageFileError, match="cannot be read"):
        copyright_notice(tmp_path / f"absent{suffix}")
    path = tmp_path / f"a{suffix}"
    write_picture(path, np.zeros((8, 9, 3), np.uint8), space="srgb", description="", licence=NOTICE)
    data = path.read_bytes()
    for end in range(0, 400, 7):
        path.write_bytes(data[:end])
        with contextlib.suppress(ImageFileError):
            assert NOTICE.startswith(copyright_notice(path))
