from __future__ import annotations

from pathlib import Path

import pytest

from ppr10k_data.errors import RawDecodeError
from ppr10k_data.files.metadata import open_metadata, read_metadata
from tiny_dataset import write_raw


def test_the_same_as_from_the_bytes(tmp_path: Path) -> None:
    write_raw(tmp_path / "1_0.dng")
    found = open_metadata(tmp_path / "1_0.dng")
    assert found == read_metadata((tmp_path / "1_0.dng").read_bytes(), name="1_0.dng")
    (tmp_path / "1_0.dng").unlink()  # nothing holds on to the file


@pytest.mark.parametrize(
    ("data", "said"), [(b"", "is empty"), (b"GIF89a" * 9, "1_0"), (b"II*\0\xff\xff\xff\xff", "1_0")]
)
def test_what_is_no_raw_file_is_named(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "1_0.dng"
    path.write_bytes(data)
    with pytest.raises(RawDecodeError, match=said):
        open_metadata(path)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(RawDecodeError, match="cannot be read"):
        open_metadata(tmp_path / "none.dng")
    with pytest.raises(RawDecodeError, match="cannot be read"):
        open_metadata(tmp_path)
