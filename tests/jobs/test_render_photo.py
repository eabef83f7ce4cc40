from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from dng_builders import NEUTRAL, bayer, dng_bytes, mosaic_of
from ppr10k_data.jobs.engine.outcome import PhotoOutcome
from ppr10k_data.jobs.render import photo as module
from ppr10k_data.jobs.render.photo import render_photo
from ppr10k_data.xmp import Crop
from tiny_dataset import HEIGHT, WIDTH, as_shot, custom, figure, write_dataset, write_raw, write_xmp
from tiny_renders import FOLDERS, pictures, rendered, settings_of, work_of

CROPPED = Crop(0.125, 0.125, 0.875, 0.875)
TURNED = Crop(0.2, 0.2, 0.8, 0.8, 5.0)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_dataset(tmp_path / "data", "1_0")
    write_xmp(root / "xmp_target_b" / "1_0.xmp", **custom(temperature_k=6500.0, exposure_ev=-0.8))
    write_xmp(root / "xmp_target_c" / "1_0.xmp", **as_shot(exposure_ev=1.2))
    return root


# Sharing one decoded RAW -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("resolution", ["full", "24"])
@pytest.mark.parametrize("geometry", ["source", "own"])
def test_all_sidecars_together_give_the_pictures_of_each_alone(
    root: Path, tmp_path: Path, bits: Any, resolution: str, geometry: Any
) -> None:
    write_xmp(root / "xmp_target_a" / "1_0.xmp", **custom(crop=CROPPED, orientation=6))
    write_xmp(root / "xmp_target_c" / "1_0.xmp", **as_shot(crop=TURNED))
    more = {"resolution": resolution, "bits": bits, "geometry": geometry}
    together = rendered(root, tmp_path / "together", **more)
    assert (len(together.rendered), together.problems) == (4, [])
    for folder in FOLDERS:
        rendered(root, tmp_path / "alone", (folder,), **more)
    ours, theirs = pictures(tmp_path / "together"), pictures(tmp_path / "alone")
    assert ours.keys() == theirs.keys()
    for name, picture in ours.items():
        np.testing.assert_array_equal(picture, theirs[name])


def test_source_geometry_holds_for_every_picture_and_the_mask(root: Path, tmp_path: Path) -> None:
    write_xmp(root / "xmp_source" / "1_0.xmp", **as_shot(crop=CROPPED, orientation=6))
    write_xmp(root / "xmp_target_a" / "1_0.xmp", **custom(crop=TURNED, orientation=1))
    alone = (0.02 + 0.7 * figure())[..., None] * np.array(NEUTRAL)
    (root / "raw" / "1_0.dng").write_bytes(dng_bytes(mosaic_of(alone, bayer("RGGB"))))
    # masks of the release are upright
    upright = np.rot90(np.where(figure(), np.uint8(255), np.uint8(0)), -1)
    cv2.imwrite(str(root / "masks_full" / "1_0.png"), upright)
    outcome = rendered(root, tmp_path / "out", masks=True)
    assert outcome.problems == []
    assert {picture.shape for picture in pictures(tmp_path / "out").values()} == {(72, 48, 3)}
    mask = cv2.imread(str(tmp_path / "out" / "full" / "masks" / "1_0.png"), cv2.IMREAD_UNCHANGED)
    assert mask is not None
    assert mask.shape == (72, 48)
    assert set(np.unique(mask)) == {0, 255}
    shown = pictures(tmp_path / "out")["full/xmp_source/1_0.tif"][..., 1] > 30000
    assert (shown & (mask > 0)).sum() / (shown | (mask > 0)).sum() > 0.99
    assert [note for note in outcome.notes if "another crop" in note and note.startswith("xmp_target_a/1_0")]


