from __future__ import annotations

import json
from pathlib import Path

import pytest

GUIDES = "train_val_images_tif_360p"


@pytest.fixture
def command(sample: Path, tmp_path: Path) -> list[object]:
    return [
        "render",
        "--root",
        sample,
        "--photo",
        "0_0",
        "--res",
        "full",
        "--out",
        tmp_path / "out",
        "--jobs",
        1,
    ]


def test_the_summary_says_what_matching_did(run, command, tmp_path: Path) -> None:
    assert run(*command, "--base-tone", "fitted").exit_code == 0
    guides = tmp_path / "guides"
    (tmp_path / "out" / "full").rename(guides)  # renders of another tone stand in for another program's
    result = run(*command, "--match", guides, "--save-fits", tmp_path / "fits")
    assert result.exit_code == 0, result.stderr
    assert "matched   1 of 1 picture; mean dE76 to the guide" in result.stdout
    assert {path.suffix for path in (tmp_path / "fits/xmp_source").iterdir()} == {".cube", ".npz", ".json"}
    again = run(*command, "--fits", tmp_path / "fits", "--overwrite", "--json")
    assert json.loads(again.stdout)["match"]["matched"] == 1


def test_pictures_without_a_guide_are_named(run, command, sample: Path) -> None:
    both = ("--xmp", "xmp_source", "--xmp", "xmp_target_a", "--match", sample / GUIDES / "train" / "source")
    result = run(*command, *both)
    assert result.exit_code == 1
    assert "no pictures named like photos" in result.stderr


def test_other_settings_need_overwrite(run, command, sample: Path) -> None:
    assert run(*command).exit_code == 0
    result = run(*command, "--match", sample / GUIDES)
    assert result.exit_code != 0
    assert "--overwrite" in result.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--save-fits", "fits"], "--save-fits saves what --match fits"),
        (["--match-variants", "source"], "--match-variants needs --match or --fits"),
        (["--match", ".", "--color", "prophoto"], "matched in sRGB"),
        (["--match", "nowhere"], "'nowhere' does not exist"),
    ],
)
def test_options_that_make_no_sense(run, command, options: list[str], told: str) -> None:
    result = run(*command, *options)
    assert result.exit_code == 2
    assert told in result.stderr
