"""Layouts and their faults; none of this needs torch."""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from picture_trees import (
    TRAIN,
    TREES,
    VAL,
    adaint_tree,
    official_tree,
    render_tree,
    with_variants,
    write_masks,
    write_tiffs,
)
from ppr10k_data.baseline.data.collect import collect, read_names
from ppr10k_data.baseline.data.samples import Sample, misfits, refuse
from ppr10k_data.errors import LayoutError, SettingsError
from ppr10k_data.files.layouts import find_folders


def names(root: Path, split: str = "train", **more: object) -> list[str]:
    found = collect(find_folders(root, split, **more), split)
    assert not found.wrong
    return [sample.name for sample in found.samples]


@pytest.mark.parametrize("layout", TREES)
def test_what_belongs_to_each_side(layout: str, tmp_path: Path) -> None:
    TREES[layout](tmp_path)
    assert set(names(tmp_path)) == set(with_variants(TRAIN))
    assert names(tmp_path, augmented=False) == list(TRAIN)
    assert names(tmp_path, "val") == list(VAL)


def test_without_lists_the_official_groups_decide(tmp_path: Path) -> None:
    adaint_tree(tmp_path, lists=False)
    assert set(names(tmp_path)) == set(with_variants(TRAIN))
    assert names(tmp_path, "val") == list(VAL)


def test_lists_decide_where_they_are(tmp_path: Path) -> None:
    adaint_tree(tmp_path)
    (tmp_path / "train_aug.txt").write_text("7_0_2\n0_1\n")
    assert names(tmp_path) == ["7_0_2", "0_1"]


def test_the_release_under_the_root_with_its_masks_beside_it(tmp_path: Path) -> None:
    release = official_tree(tmp_path / "train_val_images_tif_360p")
    for side in ("train", "val"):
        (release / side / "masks").rename(tmp_path / f"masks-{side}")
    shutil.copytree(tmp_path / "masks-val", tmp_path / "masks_360p")
    shutil.copytree(tmp_path / "masks-train", tmp_path / "masks_360p", dirs_exist_ok=True)
    assert names(tmp_path, "val") == list(VAL)
    assert find_folders(release).masks == tmp_path / "masks_360p"


def test_the_first_release_has_no_augmented_sources(tmp_path: Path) -> None:
    official_tree(tmp_path)
    (tmp_path / "train" / "source_aug").rename(tmp_path / "train" / "source")
    with pytest.raises(LayoutError, match=r"no augmented sources .* augmented=False"):
        find_folders(tmp_path)
    assert find_folders(tmp_path, augmented=False).originals.name == "source"


def test_originals_may_stand_apart_from_the_augmented(tmp_path: Path) -> None:
    base = render_tree(tmp_path) / "360p"
    for photo in TRAIN:
        (base / "source_aug" / f"{photo}.tif").unlink()
    (base / "source_aug").rename(base / "xmp_source_aug")
    assert set(names(tmp_path)) == set(with_variants(TRAIN))


def test_paired_variants_have_targets_of_their_own(tmp_path: Path) -> None:
    base = render_tree(tmp_path) / "360p"
    write_tiffs(base / "xmp_target_a_aug", [name for name in with_variants(TRAIN) if name not in TRAIN], 8)
    found = collect(find_folders(tmp_path), "train")
    assert not found.wrong
    targets = {sample.name: sample.target.relative_to(base).as_posix() for sample in found.samples}
    assert targets["7_0"] == "xmp_target_a/7_0.tif"
    assert targets["7_0_2"] == "xmp_target_a_aug/7_0_2.tif"
    (base / "xmp_target_a_aug" / "7_0_2.tif").unlink()
    wrong = collect(find_folders(tmp_path), "train").wrong
    assert wrong["7_0_2"].startswith("target 7_0_2 is missing from")


def test_the_datasets_sidecars_are_no_pictures(tmp_path: Path) -> None:
    official_tree(tmp_path / "train_val_images_tif_360p")
    for folder in ("xmp_source", "xmp_target_a", "renders"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "0_0.xmp").touch()
    assert find_folders(tmp_path).layout == "official"


