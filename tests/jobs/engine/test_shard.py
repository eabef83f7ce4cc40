from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.errors import SettingsError
from ppr10k_data.jobs.engine.shard import Shard


@given(st.integers(1, 50), st.lists(st.integers(0, 1680)))
def test_every_group_is_in_one_share(count: int, groups: list[int]) -> None:
    shards = [Shard(index, count) for index in range(1, count + 1)]
    for group in groups:
        assert sum(shard.owns(group) for shard in shards) == 1


def test_shares_of_the_release_are_alike() -> None:
    sizes = [sum(Shard(index, 8).owns(group) for group in range(1681)) for index in range(1, 9)]
    assert max(sizes) - min(sizes) <= 1


def test_parse() -> None:
    assert Shard.parse("3/8") == Shard(3, 8)
    assert str(Shard(3, 8)) == "3/8"
    assert (Shard().tag, Shard(3, 8).tag) == ("", "-3-of-8")


@pytest.mark.parametrize("text", ["", "3", "0/8", "9/8", "1/0", "-1/8", "3/8/9", "a/b", "\u0663/8", "3 / 8"])
def test_others_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="shard"):
        Shard.parse(text)


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ({}, None),
        ({"ID": "0", "COUNT": "8", "MIN": "0", "MAX": "7", "STEP": "1"}, Shard(1, 8)),
        ({"ID": "8", "COUNT": "8", "MIN": "1", "MAX": "8", "STEP": "1"}, Shard(8, 8)),
        ({"ID": "14", "COUNT": "3", "MIN": "10", "MAX": "14", "STEP": "2"}, Shard(3, 3)),
        ({"ID": "5", "COUNT": "1", "MIN": "5", "MAX": "5"}, Shard(1, 1)),
    ],
)
def test_a_slurm_task_has_its_share(task: dict[str, str], expected: Shard | None) -> None:
    assert Shard.of_slurm({f"SLURM_ARRAY_TASK_{name}": value for name, value in task.items()}) == expected


def test_a_slurm_array_with_holes_is_refused() -> None:
    task = {"SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_COUNT": "3", "SLURM_ARRAY_TASK_MIN": "1"}
    with pytest.raises(SettingsError, match=r"not one of 3 in a row: give --shard"):
        Shard.of_slurm(task)
