from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from ppr10k_data.errors import OutputError
from ppr10k_data.files.links import Linker

KINDS = ("hard", "symbolic", "copy")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.tif"
    path.write_bytes(b"pixels")
    path.chmod(0o444)
    os.utime(path, (1e9, 1e9))
    return path


def put(linker: Linker, source: Path, target: Path) -> str:
    return linker.put(str(source), str(target))


@pytest.mark.parametrize("kind", KINDS)
def test_made_once_then_there(kind, source: Path, tmp_path: Path) -> None:
    target, linker = tmp_path / "target.tif", Linker(kind)
    assert put(linker, source, target) == "made"
    assert target.read_bytes() == b"pixels"
    assert target.is_symlink() == (kind == "symbolic")
    assert target.samefile(source) == (kind != "copy")
    assert put(linker, source, target) == "there"
    assert source.read_bytes() == b"pixels"
    assert linker.fallback is None


@pytest.mark.parametrize("kind", KINDS)
def test_another_file_is_left_alone_unless_asked(kind, source: Path, tmp_path: Path) -> None:
    target = tmp_path / "target.tif"
    target.write_bytes(b"mine")
    assert put(Linker(kind), source, target) == "wrong"
    assert target.read_bytes() == b"mine"
    assert put(Linker(kind, overwrite=True), source, target) == "made"
    assert target.read_bytes() == b"pixels"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source.tif", "target.tif"]


@pytest.mark.parametrize(
    ("before", "now", "outcome"),
    [("hard", "symbolic", "other kind"), ("symbolic", "hard", "there"), ("hard", "copy", "other kind"),
     ("symbolic", "copy", "other kind"), ("copy", "hard", "other kind"), ("copy", "symbolic", "other kind")],
)  # fmt: skip
def test_one_kind_in_the_place_of_another(before, now, outcome: str, source: Path, tmp_path: Path) -> None:
    target = tmp_path / "target.tif"
    put(Linker(before), source, target)
    assert put(Linker(now), source, target) == outcome
    if outcome == "other kind":
        assert put(Linker(now, overwrite=True), source, target) == "made"
        assert put(Linker(now), source, target) == "there"
    assert source.read_bytes() == b"pixels"


@pytest.mark.parametrize("kind", ["hard", "symbolic"])
def test_a_link_to_a_file_that_is_gone_is_wrong(kind, source: Path, tmp_path: Path) -> None:
    target = tmp_path / "target.tif"
    target.symlink_to(tmp_path / "gone.tif")
    assert put(Linker(kind), source, target) == "wrong"


def test_a_copy_of_an_older_state_is_wrong(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "target.tif"
    put(Linker("copy"), source, target)
    os.utime(source, (2e9, 2e9))
    assert put(Linker("copy"), source, target) == "wrong"


def test_a_copy_can_be_written_to(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "target.tif"
    put(Linker("copy"), source, target)
    target.write_bytes(b"other")
    assert source.read_bytes() == b"pixels"


def test_a_hard_link_is_to_the_file_behind_a_link(source: Path, tmp_path: Path) -> None:
    alias, target = tmp_path / "alias.tif", tmp_path / "target.tif"
    alias.symlink_to("source.tif")
    put(Linker("hard"), alias, target)
    assert not target.is_symlink()
    assert target.samefile(source)
    assert put(Linker("hard"), alias, target) == "there"


@pytest.mark.parametrize("number", [errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.EMLINK])
def test_where_hard_links_cannot_be_symbolic_ones_are_made(
    number: int, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def refuse(source: str, target: str) -> None:
        calls.append(target)
        if Path(target).is_symlink():
            raise FileExistsError(errno.EEXIST, "exists")
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("os.link", refuse)
    linker = Linker("hard")
    assert put(linker, source, tmp_path / "one.tif") == "made"
    assert put(linker, source, tmp_path / "two.tif") == "made"
    assert (tmp_path / "two.tif").is_symlink()
    assert len(calls) == 1, "asked once, and told once"
    assert os.strerror(number) in linker.fallback
    assert put(Linker("hard"), source, tmp_path / "one.tif") == "there", "the next run finds them right"


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no second file system to be had")
def test_across_file_systems(source: Path, tmp_path: Path) -> None:
    other = Path("/dev/shm") / f"ppr10k-{os.getpid()}"
    other.mkdir()
    try:
        if other.stat().st_dev == source.stat().st_dev:
            pytest.skip("no second file system to be had")
        linker = Linker("hard")
        assert put(linker, source, other / "target.tif") == "made"
        assert (other / "target.tif").is_symlink()
        assert (other / "target.tif").read_bytes() == b"pixels"
        assert put(Linker("hard"), source, other / "target.tif") == "there"
        assert put(Linker("copy"), source, other / "copy.tif") == "made"
        assert not (other / "copy.tif").is_symlink()
    finally:
        for path in other.iterdir():
            path.unlink()
        other.rmdir()


@pytest.mark.parametrize("kind", ["symbolic", "copy"])
def test_what_cannot_be_made_is_told(kind, source: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"target\.tif: cannot be made: No such file"):
        put(Linker(kind), source, tmp_path / "nowhere" / "target.tif")


def test_a_system_without_symbolic_links_names_the_way_out(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: str) -> None:
        raise OSError(errno.EPERM, "privilege not held")

    monkeypatch.setattr("os.symlink", refuse)
    with pytest.raises(OutputError, match="--link copy needs no links"):
        put(Linker("symbolic"), source, tmp_path / "target.tif")


def test_a_copy_that_breaks_off_leaves_nothing(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(_: object, target: Path) -> None:
        target.write_bytes(b"pix")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", half)
    with pytest.raises(OutputError, match="No space left"):
        put(Linker("copy"), source, tmp_path / "target.tif")
    assert [path.name for path in tmp_path.iterdir()] == ["source.tif"]