def test_own_geometry_gives_each_picture_its_mask(root: Path, tmp_path: Path) -> None:
    write_xmp(root / "xmp_target_a" / "1_0.xmp", **custom(crop=CROPPED))
    outcome = rendered(root, tmp_path / "out", ("xmp_source", "xmp_target_a"), masks=True, geometry="own")
    sizes = {
        record.output.path.relative_to(tmp_path / "out").as_posix(): (
            record.record["width"],
            record.record["height"],
        )
        for record in outcome.rendered
    }
    assert sizes == {
        "full/xmp_source/1_0.tif": (WIDTH, HEIGHT),
        "full/xmp_source_masks/1_0.png": (WIDTH, HEIGHT),
        "full/xmp_target_a/1_0.tif": (72, 48),
        "full/xmp_target_a_masks/1_0.png": (72, 48),
    }


@pytest.mark.parametrize("geometry", ["source", "own"])
def test_a_target_that_says_no_orientation_takes_the_raws(root: Path, tmp_path: Path, geometry: Any) -> None:
    write_raw(root / "raw" / "1_0.dng", orientation=8)
    rendered(root, tmp_path / "out", geometry=geometry)
    assert {picture.shape for picture in pictures(tmp_path / "out").values()} == {(WIDTH, HEIGHT, 3)}


def test_bits_follow_the_release(root: Path, tmp_path: Path) -> None:
    rendered(root, tmp_path / "out")
    kinds = {name: str(picture.dtype) for name, picture in pictures(tmp_path / "out").items()}
    assert kinds.pop("full/xmp_source/1_0.tif") == "uint16"
    assert set(kinds.values()) == {"uint8"}


# What a line says --------------------------------------------------------------------------------------------------


def test_a_picture_says_how_it_was_made(root: Path, tmp_path: Path) -> None:
    outcome = rendered(root, tmp_path / "out", ("xmp_target_a",))
    (made,) = outcome.rendered
    record = made.record
    assert set(record["inputs_sha256"]) == {"1_0.dng", "xmp_target_a/1_0.xmp", "xmp_source/1_0.xmp"}
    assert all(len(digest) == 64 for digest in record["inputs_sha256"].values())
    assert (record["width"], record["height"], record["dtype"], record["bits"]) == (WIDTH, HEIGHT, "uint8", 8)
    assert record["white_balance"]["basis"] == "anchored"
    assert record["matrices"] == "DNG tags"
    assert record["baseline_exposure"] == {"ev": 0.0, "source": "DNG tag BaselineExposure"}
    assert record["edits"]["Exposure2012"] == 0.5
    assert record["not_replayed"] == {"PerspectiveVertical": 12.0}
    assert record["seconds"] >= 0.0


def test_edits_that_are_in_the_pixels_already_are_left_out_and_said(root: Path, tmp_path: Path) -> None:
    rendered(root, tmp_path / "plain", ("xmp_source",), geometry="own")
    write_xmp(
        root / "xmp_target_a" / "1_0.xmp",
        **as_shot(exposure_ev=2.0, clarity=30.0, crop=CROPPED, already_applied=True),
    )
    outcome = rendered(root, tmp_path / "out", ("xmp_target_a",), geometry="own", bits=16)
    (made,) = outcome.rendered
    assert made.record["not_replayed"] == {}
    np.testing.assert_array_equal(
        pictures(tmp_path / "out")["full/xmp_target_a/1_0.tif"],
        pictures(tmp_path / "plain")["full/xmp_source/1_0.tif"],
    )
    assert any("AlreadyApplied" in note for note in outcome.notes)


# Bad input ---------------------------------------------------------------------------------------------------------


def test_a_bad_target_costs_that_target(root: Path, tmp_path: Path) -> None:
    (root / "xmp_target_b" / "1_0.xmp").write_bytes(b"<not xmp")
    outcome = rendered(root, tmp_path / "out")
    assert len(outcome.rendered) == 3
    (problem,) = outcome.problems
    assert (problem.what, problem.kind) == ("1_0", "XmpError")
    assert "xmp_target_b" in problem.reason


