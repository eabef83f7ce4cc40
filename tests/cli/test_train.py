from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from picture_trees import official_tree  # noqa: E402
from ppr10k_data.baseline.checkpoints import read_checkpoint  # noqa: E402
from ppr10k_data.baseline.resnet import ResNet18  # noqa: E402
from ppr10k_data.files.tree import LICENCE_NOTICE  # noqa: E402

TINY = "--backbone small --vertices 5 --batch-size 4 --crop 16 --epochs 1 --device cpu".split()  # noqa: SIM905


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return official_tree(tmp_path_factory.mktemp("train") / "tree")


@pytest.mark.parametrize(
    "recipe", ["--no-hrp --no-glc", "--hrp --no-glc", "--no-hrp --glc", "--hrp --glc --fixed"]
)
def test_every_recipe_trains(run, recipe: str, root: Path, tmp_path: Path) -> None:
    result = run("train", "--root", root, "--out", tmp_path / "run", *TINY, *recipe.split())
    assert result.exit_code == 0, result.output
    assert "9 inputs to learn from, 2 photos to validate on" in result.stderr
    assert "epoch 1: loss" in result.stderr
    assert f"{tmp_path / 'run'}: done" in result.stdout
    found = read_checkpoint(tmp_path / "run")
    assert found.licence == LICENCE_NOTICE
    flags = [f"--{'' if found.settings[name] else 'no-'}{name}" for name in ("hrp", "glc")]
    assert flags == recipe.split()[:2]
    assert found.settings["fixed"] is ("--fixed" in recipe)


def test_the_small_print_of_a_run(run, root: Path, tmp_path: Path) -> None:
    """ImageNet's file, no masks needed without HRP, and what one command began another goes on with."""
    known = ResNet18()
    torch.save(known.state_dict(), tmp_path / "resnet18.pth")
    bare = shutil.copytree(root, tmp_path / "bare")
    shutil.rmtree(bare / "train" / "masks")
    words = ["train", "--root", bare, "--out", tmp_path / "run", "--epochs", 1, "--crop", 32, "--vertices", 5]
    words += ["--no-hrp", "--imagenet", tmp_path / "resnet18.pth", "--batch-size", 9, "-q", "--device", "cpu"]
    first = run(*words)
    assert first.exit_code == 0, first.output
    assert first.stdout == first.stderr == ""
    settings = read_checkpoint(tmp_path / "run").settings
    assert settings["imagenet"] == "resnet18.pth"
    again = run(*words)
    assert again.exit_code == 1
    assert "holds a training already" in again.stderr
    assert run(*words, "--resume").exit_code == 0


def test_resuming_asks_for_nothing_but_the_place(run, root: Path, tmp_path: Path) -> None:
    """As the command's help shows it: settings are the training's own, and others are refused by name."""
    place = ["train", "--root", root, "--out", tmp_path / "run", "--device", "cpu"]
    tiny = [*place, *TINY, "--glc", "--fixed", "--lr", "0.001"]
    assert run(*tiny).exit_code == 0
    resumed = run(*place, "--resume", "--epochs", 2)
    assert resumed.exit_code == 0, resumed.output
    found = read_checkpoint(tmp_path / "run" / "last.pt")
    assert (found.settings["glc"], found.settings["learning_rate"], found.progress["epoch"]) == (
        True,
        0.001,
        2,
    )
    assert run(*tiny, "--resume", "--epochs", 2).exit_code == 0
    other = run(*place, "--resume", "--no-glc", "--lr", "0.002", "--hrp", "--imagenet", "x.pth")
    assert other.exit_code == 1
    assert "glc was True, now False; learning_rate was 0.001, now 0.002; imagenet was ''" in other.stderr
    assert "hrp" not in other.stderr


def test_an_interrupt_that_does_not_wait_says_how_it_goes_on(
    run, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ppr10k_data.baseline.start.start", interrupt)
    result = run("train", "--root", root, "--out", tmp_path / "run", *TINY)
    assert result.exit_code == 130
    assert result.stderr.endswith("Interrupted; --resume goes on from what was saved last.\n")


def test_resuming_with_other_photos_is_refused(run, root: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    assert run("train", "--root", root, "--out", out, *TINY).exit_code == 0
    before = (out / "last.pt").read_bytes()
    moved = shutil.copytree(root, tmp_path / "moved")
    assert run("train", "--root", moved, "--out", out, "--resume", "--device", "cpu").exit_code == 0
    for variant in ("7_0", "7_0_1", "7_0_2"):
        path = moved / "train" / "source_aug" / f"{variant}.tif"
        path.rename(path.with_stem(variant.replace("7_", "8_")))
    for folder, suffix in (("target_a", ".tif"), ("masks", ".png")):
        (moved / "train" / folder / f"7_0{suffix}").rename(moved / "train" / folder / f"8_0{suffix}")
    result = run("train", "--root", moved, "--out", out, "--resume", "--epochs", 2, "--device", "cpu")
    assert result.exit_code == 1
    assert "was begun with other photos: train had 9 inputs, now as many, but others" in result.stderr
    assert "another --out" in result.stderr
    assert (out / "last.pt").read_bytes() == before


def test_what_makes_no_sense_is_told(run, root: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    for words, code, told in (
        (["--glc", "--not-augmented"], 2, "needs augmented sources"),
        (["--imagenet", "x.pth"], 2, "--backbone resnet18"),
        (["--device", "tpu7"], 2, "expected auto, cpu or cuda"),
        (["--expert", "c"], 1, "target_c"),
        (["--resume"], 1, "nothing to go on from"),
        (["--layout", "adaint"], 1, "adaint"),
    ):
        result = run("train", "--root", root, "--out", out, *TINY, *words)
        assert result.exit_code == code, result.output
        assert told in result.stderr
        assert "Traceback" not in result.stderr


def test_tensorboard_is_asked_for_by_name(
    run, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    result = run("train", "--root", root, "--out", tmp_path / "run", *TINY, "--tensorboard")
    assert result.exit_code == 1
    assert 'pip install "ppr10k-data[tensorboard]"' in result.stderr


@pytest.mark.parametrize(
    ("gone", "words", "told"),
    [
        ("val", [], r"of the val side no sources"),
        ("val/source/1356_0.tif", [], "source 1356_0 is missing"),
        ("train/masks/7_0.png", [], "mask 7_0 is missing from"),
        ("train/masks", [], "--no-hrp"),
        ("", ["--batch-size", "10"], "--batch-size 9 at most"),
    ],
)
def test_pictures_that_do_not_suffice_are_told_before_the_first_step(
    run, root: Path, tmp_path: Path, gone: str, words: list[str], told: str
) -> None:
    tree = shutil.copytree(root, tmp_path / "tree")
    if (tree / gone).is_dir() and gone:
        shutil.rmtree(tree / gone)
    elif gone:
        (tree / gone).unlink()
    result = run("train", "--root", tree, "--out", tmp_path / "run", *TINY, *words)
    assert result.exit_code == 1, result.output
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert list((tmp_path / "run").iterdir()) == []


def test_another_recipe_does_not_go_on(run, root: Path, tmp_path: Path) -> None:
    words = ("train", "--root", root, "--out", tmp_path, *TINY)
    assert run(*words).exit_code == 0
    before = (tmp_path / "last.pt").read_bytes()
    result = run(*words, "--glc", "--resume")
    assert result.exit_code == 1
    assert "glc was False, now True" in result.stderr
    assert (tmp_path / "last.pt").read_bytes() == before
