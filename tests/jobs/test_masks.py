"""Masks without renders: the same bytes as with them, and what looks wrong is named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from ppr10k_data.errors import LayoutError, SettingsChangedError
from ppr10k_data.files import raw as raw_door
from ppr10k_data.jobs.engine.run import RunOptions
from ppr10k_data.jobs.engine.shard import Shard
from ppr10k_data.jobs.masks.run import MaskRequest, MaskSummary, make_masks
from ppr10k_data.jobs.masks.settings import MaskSettings
from ppr10k_data.jobs.render.plan import Selection
from ppr10k_data.jobs.render.run import render
from ppr10k_data.jobs.render.settings import RenderSettings, Resolution
from ppr10k_data.xmp import Crop, LensCorrections
from tiny_dataset import as_shot, custom, figure, write_dataset, write_raw, write_xmp

WHITE = np.uint8(255)


def masks(
    root: Path,
    out: Path,
    folders: tuple[str, ...] = ("xmp_source",),
    resolution: str = "48",
    geometry: Any = "source",
    selection: Selection | None = None,
    **options: Any,
) -> MaskSummary:
    settings = MaskSettings(Resolution.parse(resolution), geometry)
    request = MaskRequest(root, folders, settings, out, selection or Selection())
    return make_masks(request, RunOptions(**options))


def stored(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*.png"))}


def write_mask(root: Path, photo: str, mask: np.ndarray[Any, Any]) -> None:
    cv2.imwrite(str(root / "masks_full" / f"{photo}.png"), mask)


def upright(orientation: int) -> np.ndarray[Any, Any]:
    """The tiny photo's mask, as the release stores it."""
    mask = np.where(figure(), WHITE, np.uint8(0))
    return {1: mask, 3: mask[::-1, ::-1], 6: np.rot90(mask, -1), 8: np.rot90(mask)}[orientation]


CROPS = {
    "whole": None,
    "cropped": Crop(0.1, 0.2, 0.83, 0.9),
    "turned": Crop(0.2, 0.15, 0.85, 0.8, 7.3),
    "turned back": Crop(0.15, 0.2, 0.8, 0.85, -4.1),
}


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
@pytest.mark.parametrize("crop", CROPS.values(), ids=CROPS)
@pytest.mark.parametrize("geometry", ["source", "own"])
def test_masks_are_those_of_a_render_byte_for_byte(
    tmp_path: Path, orientation: int, crop: Crop | None, geometry: Any
) -> None:
    root = write_dataset(tmp_path / "data", "1_0")
    write_xmp(root / "xmp_source" / "1_0.xmp", **as_shot(crop=crop, orientation=orientation))
    write_xmp(root / "xmp_target_a" / "1_0.xmp", **custom(crop=Crop(0.3, 0.1, 0.9, 0.8), orientation=1))
    write_mask(root, "1_0", upright(orientation))
    folders = ("xmp_source", "xmp_target_a")
    for resolution in ("full", "48"):
        settings = RenderSettings(Resolution.parse(resolution), geometry=geometry, masks=True)
        assert render(root, folders, settings, out=tmp_path / "renders").problems == []
        summary = masks(root, tmp_path / "masks", folders, resolution, geometry)
        assert summary.problems == []
    assert stored(tmp_path / "masks") == stored(tmp_path / "renders") != {}
    assert len(stored(tmp_path / "masks")) == (2 if geometry == "source" else 4)


def test_orientation_of_the_raw_counts_where_the_sidecar_has_none(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "data", "1_0")
    write_raw(root / "raw" / "1_0.dng", orientation=6)
    write_mask(root, "1_0", upright(6))
    settings = RenderSettings(Resolution.parse("48"), masks=True)
    render(root, ("xmp_source",), settings, out=tmp_path / "renders")
    masks(root, tmp_path / "masks")
    assert stored(tmp_path / "masks") == stored(tmp_path / "renders") != {}


def test_no_pixel_is_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a RAW file was unpacked")

    root = write_dataset(tmp_path / "data", "1_0")
    monkeypatch.setattr(raw_door, "open_raw", refuse)
    monkeypatch.setattr(raw_door, "_sensor_image", refuse)
    assert masks(root, tmp_path / "masks").made == 1


def test_a_second_run_makes_nothing_and_still_names_what_looks_wrong(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "data")
    write_mask(root, "1_1", np.zeros((64, 96), np.uint8))
    first = masks(root, tmp_path / "masks")
    second = masks(root, tmp_path / "masks")
    assert (first.made, first.skipped, second.made, second.skipped) == (3, 0, 0, 3)
    assert first.faults == second.faults == {"empty": {"1_1": "empty: no pixel is human"}}


