"""``masks`` as a user runs it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from cli.conftest import Run


@pytest.fixture
def run_masks(run: Run, sample: Path, tmp_path: Path) -> Run:
    return lambda *more: run("masks", "--root", sample, "--out", tmp_path / "masks", "--jobs", 1, *more)


def test_masks_of_the_sample_are_those_of_render(
    run: Run, run_masks: Run, sample: Path, tmp_path: Path
) -> None:
    chosen = ("--res", "96", "--photo", "0_1", "--photo", "0_2")
    rendered = run("render", "--root", sample, "--out", tmp_path / "renders", "--masks", "--jobs", 1, *chosen)
    assert rendered.exit_code == 0, rendered.output
    result = run_masks(*chosen)
    assert result.exit_code == 0, result.output
    assert "2 masks of 2 photos" in result.stdout
    for photo in ("0_1", "0_2"):
        name = Path("96px") / "masks" / f"{photo}.png"
        assert (tmp_path / "masks" / name).read_bytes() == (tmp_path / "renders" / name).read_bytes()


def test_json_names_what_looks_wrong(run: Run, sample: Path, tmp_path: Path) -> None:
    root = tmp_path / "data"
    for folder in ("raw", "xmp_source", "masks_full"):
        shutil.copytree(sample / folder, root / folder)
    mask = cv2.imread(str(root / "masks_full" / "0_0.png"), cv2.IMREAD_UNCHANGED)
    cv2.imwrite(str(root / "masks_full" / "0_0.png"), np.zeros_like(mask))
    (root / "masks_full" / "0_1.png").write_bytes(b"no picture")
    result = run("masks", "--root", root, "--out", tmp_path / "masks", "--groups", "0", "--jobs", 1, "--json")
    assert result.exit_code == 3
    told = json.loads(result.stdout)
    assert (told["made"], told["faults"]) == (2, {"empty": {"0_0": "empty: no pixel is human"}})
    assert [(failed["what"], failed["kind"]) for failed in told["failed"]] == [("0_1", "ImageFileError")]
    quiet = run("masks", "--root", root, "--out", tmp_path / "masks", "--groups", "0", "--jobs", 1, "-q")
    assert quiet.stdout == ""
    assert "look wrong: empty" in quiet.stderr


def test_dry_run_writes_nothing(run_masks: Run, tmp_path: Path) -> None:
    result = run_masks("--dry-run", "--limit", 2, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["files"] == 2
    assert not (tmp_path / "masks").exists()


def test_an_empty_selection_is_an_error(run_masks: Run) -> None:
    result = run_masks("--groups", "77")
    assert result.exit_code == 1
    assert "no photo is selected" in result.stderr


def test_a_size_that_makes_no_sense_is_wrong_usage(run_masks: Run) -> None:
    assert run_masks("--res", "5").exit_code == 2
