"""Kill -9 at random moments: nothing is lost, nothing is repeated, nothing is left."""

from __future__ import annotations

import json
import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ppr10k_data.jobs.engine.ledger import journal_path, manifest_path, read_journal
from quick_work import (
    decoded,
    outputs,
    quick_run,
    recorded_photos,
    start,
    temporaries,
    wait_for,
    write_photos,
)
from shell import ENVIRONMENT, command_line, shell
from tiny_dataset import write_dataset

JOBS = 2


def killed(
    kills: int, start_: Callable[[], subprocess.Popen[bytes]], journal: Path, delay: float
) -> Iterator[set[str]]:
    """Start a run and kill it, once a photo is done and some random time has gone by; every fifth at any moment.

    Yields what is done after each kill.
    """
    moments = random.Random(4)
    for number in range(kills):
        with start_() as process:
            if number % 5:
                wait_for(process, journal, recorded_photos(journal) + 1)
            time.sleep(moments.uniform(0.0, delay))
            assert process.poll() is None, "it was done before it was killed"
            process.kill()
        yield set(read_journal(journal.parent).done)


@pytest.mark.slow
def test_25_kills_and_the_tree_is_that_of_an_unbroken_run(tmp_path: Path) -> None:
    kills, photos = 25, 120
    whole, broken = write_photos(tmp_path / "whole", photos), write_photos(tmp_path / "broken", photos)
    quick_run(whole)
    done: set[str] = set()
    for now in killed(kills, lambda: start(broken, 0.1), journal_path(broken / "out"), 0.12):
        assert done <= now, "what was done is forgotten"
        done = now
    quick_run(broken)
    assert outputs(broken) == outputs(whole)
    assert len(outputs(whole)) == 3 * photos
    assert temporaries(broken) == []
    times = Counter(decoded(broken))
    assert set(times) == set(decoded(whole))
    # A kill costs what is in flight: one photo a worker, and one that waits beside them.
    assert times.total() <= photos + kills * (JOBS + 1)


@pytest.mark.slow
def test_pictures_of_a_command_that_is_killed_are_those_of_an_unbroken_one(tmp_path: Path) -> None:
    kills, photos = 25, 200
    root = write_dataset(
        tmp_path / "data", *(f"{group}_{index}" for group in range(photos // 2) for index in range(2))
    )
    names = ["--xmp", "xmp_source", "--xmp", "xmp_target_a", "--masks"]
    command = ["render", "--root", root, *names, "--res", "64", "--jobs", JOBS]
    assert shell(*command, "--out", tmp_path / "whole").returncode == 0
    journal = journal_path(tmp_path / "broken" / "64px")
    arguments = command_line(*command, "--out", tmp_path / "broken")
    made: dict[str, int] = {}
    for done in killed(
        kills, lambda: subprocess.Popen(arguments, env=ENVIRONMENT, stderr=subprocess.DEVNULL), journal, 0.02
    ):
        for file in done:
            node = (journal.parent / file).stat().st_ino
            assert made.setdefault(file, node) == node, "what was recorded is made again"
    assert shell(*command, "--out", tmp_path / "broken").returncode == 0
    assert _pictures(tmp_path / "broken") == _pictures(tmp_path / "whole")
    assert len(_pictures(tmp_path / "whole")) == 3 * photos
    manifest = manifest_path(journal.parent).read_text().splitlines()
    times = Counter(json.loads(line)["file"] for line in manifest)
    assert max(times.values()) <= 2, (
        "what was made and noted is made again, but for a kill between the two records"
    )
    assert times.total() <= 3 * (photos + kills)
    assert not list((tmp_path / "broken").rglob(".ppr10k-*"))


def _pictures(out: Path) -> dict[str, bytes]:
    files = (path for path in out.rglob("*") if path.suffix in (".tif", ".png"))
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def test_no_worker_outlives_its_parent_for_long(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 60)
    with start(root, 0.1) as process:
        wait_for(process, journal_path(root / "out"), 1)
        process.kill()
    time.sleep(1.0)
    there, begun = outputs(root), len(decoded(root))
    assert begun < 60
    time.sleep(1.0)
    assert (outputs(root), len(decoded(root))) == (there, begun)


def test_a_photo_that_is_recorded_is_never_decoded_again(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 12)
    with start(root, 0.05) as process:
        wait_for(process, journal_path(root / "out"), 4)
        process.kill()
    recorded = {Path(file).stem for file in read_journal(root / "out").done}
    before = Counter(decoded(root))
    time.sleep(1.0)
    quick_run(root)
    after = Counter(decoded(root))
    assert {photo: after[photo] for photo in recorded} == {photo: before[photo] for photo in recorded}
    assert recorded
