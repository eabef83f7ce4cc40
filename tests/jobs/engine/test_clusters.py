"""Real Dask and real Ray on this machine, with a worker killed in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ppr10k_data.jobs.engine.ledger import journal_path, read_journal
from ppr10k_data.jobs.engine.manifest import read_manifest
from quick_work import (
    QUICK_ENVIRONMENT,
    decoded,
    outputs,
    quick_run,
    start,
    temporaries,
    wait_for,
    write_photos,
)
from shell import shell
from tiny_dataset import write_dataset

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="POSIX signals")]

PHOTOS = 30


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[str]:
    """Address of a scheduler with two workers, each a process on loopback that nobody starts again."""
    pytest.importorskip("distributed")
    file, log = tmp_path / "scheduler.json", tmp_path / "dask.log"
    common = ["--scheduler-file", str(file), "--no-dashboard"]
    worker = ["worker", "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", *common]
    with ExitStack() as stack, log.open("wb") as stream:
        for arguments in (["scheduler", "--host", "127.0.0.1", "--port", "0", *common], worker, worker):
            command = [sys.executable, "-m", "dask", *arguments]
            process = subprocess.Popen(
                command, env=QUICK_ENVIRONMENT, stdout=stream, stderr=stream, cwd=tmp_path
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
        until = time.monotonic() + 60.0
        while not file.exists():
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        yield json.loads(file.read_text())["address"]


@pytest.fixture
def ray() -> None:
    pytest.importorskip("ray")


def kill_one_in_the_middle(root: Path, *cluster: str) -> None:
    """Run quick work there, end a worker while it works, and look whether anything is missing."""
    whole = write_photos(root / "whole", PHOTOS)
    broken = write_photos(root / "broken", PHOTOS)
    quick_run(whole)
    with start(broken, 0.2, *cluster) as process:
        wait_for(process, journal_path(broken / "out"), 3)
        (newest, *_) = reversed(read_manifest(broken / "out" / "manifest.jsonl").values())
        os.kill(newest["pid"], signal.SIGKILL)
        assert process.wait(timeout=120) == 0
    assert outputs(broken) == outputs(whole)
    assert temporaries(broken) == []
    assert len(read_journal(broken / "out").done) == 3 * PHOTOS
    assert len(decoded(broken)) <= PHOTOS + 4


def test_a_dask_worker_that_is_killed_costs_nothing(dask: str, tmp_path: Path) -> None:
    kill_one_in_the_middle(tmp_path, "dask", dask)


def test_a_ray_worker_that_is_killed_costs_nothing(ray: None, tmp_path: Path) -> None:
    kill_one_in_the_middle(tmp_path, "ray")


def rendered(root: Path, out: Path, *cluster: object) -> dict[str, bytes]:
    names = ["--xmp", "xmp_source", "--xmp", "xmp_target_a", "--masks", "--res", "64", "--out", out.name]
    result = shell("render", "--root", root, *names, *cluster, cwd=out.parent)
    assert result.returncode == 0, result.stderr
    files = (path for path in out.rglob("*") if path.suffix in (".tif", ".png"))
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def test_a_dask_cluster_renders_what_this_machine_renders(dask: str, tmp_path: Path) -> None:
    """The command's folder is relative, and the workers are elsewhere."""
    root = write_dataset(tmp_path / "data")
    cluster = ["--backend", "dask", "--scheduler", dask]
    here = rendered(root, tmp_path / "here")  # compiles the pixel loops, if nobody did before
    assert len(here) == 9
    assert rendered(root, tmp_path / "cluster", *cluster) == here


def test_ray_renders_what_this_machine_renders(ray: None, tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "data")
    here = rendered(root, tmp_path / "here")
    assert len(here) == 9
    assert rendered(root, tmp_path / "cluster", "--backend", "ray", "--jobs", 2) == here


@pytest.mark.parametrize("backend", ["dask", "ray"])
def test_a_photo_that_ends_its_workers_is_named(backend: str, tmp_path: Path) -> None:
    """Started on this machine, both replace workers that die."""
    pytest.importorskip("distributed" if backend == "dask" else "ray")
    root = write_photos(tmp_path, {f"{group}_0": "segfault" if group == 1 else "good" for group in range(6)})
    with start(root, 0.0, backend) as process:
        assert process.wait(timeout=120) == 0
    assert read_journal(root / "out").failed == {f"{name}/1_0.txt": "WorkerDiedError" for name in "abc"}
    assert len(read_journal(root / "out").done) == 15


@pytest.mark.parametrize(
    ("backend", "address"), [("dask", "tcp://127.0.0.1:1"), ("dask", "nonsense://"), ("ray", "127.0.0.1:1")]
)
def test_a_cluster_that_cannot_be_reached_is_one_clear_line(
    backend: str, address: str, tmp_path: Path
) -> None:
    pytest.importorskip("distributed" if backend == "dask" else "ray")
    root = write_dataset(tmp_path / "data", masks=False)
    result = shell("render", "--root", root, "--out", tmp_path, "--backend", backend, "--scheduler", address)
    assert result.returncode == 1
    assert f"{address}: cannot be reached" in result.stderr
    assert "Traceback" not in result.stderr