def test_faults_are_named_in_summary_and_manifest(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "data", "1_0", "1_1", "1_2", "1_3", "1_4", "1_5")
    grey = np.where(figure(), WHITE, np.uint8(0))
    grey[:4, :5] = 128
    write_mask(root, "1_0", np.zeros((64, 96), np.uint8))
    write_mask(root, "1_1", np.full((64, 96), WHITE))
    write_mask(root, "1_2", grey)
    write_mask(root, "1_3", upright(1)[::2, ::2])
    write_mask(root, "1_4", np.where(figure(40, 64), WHITE, np.uint8(0)))
    (root / "masks_full" / "1_5.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    summary = masks(root, tmp_path / "masks")
    assert {kind: list(photos) for kind, photos in summary.faults.items()} == {
        "empty": ["1_0"], "all-white": ["1_1"], "non-binary": ["1_2"], "wrongly-sized": ["1_3"],
    }  # fmt: skip
    assert "20 of 6,144 pixels are neither 0 nor 255" in summary.faults["non-binary"]["1_2"]
    assert [(problem.what, problem.kind) for problem in summary.problems] == [
        ("1_4", "ImageFileError"), ("1_5", "ImageFileError"),
    ]  # fmt: skip
    assert "40x64 is not the shape of its photo, 96x64 upright" in summary.problems[0].reason
    lines = map(json.loads, (tmp_path / "masks" / "48px" / "manifest.jsonl").read_text().splitlines())
    assert {line["photo"]: list(line["faults"]) for line in lines} == {
        "1_0": ["empty"], "1_1": ["all-white"], "1_2": ["non-binary"], "1_3": ["wrongly-sized"],
    }  # fmt: skip


@pytest.mark.parametrize("orientation", [1, 3])
def test_a_turned_mask_of_a_photo_that_is_not_is_refused(tmp_path: Path, orientation: int) -> None:
    root = write_dataset(tmp_path / "data", "1_0")
    write_xmp(root / "xmp_source" / "1_0.xmp", **as_shot(orientation=orientation))
    write_mask(root, "1_0", upright(6))
    summary = masks(root, tmp_path / "masks")
    assert [problem.kind for problem in summary.problems] == ["ImageFileError"]
    assert "64x96 is not the shape of its photo, 96x64 upright" in summary.problems[0].reason
    settings = RenderSettings(Resolution.parse("48"), masks=True)
    rendered = render(root, ("xmp_source",), settings, out=tmp_path / "renders")
    assert [problem.kind for problem in rendered.problems] == ["ImageFileError"]


def test_a_mask_lying_down_is_turned_and_named(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "data", "1_0")
    write_xmp(root / "xmp_source" / "1_0.xmp", **as_shot(orientation=6))
    write_mask(root, "1_0", upright(6))
    masks(root, tmp_path / "upright")
    write_mask(root, "1_0", upright(1))
    summary = masks(root, tmp_path / "lying")
    assert list(summary.faults) == ["not-upright"]
    assert stored(tmp_path / "lying") == stored(tmp_path / "upright")


@pytest.mark.parametrize("with_raw", [True, False])
def test_a_target_turned_otherwise_has_the_same_mask_turned_otherwise(tmp_path: Path, with_raw: bool) -> None:
    root = write_dataset(tmp_path / "data", "1_0")
    write_xmp(root / "xmp_source" / "1_0.xmp", **as_shot(orientation=6))
    write_xmp(root / "xmp_target_a" / "1_0.xmp", **custom(orientation=1))
    write_mask(root, "1_0", upright(6))
    if not with_raw:
        shutil.rmtree(root / "raw")
    summary = masks(root, tmp_path / "masks", ("xmp_target_a",), "full", "own")
    assert (summary.problems, summary.faults) == ([], {})
    made = cv2.imread(str(tmp_path / "masks/full/xmp_target_a_masks/1_0.png"), cv2.IMREAD_UNCHANGED)
    np.testing.assert_array_equal(made, upright(1))


@pytest.mark.parametrize("orientation", [1, 6])
def test_without_a_raw_file_the_masks_own_size_counts(tmp_path: Path, orientation: int) -> None:
    root = write_dataset(tmp_path / "data", "1_0")
    write_xmp(root / "xmp_source" / "1_0.xmp", **as_shot(crop=CROPS["turned"], orientation=orientation))
    write_mask(root, "1_0", upright(orientation))
    masks(root, tmp_path / "with")
    shutil.rmtree(root / "raw")
    summary = masks(root, tmp_path / "without")
    assert stored(tmp_path / "without") == stored(tmp_path / "with")
    assert "1 photo has no RAW file, the first 1_0: its mask is taken" in summary.notes[0]
    line = json.loads((tmp_path / "without" / "48px" / "manifest.jsonl").read_text())
    assert line["frame"] == {
        "from": "masks_full/1_0.png", "width": 96, "height": 64, "orientation": orientation,
    }  # fmt: skip


def test_without_a_raw_file_nothing_is_guessed(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "data", "1_0", "1_1")
    shutil.rmtree(root / "raw")
    lens = LensCorrections(profile_enabled=True, profile_name="Adobe (Acme 50mm f/2)")
    write_xmp(root / "xmp_source" / "1_1.xmp", **as_shot(orientation=1, lens=lens))
    shutil.copy(root / "masks_full" / "1_0.png", root / "masks_full" / "1_2.png")
    summary = masks(root, tmp_path / "masks")
    (alone,) = (problem for problem in summary.problems if problem.what == "1_2")
    assert "masks_full/1_2.png: mask without a sidecar 1_2.xmp" in alone.reason
    summary.problems.remove(alone)
    reasons = [problem.reason for problem in summary.problems]
    assert "no tiff:Orientation, and no RAW file that tells which way up" in reasons[0]
    assert "asks for a lens profile, and no RAW file tells which lens" in reasons[1]
    assert stored(tmp_path / "masks") == {}


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "data", "1_0", "1_1", "1_2")
    (root / "masks_full" / "1_0.png").unlink()
    (root / "xmp_source" / "1_1.xmp").unlink()
    (root / "raw" / "1_2.dng").write_bytes(b"no RAW file")
    problems = {problem.what: problem for problem in masks(root, tmp_path / "masks").problems}
    assert "no mask of this photo; download it" in problems["1_0"].reason
    assert problems["1_1"].kind == "LayoutError"
    assert problems["1_2"].kind == "RawDecodeError"


