from __future__ import annotations

from pathlib import Path

import pytest

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.lightroom import lightroom_tiffs, our_renders
from ppr10k_data.photo import PhotoId

SOURCE, TARGET = "xmp_source", "xmp_target_a"
PHOTO = PhotoId(12, 3)


def touched(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("train/source/12_3.tif", "train/target_a/12_3.tif"),
        ("train/source_aug/12_3.tif", "train/target_a/12_3.TIF"),
        ("source/12_3.tif", "target_a/12_3.tiff"),
        ("source_aug_6/12_3.tif", "target_a/12_3.tif"),
        ("xmp_source/12_3.tif", "xmp_target_a/12_3.tif"),
    ],
)
def test_every_layout_in_use(tmp_path: Path, source: str, target: str) -> None:
    found = lightroom_tiffs(touched(tmp_path, source, target), [SOURCE, TARGET])
    assert found == {SOURCE: {PHOTO: tmp_path / source}, TARGET: {PHOTO: tmp_path / target}}


def test_train_and_val_are_one(tmp_path: Path) -> None:
    touched(tmp_path, "train/target_a/12_3.tif", "val/target_a/1356_0.tif")
    assert list(lightroom_tiffs(tmp_path, [TARGET])[TARGET]) == [PHOTO, PhotoId(1356, 0)]


def test_an_original_among_augmented_sources(tmp_path: Path) -> None:
    touched(tmp_path, "train/source_aug/12_3.tif", "train/source_aug/12_3_1.tif")
    assert PHOTO in lightroom_tiffs(tmp_path, [SOURCE])[SOURCE]


def test_augmented_sources_of_the_release_are_not_those_of_our_own_sidecars(tmp_path: Path) -> None:
    touched(tmp_path, "source_aug/12_3_1.tif")
    with pytest.raises(LayoutError, match="in xmp_source_aug under it"):
        lightroom_tiffs(tmp_path, ["xmp_source_aug"])


def test_one_kind_may_lie_flat(tmp_path: Path) -> None:
    touched(tmp_path, "12_3.tif")
    assert lightroom_tiffs(tmp_path, [TARGET]) == {TARGET: {PHOTO: tmp_path / "12_3.tif"}}
    with pytest.raises(LayoutError, match="no TIFFs named like photos"):
        lightroom_tiffs(tmp_path, [SOURCE, TARGET])


def test_a_missing_folder_says_how_to_name_another(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match=r"no such folder of Lightroom's TIFFs; .* --tif"):
        lightroom_tiffs(tmp_path / "none", [SOURCE])
    with pytest.raises(LayoutError, match="leave out --renders"):
        our_renders(tmp_path / "none", [SOURCE])


@pytest.mark.parametrize("name", ["xmp_source/12_3.png", "360p/xmp_source/12_3.tif"])
def test_renders_by_out_or_by_resolution(tmp_path: Path, name: str) -> None:
    assert our_renders(touched(tmp_path, name), [SOURCE]) == {SOURCE: {PHOTO: tmp_path / name}}


def test_no_renders_are_told(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="no renders in xmp_source or 360p/xmp_source under it"):
        our_renders(tmp_path, [SOURCE])


@pytest.mark.parametrize(
    ("folder", "label"),
    [("target_b", "xmp_target_a"), ("xmp_target_a", "xmp_source"), ("source", "xmp_target_c")],
)
def test_a_folder_that_is_called_like_another_set_is_refused(tmp_path: Path, folder: str, label: str) -> None:
    touched(tmp_path, f"{folder}/12_3.tif")
    with pytest.raises(LayoutError, match=f"and {label} is looked for; name the folder above it"):
        lightroom_tiffs(tmp_path / folder, [label])
    own = f"xmp_{folder.removeprefix('xmp_')}"
    for allowed in (own, "my_edits"):
        assert PHOTO in lightroom_tiffs(tmp_path / folder, [allowed])[allowed]
