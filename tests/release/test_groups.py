from __future__ import annotations

from pathlib import Path

import pytest

from ppr10k_data.photo import PhotoId
from ppr10k_data.release import GROUP_SIZES, is_released, release_photos


def test_as_many_groups_and_photos_as_the_paper_says() -> None:
    assert (len(GROUP_SIZES), sum(GROUP_SIZES)) == (1681, 11_161)
    assert (min(GROUP_SIZES), max(GROUP_SIZES)) == (3, 18)
    assert len(set(release_photos())) == 11_161


@pytest.mark.shared
def test_the_photos_are_those_of_the_official_lists(shared: Path) -> None:
    lists = shared / "data" / "ppr10k-names"
    names = [*(lists / "train.txt").read_text().split(), *(lists / "test.txt").read_text().split()]
    assert {str(photo) for photo in release_photos()} == set(names)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("0_0", True),
        ("1680_3", True),
        ("0_99", False),
        ("1681_0", False),
        ("583_9_5", True),
        ("583_99_1", False),
    ],
)
def test_a_variant_is_known_by_its_photo(name: str, known: bool) -> None:
    assert is_released(PhotoId.parse(name)) is known
