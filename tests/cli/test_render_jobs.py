"""What the command line says of plans, shares, locks and signals."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ppr10k_data.jobs.engine.claim import claim
from ppr10k_data.jobs.engine.ledger import read_journal
from ppr10k_data.jobs.engine.shard import WHOLE
from shell import ENVIRONMENT, first_line, shell, started
from tiny_dataset import write_dataset

POSIX = pytest.mark.skipif(os.name == "nt", reason="POSIX")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six tiny photos of four groups."""
    return write_dataset(tmp_path_factory.mktemp("tiny"), "0_0", "0_1", "1_0", "2_0", "3_0", "3_1")


def render(root: Path, out: Path, *more: object) -> list[object]:
    return ["render", "--root", root, "--res", "64", "--out", out, *more]


def test_a_dry_run_tells_and_writes_nothing(run, tiny: Path, tmp_path: Path) -> None:
    command = render(tiny, tmp_path / "out", "--xmp", "xmp_source", "--masks")
    told = run(*command, "--dry-run")
    assert told.exit_code == 0
    assert "to be made     12 files of 6 photos" in told.stdout
    assert f"{tmp_path / 'out' / '64px' / 'masks'}: 6" in told.stdout
    assert not (tmp_path / "out").exists()
    run(*command, "--limit", 2)
    document = json.loads(run(*command, "--dry-run", "--json").stdout)
    assert (document["files"], document["there_already"], len(document["photos"])) == (8, 4, 4)
    assert document["photos"]["1_0"] == [
        str(tmp_path / "out" / "64px" / folder) for folder in ("xmp_source/1_0.tif", "masks/1_0.png")
    ]


def test_a_dry_run_of_other_settings_is_refused_like_the_run(run, tiny: Path, tmp_path: Path) -> None:
    assert run(*render(tiny, tmp_path, "--limit", 1)).exit_code == 0
    told = run(*render(tiny, tmp_path, "--color", "prophoto", "--dry-run"))
    assert (told.exit_code, "space 'srgb' (now 'prophoto')" in told.stderr) == (1, True)


def test_failures_are_foretold_and_retried_alone(run, tiny: Path, tmp_path: Path) -> None:
    root = shutil.copytree(tiny, tmp_path / "data")
    good = (root / "raw" / "1_0.dng").read_bytes()
    (root / "raw" / "1_0.dng").write_bytes(good[:3000])
    command = render(root, tmp_path / "out")
    summary = json.loads(run(*command, "--limit", 4, "--json").stdout)
    assert summary["failed_by_kind"] == {"RawDecodeError": 1}
    (root / "raw" / "1_0.dng").write_bytes(good)
    assert "failed before  1 file of them" in run(*command, "--dry-run").stdout
    again = json.loads(run(*command, "--retry-failed", "--json").stdout)
    assert (again["rendered"], again["skipped"], again["photos"]) == (1, 3, 1)


def test_shares_are_named_or_come_from_slurm(run, tiny: Path, tmp_path: Path, monkeypatch) -> None:
    first = json.loads(run(*render(tiny, tmp_path, "--shard", "1/2", "--json")).stdout)
    monkeypatch.setenv("SLURM_ARRAY_TASK_ID", "11")
    monkeypatch.setenv("SLURM_ARRAY_TASK_COUNT", "2")
    monkeypatch.setenv("SLURM_ARRAY_TASK_MIN", "10")
    second = json.loads(run(*render(tiny, tmp_path, "--json")).stdout)
    assert (first["rendered"], second["rendered"]) == (3, 3)
    all_ = json.loads(run(*render(tiny, tmp_path, "--shard", "1/1", "--json")).stdout)
    assert (all_["rendered"], all_["skipped"]) == (0, 6)


def test_an_empty_share_has_done_its_part(run, tiny: Path, tmp_path: Path) -> None:
    result = run(*render(tiny, tmp_path, "--shard", "9/9"))
    assert result.exit_code == 0
    assert "share 9/9: no photo is in it" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--shard", "3"], "expected a share such as 3/8"),
        (["--shard", "0/8"], "expected 1/8 to 8/8"),
        (["--overwrite", "--retry-failed"], "choose one"),
        (["--scheduler", "tcp://h:8786"], "give --backend dask or --backend ray with it"),
        (["--backend", "slurm"], "is not one of 'loky', 'dask', 'ray'"),
    ],
)
def test_words_that_make_no_sense_exit_with_2(run, arguments: list[str], told: str) -> None:
    result = run("render", *arguments)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())


