from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.baseline.data.samples import Sample
from ppr10k_data.errors import SettingsError

pytest.importorskip("torch")

from ppr10k_data.baseline.data import EpochSampler, GroupBatches


def samples(*photos_of_group: int) -> list[Sample]:
    return [
        Sample(f"{group}_{k}", f"{group}_{k}", group, 0, Path(), Path())
        for group, photos in enumerate(photos_of_group)
        for k in range(photos)
    ]


def test_every_photo_once_an_epoch_in_another_order() -> None:
    sampler = EpochSampler(20, seed=5)
    first = list(sampler)
    sampler.set_epoch(1)
    second = list(sampler)
    assert sorted(first) == [(0, index) for index in range(20)]
    assert sorted(second) == [(1, index) for index in range(20)]
    assert [index for _, index in first] != [index for _, index in second]


def test_without_shuffling_the_order_is_the_datasets() -> None:
    assert list(EpochSampler(3, shuffle=False)) == [(0, 0), (0, 1), (0, 2)]


@given(st.integers(0, 20))
def test_an_epoch_goes_on_from_its_middle(start: int) -> None:
    sampler = EpochSampler(20)
    sampler.set_epoch(3)
    whole = list(sampler)
    sampler.set_epoch(3, start=start)
    assert list(sampler) == whole[start:]
    assert len(sampler) == 20 - start


@given(st.integers(1, 40), st.integers(1, 6))
def test_processes_share_an_epoch_evenly(length: int, processes: int) -> None:
    shares = [list(EpochSampler(length, rank=rank, processes=processes)) for rank in range(processes)]
    assert len({len(share) for share in shares}) == 1
    assert {index for share in shares for _, index in share} == set(range(length))


def test_a_rank_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"rank=2: expected 0\.\.1"):
        EpochSampler(4, rank=2, processes=2)


def test_batches_keep_groups_together() -> None:
    photos = samples(4, 4, 4, 4, 4, 4)
    sampler = GroupBatches(photos, 8, per_group=4)
    for batch in sampler:
        groups = [photos[index].group for _, index in batch]
        assert len(groups) == 8
        assert sorted(map(groups.count, set(groups))) == [4, 4]
    assert len(sampler) == 3


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(1, 8), st.integers(0, 3))
def test_batches_hold_every_photo_once(groups: list[int], per_group: int, epoch: int) -> None:
    photos = samples(*groups)
    sampler = GroupBatches(photos, 8, per_group=per_group)
    sampler.set_epoch(epoch)
    batches = list(sampler)
    assert sorted(place for batch in batches for place in batch) == [(epoch, i) for i in range(len(photos))]
    assert max(map(len, batches)) <= 8
    assert batches == list(sampler)


def test_more_of_a_group_than_a_batch_holds_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"per_group=9: expected 1\.\.8"):
        GroupBatches(samples(3), 8, per_group=9)
