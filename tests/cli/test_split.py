from __future__ import annotations

import json
from pathlib import Path

import pytest

from tiny_release import TIFFS, touch, write_release


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_release(tmp_path / "PPR10K", "0_0", "1356_0", variants=5)


def test_lists_of_a_tree(run, root: Path, tmp_path: Path) -> None:
    result = run("split", "--root", root, "--out", tmp_path / "lists")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    assert (tmp_path / "lists" / "train.txt").read_text() == "0_0\n"
    assert "raw: 2 photos" in result.stdout
    assert "2 of the release's 11,161 photos" in result.stdout
    assert "3 lists of these" in run("split", "--root", root, "--out", tmp_path / "lists").stdout


def test_a_training_tree_and_what_it_lacks(run, root: Path, tmp_path: Path) -> None:
    command = ["split", "--root", root, "--out", tmp_path / "tree", "--layout", "official"]
    result = run(*command)
    assert result.exit_code == 0, result.output
    assert "official tree" in result.stdout
    assert "15 hard links" in result.stdout
    again = run(*command)
    assert "0 hard links, 15 there already" in again.stdout
    (root / TIFFS / "val" / "target_c" / "1356_0.tif").unlink()
    (root / TIFFS / "train" / "target_c" / "0_0.tif").rename(root / TIFFS / "train" / "target_c" / "0_1.tif")
    result = run(*command, "--overwrite", "--json")
    assert result.exit_code == 3
    failed = json.loads(result.stdout)["failed"]
    assert {item["what"] for item in failed} >= {"val/target_c/1356_0.tif", "train/target_c/0_0.tif"}
    quiet = run(*command, "--overwrite", "-q")
    assert (quiet.exit_code, quiet.stdout) == (3, "")
    assert "pictures that are missing" in quiet.stderr


def test_a_dry_run_says_what_would_be_there(run, root: Path, tmp_path: Path) -> None:
    result = run("split", "--root", root, "--out", tmp_path / "tree", "--layout", "adaint", "--dry-run")
    assert result.exit_code == 0
    assert "16 files would be there" in result.stdout
    assert not (tmp_path / "tree").exists()


def test_an_audit_of_lists(run, tmp_path: Path) -> None:
    train, val = tmp_path / "train.txt", tmp_path / "val.txt"
    train.write_text("0_0\n0_1\n1356_0\n")
    val.write_text("1356_1\n")
    result = run("split", "--audit", train, val)
    assert result.exit_code == 3
    assert "photos of the official val groups in a training list: 1" in result.stdout
    assert f"groups in more than one list: 1, in {train} and {val}\n  1356\n" in result.stdout
    document = json.loads(run("split", "--audit", train, val, "--json").stdout)
    assert [finding["kind"] for finding in document["findings"]] == ["official val", "group"]
    train.write_text("0_0\n0_1\n")
    good = run("split", "--audit", train, "--audit", val)
    assert (good.exit_code, good.stdout) == (0, "No leak between 2 lists, and every name is the release's.\n")
    quiet = run("split", "--audit", train, val, "-q")
    assert (quiet.exit_code, quiet.stdout, quiet.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--audit"], "--audit needs lists"),
        (["train.txt"], "lists are read by --audit alone"),
        (["--folds", "1"], "--folds"),
        (["--layout", "mine"], "--layout"),
        (["--pictures", "renders"], "give --layout with it"),
        (["--link", "hard"], "--link says how a training tree's files are had: give --layout with it"),
        (["--seed", "1"], "--seed deals groups out to folds: give --folds with it"),
        (["--audit", "train.txt", "--folds", "3"], "--folds has no part in --audit"),
    ],
)
def test_wrong_usage(run, root: Path, arguments: list[str], reason: str) -> None:
    result = run("split", "--root", root, *arguments)
    assert result.exit_code == 2
    assert reason in result.stderr


def test_more_folds_than_groups_is_wrong_usage(run, root: Path, tmp_path: Path) -> None:
    result = run("split", "--root", root, "--out", tmp_path / "lists", "--folds", 5)
    assert result.exit_code == 2
    assert "5 folds of 1 group:" in result.stderr


def test_without_a_dataset(run, tmp_path: Path) -> None:
    result = run("split", "--root", tmp_path)
    assert result.exit_code == 1
    assert "--root must name the folder that holds raw/" in result.stderr


def test_the_datasets_own_folder_is_refused(run, root: Path) -> None:
    for out in (root, root / "raw"):
        result = run("split", "--root", root, "--out", out)
        assert result.exit_code == 1
        assert "is the dataset's own folder" in result.stderr


def test_fewer_names_than_before_are_not_written_over_the_old_ones(run, root: Path, tmp_path: Path) -> None:
    out = tmp_path / "lists"
    run("split", "--root", root, "--out", out)
    touch(root / "raw", ["1_0"], "CR2")
    result = run("split", "--root", root, "--out", out)
    assert result.exit_code == 1
    assert "--overwrite replaces them" in result.stderr
