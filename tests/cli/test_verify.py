from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tiny_release import write_mask, write_release


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_release(tmp_path / "PPR10K", "0_0", "1356_0")


def test_a_good_tree(run, root: Path) -> None:
    result = run("verify", "--root", root, "--jobs", 1)
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    assert "a part of the first release: 2 of 11,161 photos" in result.stdout
    assert f"ppr10k-data render --root {root} --xmp xmp_source" in result.stdout
    assert result.stdout.rstrip().endswith("Nothing is wrong.")


def test_faults_are_named_by_kind(run, root: Path) -> None:
    (root / "raw" / "0_0.dng").write_bytes(b"")
    write_mask(root / "masks_360p" / "1356_0.png", grey=3)
    (root / "xmp_target_b" / "0_0.xmp").unlink()
    (root / "xmp_target_a" / "readme.txt").touch()
    result = run("verify", "--root", root, "--jobs", 1)
    assert result.exit_code == 3
    for title in (
        "failed: RAW files that cannot be read: 1",
        "failed: files that are not what the release has in their place: 1",
        "failed: files that are missing: 1",
        "failed: files that are not of the release: 1",
    ):
        assert title in result.stdout
    quiet = run("verify", "--root", root, "--jobs", 1, "-q")
    assert (quiet.exit_code, quiet.stdout) == (3, "")
    assert "raw/0_0.dng" in quiet.stderr
    document = json.loads(run("verify", "--root", root, "--jobs", 1, "--json").stdout)
    assert document["failed_by_kind"] == {"missing": 1, "extra": 1, "RawDecodeError": 1, "wrong": 1}
    assert document["release"] == "first"
    assert document["parts"]["raw"] == {
        "state": "partial", "there": 2, "released": 11161, "missing": 0, "known_holes": [],
    }  # fmt: skip


def test_a_dry_run_opens_nothing(run, root: Path) -> None:
    (root / "raw" / "0_0.dng").write_bytes(b"")
    result = run("verify", "--root", root, "--dry-run")
    assert result.exit_code == 0
    assert "told by the names alone" in result.stdout


def test_a_part_that_is_meant_to_be_one(run, root: Path) -> None:
    (root / "raw" / "0_0.dng").unlink()
    assert run("verify", "--root", root, "--jobs", 1).exit_code == 3
    result = run("verify", "--root", root, "--jobs", 1, "--partial")
    assert result.exit_code == 0
    assert "1 missing" in result.stdout


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this system")
def test_sums_that_sha256sum_understands(run, root: Path, tmp_path: Path) -> None:
    command = ["verify", "--root", root, "--jobs", 1, "--out", tmp_path / "sums", "--hash"]
    assert run(*command, "write").exit_code == 0
    subprocess.run(["sha256sum", "-c", "--quiet", tmp_path / "sums" / "SHA256SUMS"], cwd=root, check=True)
    assert run(*command, "check").exit_code == 0
    assert run(*command, "write").exit_code == 1
    sidecar = root / "xmp_source" / "0_0.xmp"
    sidecar.write_bytes(sidecar.read_bytes() + b"\n")
    result = run(*command, "check")
    assert result.exit_code == 3
    assert "files whose content has changed: 1" in result.stdout


def test_wrong_usage(run, root: Path, tmp_path: Path) -> None:
    assert run("verify", "--root", root, "--sums", "x").exit_code == 2
    assert run("verify", "--root", root, "--hash", "read").exit_code == 2
    assert "--out says where the sums are" in run("verify", "--root", root, "--out", tmp_path).stderr
    for mode in ((), ("--hash", "check")):
        idle = run("verify", "--root", root, "--overwrite", *mode)
        assert (idle.exit_code, "give --hash write with it" in idle.stderr) == (2, True)
    unmet = run("verify", "--root", root, "--photo", "99_99")
    assert (unmet.exit_code, "no photo is selected" in unmet.stderr) == (1, True)
    nothing = run("verify", "--root", tmp_path / "nowhere")
    assert nothing.exit_code == 1
    assert "no such folder; --root must name the folder" in nothing.stderr
    unwritten = run("verify", "--root", root, "--hash", "check", "--out", tmp_path / "out")
    assert unwritten.exit_code == 1
    assert "--hash write makes it" in unwritten.stderr


def test_a_generated_sample_is_no_partial_release(run, sample: Path) -> None:
    result = run("verify", "--root", sample, "--jobs", 1)
    assert result.exit_code == 0, result.output
    assert "a generated sample of 12 photos" in result.stdout
