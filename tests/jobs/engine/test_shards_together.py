"""Shares of one output folder: records of their own, merged by the last."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppr10k_data.errors import SettingsChangedError
from ppr10k_data.jobs.engine.journal import Journal
from ppr10k_data.jobs.engine.ledger import journal_path, manifest_path
from ppr10k_data.jobs.engine.manifest import read_manifest
from ppr10k_data.jobs.engine.shard import Shard
from quick_work import decoded, outputs, quick_run, write_photos

PHOTOS = {f"{group}_{index}": "good" for group in range(5) for index in range(2)}


def records(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "out").iterdir() if path.suffix == ".jsonl")


def test_all_shares_together_are_one_run(tmp_path: Path) -> None:
    one, many = write_photos(tmp_path / "one", PHOTOS), write_photos(tmp_path / "many", PHOTOS)
    quick_run(one)
    assert sum(quick_run(many, shard=Shard(index, 3)).made for index in (2, 3, 1)) == 30
    assert outputs(one) == outputs(many)
    assert records(many) == [".journal.jsonl", "manifest.jsonl"]
    assert quick_run(many).made == 0
    assert read_manifest(manifest_path(many / "out")).keys() == outputs(one).keys()


def test_records_that_killed_shares_left_are_merged_by_the_next_run(tmp_path: Path) -> None:
    root = write_photos(tmp_path, PHOTOS)
    quick_run(root, shard=Shard(1, 2))
    out = root / "out"
    journal_path(out).rename(journal_path(out, Shard(1, 2)))
    manifest_path(out).rename(manifest_path(out, Shard(1, 2)))
    with journal_path(out, Shard(1, 2)).open("ab") as stream:
        stream.write(b'{"photo": "torn')
    assert quick_run(root, shard=Shard(2, 2)).made == 12
    assert records(root) == [".journal.jsonl", "manifest.jsonl"]
    assert len(Journal.read([journal_path(out)]).done) == 30
    assert sorted(decoded(root)) == sorted(PHOTOS)


def test_another_count_goes_on_where_the_first_was(tmp_path: Path) -> None:
    root = write_photos(tmp_path, PHOTOS)
    quick_run(root, shard=Shard(1, 4))
    assert sum(quick_run(root, shard=Shard(index, 2)).made for index in (1, 2)) == 30 - 12
    assert sorted(decoded(root)) == sorted(PHOTOS)


def test_a_share_refuses_other_settings_of_another_share(tmp_path: Path) -> None:
    root = write_photos(tmp_path, PHOTOS)
    quick_run(root, shard=Shard(1, 2))
    with pytest.raises(SettingsChangedError, match=r"setting 1 \(now 2\)"):
        quick_run(root, shard=Shard(2, 2), settings={"setting": 2})


def test_merging_twice_does_no_harm(tmp_path: Path) -> None:
    """A kill between appending a share's record and removing it."""
    root = write_photos(tmp_path, PHOTOS)
    quick_run(root)
    out = root / "out"
    journal_path(out, Shard(1, 2)).write_bytes(journal_path(out).read_bytes())
    manifest_path(out, Shard(1, 2)).write_bytes(manifest_path(out).read_bytes())
    assert quick_run(root).made == 0
    assert records(root) == [".journal.jsonl", "manifest.jsonl"]


def test_an_empty_share_is_done_at_once(tmp_path: Path) -> None:
    root = write_photos(tmp_path, {"0_0": "good"})
    assert quick_run(root, shard=Shard(2, 2)).made == 0
