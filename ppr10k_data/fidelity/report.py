"""Comparisons summed up."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from ppr10k_data.develop.coverage import COVERAGE
from ppr10k_data.fidelity.comparison import Comparison
from ppr10k_data.fidelity.strengths import step_of
from ppr10k_data.metrics import Scores
from ppr10k_data.xmp import KEYS


@dataclass(frozen=True)
class Row:
    """Several comparisons as one.

    Parameters
    ----------
    name : str
        What they have in common.
    pictures : int
        How many they are.
    scores : Scores
        Means of the pictures' scores, each picture counting as much as any other; so the official evaluation sums up.
    """

    name: str
    pictures: int
    scores: Scores

    def recorded(self) -> dict[str, Any]:
        """As JSON has it; an infinite PSNR is null."""
        scores = asdict(self.scores)
        scores["psnr_db"] = None if math.isinf(self.scores.psnr_db) else self.scores.psnr_db
        return {"name": self.name, "pictures": self.pictures, **scores}


@dataclass(frozen=True)
class SliderRows:
    """One adjustment's comparisons by its strength.

    Parameters
    ----------
    key : str
        Camera Raw key.
    replayed : {"replayed", "approximated", "not replayed"}
        What ours does of it.
    rows : tuple of Row
        From its most negative strength to its most positive.
    """

    key: str
    replayed: str
    rows: tuple[Row, ...]

    def recorded(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "key": self.key,
            "replayed": self.replayed,
            "strengths": [row.recorded() for row in self.rows],
        }


@dataclass(frozen=True)
class Report:
    """All comparisons, summed up.

    Parameters
    ----------
    overall : Row
        All pictures that could be compared.
    kinds, cameras, process_versions : tuple of Row
        Kinds in the order of their folders, cameras by their number of pictures, process versions ascending.
    sliders : tuple of SliderRows
        In Camera Raw's order; an adjustment that is equally strong everywhere is left out.
    worst : tuple of Comparison
        All that could be compared, those with the largest mean CIE 2000 difference first.
    not_compared : tuple of Comparison
        The others, each with its reason.
    ways : tuple of Row
        All pictures unmatched, and what else was made of them; empty where nothing else was.
    """

    overall: Row
    kinds: tuple[Row, ...]
    cameras: tuple[Row, ...]
    process_versions: tuple[Row, ...]
    sliders: tuple[SliderRows, ...]
    worst: tuple[Comparison, ...]
    not_compared: tuple[Comparison, ...]
    ways: tuple[Row, ...] = ()

    def recorded(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            "overall": self.overall.recorded(),
            "ways": [row.recorded() for row in self.ways],
            "kinds": [row.recorded() for row in self.kinds],
            "cameras": [row.recorded() for row in self.cameras],
            "process_versions": [row.recorded() for row in self.process_versions],
            "sliders": [rows.recorded() for rows in self.sliders],
            "photos": [comparison.recorded() for comparison in self.worst],
            "not_compared": [comparison.recorded() for comparison in self.not_compared],
        }


def summed_up(comparisons: Iterable[Comparison]) -> Report:
    """Sum comparisons up.

    Parameters
    ----------
    comparisons : iterable of Comparison
        In any order; the report does not depend on it.

    Raises
    ------
    ValueError
        If none has scores.
    """
    everything = sorted(comparisons, key=_by_name)
    compared = [c for c in everything if c.scores is not None]
    if not compared:
        raise ValueError("none of the pictures could be compared")
    return Report(
        overall=_row("all", compared),
        kinds=_rows(compared, lambda c: c.kind),
        cameras=tuple(
            sorted(
                _rows(compared, lambda c: c.camera or "unknown"), key=lambda row: (-row.pictures, row.name)
            )
        ),
        process_versions=tuple(
            sorted(
                _rows(compared, lambda c: c.process_version or "unknown"), key=lambda row: _version(row.name)
            )
        ),
        sliders=_sliders(compared),
        worst=tuple(sorted(compared, key=lambda c: -_de2000(c))),
        not_compared=tuple(c for c in everything if c.scores is None),
        ways=_ways(compared),
    )


def _ways(compared: Sequence[Comparison]) -> tuple[Row, ...]:
    """The renders as they are, then each other thing that was made of them."""
    names = list(dict.fromkeys(name for comparison in compared for name in comparison.others))
    others = (
        _row(name, [replace(c, scores=c.others[name]) for c in compared if name in c.others])
        for name in names
    )
    return (_row("unmatched", compared), *others) if names else ()


def reasons(not_compared: Iterable[Comparison]) -> list[tuple[str, int]]:
    """Why pictures could not be compared, in their reasons' first words, the commonest first."""
    return Counter(c.reason.split(":")[0] for c in not_compared).most_common()


def _by_name(comparison: Comparison) -> tuple[str, list[int], str]:
    numbers = [int(part) for part in comparison.photo.split("_") if part.isdigit()]
    return comparison.folder, numbers, comparison.photo


def _de2000(comparison: Comparison) -> float:
    return 0.0 if comparison.scores is None else comparison.scores.de2000_mean


def _version(name: str) -> float:
    return float(name) if name.replace(".", "", 1).isdigit() else math.inf


def _row(name: str, compared: Sequence[Comparison]) -> Row:
    columns = zip(*(asdict(c.scores).values() for c in compared if c.scores is not None), strict=True)
    return Row(name, len(compared), Scores(*(float(np.mean(column)) for column in columns)))


def _grouped(compared: Iterable[Comparison], of: Callable[[Comparison], Any]) -> dict[Any, list[Comparison]]:
    groups: dict[Any, list[Comparison]] = {}
    for comparison in compared:
        groups.setdefault(of(comparison), []).append(comparison)
    return groups


def _rows(compared: Iterable[Comparison], of: Callable[[Comparison], str]) -> tuple[Row, ...]:
    return tuple(_row(name, members) for name, members in _grouped(compared, of).items())


def _sliders(compared: Sequence[Comparison]) -> tuple[SliderRows, ...]:
    order = {key.name: place for place, key in enumerate(KEYS)}
    there = {key for c in compared for key in c.sliders}
    found = []
    for key in sorted(there, key=lambda key: (order.get(key, len(order)), key)):
        rows = _by_strength(key, compared)
        if len(rows) > 1:
            found.append(SliderRows(key, _replayed(key, compared), rows))
    return tuple(found)


def _by_strength(key: str, compared: Iterable[Comparison]) -> tuple[Row, ...]:
    steps = _grouped(compared, lambda c: step_of(key, c.sliders.get(key), is_set=key in c.sliders))
    return tuple(_row(label, members) for (_, label), members in sorted(steps.items()))


def _replayed(key: str, compared: Iterable[Comparison]) -> str:
    """By what became of it in these pictures; a key that is not replayed in one of them counts as such."""
    if any(key in c.not_replayed for c in compared):
        return "not replayed"
    if any(key in c.approximated for c in compared):
        return "approximated"
    return "replayed" if key in COVERAGE else "not replayed"
