"""Every command leaves a dataset alone that nobody may write to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest

from picture_trees import official_tree
from ppr10k_cli.main import COMMANDS
from shell import shell
from tiny_dataset import write_dataset

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")

Words = Callable[[Path, Path], list[object]]
BOTH = ("--xmp", "xmp_source", "--xmp", "xmp_target_a")

WORDS: dict[str, list[Words]] = {
    "demo": [lambda root, out: ["demo", out / "demo", "--megapixels", 0.06]],
    "sample": [lambda root, out: ["sample", out / "sample", "--megapixels", 0.06]],
    "verify": [
        lambda root, out: ["verify", "--root", root, "--jobs", 1],
        lambda root, out: ["verify", "--root", root, "--jobs", 1, "--hash", "write", "--out", out / "sums"],
    ],
    "split": [
        lambda root, out: ["split", "--root", root, "--out", out / "lists"],
        lambda root, out: [
            "split",
            "--root",
            root,
            "--layout",
            "official",
            "--pictures",
            out / "tif",
            "--out",
            out,
        ],
    ],
    "render": [
        lambda root, out: [
            "render",
            "--root",
            root,
            *BOTH,
            "--masks",
            "--res",
            64,
            "--out",
            out,
            "--jobs",
            2,
        ],
        lambda root, out: ["render", "--root", root, "--dry-run"],
    ],
    "augment": [
        lambda root, out: ["augment", "--root", root, "--paired", "--masks", "--res", 64, "--out", out],
        lambda root, out: ["augment", "--root", root, "--out", out, "--xmp-only"],
    ],
    "masks": [
        lambda root, out: ["masks", "--root", root, "--res", 64, "--out", out / "masks", "--jobs", 1],
        lambda root, out: ["masks", "--root", root, "--dry-run"],
    ],
    "params": [
        lambda root, out: ["params", "--root", root, "--out", out / "table.csv", "--jobs", 1],
        lambda root, out: ["params", "--root", root, "--out", out / "table.csv", "--dry-run"],
    ],
    "stats": [lambda root, out: ["stats", "--root", root, "--out", out / "statistics", "--jobs", 1]],
    "fidelity": [
        lambda root, out: ["fidelity", "--root", root, "--tif", out / "tif", *BOTH[:2], "--out", out],
    ],
    "calibrate": [
        lambda root, out: ["calibrate", "--root", root, "--match", out / "tif", "--out", out / "camera.json"],
    ],
    "train": [
        lambda root, out: [
            *("train", "--root", root / "pictures", "--out", out / "run", "--backbone", "small"),
            *("--vertices", 5, "--crop", 16, "--epochs", 1, "--batch-size", 4, "--device", "cpu"),
        ],
    ],
    "retouch": [
        lambda root, out: [
            *("retouch", root / "rgb.png", root / "raw", "--xmp", root / "xmp_source"),
            *("--checkpoint", out / "model.pt", "--out", out / "retouched", "--device", "cpu"),
        ],
    ],
    "evaluate": [
        lambda root, out: [
            *("evaluate", "--results", out / "tif" / "xmp_source", "--targets", out / "tif" / "xmp_source"),
            *("--masks", root / "masks_full"),
        ],
    ],
    "info": [lambda root, out: ["info", root / "raw" / "0_0.dng", root / "xmp_source" / "0_0.xmp"]],
    "lut": [
        lambda root, out: ["lut", "apply", out / "id.cube", root / "rgb.png", "--out", out],
    ],
}
"""Command lines of each command, given a dataset and a folder to write to: one line or more for a new command."""

NEED_TORCH = frozenset({"train", "retouch"})
HAS_TORCH = find_spec("torch") is not None

EVERY = [(name, number) for name, lines in WORDS.items() for number in range(len(lines))]


def marks_of(name: str) -> list[pytest.MarkDecorator]:
    """What a command's case takes or needs."""
    slow = [pytest.mark.slow] if name == "demo" else []
    return [*slow, pytest.mark.skipif(name in NEED_TORCH and not HAS_TORCH, reason="needs torch")]


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A dataset that nobody but root may write to."""
    root = write_dataset(tmp_path / "read-only", "0_0", "0_1", "1_0", "2_0")
    cv2.imwrite(str(root / "rgb.png"), np.full((8, 8, 3), 99, np.uint8))
    official_tree(root / "pictures")
    for path in [root, *root.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield root
    for path in [root, *root.rglob("*")]:
        path.chmod(0o755)


@pytest.fixture
def out(tmp_path: Path, read_only: Path) -> Path:
    """A folder to write to, with what some commands are given beside the dataset."""
    out = tmp_path / "out"
    (out / "tif").mkdir(parents=True)
    cube = [f"{red} {green} {blue}" for blue in (0, 1) for green in (0, 1) for red in (0, 1)]
    (out / "id.cube").write_text("\n".join(["LUT_3D_SIZE 2", *cube, ""]))
    made = shell("render", "--root", read_only, "--res", 64, "--geometry", "own", "--out", out / "made")
    assert made.returncode == 0, made.stderr
    shutil.move(out / "made" / "64px" / "xmp_source", out / "tif" / "xmp_source")
    if HAS_TORCH:
        from ppr10k_data.baseline.checkpoints import Checkpoint, write_checkpoint
        from ppr10k_data.baseline.lut_model import ImageAdaptive3DLUT

        write_checkpoint(out / "model.pt", Checkpoint(ImageAdaptive3DLUT("small", vertices=5), ""))
    return out


def snapshot(root: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in [root, *root.rglob("*")]}


def test_there_are_words_for_every_command() -> None:
    assert set(WORDS) == set(COMMANDS), "give tests/cli/test_read_only.py a line for the new command"


@pytest.mark.parametrize(
    ("name", "number"),
    [pytest.param(*case, marks=marks_of(case[0])) for case in EVERY],
)
def test_every_command_leaves_a_read_only_dataset_alone(
    read_only: Path, out: Path, name: str, number: int
) -> None:
    before = snapshot(read_only)
    result = shell(*WORDS[name][number](read_only, out), cwd=read_only)
    assert result.returncode == 0, result.stderr
    assert snapshot(read_only) == before
