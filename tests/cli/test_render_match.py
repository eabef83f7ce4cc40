from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image, ImageCms

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
        (["--match", ".", "--match", ".."], "takes one folder, and '.' and '..' were given"),
        (["--fits", ".", "--fits", ".."], "takes one folder, and '.' and '..' were given"),
        (["--match", "nowhere"], "'nowhere' does not exist"),
    ],
)
def test_options_that_make_no_sense(run, command, options: list[str], told: str) -> None:
    result = run(*command, *options)
    assert result.exit_code == 2
    assert told in result.stderr


@pytest.fixture
def guides(run, command, tmp_path: Path) -> Path:
    """Renders of another tone stand in for another program's."""
    assert run(*command, "--base-tone", "fitted").exit_code == 0
    (tmp_path / "out" / "full").rename(tmp_path / "guides")
    return tmp_path / "guides"


def test_fits_are_kept_out_of_the_dataset(run, command, sample: Path, guides: Path) -> None:
    result = run(*command, "--match", guides, "--save-fits", sample / "xmp_source")
    assert result.exit_code == 1
    assert "which is only read; give --save-fits another" in result.stderr
    assert not list((sample / "xmp_source").glob("**/*.cube"))


def test_a_place_for_fits_that_cannot_be_written_stops_the_run(
    run, command, guides: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    result = run(*command, "--match", guides, "--save-fits", tmp_path / "file" / "fits")
    assert result.exit_code not in (0, 2)
    assert "give --save-fits another folder" in result.stderr + result.stdout
    assert "Traceback" not in result.stderr


def test_fits_of_another_sidecar_are_not_applied(
    run, command, sample: Path, guides: Path, tmp_path: Path
) -> None:
    fits = tmp_path / "fits"
    assert run(*command, "--match", guides, "--save-fits", fits).exit_code == 0
    (fits / "xmp_source").rename(fits / "xmp_target_a")
    other = [str(part) for part in command] + [
        "--xmp",
        "xmp_target_a",
        "--fits",
        fits,
        "--geometry",
        "source",
    ]
    result = run(*other, "--overwrite", "--json")
    found = json.loads(result.stdout)
    assert found["match"]["matched"] == 0
    assert "it was fitted to another render" in str(found)


def test_a_broken_fit_is_named_and_the_picture_is_rendered_unmatched(
    run, command, guides: Path, tmp_path: Path
) -> None:
    fits = tmp_path / "fits"
    assert run(*command, "--match", guides, "--save-fits", fits).exit_code == 0
    (fits / "xmp_source" / "0_0.npz").write_bytes(b"PK")
    result = run(*command, "--fits", fits, "--overwrite")
    assert result.exit_code == 0, result.stderr
    assert "fit cannot be read" in result.stdout
    assert "fit it again with --match and --save-fits" in result.stdout


def test_guides_in_another_colour_space_are_named(run, command, guides: Path) -> None:
    (path,) = (guides / "xmp_source").iterdir()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    Image.open(path).convert("RGB").save(path.with_suffix(".png"), icc_profile=profile)
    path.unlink()
    result = run(*command, "--match", guides)
    assert result.exit_code == 0, result.stderr
    assert "'Lab identity built-in', not sRGB" in result.stdout
