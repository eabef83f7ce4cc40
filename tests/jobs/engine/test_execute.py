"""Workers that die, and runs that stop while workers are busy."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from ppr10k_data.jobs.engine import execute
from ppr10k_data.jobs.engine import run as run_module
from ppr10k_data.jobs.engine.outcome import PhotoOutcome
from ppr10k_data.jobs.engine.pools import pool as pool_module
from ppr10k_data.jobs.engine.pools.loky import LokyPool, _born_deaf_to_interrupts, _submitted
from ppr10k_data.jobs.engine.pools.pool import thread_caps
from ppr10k_data.jobs.engine.run import RunOptions
from ppr10k_data.jobs.engine.stop import Stop
from quick_work import decoded, make, outputs, quick_job, quick_run, temporaries, write_photos
from shell import ENVIRONMENT

TWO = {"backend": "loky", "jobs": 2}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_photo_that_ends_its_worker_is_named_and_the_others_made(tmp_path: Path, jobs: int) -> None:
    photos = {f"{group}_0": "segfault" if group == 3 else "good" for group in range(8)}
    root = write_photos(tmp_path, photos)
    report = quick_run(root, backend="loky", jobs=jobs, seconds=0.02)
    assert report.problems == (("3_0", "WorkerDiedError"),)
    assert report.made == 21
    assert set(decoded(root)) == set(photos)


def test_two_such_photos_side_by_side_are_both_named(tmp_path: Path) -> None:
    root = write_photos(tmp_path, {f"{group}_0": "segfault" if group < 2 else "good" for group in range(5)})
    report = quick_run(root, **TWO)
    assert sorted(report.problems) == [("0_0", "WorkerDiedError"), ("1_0", "WorkerDiedError")]
    assert report.made == 9


def test_a_worker_that_somebody_else_killed_costs_no_photo(tmp_path: Path) -> None:
    root = write_photos(tmp_path, {f"{group}_0": "die once" if group == 2 else "good" for group in range(6)})
    report = quick_run(root, **TWO)
    assert (report.made, report.problems) == (18, ())


def test_a_photo_that_once_ended_its_worker_is_not_tried_in_this_process(tmp_path: Path) -> None:
    root = write_photos(tmp_path, {"0_0": "segfault", "1_0": "good"})
    quick_run(root, **TWO)
    assert quick_run(root, **TWO).problems == (("0_0", "WorkerDiedError"),)


def test_after_two_deaths_that_no_photo_explains_there_is_a_worker_less() -> None:
    pool = LokyPool(make, 3)
    capacities = []
    for _ in range(4):
        assert list(pool.one_by_one([])) == []
        capacities.append(pool.capacity())
    assert capacities == [3, 2, 1, 1]


def test_a_stop_finishes_what_is_in_flight_and_begins_nothing(tmp_path: Path) -> None:
    root, stop = write_photos(tmp_path, 30), Stop()
    report = quick_run(root, **TWO, seconds=0.1, stop=stop, after=lambda _: stop.request(signal.SIGINT))
    assert 3 <= report.made <= 15
    assert report.left == 30 - report.made // 3
    rest = quick_run(root)
    assert (rest.done_before, rest.made) == (report.made, 90 - report.made)


def test_what_takes_too_long_after_a_stop_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "GRACE_S", 0.3)
    root, stop = write_photos(tmp_path, 4), Stop()
    threading.Timer(1.0, stop.request, [signal.SIGTERM]).start()
    begun = time.monotonic()
    report = quick_run(root, **TWO, seconds=60.0, stop=stop)
    assert time.monotonic() - begun < 30.0
    assert (report.made, report.left) == (0, 4)
    assert temporaries(root) == []


def test_a_pool_that_is_closed_with_a_photo_waiting_leaves_no_worker() -> None:
    """Else this process would wait for it at its end, for minutes."""
    for _ in range(3):
        pool = LokyPool(_pid_of_worker, 1)
        worker = pool.submit(None).result()
        waiting = pool.submit(None)
        assert pool.take_back(waiting) is False
        pool.close(at_once=True)
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)


def _pid_of_worker(_: None) -> int:
    return os.getpid()


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_a_large_function_does_not_fill_the_queue_of_a_pool_that_is_closed() -> None:
    pool = LokyPool(partial(_slowly, ballast=b"0" * 300_000), 1)
    futures = [pool.submit(0.0), *(pool.submit(60.0) for _ in range(2))]
    assert futures[0].result() == 300_000
    begun = time.monotonic()
    closing = threading.Thread(target=pool.close, kwargs={"at_once": True}, daemon=True)
    closing.start()
    closing.join(30.0)
    assert not closing.is_alive()
    assert time.monotonic() - begun < 30.0


def _slowly(seconds: float, ballast: bytes) -> int:
    time.sleep(seconds)
    return len(ballast)


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="POSIX signals")
def test_a_ctrl_c_while_workers_are_started_is_heard_afterwards() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        with _born_deaf_to_interrupts():
            signal.pthread_kill(threading.get_ident(), signal.SIGINT)  # other tests' threads would hear it
            assert heard == []
        assert heard == [signal.SIGINT]
    finally:
        signal.signal(signal.SIGINT, before)


MASKS_OF_TWO_WORKERS = """
import os, signal, time
from ppr10k_data.jobs.engine.pools.loky import LokyPool