@pytest.mark.parametrize(("backend", "library"), [("dask", "distributed"), ("ray", "ray")])
def test_a_backend_that_is_not_installed_names_the_extra(
    run, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    result = run(*render(tiny, tmp_path, "--backend", backend))
    assert result.exit_code == 1
    assert f'pip install "ppr10k-data[{backend}]"' in result.stderr


def test_two_runs_on_one_folder(run, tiny: Path, tmp_path: Path) -> None:
    with claim(tmp_path / "64px", WHOLE, settle=lambda keep: None):
        result = run(*render(tiny, tmp_path))
    assert result.exit_code == 1
    assert "another run is writing there (it holds .lock)" in result.stderr
    assert run(*render(tiny, tmp_path)).exit_code == 0


@POSIX
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_end_with_record_summary_and_code(
    sample: Path, tmp_path: Path, number: signal.Signals, code: int, jobs: int
) -> None:
    """Sent to the command alone, as ``kill`` and SLURM's batch step do; its workers hear nothing of it."""
    command = ["render", "--root", sample, "--out", tmp_path, "--res", "full", "-v", "--json", "--jobs", jobs]
    with started(*command) as process:
        assert process.stderr is not None
        assert first_line(process).endswith(": 1 file\n")
        process.send_signal(number)
        out, errors = process.communicate()
    assert process.returncode == code
    summary = json.loads(out)
    assert "photos that are being worked on are finished; once more to drop them" in errors
    assert summary["rendered"] == len(read_journal(tmp_path / "full").done)
    assert summary["rendered"] + summary["left"] == summary["photos"] == 12


@POSIX
def test_the_second_ctrl_c_ends_at_once(run, tiny: Path, tmp_path: Path, monkeypatch) -> None:
    """Also while a photo is worked on in this very process."""
    # Python's own handler, which a suite that was started in the background has not.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def twice(*_: object, **__: object) -> None:
        for _ in range(2):
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("ppr10k_data.jobs.render.photo.render_photo", twice)
    try:
        result = run(*render(tiny, tmp_path, "--limit", 1))
        after = signal.getsignal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert result.exit_code == 130
    assert result.stderr.endswith("Interrupted; the same command goes on from here.\n")
    assert after is signal.default_int_handler


def test_signals_are_left_alone_in_other_threads(tmp_path: Path) -> None:
    from ppr10k_cli.signals import stop_on_signals

    seen: list[bool] = []

    def work() -> None:
        with stop_on_signals(print) as stop:
            seen.append(stop.requested)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 200 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@POSIX
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_full_disk_stops_the_run_which_goes_on_when_there_is_room(
    tiny: Path, tmp_path: Path, small_disk: Path, jobs: int
) -> None:
    (small_disk / "filler").write_bytes(b"0" * 120_000)
    command = render(tiny, small_disk / "out", "--jobs", jobs)
    result = shell(*command)
    assert result.returncode == 1
    assert "Error: stopped: " in result.stderr or "results cannot be written there" in result.stderr
    assert "photos are left" in result.stderr or "same command again" in result.stderr
    assert not list((small_disk / "out").rglob(".ppr10k-*"))
    (small_disk / "filler").unlink()
    done = len(read_journal(small_disk / "out" / "64px").done)
    summary = json.loads(shell(*command, "--json").stdout)
    assert (summary["skipped"], summary["rendered"]) == (done, 6 - done)
    whole = tmp_path / "whole"
    shell(*render(tiny, whole))
    for path in (whole / "64px" / "xmp_source").iterdir():
        assert path.read_bytes() == (small_disk / "out" / "64px" / "xmp_source" / path.name).read_bytes()


@POSIX
def test_a_file_size_quota_is_told(tiny: Path, tmp_path: Path) -> None:
    code = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000)); import runpy; "
    code += "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    code += "sys.argv = ['ppr10k-data', *sys.argv[1:]]; runpy.run_module('ppr10k_cli', run_name='__main__')"
    command = [sys.executable, "-c", code, *map(str, render(tiny, tmp_path / "out", "--limit", 1))]
    result = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "stopped: " in result.stderr
    assert "0_0.tif: cannot be written" in result.stderr
    assert [path.name for path in (tmp_path / "out" / "64px" / "xmp_source").iterdir()] == []


def test_a_run_that_finds_everything_done_loads_nothing_heavy(tiny: Path, tmp_path: Path) -> None:
    words = list(map(str, render(tiny, tmp_path / "out")))
    assert shell(*words).returncode == 0
    told, loaded = _told_and_loaded(words)
    assert "rendered       nothing" in told
    assert not {"numpy", "numba", "scipy", "cv2", "rawpy", "tifffile"} & loaded


def test_a_render_that_matches_nothing_loads_no_solvers(tiny: Path, tmp_path: Path) -> None:
    """They take half a second, in each worker; a single photo is worked on in this process."""
    told, loaded = _told_and_loaded([*map(str, render(tiny, tmp_path / "out")), "--limit", "1"])
    assert "rendered       nothing" not in told
    assert {"rawpy", "numba"} <= loaded
    assert not {"scipy.optimize", "scipy.sparse"} & loaded  # numba itself loads scipy.linalg


def _told_and_loaded(words: list[str]) -> tuple[str, set[str]]:
    """What a command prints in a fresh interpreter, and the modules that it loads."""
    code = (
        "import sys; from ppr10k_cli.main import cli\n"
        f"try: cli({words!r})\n"
        "finally: print('loaded:', *sys.modules)"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, check=True
    )
    told, _, loaded = out.stdout.partition("loaded:")
    return told, set(loaded.split())
