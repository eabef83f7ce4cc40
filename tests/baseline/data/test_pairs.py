from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picture_trees import official_tree
from ppr10k_data.baseline.data.frames import Box
from ppr10k_data.errors import SettingsError

torch = pytest.importorskip("torch")

from ppr10k_data import PPR10KDataset  # noqa: E402
from ppr10k_data.baseline.data import GroupPairs  # noqa: E402
from ppr10k_data.baseline.data.pairs import shared_by  # noqa: E402


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> PPR10KDataset:
    return PPR10KDataset(official_tree(tmp_path_factory.mktemp("tree")))


def cut(image: torch.Tensor, ends: torch.Tensor) -> torch.Tensor:
    top, bottom, left, right = ends.tolist()
    return image[:, top:bottom, left:right]


def test_targets_and_masks_agree_on_the_overlap(dataset: PPR10KDataset) -> None:
    pairs = GroupPairs(dataset, size=16, crop=10)
    for epoch in range(4):
        for index in range(len(pairs)):
            item = pairs[epoch, index]
            assert item["input_1"].shape == item["target_2"].shape == (3, 10, 10)
            for what in ("target", "mask"):
                one = cut(item[f"{what}_1"], item["overlap_1"])
                assert torch.equal(one, cut(item[f"{what}_2"], item["overlap_2"]))
                assert one.shape[1] >= 4
                assert one.shape[2] >= 4


def test_the_second_is_another_augmentation_of_the_same_photo(dataset: PPR10KDataset) -> None:
    pairs = GroupPairs(dataset, size=16, crop=10)
    items = [pairs[epoch, index] for epoch in range(3) for index in range(len(pairs))]
    assert all(item["variant_1"] != item["variant_2"] for item in items)
    assert {item["variant_2"] for item in items} == {0, 1, 2}
    assert not torch.equal(items[0]["input_1"], items[0]["input_2"])


def test_the_official_slips_on_request(dataset: PPR10KDataset) -> None:
    pairs = GroupPairs(dataset, size=16, crop=10, fixed=False)
    items = [pairs[epoch, index] for epoch in range(6) for index in range(len(pairs))]
    assert all(torch.equal(item["mask_1"], item["mask_2"]) for item in items)
    assert any(item["variant_1"] == item["variant_2"] for item in items)


def test_a_pair_belongs_to_seed_epoch_and_photo(dataset: PPR10KDataset) -> None:
    pairs = GroupPairs(dataset, size=16, crop=10)
    assert torch.equal(pairs[1, 3]["input_2"], pairs[1, 3]["input_2"])
    assert any(not torch.equal(pairs[1, 3]["input_1"], pairs[epoch, 3]["input_1"]) for epoch in range(2, 6))


@pytest.mark.parametrize("crop", [8, 17])
def test_crops_that_may_share_nothing_are_refused(dataset: PPR10KDataset, crop: int) -> None:
    with pytest.raises(SettingsError, match="more than half of size=16"):
        GroupPairs(dataset, size=16, crop=crop)


places = st.integers(0, 112)


@given(places, places, places, places)
def test_the_overlap_is_what_both_boxes_hold(top_1: int, left_1: int, top_2: int, left_2: int) -> None:
    first, second = Box(top_1, left_1, 336, 336), Box(top_2, left_2, 336, 336)
    one, two = shared_by(first, second)
    assert (one.height, one.width) == (336 - abs(top_1 - top_2), 336 - abs(left_1 - left_2))
    assert (first.top + one.top, first.left + one.left) == (second.top + two.top, second.left + two.left)
    assert one.inside(336, 336)
    assert two.inside(336, 336)