def test_an_unreadable_source_fails_its_mask(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "data", "1_0")
    sidecar = root / "xmp_source" / "1_0.xmp"
    sidecar.write_bytes(sidecar.read_bytes()[:300])
    summary = masks(root, tmp_path / "masks")
    assert [problem.kind for problem in summary.problems] == ["XmpError"]
    assert "truncated" in summary.problems[0].reason


def test_no_masks_at_all_is_an_error(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "data", "1_0", masks=False)
    with pytest.raises(LayoutError, match="no folder of masks"):
        masks(root, tmp_path / "masks")


def test_a_folder_of_renders_is_refused(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "data", "1_0")
    render(root, ("xmp_source",), RenderSettings(Resolution.parse("48")), out=tmp_path / "out")
    for overwrite in (False, True):
        with pytest.raises(LayoutError, match="holds renders: give masks a folder of their own"):
            masks(root, tmp_path / "out", overwrite=overwrite)


def test_masks_of_another_geometry_are_not_mixed(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "data", "1_0")
    masks(root, tmp_path / "out")
    with pytest.raises(SettingsChangedError, match="geometry 'source'"):
        masks(root, tmp_path / "out", geometry="own")
    assert masks(root, tmp_path / "out", geometry="own", overwrite=True).made == 1


def test_shards_and_workers_make_the_same_masks(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "data", "1_0", "1_1", "2_0", "3_0")
    masks(root, tmp_path / "one")
    for index in (1, 2):
        masks(root, tmp_path / "two", selection=Selection(shard=Shard(index, 2)), backend="loky", jobs=2)
    assert stored(tmp_path / "one") == stored(tmp_path / "two")
    assert len(stored(tmp_path / "one")) == 4


def test_pixels_that_are_not_square(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "data", "1_0")
    write_raw(root / "raw" / "1_0.dng", scale=(1.5, 1.0))
    write_mask(root, "1_0", cv2.resize(upright(1), (144, 64), interpolation=cv2.INTER_NEAREST))
    settings = RenderSettings(Resolution.parse("full"), masks=True)
    render(root, ("xmp_source",), settings, out=tmp_path / "renders")
    masks(root, tmp_path / "masks", resolution="full")
    assert stored(tmp_path / "masks") == stored(tmp_path / "renders") != {}
