"""Runs of quick work: resuming, failures, other settings, and what stops a run."""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

import quick_work
from ppr10k_data.errors import JournalError, LayoutError, OutputError, SettingsChangedError, SettingsError
from ppr10k_data.jobs.engine.ledger import journal_path, manifest_path
from ppr10k_data.jobs.engine.manifest import read_manifest
from ppr10k_data.jobs.engine.run import RunOptions, plan_run
from ppr10k_data.jobs.engine.shard import Shard
from ppr10k_data.jobs.engine.stop import Stop
from quick_work import decoded, outputs, quick_job, quick_run, temporaries, write_photos

MIXED = {"0_0": "good", "1_0": "corrupt", "2_0": "good", "3_0": "fault", "4_0": "good"}


def journal_lines(root: Path, shard: Shard | None = None) -> list[dict[str, Any]]:
    path = journal_path(root / "out", shard or Shard())
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_run_makes_records_and_repeats_nothing(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 4)
    first, second = quick_run(root), quick_run(root)
    assert (first.made, first.done_before, first.left) == (12, 0, 0)
    assert (second.made, second.done_before) == (0, 12)
    assert sorted(decoded(root)) == ["0_0", "1_0", "2_0", "3_0"]
    assert set(read_manifest(manifest_path(root / "out"))) == set(outputs(root))


def test_a_photo_is_one_line_with_sizes_and_fingerprints(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 1)
    quick_run(root)
    header, line = journal_lines(root)
    assert header["settings"] == {"setting": 1}
    assert line["photo"] == "0_0"
    assert {file: entry[0] for file, entry in line["done"].items()} == {
        file: len(data) for file, data in outputs(root).items()
    }


@pytest.mark.parametrize("how", [{}, {"backend": "loky", "jobs": 2}, {"backend": "loky", "jobs": 1}])
def test_failures_are_rows_and_are_retried(tmp_path: Path, how: dict[str, Any]) -> None:
    root = write_photos(tmp_path, MIXED)
    report = quick_run(root, **how)
    assert report.made == 9
    assert sorted(report.problems) == [("1_0", "RawDecodeError"), ("3_0", "RuntimeError")]
    (root / "raw" / "1_0.raw").write_text("good")
    (root / "raw" / "5_0.raw").write_text("good")
    only = quick_run(root, retry_failed=True, **how)
    assert (only.made, only.problems) == (3, (("3_0", "RuntimeError"),))
    assert not (root / "out" / "a" / "5_0.txt").exists()
    assert quick_run(root, **how).made == 3
    assert quick_run(root, retry_failed=True, **how).problems == (("3_0", "RuntimeError"),)


def test_a_failure_names_photo_class_and_message(tmp_path: Path) -> None:
    root = write_photos(tmp_path, {"0_0": "corrupt"})
    quick_run(root)
    (_, line) = journal_lines(root)
    assert line["failed"] == {f"{name}/0_0.txt": "RawDecodeError" for name in quick_work.FOLDERS}
    assert line["problems"] == [["0_0", "RawDecodeError", f"{root / 'raw' / '0_0.raw'}: corrupt"]]


def test_an_output_of_another_size_is_made_again(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 2)
    quick_run(root)
    whole = outputs(root)
    (root / "out" / "b" / "1_0.txt").write_bytes(b"cut short")
    again = quick_run(root)
    assert (again.made, again.done_before) == (1, 5)
    assert outputs(root) == whole


def test_only_missing_outputs_are_made(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 2)
    quick_run(root)
    kept = (root / "out" / "a" / "0_0.txt").stat().st_ino
    (root / "out" / "c" / "0_0.txt").unlink()
    assert quick_run(root).made == 1
    assert (root / "out" / "a" / "0_0.txt").stat().st_ino == kept


