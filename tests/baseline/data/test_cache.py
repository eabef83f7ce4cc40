from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from picture_trees import official_tree, write_tiffs
from ppr10k_data.errors import ImageFileError, OutputError

torch = pytest.importorskip("torch")

from ppr10k_data import PPR10KDataset  # noqa: E402
from ppr10k_data.baseline.data import PaperCrop, cache  # noqa: E402


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return official_tree(tmp_path / "tree")


def contents(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*.pixels")}


def test_items_are_the_same_to_the_bit(root: Path, tmp_path: Path) -> None:
    plain, cached = (
        PPR10KDataset(root, transform=PaperCrop(16), cache=c) for c in (None, tmp_path / "cache")
    )
    for index in range(len(plain)):
        for key in ("input", "target", "mask"):
            assert torch.equal(plain[index][key], cached[index][key])


def test_one_file_a_folder_and_group_used_again(root: Path, tmp_path: Path) -> None:
    PPR10KDataset(root, cache=tmp_path / "cache")
    before = contents(tmp_path / "cache")
    assert {name.rpartition("-")[0] for name in before} == {
        f"{folder}/{group}" for folder in ("source_aug", "target_a", "masks") for group in (0, 7)
    }
    told: list[tuple[int, int]] = []
    PPR10KDataset(root, cache=tmp_path / "cache", progress=lambda *count: told.append(count))
    assert contents(tmp_path / "cache") == before
    assert told == [(n, 6) for n in range(1, 7)]


def test_a_changed_file_is_copied_anew(root: Path, tmp_path: Path) -> None:
    PPR10KDataset(root, cache=tmp_path / "cache")
    before = contents(tmp_path / "cache")
    (root / "train" / "target_a" / "7_0.tif").unlink()
    write_tiffs(root / "train" / "target_a", ["7_0"], 16)
    dataset = PPR10KDataset(root, cache=tmp_path / "cache")
    (new,) = set(contents(tmp_path / "cache")) - set(before)
    assert new.startswith("target_a/7-")
    assert torch.equal(dataset[len(dataset) - 1]["target"], PPR10KDataset(root)[len(dataset) - 1]["target"])


def test_a_broken_copy_leaves_nothing_and_goes_on(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0
    write = cache.read_pixels

    def failing(path: Path):
        nonlocal written
        written += 1
        if written > 7:
            raise KeyboardInterrupt
        return write(path)

    monkeypatch.setattr(cache, "read_pixels", failing)
    with pytest.raises(KeyboardInterrupt):
        PPR10KDataset(root, cache=tmp_path / "cache")
    before = contents(tmp_path / "cache")
    assert before
    assert not list((tmp_path / "cache").rglob(".ppr10k-*"))
    monkeypatch.undo()
    PPR10KDataset(root, cache=tmp_path / "cache")
    assert before.items() <= contents(tmp_path / "cache").items()


def test_workers_open_it_themselves(root: Path, tmp_path: Path) -> None:
    dataset = PPR10KDataset(root, cache=tmp_path / "cache")
    assert torch.equal(dataset[0]["input"], pickle.loads(pickle.dumps(dataset))[0]["input"])


def test_a_damaged_cache_is_named(root: Path, tmp_path: Path) -> None:
    dataset = PPR10KDataset(root, cache=tmp_path / "cache")
    for path in (tmp_path / "cache" / "source_aug").iterdir():
        path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(ImageFileError, match=r"0-.*damaged file of the cache .* remove it"):
        dataset[0]


def test_a_cache_that_cannot_be_written_is_told(root: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(OutputError, match="name another folder by cache="):
        PPR10KDataset(root, cache=tmp_path / "cache")
