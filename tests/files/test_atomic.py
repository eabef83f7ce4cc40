from __future__ import annotations

from pathlib import Path

import pytest

from ppr10k_data.files.atomic import PREFIX, atomic_path, write_bytes


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_file_appears_at_the_end_under_its_name(tmp_path: Path) -> None:
    with atomic_path(tmp_path / "a.tif") as temporary:
        temporary.write_bytes(b"new")
        assert temporary.suffix == ".tif"
        assert temporary.name.startswith(PREFIX)
        assert not (tmp_path / "a.tif").exists()
    assert names(tmp_path) == ["a.tif"]


@pytest.mark.parametrize("fault", [OSError(), ValueError(), KeyboardInterrupt(), SystemExit()])
def test_whatever_is_raised_nothing_is_left(tmp_path: Path, fault: BaseException) -> None:
    write_bytes(tmp_path / "a.tif", b"old")
    with pytest.raises(type(fault)), atomic_path(tmp_path / "a.tif") as temporary:  # noqa: PT012
        temporary.write_bytes(b"half")
        raise fault
    assert names(tmp_path) == ["a.tif"]
    assert (tmp_path / "a.tif").read_bytes() == b"old"


def test_nothing_written_is_an_error_and_leaves_the_old_file(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a.tif", b"old")
    with pytest.raises(FileNotFoundError), atomic_path(tmp_path / "a.tif"):
        pass
    assert (tmp_path / "a.tif").read_bytes() == b"old"


def test_a_folder_in_the_way_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.tif").mkdir()
    with pytest.raises(OSError, match=r"a\.tif"):
        write_bytes(tmp_path / "a.tif", b"new")
    assert names(tmp_path) == ["a.tif"]


def test_two_writers_of_one_file_do_not_meet(tmp_path: Path) -> None:
    with atomic_path(tmp_path / "a.tif") as one, atomic_path(tmp_path / "a.tif") as two:
        one.write_bytes(b"one")
        two.write_bytes(b"two")
    assert (tmp_path / "a.tif").read_bytes() == b"one"
    assert names(tmp_path) == ["a.tif"]