def test_other_settings_are_refused_and_overwritten(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 3)
    quick_run(root)
    before = outputs(root)
    with pytest.raises(SettingsChangedError, match=r"setting 1 \(now 2\).*--out, or --overwrite"):
        quick_run(root, settings={"setting": 2})
    assert outputs(root) == before
    assert quick_run(root, settings={"setting": 2}, overwrite=True).made == 9
    assert quick_run(root, settings={"setting": 2}).made == 0
    with pytest.raises(SettingsChangedError, match=r"setting 2 \(now 1\)"):
        quick_run(root)


def test_an_interrupted_overwrite_goes_on_without_the_word(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 4)
    quick_run(root)
    stop = Stop()
    cut = quick_run(
        root, settings={"setting": 2}, overwrite=True, stop=stop, after=lambda _: stop.request(15)
    )
    assert (cut.made, cut.left) == (3, 3)
    rest = quick_run(root, settings={"setting": 2})
    assert (rest.made, rest.done_before) == (9, 3)


def test_settings_of_files_that_are_gone_do_not_count(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 1)
    quick_run(root)
    for name in quick_work.FOLDERS:
        shutil.rmtree(root / "out" / name)
    assert quick_run(root, settings={"setting": 2}).made == 3


def test_overwrite_and_retry_failed_exclude_each_other() -> None:
    with pytest.raises(SettingsError, match="choose one"):
        RunOptions(overwrite=True, retry_failed=True)
    with pytest.raises(SettingsError, match="--backend dask"):
        RunOptions(backend="loky", scheduler="tcp://h:1")


def test_a_plan_writes_nothing(tmp_path: Path) -> None:
    root = write_photos(tmp_path, MIXED)
    pending = plan_run(quick_job(root), RunOptions())
    assert (len(pending.works), pending.files, len(pending.done)) == (5, 15, 0)
    assert not (root / "out").exists()
    quick_run(root)
    pending = plan_run(quick_job(root), RunOptions())
    assert (pending.files, len(pending.done)) == (6, 9)
    assert pending.failed_before == {"RawDecodeError": 3, "RuntimeError": 3}


def test_every_torn_end_of_the_journal_costs_that_photo_alone(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 2)
    quick_run(root)
    path = journal_path(root / "out")
    whole = path.read_bytes()
    last = whole.rfind(b"\n", 0, -1) + 1
    for length in range(last, len(whole), 7):
        path.write_bytes(whole[:length])
        assert quick_run(root).made == 3
        assert quick_run(root).made == 0


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 2)
    quick_run(root)
    path = journal_path(root / "out")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], b'{"photo": 1}\n', *lines[2:]]))
    with pytest.raises(JournalError, match=r"\.journal\.jsonl, line 3: not a line"):
        quick_run(root)


def test_a_newer_version_s_journal_is_refused(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 1)
    (root / "out").mkdir()
    journal_path(root / "out").write_text('{"journal": 2, "version": "9.0", "settings": {}}\n')
    with pytest.raises(JournalError, match=r"newer version of this program \(9\.0\)"):
        quick_run(root)


def test_stale_temporaries_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 1)
    (root / "out" / "a").mkdir(parents=True)
    (root / "out" / "a" / ".ppr10k-7_0-4242-0a1b2c3d.txt").write_text("half")
    (root / "out" / "a" / ".profile").write_text("the user's own")
    quick_run(root)
    assert temporaries(root) == []
    assert (root / "out" / "a" / ".profile").exists()


def test_a_source_that_is_replaced_meanwhile_is_told_and_made_again(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 3)

    def replace(outcome: Any) -> None:
        (root / "raw" / "2_0.raw").write_text("better")

    report = quick_run(root, after=replace)
    assert report.problems == (("2_0", "InputChangedError"),)
    again = quick_run(root)
    assert (again.made, again.problems) == (3, ())
    assert outputs(root)["a/2_0.txt"].startswith(b"better")


def test_a_clock_that_is_set_back_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_photos(tmp_path, 3)
    quick_run(root)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert quick_run(root).made == 0
    os.utime(root / "raw" / "1_0.raw", ns=(1, 1))  # an older file, put in its place
    assert quick_run(root).made == 3
    assert quick_run(root).made == 0


