from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from ppr10k_data.augment import PAIRED, SOURCE, Grid, Normal, Range, Scheme, Uniform, draw_variant
from ppr10k_data.photo import PhotoId

VARIANT = PhotoId(12, 3, 2)


def numbers(scheme: Scheme, seed: int = 0, variant: PhotoId = VARIANT) -> dict[str, float]:
    return {draw.name: draw.number for draw in draw_variant(scheme, seed, variant)}


def test_a_draw_depends_on_seed_photo_variant_and_attribute_alone() -> None:
    first = numbers(SOURCE)
    assert numbers(SOURCE) == first
    others = [
        numbers(SOURCE, 1),
        numbers(SOURCE, 0, PhotoId(12, 3, 1)),
        numbers(SOURCE, 0, PhotoId(12, 2, 2)),
    ]
    for other in others:
        assert all(other[name] != first[name] for name in first)
    fractions = [
        (first[each.name] - each.spread.low) / (each.spread.high - each.spread.low) for each in SOURCE.ranges
    ]
    assert len(set(np.round(fractions, 6))) == len(fractions)


def test_another_attribute_or_range_moves_no_other() -> None:
    more = SOURCE.with_ranges([Range("Vibrance", Normal(0.0, 10.0)), Range("Tint", Uniform(-1.0, 1.0))])
    first, second = numbers(SOURCE), numbers(more)
    assert second.keys() - first.keys() == {"Vibrance"}
    assert {name for name in first if first[name] != second[name]} == {"Tint"}


def test_the_first_numbers_of_seed_0_stay_what_they_are() -> None:
    """Computed by numpy's own words; a seed that draws otherwise one day is a breach."""
    from zlib import crc32

    keys = [0, crc32(b"12_3"), 2]
    for each in SOURCE.ranges:
        expected = np.random.default_rng([*keys, crc32(each.name.encode())]).uniform(
            each.spread.low, each.spread.high
        )
        assert numbers(SOURCE)[each.name] == expected


def drawn(scheme: Scheme, photos: int) -> dict[str, np.ndarray]:
    rows = [
        numbers(scheme, 7, PhotoId(number // 8, number % 8, variant))
        for number in range(photos)
        for variant in range(1, 6)
    ]
    return {each.name: np.array([row[each.name] for row in rows]) for each in scheme.ranges}


def agree(scheme: Scheme, photos: int) -> None:
    """Kolmogorov and Smirnov's test of every range; at 0.001 one seed in a hundred would fail somewhere."""
    samples = drawn(scheme, photos)
    for each in scheme.ranges:
        spread = each.spread
        if isinstance(spread, Normal):
            expected = stats.norm(spread.mean, spread.deviation)
        else:
            assert isinstance(spread, Uniform)
            expected = stats.uniform(spread.low, spread.high - spread.low)
        assert stats.kstest(samples[each.name], expected.cdf).pvalue > 1e-3, each.name


def test_numbers_follow_their_ranges() -> None:
    agree(SOURCE.with_ranges([Range("Vibrance", Normal(2.0, 12.0))]), 400)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", [SOURCE, PAIRED], ids=["source", "paired"])
def test_100_000_numbers_of_each_attribute_follow_their_ranges(scheme: Scheme) -> None:
    agree(scheme, 20_000)


def test_attributes_variants_and_photos_are_independent() -> None:
    samples = drawn(SOURCE, 800)
    table = np.array([(sample - sample.mean()) / sample.std() for sample in samples.values()])
    correlations = table @ table.T / table.shape[1] - np.eye(len(table))
    assert np.abs(correlations).max() < 0.06  # 4 standard errors of 4,000
    for row in table:
        assert abs(np.mean(row[1:] * row[:-1])) < 0.06


def test_grids_are_walked_through_together() -> None:
    scheme = Scheme((Range("Temperature", Grid((1.0, 2.0, 3.0))), Range("Tint", Grid((10.0, 20.0)))))
    seen = [tuple(numbers(scheme, 5, PhotoId(0, 0, k)).values()) for k in range(1, 8)]
    assert seen == [(1, 10), (2, 10), (3, 10), (1, 20), (2, 20), (3, 20), (1, 10)]


def test_numbers_are_drawn_again_until_they_fit() -> None:
    scheme, room = Scheme((Range("Highlights2012", Uniform(-30.0, 30.0)),)), (-math.inf, -20.0)
    draws = [draw_variant(scheme, 0, PhotoId(n, 0, 1), {"Highlights2012": room})[0] for n in range(600)]
    assert all(draw.number <= -20.0 and not draw.clamped for draw in draws)
    assert stats.kstest([draw.number for draw in draws], stats.uniform(-30, 10).cdf).pvalue > 1e-3
    assert sum(draw.redrawn for draw in draws) / len(draws) == pytest.approx(5.0, rel=0.2)


def test_a_range_that_misses_its_room_ends_at_its_edge() -> None:
    scheme = Scheme((Range("Contrast2012", Uniform(5.0, 20.0)),))
    (draw,) = draw_variant(scheme, 0, VARIANT, {"Contrast2012": (-3.0, 0.0)})
    assert (draw.number, draw.clamped) == (0.0, True)


def test_no_two_photos_of_the_release_share_their_key() -> None:
    from zlib import crc32

    names = [f"{group}_{index}" for group in range(1681) for index in range(19)]
    assert len({crc32(name.encode()) for name in names}) == len(names)
