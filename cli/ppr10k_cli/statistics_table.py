"""Statistics of the parameters, for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ppr10k_cli.columns import columns, counted

if TYPE_CHECKING:
    from ppr10k_data.parameters import Statistics
    from ppr10k_data.parameters.statistics import SliderStatistics, Spread

NAMED = 10
"""So many cameras are spelled out; all stand in ``--json`` and ``--csv``."""

HEADS = ("photos", "median", "mean", "std", "lowest", "5 %", "25 %", "75 %", "95 %", "highest", "neutral")


def statistics_lines(statistics: Statistics) -> list[str]:
    """Set statistics as tables.

    Parameters
    ----------
    statistics : Statistics

    Returns
    -------
    list of str
        Lines to print.
    """
    parts = [
        [f"{counted(statistics.photos, 'photo')} in {counted(statistics.groups, 'group')}"],
        _sliders(statistics.sliders),
        _cameras(statistics),
        _counts("group size", statistics.group_sizes),
        *(
            [_counts("month", statistics.months), _counts("hour", statistics.hours)]
            if _timed(statistics)
            else []
        ),
    ]
    return [line for part in parts if part for line in ("", *part)][1:]


def _timed(statistics: Statistics) -> bool:
    return statistics.without_time < statistics.photos


def _sliders(sliders: Iterable[SliderStatistics]) -> list[str]:
    rows: list[tuple[str, ...]] = [("slider", "", *HEADS)]
    for of in sliders:
        title = of.slider.key
        for spread in of.spreads:
            rows.append((title, spread.version, *_cells(spread)))
            title = ""
    return columns(rows, indent=0)


def _cells(spread: Spread) -> tuple[str, ...]:
    s = spread
    values = (s.median, s.mean, s.std, s.lowest, s.p5, s.p25, s.p75, s.p95, s.highest)
    share = "" if s.neutral_frac is None else f"{100 * s.neutral_frac:.0f} %"
    return (f"{s.photos:,}", *map(_figure, values), share)


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _cameras(statistics: Statistics) -> list[str]:
    if not statistics.cameras:
        return []
    shown = list(statistics.cameras.items())[:NAMED]
    lines = columns([("camera", "photos"), *((name, f"{count:,}") for name, count in shown)], indent=0)
    more = len(statistics.cameras) - len(shown)
    return lines + ([f"  ... and {counted(more, 'other model')} (--json lists all)"] if more else [])


def _counts(title: str, counts: Mapping[Any, int]) -> list[str]:
    unit = "groups" if title == "group size" else "photos"
    rows = [(title, *map(str, counts)), (unit, *(f"{count:,}" for count in counts.values()))]
    return columns(rows, indent=0)
