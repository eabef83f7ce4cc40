from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.errors import SettingsError
from ppr10k_data.photo import PhotoId
from ppr10k_data.release import release_photos
from ppr10k_data.split import audit_lists, fold_lists, group_folds

TRAIN = [photo for photo in release_photos() if photo.split == "train"]


@st.composite
def photos_and_folds(draw: st.DrawFn) -> tuple[list[PhotoId], int]:
    sizes = draw(st.dictionaries(st.integers(0, 1355), st.integers(1, 18), min_size=2, max_size=30))
    photos = [PhotoId(group, index) for group, size in sizes.items() for index in range(size)]
    return draw(st.permutations(photos)), draw(st.integers(2, len(sizes)))


@given(photos_and_folds(), st.integers(0, 2**32))
def test_every_group_is_in_one_fold_and_folds_are_about_equal(
    case: tuple[list[PhotoId], int], seed: int
) -> None:
    photos, k = case
    folds = group_folds(photos, k, seed)
    assert len(folds) == k
    assert sorted(map(str, photos)) == sorted(str(photo) for fold in folds for photo in fold)
    groups = [{photo.group for photo in fold} for fold in folds]
    assert sum(map(len, groups)) == len(set().union(*groups))
    largest = max(Counter(photo.group for photo in photos).values())
    assert max(map(len, folds)) - min(map(len, folds)) <= largest


@given(photos_and_folds(), st.integers(0, 100), st.randoms())
def test_the_order_of_photos_does_not_matter(case: tuple[list[PhotoId], int], seed: int, random) -> None:
    photos, k = case
    others = list(photos)
    random.shuffle(others)
    assert group_folds(photos, k, seed) == group_folds(others, k, seed)


def test_the_seed_matters_and_the_deal_is_the_same_everywhere() -> None:
    assert group_folds(TRAIN, 5, 0) != group_folds(TRAIN, 5, 1)
    # Order by `printf 7:GROUP | sha256sum`: dealt out in turn.
    first = group_folds([PhotoId(group, 0) for group in range(6)], 2, 7)
    assert [[photo.group for photo in fold] for fold in first] == [[2, 4, 5], [0, 1, 3]]


def test_each_photo_is_tested_once_and_never_trained_on_in_that_fold() -> None:
    folds = fold_lists(group_folds(TRAIN, 5))
    assert sum(len(fold.test) for fold in folds) == len(TRAIN)
    for fold in folds:
        lists = {name: [str(photo) for photo in names] for name, names in fold.named().items()}
        assert not audit_lists(lists).findings


@pytest.mark.parametrize("k", [0, 1, 4])
def test_impossible_numbers_of_folds_are_refused(k: int) -> None:
    with pytest.raises(SettingsError, match=f"{k} folds of 3 groups: .* give 2 to 3"):
        group_folds([PhotoId(group, 0) for group in range(3)], k)


@pytest.mark.parametrize(("groups", "way_out"), [(1, "2 groups at least"), (2, "give 2$")])
def test_the_way_out_can_be_gone(groups: int, way_out: str) -> None:
    with pytest.raises(SettingsError, match=way_out):
        group_folds([PhotoId(group, 0) for group in range(groups)], 9)
