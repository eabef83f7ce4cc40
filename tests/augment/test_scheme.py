from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.augment import ATTRIBUTES, PAIRED, SOURCE, Grid, Normal, Range, Scheme, Uniform, scheme_of

NUMBERS = st.floats(-1000, 1000)
SPREADS = st.one_of(
    st.tuples(NUMBERS, NUMBERS).map(lambda ends: Uniform(min(ends), max(ends))),
    st.builds(Normal, NUMBERS, st.floats(0.1, 100)),
    st.lists(NUMBERS, min_size=1, max_size=5).map(lambda points: Grid(tuple(points))),
)
SCHEMES = st.builds(
    lambda ranges, paired: Scheme(tuple(ranges), paired),
    st.lists(
        st.builds(Range, st.sampled_from(sorted(ATTRIBUTES)), SPREADS, st.sampled_from(["change", "value"])),
        min_size=1,
        max_size=6,
        unique_by=lambda each: each.name,
    ),
    st.booleans(),
)


def test_the_official_ranges() -> None:
    """As the authors' scripts have them (csjliang/PPR10K, utils)."""
    told = {each.name: (each.spread.low, each.spread.high) for each in SOURCE.ranges}
    assert told == {
        "Temperature": (-500, 500),
        "Tint": (-10, 10),
        "Exposure2012": (-1, 1),
        "Highlights2012": (-35, 35),
        "Contrast2012": (-30, 0),
        "Saturation": (0, 30),
    }
    told = {each.name: (each.spread.low, each.spread.high) for each in PAIRED.ranges}
    assert told == {
        "Temperature": (-1000, 1000),
        "Tint": (-10, 10),
        "Exposure2012": (-0.5, 0.5),
        "Highlights2012": (-30, 30),
        "Contrast2012": (-20, 20),
    }
    assert [each.name for each in PAIRED.compensated] == ["Exposure2012", "Highlights2012", "Contrast2012"]
    assert SOURCE.compensated == ()


@given(SCHEMES)
def test_a_scheme_is_read_back_from_its_record(scheme: Scheme) -> None:
    again = scheme_of(json.loads(json.dumps({"seed": 3, **scheme.recorded()}, sort_keys=True)))
    assert again.paired == scheme.paired
    assert set(again.ranges) == set(scheme.ranges)
    for variant in range(1, 12):
        assert dict(grids(again, variant)) == dict(grids(scheme, variant))


def grids(scheme: Scheme, variant: int) -> list[tuple[str, float]]:
    places = scheme.places(variant)
    return [
        (each.name, each.spread.draw(None, place)) for each, place in places if isinstance(each.spread, Grid)
    ]


@pytest.mark.parametrize("record", [{}, {"scheme": "source"}, {"scheme": "x", "Tint": {"uniform": [0, 1]}}])
def test_what_is_no_record_is_an_error(record: dict[str, object]) -> None:
    with pytest.raises((KeyError, ValueError)):
        scheme_of(record)


def test_ranges_replace_and_follow() -> None:
    tint, dehaze = Range("Tint", Uniform(0.0, 1.0)), Range("Dehaze", Uniform(0.0, 1.0))
    assert [each.name for each in SOURCE.with_ranges([tint, dehaze]).ranges][1:] == [
        *("Tint", "Exposure2012", "Highlights2012", "Contrast2012", "Saturation", "Dehaze")
    ]
    assert SOURCE.with_ranges([tint, dehaze], defaults=False).ranges == (tint, dehaze)