def mask(seconds):
    time.sleep(seconds)
    return os.getpid(), signal.pthread_sigmask(signal.SIG_BLOCK, [])

pool, masks = LokyPool(mask, 2), {}
while len(masks) < 2:
    masks |= dict(future.result() for future in [pool.submit(0.1), pool.submit(0.1)])
pool.close(at_once=True)
print([signal.SIGINT in mask for mask in masks.values()])
"""


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="POSIX signals")
def test_all_workers_are_born_deaf_to_ctrl_c() -> None:
    """In a fresh interpreter, where none of a pool's helpers is running yet."""
    command = [sys.executable, "-c", MASKS_OF_TWO_WORKERS]
    result = subprocess.run(
        command, capture_output=True, text=True, env=ENVIRONMENT, timeout=100, check=False
    )
    assert result.stdout == "[True, True]\n", result.stderr


def test_workers_follow_their_parent_to_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else relative paths of the next run would be looked for where the last one was started."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        pool = LokyPool(_folder_of_worker, 1)
        assert pool.submit(None).result() == str(tmp_path / name)
        pool.close(at_once=False)


def _folder_of_worker(_: object) -> str:
    return str(Path.cwd())


@pytest.mark.parametrize(
    ("workers", "cores", "threads"),
    [(1, None, 16), (4, None, 4), (1, 1, 1), (3, 8, 2), (8, 8, 1), (2, 64, 8)],
)
def test_workers_share_the_cores_they_may_use(
    monkeypatch: pytest.MonkeyPatch, workers: int, cores: int | None, threads: int
) -> None:
    monkeypatch.setattr(pool_module, "available_cores", lambda: 16)
    assert set(thread_caps(workers, cores).values()) == {str(threads)}


@pytest.mark.parametrize(("jobs", "expected"), [(1, "1"), (None, "4")])
def test_jobs_that_are_asked_for_use_as_many_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int | None, expected: str
) -> None:
    """One process in either case: without --jobs, memory is for no more, and all cores are its own."""
    monkeypatch.setattr(pool_module, "available_cores", lambda: 4)
    monkeypatch.setattr(run_module, "default_jobs", lambda raws, bytes_per_pixel: 1)
    root, told = write_photos(tmp_path, 2), tmp_path / "threads"
    job = replace(quick_job(root), function=partial(_tell_threads, told))
    run_module.run(
        job, RunOptions(backend="loky", jobs=jobs), Stop(), planned=lambda _: None, done=lambda *_: None
    )
    assert told.read_text() == expected * 2


def _tell_threads(told: Path, work: object) -> PhotoOutcome:
    with told.open("a") as file:
        file.write(os.environ["NUMBA_NUM_THREADS"])
    return PhotoOutcome()


def test_a_fault_of_the_caller_ends_the_workers(tmp_path: Path) -> None:
    root = write_photos(tmp_path, 6)
    pids: list[int] = []

    def fault(outcome: PhotoOutcome) -> None:
        pids.extend(made.record["pid"] for made in outcome.rendered)
        raise KeyError("of the caller")

    with pytest.raises(KeyError, match="of the caller"):
        quick_run(root, **TWO, after=fault)
    assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert quick_run(root).made == 15


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_workers_leave_signals_to_their_parent(tmp_path: Path, number: signal.Signals) -> None:
    """As a terminal and SLURM send them: to all processes."""
    root, before = write_photos(tmp_path, 8), signal.getsignal(signal.SIGINT)

    def hit(outcome: PhotoOutcome) -> None:
        for made in outcome.rendered[:1]:
            os.kill(made.record["pid"], number)

    report = quick_run(root, **TWO, after=hit)
    assert (report.made, report.problems) == (24, ())
    assert signal.getsignal(signal.SIGINT) is before


def test_two_workers_make_what_one_makes(tmp_path: Path) -> None:
    one, two = write_photos(tmp_path / "one", 9), write_photos(tmp_path / "two", 9)
    quick_run(one), quick_run(two, **TWO)
    assert outputs(one) == outputs(two)
    assert len({made["pid"] for made in _records(two)}) <= 2


def _records(root: Path) -> list[dict[str, int]]:
    from ppr10k_data.jobs.engine.manifest import read_manifest

    return list(read_manifest(quick_job(root).base / "manifest.jsonl").values())


def test_a_pool_that_broke_before_a_photo_is_submitted_is_told_by_its_future() -> None:
    class Broken:
        def submit(self, *_: object) -> None:
            raise BrokenProcessPool("a worker died")

    future = _submitted(Broken(), print, "photo")
    assert isinstance(future.exception(), BrokenProcessPool)
