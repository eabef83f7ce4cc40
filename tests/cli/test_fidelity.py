from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from ppr10k_cli.main import cli
from ppr10k_data.files.lightroom import RELEASE_TIFFS
from shell import started


@pytest.fixture(scope="module")
def partial(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Group 1680 of the sample; one TIFF is missing."""
    root = tmp_path_factory.mktemp("partial") / "PPR10K"
    for path in (*sample.rglob("1680_*"), sample / "sample.json"):
        copy = root / path.relative_to(sample)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    (root / RELEASE_TIFFS / "val/target_b/1680_2.tif").unlink()
    return root


def test_the_generated_sample_beside_its_stand_ins(run, sample: Path, tmp_path: Path) -> None:
    result = run("fidelity", "--root", sample, "--out", tmp_path / "f", "--jobs", 1, "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert [(row["name"], row["pictures"]) for row in found["kinds"]] == [
        *(("source", 12), ("target a", 12), ("target b", 12), ("target c", 12)),
    ]
    assert found["kinds"][0]["de2000_mean"] < 4.0  # the noise of 60,000 pixels; 1.1 at 6 megapixels
    assert {row["name"] for row in found["cameras"]} == {f"ppr10k-data Sample Camera {c}" for c in "ABCD"}
    assert "stand-ins" in found["notes"][0]
    assert not found["not_compared"]
    assert (tmp_path / "f" / "index.html").is_file()
    strengths = {slider["key"]: slider["strengths"] for slider in found["sliders"]}
    assert [row["name"] for row in strengths["Contrast2012"]] == ["±20", "21..60"]
    assert sum(row["pictures"] for row in strengths["Contrast2012"]) == 48


def test_the_tables(run, partial: Path, tmp_path: Path) -> None:
    result = run("fidelity", "--root", partial, "--out", tmp_path / "f", "--jobs", 1)
    assert result.exit_code == 3
    for line in (
        "compared      11 pictures in",
        "not compared  1",
        "kind      pictures  PSNR dB  dE76",
        "worst first",
    ):
        assert line in result.stdout
    assert "  xmp_target_b/1680_2  no TIFF of Lightroom's" in result.stdout
    assert result.stderr == ""


def test_quiet_tells_only_what_could_not_be_compared(run, partial: Path, tmp_path: Path) -> None:
    result = run("fidelity", "--root", partial, "--out", tmp_path / "f", "--jobs", 1, "-q", "--pictures", 0)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == "xmp_target_b/1680_2: no TIFF of Lightroom's\n"


def test_renders_made_before_are_compared(run, partial: Path, tmp_path: Path) -> None:
    photo = ["--root", partial, "--photo", "1680_0", "--xmp", "xmp_source", "--jobs", 1]
    assert run("render", *photo, "--out", tmp_path / "r").exit_code == 0
    result = run("fidelity", *photo, "--out", tmp_path / "f", "--renders", tmp_path / "r", "--json")
    again = run("fidelity", *photo, "--out", tmp_path / "f", "--json")
    assert result.exit_code == again.exit_code == 0
    ours, made = (json.loads(r.stdout)["overall"]["de2000_mean"] for r in (result, again))
    assert ours == pytest.approx(made, abs=0.05)  # 16 bits rounded, against 8 bits made at once


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--tif", "nowhere"], "no such folder of Lightroom's TIFFs"),
        (["--renders", "nowhere"], "no such folder of renders"),
        (["--photo", "9_9"], "no photo is selected"),
        (["--xmp", "xmp_target_d"], "no folder of sidecars 'xmp_target_d'"),
    ],
)
def test_nothing_to_compare_exits_with_1(run, partial: Path, tmp_path: Path, arguments, said: str) -> None:
    result = run("fidelity", "--root", partial, "--out", tmp_path / "f", *arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "f").exists()


def test_a_value_out_of_range_exits_with_2(run, partial: Path) -> None:
    assert run("fidelity", "--root", partial, "--pictures", "-1").exit_code == 2


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_with_what_was_compared(
    sample: Path, tmp_path: Path, number: signal.Signals, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked to stop in the middle, as a photo is done."""
    from ppr10k_cli.progress import Progress

    monkeypatch.setattr(Progress, "step", lambda progress, **_: signal.raise_signal(number))
    before = [signal.signal(each, signal.default_int_handler) for each in (signal.SIGINT, signal.SIGTERM)]
    try:
        result = CliRunner().invoke(
            cli, ["fidelity", "--root", str(sample), "--out", str(tmp_path), "--jobs", "1", "--json"]
        )
    finally:
        for each, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(each, handler)
    assert result.exit_code == code, result.stderr
    assert "photos that are being worked on are finished; once more to drop them" in result.stderr
    assert result.stderr.endswith("Interrupted; the same command begins anew.\n")
    found = json.loads(result.stdout)
    assert found["left"] == 11
    assert found["notes"][0] == "Interrupted: 11 photos were not compared."
    assert "11 photos were not compared" in (tmp_path / "index.html").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_to_the_command_and_its_workers(
    sample: Path, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    """As a terminal and SLURM send it: to all processes, before or after the first photo."""
    command = ["fidelity", "--root", sample, "--out", tmp_path, "--jobs", 2, "--pictures", 0]
    with started(*command) as process:
        wait_for_workers(process.pid)
        os.killpg(process.pid, number)
        _, errors = process.communicate()
    assert process.returncode == code, errors
    assert "Traceback" not in errors
    assert "Interrupted; the same command " in errors


def wait_for_workers(pid: int, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        children = Path(f"/proc/{pid}/task/{pid}/children")
        if not children.exists():
            pytest.skip("no /proc to see the workers in")
        if len(children.read_text().split()) >= 3:  # two, and the tracker of their semaphores
            return
        time.sleep(0.05)


def test_unmatched_and_matched_side_by_side(run, sample: Path, tmp_path: Path) -> None:
    result = run(
        "fidelity", "--root", sample, "--out", tmp_path, "--xmp", "xmp_source", "--photo", "0_0", "--match",
        "--jobs", 1,
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("render "))
    assert [line.split()[0] for line in lines[at + 1 : at + 3]] == ["unmatched", "matched"]
    with (tmp_path / "photos.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert float(row["matched_de2000_mean"]) <= float(row["de2000_mean"])
    assert "Brought nearer" in (tmp_path / "index.html").read_text(encoding="utf-8")