def test_a_bad_source_costs_all_that_goes_by_it(root: Path, tmp_path: Path) -> None:
    """Rendered without it, targets would get another white balance and crop, and be taken as done."""
    (root / "xmp_source" / "1_0.xmp").write_bytes(b"")
    outcome = rendered(root, tmp_path / "out", masks=True)
    assert outcome.rendered == []
    assert not (tmp_path / "out").exists()
    reasons = [problem.reason for problem in outcome.problems]
    assert sum("not rendered, because" in reason and "xmp_source" in reason for reason in reasons) == 3
    trusting = rendered(root, tmp_path / "out", geometry="own", white_balance="numbers")
    assert len(trusting.rendered) == 3
    assert len(trusting.problems) == 1


def test_a_bad_raw_is_one_problem(root: Path, tmp_path: Path) -> None:
    whole = (root / "raw" / "1_0.dng").read_bytes()
    (root / "raw" / "1_0.dng").write_bytes(whole[: len(whole) // 2])
    outcome = rendered(root, tmp_path / "out", masks=True)
    assert outcome.rendered == []
    (problem,) = outcome.problems
    assert (problem.what, problem.kind) == ("1_0", "RawDecodeError")
    assert "cut short" in problem.reason


def test_a_crop_that_cannot_be_costs_that_picture(root: Path, tmp_path: Path) -> None:
    write_xmp(root / "xmp_target_a" / "1_0.xmp", **custom(crop=Crop(0.1, 0.1, 0.9, 0.2, 45.0)))
    outcome = rendered(root, tmp_path / "out", geometry="own")
    assert len(outcome.rendered) == 3
    assert ["nothing between its corners" in problem.reason for problem in outcome.problems] == [True]


def test_a_missing_mask_is_named_and_the_pictures_are_made(root: Path, tmp_path: Path) -> None:
    (root / "masks_full" / "1_0.png").unlink()
    outcome = rendered(root, tmp_path / "out", masks=True)
    assert len(outcome.rendered) == 4
    (problem,) = outcome.problems
    assert problem.kind == "ImageFileError"
    assert "masks_full/1_0.png: no mask of this photo" in problem.reason.replace("\\", "/")


def test_a_mask_of_another_size_is_scaled_and_said(root: Path, tmp_path: Path) -> None:
    cv2.imwrite(str(root / "masks_full" / "1_0.png"), np.full((32, 48), 255, np.uint8))
    outcome = rendered(root, tmp_path / "out", ("xmp_source",), masks=True)
    assert outcome.problems == []
    assert any(note.startswith("masks_full/1_0: 48x32, its photo 96x64: scaled") for note in outcome.notes)


def test_a_folder_that_cannot_be_made_is_named(root: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "full").mkdir(parents=True)
    (tmp_path / "out" / "full" / "xmp_target_a").write_bytes(b"in the way")
    outcome = rendered(root, tmp_path / "out")
    assert len(outcome.rendered) == 3
    (problem,) = outcome.problems
    assert problem.kind == "OutputError"
    assert "xmp_target_a: cannot be made" in problem.reason


def test_a_fault_of_ours_costs_that_file_and_says_so(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = module.develop

    def sometimes(camera: Any, rendering: Any, **more: Any) -> Any:
        if rendering.exposure_ev > 1.0:
            raise ZeroDivisionError("division by zero")
        return real(camera, rendering, **more)

    monkeypatch.setattr(module, "develop", sometimes)
    outcome = rendered(root, tmp_path / "out")
    assert len(outcome.rendered) == 3
    (problem,) = outcome.problems
    assert problem.kind == "ZeroDivisionError"
    assert "unexpected ZeroDivisionError: division by zero; please report it" in problem.reason


def test_ctrl_c_is_no_fault_of_a_photo(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "develop", interrupted)
    with pytest.raises(KeyboardInterrupt):
        rendered(root, tmp_path / "out")


def test_work_without_outputs_opens_no_raw(root: Path, tmp_path: Path) -> None:
    work = replace(work_of(root, tmp_path, settings_of()), outputs=(), raw=root / "gone.CR2")
    assert render_photo(work, settings_of()) == PhotoOutcome()