def test_a_wish_to_stop_ends_the_run_between_photos(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 5)
    stop = Stop()
    cut = quick_run(root, stop=stop, after=lambda _: stop.request(2))
    assert (cut.made, cut.left) == (3, 4)
    assert (quick_run(root).made, len(decoded(root))) == (12, 5)


def test_an_interrupt_leaves_a_whole_record(tmp_path: Path) -> None:
    root = write_photos(tmp_path, {"0_0": "good", "1_0": "interrupt", "2_0": "good"})
    with pytest.raises(KeyboardInterrupt):
        quick_run(root)
    (root / "raw" / "1_0.raw").write_text("good")
    assert quick_run(root).made == 6


def test_a_source_folder_that_goes_away_stops_the_run(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 5)

    def unmount(outcome: Any) -> None:
        (root / "raw").rename(root / "unplugged")

    with pytest.raises(LayoutError, match=r"raw is gone, empty or not readable.*3 photos are left"):
        quick_run(root, after=lambda outcome: unmount(outcome) if outcome.rendered else None)
    (root / "unplugged").rename(root / "raw")
    assert quick_run(root).made == 12


def test_a_record_that_cannot_be_written_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ppr10k_data.jobs.engine.lines import LineWriter

    root, real = write_photos(tmp_path, 4), LineWriter.append

    def full(writer: LineWriter, *records: dict[str, Any]) -> None:
        if any(record.get("photo") == "1_0" for record in records):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(writer, *records)

    monkeypatch.setattr(LineWriter, "append", full)
    with pytest.raises(LayoutError, match=r"No space left on device.*same command again"):
        quick_run(root)
    monkeypatch.undo()
    assert (quick_run(root).done_before, temporaries(root)) == (3, [])


@pytest.mark.parametrize("record", [journal_path, manifest_path])
def test_a_record_that_cannot_be_opened_is_named(tmp_path: Path, record: Any) -> None:
    root = write_photos(tmp_path, 1)
    quick_run(root)
    write_photos(root, 2)
    path = record(root / "out")
    kept = path.rename(tmp_path / "kept")
    path.mkdir()
    with pytest.raises((JournalError, LayoutError), match=rf"{path.name}: .*Is a directory"):
        quick_run(root)
    path.rmdir()
    kept.rename(path)
    quick_run(root)
    assert len(outputs(root)) == 6


def test_a_merge_that_finds_the_disk_full_is_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a share's journal has been appended, and a line torn, when there is no more room."""
    root, real = write_photos(tmp_path, 6), shutil.copyfileobj

    def full(source: Any, target: Any, length: int = 0) -> None:
        target.write(source.read()[:-9])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(LayoutError, match="No space left on device"):
        quick_run(root, shard=Shard(1, 2))
    monkeypatch.setattr(shutil, "copyfileobj", real)
    done = quick_run(root, shard=Shard(1, 2))
    assert (done.made, done.done_before) == (0, 9)
    assert quick_run(root).done_before == 9
    assert len(read_manifest(manifest_path(root / "out"))) == 18


def test_one_output_that_cannot_be_written_costs_itself_alone(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 3)
    (root / "out" / "a" / "1_0.txt").mkdir(parents=True)
    report = quick_run(root)
    assert (report.made, report.problems) == (6, (("1_0", "OutputError"),))


def test_a_folder_that_may_not_be_written_any_more_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_photos(tmp_path, 4)

    def refused(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    with pytest.raises(OutputError, match=r"stopped: .*Permission denied; 2 photos are left"):
        quick_run(root, after=lambda _: monkeypatch.setattr(quick_work, "write_bytes", refused))
    monkeypatch.undo()
    assert quick_run(root).made == 9


def test_durable_runs_wait_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(descriptor))
    root = write_photos(tmp_path, 2)
    quick_run(root)
    assert synced == []
    quick_run(root, overwrite=True, durable=True)
    assert len(synced) == 2 + 2 * 2  # header, files to be made again; manifest and journal of each photo
