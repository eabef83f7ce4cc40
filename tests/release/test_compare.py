from __future__ import annotations

from collections.abc import Collection

import pytest

from ppr10k_data.photo import PhotoId
from ppr10k_data.release import (
    FIRST,
    PARTS,
    SECOND,
    abilities,
    compare,
    names_in,
    release_photos,
    released_count,
)

WHOLE = {part: names_in(part, release_photos()) for part in PARTS}


def without(part: str, *names: str) -> dict[str, Collection[PhotoId]]:
    return {**WHOLE, part: WHOLE[part] - {PhotoId.parse(name) for name in names}}


def part_of(found: dict[str, Collection[PhotoId]], part: str):
    return next(each for each in compare(found).parts if each.part == part)


def test_counts_are_the_releases() -> None:
    counts = {part: released_count(part) for part in PARTS}
    tiffs = {part: count for part, count in counts.items() if part.startswith("tif/")}
    originals = 8_875  # in the folder of augmented sources, beside those in the folder of sources
    assert sum(tiffs.values()) - originals == SECOND.tiffs - originals == 97_894 - originals
    assert sum(tiffs.values()) - counts["tif/source_aug"] == FIRST.tiffs == 44_644
    assert counts["xmp_target_b"] == counts["xmp_target_c"] == 11_160
    assert FIRST.files == 11_161 + 44_644 + 2 * 11_161 + FIRST.tiffs + 39
    assert SECOND.files == FIRST.files - FIRST.tiffs + SECOND.tiffs + 12


def test_the_whole_release_has_its_known_holes_and_no_others() -> None:
    comparison = compare(WHOLE)
    assert comparison.is_whole
    assert comparison.release == SECOND
    assert all(part.state == "whole" and not part.missing and not part.unknown for part in comparison.parts)
    assert [str(p) for p in part_of(WHOLE, "xmp_target_b").holes] == ["1680_3"]


def test_the_first_release_is_whole_without_augmented_sources() -> None:
    first = {part: names for part, names in WHOLE.items() if part != "tif/source_aug"}
    comparison = compare(first)
    assert comparison.release == FIRST
    assert comparison.is_whole


def test_a_hole_that_somebody_filled_is_no_stranger() -> None:
    filled = {**WHOLE, "xmp_target_b": WHOLE["xmp_target_b"] | {PhotoId(1680, 3)}}
    part = part_of(filled, "xmp_target_b")
    assert (part.missing, part.unknown, part.holes) == ((), (), ())


@pytest.mark.parametrize(
    ("part", "name"), [("raw", "12_3"), ("xmp_target_c", "5_1"), ("tif/source_aug", "583_9_4")]
)
def test_a_missing_file_is_named(part: str, name: str) -> None:
    found = part_of(without(part, name), part)
    assert found.state == "partial"
    assert [str(photo) for photo in found.missing] == [name]


def test_a_part_that_is_not_there_at_all_misses_nothing() -> None:
    some = {part: WHOLE[part] for part in ("raw", "xmp_source")}
    comparison = compare(some)
    assert comparison.release is None
    assert not comparison.is_whole
    assert not any(part.missing for part in comparison.parts)
    assert {part.part for part in comparison.parts if part.state == "absent"} == set(PARTS) - {
        "raw",
        "xmp_source",
    }


def test_some_groups_are_a_part_that_is_whole_in_itself() -> None:
    groups = {part: {name for name in names if name.group < 20} for part, names in WHOLE.items()}
    comparison = compare(groups)
    assert not any(part.missing for part in comparison.parts)
    assert {part.state for part in comparison.parts} == {"partial"}


def test_photos_that_the_release_does_not_have_are_told_and_not_counted() -> None:
    strange = {**WHOLE, "raw": {*WHOLE["raw"], PhotoId(1681, 0)}}
    part = part_of(strange, "raw")
    assert (part.there, [str(photo) for photo in part.unknown]) == (11_161, ["1681_0"])
    assert PhotoId(1681, 0) not in compare(strange).photos


def test_abilities_count_the_photos_that_have_all_files() -> None:
    some = {
        "raw": [PhotoId(0, 0), PhotoId(0, 1)],
        "xmp_source": WHOLE["xmp_source"],
        "xmp_target_b": [PhotoId(0, 1)],
    }
    able = {ability.command: ability.photos for ability in abilities(some)}
    assert able["render --xmp xmp_source"] == 2
    assert able["render --xmp xmp_target_b"] == 1
    assert able["params --out params.csv"] == 11_161
    assert not any("train" in command or "masks" in command for command in able)


def test_nothing_can_be_done_with_nothing() -> None:
    assert abilities({}) == ()
