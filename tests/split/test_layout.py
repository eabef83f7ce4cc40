from __future__ import annotations

from collections import Counter

import pytest

from ppr10k_data.photo import PhotoId
from ppr10k_data.release import release_photos
from ppr10k_data.split import TARGETS, PictureKind, layout

ALL: frozenset[PictureKind] = frozenset({"source", *TARGETS, "mask"})
PAIR = [PhotoId(583, 9), PhotoId(1356, 0)]


def places(name, photos=PAIR, kinds=ALL, **more) -> list[str]:
    return [placed.place for placed in layout(name, photos, kinds, **more)]


def folders(name, **more) -> Counter[str]:
    return Counter(place.rpartition("/")[0] for place in places(name, release_photos(), **more))


def test_the_official_tree_has_what_its_code_reads() -> None:
    counts = folders("official")
    assert counts["train/source_aug"] == 53_250
    assert counts["val/source"] == counts["val/target_c"] == counts["val/masks"] == 2_286
    assert counts["train/target_a"] == counts["train/masks"] == 8_875
    assert set(counts) == {
        "train/source_aug",
        "val/source",
        *(f"{side}/{kind}" for side in ("train", "val") for kind in (*TARGETS, "masks")),
    }


def test_adaints_tree_holds_all_97_894_tiffs() -> None:
    counts = folders("adaint")
    assert counts["masks"] == 11_161
    assert counts.total() - counts["masks"] == 97_894


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "official",
            ["train/source_aug/583_9.tif", "train/masks/583_9.png", "val/source/1356_0.tif", "val/masks/1356_0.png"],
        ),
        ("adaint", ["source/583_9.tif", "masks/583_9.png", "source/1356_0.tif", "masks/1356_0.png"]),
    ],
)  # fmt: skip
def test_without_variants_and_targets(name, expected: list[str]) -> None:
    assert places(name, kinds=frozenset({"source", "mask"}), variants=0) == expected


def test_variants_are_of_training_sources_alone() -> None:
    found = places("adaint", variants=2)
    assert [place for place in found if "aug" in place] == [
        "source_aug_6/583_9.tif",
        "source_aug_6/583_9_1.tif",
        "source_aug_6/583_9_2.tif",
    ]
