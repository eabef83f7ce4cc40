from __future__ import annotations

from pathlib import Path

GUIDES = "train_val_images_tif_360p"


def test_cameras_of_one_group_cannot_be_calibrated_and_are_named(run, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "camera.json"
    result = run(
        "calibrate", "--root", sample, "--match", sample / GUIDES, "--groups", 0, "--out", out, "--jobs", 1
    )
    assert result.exit_code == 1
    assert "no camera can be calibrated" in result.stderr
    assert "two are needed" in result.stderr
    assert "\n  ppr10k-data Sample Camera A: not" in result.stderr
    assert not out.exists()


def test_a_missing_folder_of_guides(run, sample: Path, tmp_path: Path) -> None:
    result = run("calibrate", "--root", sample, "--match", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "does not exist" in result.stderr
