"""Statistics beside figures made by other means."""

from __future__ import annotations

import random
import statistics as outside
from collections import Counter
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parameter_tables import row, stated, table
from ppr10k_data.parameters import PhotoFacts, statistics_of
from ppr10k_data.parameters.sliders import SLIDERS
from ppr10k_data.parameters.statistics import Statistics, camera_name
from ppr10k_data.xmp import KEYS
from ppr10k_data.xmp.values import Number


def of_exposures(values: list[float]) -> Statistics:
    return statistics_of(
        table(*(row(f"{i // 3}_{i % 3}", a=stated(exposure_ev=v)) for i, v in enumerate(values)))
    )


def test_the_twelve_sliders_have_the_scales_of_their_keys() -> None:
    kinds = {key.name: key.kind for key in KEYS}
    assert len(SLIDERS) == 12
    for slider in SLIDERS:
        kind = kinds[slider.key]
        assert isinstance(kind, Number)
        assert (slider.low, slider.high) == (kind.low, kind.high)


def test_figures_are_those_of_the_standard_library() -> None:
    draw = random.Random(3)
    values = [round(draw.gauss(0.2, 0.5), 2) for _ in range(101)]
    exposure = of_exposures(values).sliders[2]
    spread = exposure.spreads[1]
    assert (spread.version, spread.photos, spread.missing) == ("a", 101, 0)
    assert spread.mean == pytest.approx(outside.fmean(values), abs=1e-6)
    assert spread.std == pytest.approx(outside.pstdev(values), abs=1e-6)
    assert spread.median == pytest.approx(outside.median(values))
    quarters = outside.quantiles(values, n=20, method="inclusive")
    assert [spread.p5, spread.p25, spread.p75, spread.p95] == pytest.approx(
        [quarters[0], quarters[4], quarters[14], quarters[18]]
    )
    assert (spread.lowest, spread.highest) == (min(values), max(values))
    assert exposure.spreads[0].median is None


@given(st.lists(st.integers(-500, 500), min_size=1, max_size=30))
def test_every_value_is_in_the_bin_around_it(hundredths: list[int]) -> None:
    exposure = of_exposures([value / 100 for value in hundredths]).sliders[2]
    assert sum(exposure.counts["a"]) == len(hundredths)
    assert sum(exposure.counts["source"]) == 0
    assert len({len(counts) for counts in exposure.counts.values()} | {len(exposure.centres)}) == 1
    for centre, count in zip(exposure.centres, exposure.counts["a"], strict=True):
        inside = sum(abs(value - round(100 * centre)) < 5 for value in hundredths)
        edges = sum(abs(value - round(100 * centre)) == 5 for value in hundredths)
        assert inside <= count <= inside + edges


def test_neutral_sliders_are_counted() -> None:
    spread = of_exposures([0.0, 0.0, 0.5, -0.5]).sliders[2].spreads[1]
    assert spread.neutral_frac == 0.5


def test_cameras_groups_and_times_are_counted() -> None:
    facts = [
        PhotoFacts("a", "Canon", "Canon EOS 6D", datetime(2016, 2, 4, 14, 4, 5)),
        PhotoFacts("b", "NIKON CORPORATION", "NIKON D810", datetime(2016, 2, 5, 9, 0, 0)),
        PhotoFacts("c", "Canon", "Canon EOS 6D", None),
        PhotoFacts("d", "SONY", "ILCE-7M2", datetime(2016, 12, 5, 23, 59, 59)),
        PhotoFacts(),
    ]
    names = ("0_0", "0_1", "0_2", "1_0", "2_0")
    found = statistics_of(table(*(row(name, fact) for name, fact in zip(names, facts, strict=True))))
    assert found.cameras == {"Canon EOS 6D": 2, "NIKON D810": 1, "Sony ILCE-7M2": 1}
    assert next(iter(found.cameras)) == "Canon EOS 6D"
    assert found.group_sizes == {1: 2, 3: 1}
    assert {month: count for month, count in found.months.items() if count} == {2: 2, 12: 1}
    assert {hour: count for hour, count in found.hours.items() if count} == {9: 1, 14: 1, 23: 1}
    assert (found.photos, found.groups, found.without_camera, found.without_time) == (5, 3, 1, 2)


def test_a_table_of_nothing_has_statistics() -> None:
    found = statistics_of(table())
    assert (found.photos, found.sliders[0].centres, found.cameras) == (0, (), {})
    assert sum(found.hours.values()) == 0


def test_the_long_table_holds_every_number() -> None:
    found = of_exposures([0.0, 0.5])
    rows = found.rows()
    assert ("photos", "", "", 2) in rows
    assert ("Exposure2012", "a", "median", 0.25) in rows
    assert ("Exposure2012 histogram", "a", 0.5, 1) in rows
    counted = Counter(row[0] for row in rows)
    assert (counted["month"], counted["hour"], counted["group size"]) == (12, 24, 1)


@pytest.mark.parametrize(
    ("make", "model", "told"),
    [
        ("Canon", "Canon EOS R", "Canon EOS R"),
        ("NIKON CORPORATION", "NIKON D1", "NIKON D1"),
        ("SONY", "ILCE-7R", "Sony ILCE-7R"),
        ("FUJIFILM", "GFX 50S", "Fujifilm GFX 50S"),
        ("LG Mobile", "H815", "LG H815"),
        (None, "PowerShot", "PowerShot"),
    ],
)
def test_cameras_are_told_in_a_few_words(make: str | None, model: str, told: str) -> None:
    assert camera_name(make, model) == told