def test_several_layouts_are_told(tmp_path: Path) -> None:
    official_tree(tmp_path)
    adaint_tree(tmp_path)
    with pytest.raises(LayoutError, match=r"'official' at .*'adaint' at .*choose one by layout="):
        find_folders(tmp_path)
    assert find_folders(tmp_path, layout="adaint").layout == "adaint"


def test_several_resolutions_are_told(tmp_path: Path) -> None:
    render_tree(tmp_path)
    render_tree(tmp_path, "720p")
    with pytest.raises(LayoutError, match=r"360p.*720p.*name one of these folders as root"):
        find_folders(tmp_path)
    assert find_folders(tmp_path / "720p").base == tmp_path / "720p"


def test_two_folders_of_augmented_sources_are_told(tmp_path: Path) -> None:
    official_tree(tmp_path)
    write_tiffs(tmp_path / "train" / "source_aug_6", with_variants(TRAIN))
    with pytest.raises(
        LayoutError, match="both 'source_aug' and 'source_aug_6' are there; choose one by augmented="
    ):
        find_folders(tmp_path)
    assert find_folders(tmp_path, augmented="source_aug_6").augmented.name == "source_aug_6"
    with pytest.raises(LayoutError, match="no folder 'other'"):
        find_folders(tmp_path, augmented="other")


def test_an_expert_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match=r"target_b: no such folder of targets; those there: target_a"):
        find_folders(official_tree(tmp_path), expert="b")


@pytest.mark.parametrize(
    ("argument", "value"), [("split", "test"), ("expert", "d"), ("layout", "flat")], ids=str
)
def test_values_that_are_none_are_refused(tmp_path: Path, argument: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{argument}='{value}': expected one of"):
        find_folders(official_tree(tmp_path), **{argument: value})


def test_what_is_no_tree_is_told(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    with pytest.raises(LayoutError, match=r"no tree of sources and targets.*folders there: raw"):
        find_folders(tmp_path)
    with pytest.raises(LayoutError, match="no such folder; root must name"):
        find_folders(tmp_path / "nowhere")


def test_masks_that_are_nowhere_are_told(tmp_path: Path) -> None:
    shutil.rmtree(official_tree(tmp_path) / "train" / "masks")
    with pytest.raises(
        LayoutError, match=r"no masks: looked for .*train/masks, .* go without by masks=False"
    ):
        find_folders(tmp_path)
    assert find_folders(tmp_path, masks=False).masks is None


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        (
            "train/target_a/7_0.tif",
            {"7_0": "target 7_0 is missing from", "7_0_1": "target 7_0 is missing from"},
        ),
        ("train/masks/7_0.png", {"7_0_2": "mask 7_0 is missing from"}),
        ("train/source_aug/7_0_2.tif", {"7_0_2": "source 7_0_2 is missing from"}),
        ("train/source_aug/7_0.tif", {"7_0": "source 7_0 is missing from"}),
    ],
)
def test_every_file_that_is_missing_is_named(tmp_path: Path, missing: str, told: dict[str, str]) -> None:
    (official_tree(tmp_path) / missing).unlink()
    wrong = collect(find_folders(tmp_path), "train").wrong
    for name, reason in told.items():
        assert wrong[name].startswith(reason)
    with pytest.raises(LayoutError, match=r"incomplete:\n.*7_0.*\n.*incomplete='leave-out'"):
        refuse("tree", wrong, "refuse")
    refuse("tree", wrong, "leave-out")


def test_what_the_release_lacks_is_no_fault(tmp_path: Path) -> None:
    base = render_tree(tmp_path) / "360p"
    write_tiffs(base / "xmp_source", ["1680_2", "1680_3"])
    write_tiffs(base / "xmp_target_b", [*TRAIN, *VAL, "1680_2"], 8)
    write_masks(base / "masks", ["1680_2", "1680_3"])
    found = collect(find_folders(tmp_path, "val", "b"), "val")
    assert found.holes == {"1680_3": "the release has no sidecar 1680_3 in xmp_target_b"}
    assert not found.wrong
    assert [sample.name for sample in found.samples] == [*VAL, "1680_2"]


