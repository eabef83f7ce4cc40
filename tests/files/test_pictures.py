from __future__ import annotations

from pathlib import Path

import pytest

from ppr10k_data.files.pictures import find_pictures
from tiny_release import touch


def names(found, kind: str) -> set[str]:
    return {str(name) for name in found.files[kind]}


@pytest.mark.parametrize(
    "places",
    [
        {"source": ["0_0", "1356_0"], "source_aug_6": ["0_0", "0_0_1"], "target_a": ["0_0"], "masks": ["0_0"]},
        {"train/source_aug": ["0_0", "0_0_1"], "val/source": ["1356_0"], "train/target_a": ["0_0"],
         "train/masks": ["0_0"]},
        {"360p/xmp_source": ["0_0", "1356_0"], "360p/source_aug": ["0_0_1"], "360p/xmp_target_a": ["0_0"],
         "360p/masks": ["0_0"]},
        {"xmp_source": ["0_0", "1356_0"], "xmp_source_aug": ["0_0_1"], "xmp_target_a": ["0_0"], "masks_360p": ["0_0"]},
    ],
    ids=["adaint", "official", "renders", "one resolution"],
)  # fmt: skip
def test_every_layout_is_found_by_looking(tmp_path: Path, places: dict[str, list[str]]) -> None:
    for place, photos in places.items():
        touch(tmp_path / place, photos, "png" if "mask" in place else "tif")
    found = find_pictures([tmp_path])
    assert names(found, "source") == {"0_0", "0_0_1", "1356_0"}
    assert names(found, "target_a") == names(found, "mask") == {"0_0"}
    assert names(found, "target_b") == set()
    assert {folder.folder.relative_to(tmp_path).as_posix() for folder in found.folders} == set(places)


def test_the_first_that_holds_a_picture_counts(tmp_path: Path) -> None:
    first = touch(tmp_path / "a" / "source", ["0_0"], "tif")
    second = touch(tmp_path / "b" / "source", ["0_0", "0_1"], "tif")
    touch(tmp_path / "b" / "source_aug_6", ["0_1", "0_1_1"], "tif")
    files = {
        str(name): path
        for name, path in find_pictures([tmp_path / "a", tmp_path / "b"]).files["source"].items()
    }
    assert files["0_0"] == first / "0_0.tif"
    assert files["0_1"] == second / "0_1.tif"


def test_extensions_in_any_case_and_doubles(tmp_path: Path) -> None:
    touch(tmp_path / "source", ["0_0"], "TIF")
    touch(tmp_path / "source", ["0_1"], "tif")
    touch(tmp_path / "source", ["0_1"], "tiff")
    touch(tmp_path / "source", ["0_2"], "png")
    found = find_pictures([tmp_path])
    assert names(found, "source") == {"0_0"}
    assert {str(name) for name in found.folders[0].doubles} == {"0_1"}


def test_masks_of_the_release_come_last(tmp_path: Path) -> None:
    own = touch(tmp_path / "renders" / "masks", ["0_0"], "png")
    release = touch(tmp_path / "masks_360p", ["0_0", "0_1"], "png")
    files = find_pictures([tmp_path / "renders"], masks=[release, tmp_path / "nowhere"]).files["mask"]
    assert sorted(path.parent for path in files.values()) == sorted([own, release])
