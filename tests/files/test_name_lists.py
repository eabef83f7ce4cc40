from __future__ import annotations

from pathlib import Path

import pytest

from ppr10k_data.errors import LayoutError, OutputError
from ppr10k_data.files.name_lists import format_names, read_names, write_names
from ppr10k_data.photo import PhotoId


def test_one_name_a_line(tmp_path: Path) -> None:
    data = format_names([PhotoId(583, 9), PhotoId(583, 9, 2)])
    assert data == b"583_9\n583_9_2\n"
    write_names(tmp_path / "new" / "train.txt", data)
    assert read_names(tmp_path / "new" / "train.txt") == ("583_9", "583_9_2")


def test_what_others_write_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(
        b"\xef\xbb\xbf583_9.tif\r\n\r\n source/1236_5.TIF \r\nval\\1356_0.png\r\n583_9.jpeg\r\n12.5_0"
    )
    assert read_names(path) == ("583_9", "1236_5", "1356_0", "583_9.jpeg", "12.5_0")


def test_what_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="not a readable list of names"):
        read_names(tmp_path / "nothing.txt")
    (tmp_path / "picture.tif").write_bytes(b"II*\0\xff\xfe")
    with pytest.raises(LayoutError, match=r"picture\.tif: not a readable list"):
        read_names(tmp_path / "picture.tif")
    with pytest.raises(OutputError, match="--out another folder"):
        write_names(tmp_path / "picture.tif" / "train.txt", b"")