def test_a_photo_that_is_there_twice_is_named(tmp_path: Path) -> None:
    folder = official_tree(tmp_path) / "train" / "target_a"
    shutil.copy(folder / "0_0.tif", folder / "0_0.TIFF")
    wrong = collect(find_folders(tmp_path), "train").wrong
    assert "target 0_0 is there as" in wrong["0_0_1"]


def test_long_lists_of_faults_are_cut() -> None:
    with pytest.raises(LayoutError, match=r"(?s)23 of the inputs .*\.\.\. and 13 more") as caught:
        refuse("tree", {f"0_{k}": f"source 0_{k} is missing" for k in range(23)}, "refuse")
    assert "0_9 " in str(caught.value)
    assert "0_10 " not in str(caught.value)


def sample(tmp_path: Path, mask: tuple[int, int] = (12, 18)) -> Sample:
    write_tiffs(tmp_path / "in", ["0_0"])
    write_tiffs(tmp_path / "out", ["0_0"], 8)
    cv2.imwrite(str(tmp_path / "mask.png"), np.zeros(mask, np.uint8))
    paths = (tmp_path / "in" / "0_0.tif", tmp_path / "out" / "0_0.tif", tmp_path / "mask.png")
    return Sample("0_0", "0_0", 0, 0, *paths)


@pytest.mark.parametrize("mask", [(12, 18), (24, 36), (6, 9), (25, 37)])
def test_masks_of_the_photos_shape_fit(tmp_path: Path, mask: tuple[int, int]) -> None:
    assert misfits([sample(tmp_path, mask)]) == {}


@pytest.mark.parametrize("mask", [(18, 12), (12, 12), (24, 30)])
def test_masks_of_another_shape_do_not(tmp_path: Path, mask: tuple[int, int]) -> None:
    assert f"mask.png has {mask[1]} x {mask[0]} pixels" in misfits([sample(tmp_path, mask)])["0_0"]


@pytest.mark.parametrize(
    ("file", "damage", "told"),
    [
        ("in/0_0.tif", lambda data: data[:200], "cut short"),
        ("in/0_0.tif", lambda data: b"", "empty"),
        ("out/0_0.tif", lambda data: b"no picture", "picture cannot be read"),
        ("mask.png", lambda data: data[:-20], "cut short"),
        ("mask.png", lambda data: b"", "not a PNG file"),
    ],
)
def test_damaged_files_are_named(tmp_path: Path, file: str, damage, told: str) -> None:
    whole = sample(tmp_path)
    (tmp_path / file).write_bytes(damage((tmp_path / file).read_bytes()))
    (reason,) = misfits([whole]).values()
    assert str(tmp_path / file) in reason
    assert told in reason


def test_another_size_is_told(tmp_path: Path) -> None:
    whole = sample(tmp_path)
    cv2.imwrite(str(whole.target), np.zeros((10, 18, 3), np.uint8))
    assert "out/0_0.tif has 18 x 10 pixels" in misfits([whole])["0_0"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0_0\nportrait\n", "line 2: 'portrait' is not a PPR10K photo"),
        ("0_0\n\n0_0\n", "line 3: 0_0 stands there"),
    ],
)
def test_faults_of_a_list_are_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "train.txt").write_text(text)
    with pytest.raises(LayoutError, match=told):
        read_names(tmp_path / "train.txt")


@pytest.mark.shared
def test_the_official_lists_are_read(shared: Path) -> None:
    counts = {"train": 8875, "test": 2286, "train_aug": 53250}
    for name, count in counts.items():
        assert len(read_names(shared / "data" / "ppr10k-names" / f"{name}.txt")) == count
