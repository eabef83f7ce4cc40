from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.photo import PhotoId
from ppr10k_data.release import release_photos
from ppr10k_data.split import official_lists, with_variants

photos = st.builds(PhotoId, st.integers(0, 1680), st.integers(0, 17))


@pytest.mark.shared
@pytest.mark.parametrize(("name", "count"), [("train", 8_875), ("test", 2_286), ("train_aug", 53_250)])
def test_the_lists_are_the_official_ones(shared: Path, name: str, count: int) -> None:
    ours = official_lists(release_photos()).named()[name]
    theirs = (shared / "data" / "ppr10k-names" / f"{name}.txt").read_text().split()
    assert len(ours) == count
    assert {str(photo) for photo in ours} == set(theirs)


@given(st.lists(photos))
def test_each_photo_is_on_one_side_in_numeric_order(names: list[PhotoId]) -> None:
    lists = official_lists(names)
    assert set(lists.train) | set(lists.test) == set(names)
    assert not {photo.group for photo in lists.train} & {photo.group for photo in lists.test}
    for each in (lists.train, lists.test, lists.train_aug):
        assert list(each) == sorted(each, key=lambda photo: photo.sort_key)
    assert len(lists.train_aug) == 6 * len(lists.train)


def test_variants_count_as_their_photo() -> None:
    lists = official_lists([PhotoId(583, 9, 5)])
    assert [str(photo) for photo in lists.train] == ["583_9"]
    assert [str(photo) for photo in lists.train_aug] == ["583_9", *(f"583_9_{k}" for k in range(1, 6))]


def test_without_variants_a_photo_stands_for_itself() -> None:
    assert with_variants([PhotoId(1, 2)], 0) == (PhotoId(1, 2),)
