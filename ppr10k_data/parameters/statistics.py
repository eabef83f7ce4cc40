"""What the release's ``hists/`` shows, as numbers: the twelve sliders, camera models, group sizes, months and hours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.parameters.columns import VERSIONS
from ppr10k_data.parameters.sliders import SLIDERS, Slider
from ppr10k_data.parameters.table import Table

PERCENTILES = (5.0, 25.0, 50.0, 75.0, 95.0)


@dataclass(frozen=True)
class Spread:
    """How one slider of one version of the photos is spread.

    Parameters
    ----------
    version : str
        ``source``, ``a``, ``b`` or ``c``.
    photos, missing : int
        With and without a value.
    neutral_frac : float or None
        Share of the photos whose slider is at its neutral value; None of no photo, as all below.
    mean, std, lowest, p5, p25, median, p75, p95, highest : float or None
        In the slider's unit; ``std`` divides by the number of photos, percentiles are interpolated linearly.
    """

    version: str
    photos: int
    missing: int
    neutral_frac: float | None = None
    mean: float | None = None
    std: float | None = None
    lowest: float | None = None
    p5: float | None = None
    p25: float | None = None
    median: float | None = None
    p75: float | None = None
    p95: float | None = None
    highest: float | None = None


@dataclass(frozen=True)
class SliderStatistics:
    """One slider of all versions.

    Parameters
    ----------
    slider : Slider
    spreads : tuple of Spread
        One a version.
    centres : tuple of float
        Centres of the bins, the same for all versions, from the lowest value that occurs to the highest.
    counts : dict
        Photos in each bin, by version.
    """

    slider: Slider
    spreads: tuple[Spread, ...]
    centres: tuple[float, ...]
    counts: dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Statistics:
    """All statistics of a table.

    Parameters
    ----------
    photos, groups : int
    sliders : tuple of SliderStatistics
    cameras : dict
        Photos by camera, the commonest first.
    group_sizes : dict
        Groups by their number of photos.
    months, hours : dict
        Photos by month 1..12 and by hour 0..23 of the camera's clock; every one of them, also those of no photo.
    without_camera, without_time : int
        Photos whose camera, or whose time, is not known.
    """

    photos: int
    groups: int
    sliders: tuple[SliderStatistics, ...]
    cameras: dict[str, int]
    group_sizes: dict[int, int]
    months: dict[int, int]
    hours: dict[int, int]
    without_camera: int
    without_time: int

    def recorded(self) -> dict[str, Any]:
        """As one JSON document."""
        return asdict(self)

    def rows(self) -> list[tuple[Any, ...]]:
        """As one long table: statistic, version, item, value."""
        rows: list[tuple[Any, ...]] = [("photos", "", "", self.photos), ("groups", "", "", self.groups)]
        for of in self.sliders:
            for spread in of.spreads:
                facts = {name: value for name, value in asdict(spread).items() if name != "version"}
                rows += [(of.slider.key, spread.version, name, value) for name, value in facts.items()]
            rows += [
                (f"{of.slider.key} histogram", version, centre, count)
                for version, counts in of.counts.items()
                for centre, count in zip(of.centres, counts, strict=True)
            ]
        counted: dict[str, Mapping[Any, int]] = {
            "camera": self.cameras,
            "group size": self.group_sizes,
            "month": self.months,
            "hour": self.hours,
        }
        for name, counts in counted.items():
            rows += [(name, "", item, count) for item, count in counts.items()]
        return [*rows, ("camera", "", "", self.without_camera), ("time", "", "", self.without_time)]


def statistics_of(table: Table) -> Statistics:
    """Count what a table holds.

    Parameters
    ----------
    table : Table
    """
    times = table.known("taken_at")
    months, hours = Counter(time.month for time in times), Counter(time.hour for time in times)
    cameras = Counter(
        camera_name(make, model) for make, model in zip(table["make"], table["model"], strict=True) if model
    )
    sizes = Counter(Counter(table["group"]).values())
    return Statistics(
        photos=len(table),
        groups=len(set(table["group"])),
        sliders=tuple(_slider_statistics(table, slider) for slider in SLIDERS),
        cameras=dict(sorted(cameras.items(), key=lambda item: (-item[1], item[0]))),
        group_sizes=dict(sorted(sizes.items())),
        months={month: months[month] for month in range(1, 13)},
        hours={hour: hours[hour] for hour in range(24)},
        without_camera=len(table) - cameras.total(),
        without_time=len(table) - len(times),
    )


def camera_name(make: str | None, model: str) -> str:
    """A camera in a few words: the maker's first, unless the model begins with it.

    Parameters
    ----------
    make : str or None
    model : str
    """
    maker = (make or "").split(" ")[0]
    maker = maker.capitalize() if maker.isupper() and len(maker) > 3 else maker  # SONY, but LG
    return model if not maker or model.lower().startswith(maker.lower()) else f"{maker} {model}"


def _slider_statistics(table: Table, slider: Slider) -> SliderStatistics:
    values = {
        version: np.array(table.known(f"{version}_{slider.key}"), dtype=np.float64) for version in VERSIONS
    }
    bins = {version: _bins(found, slider.step) for version, found in values.items()}
    everything = np.concatenate(list(bins.values()))
    first, last = (int(everything.min()), int(everything.max())) if everything.size else (0, -1)
    return SliderStatistics(
        slider,
        tuple(_spread(version, found, len(table), slider) for version, found in values.items()),
        tuple(round(place * slider.step, 6) for place in range(first, last + 1)),
        {version: _counts(places, first, last) for version, places in bins.items()},
    )


def _bins(values: NDArray[np.float64], step: float) -> NDArray[np.int64]:
    """Numbers of the bins that values lie in, a value between two in the upper one.

    Half of the values of a slider that goes by half a step lie between two. Rounded to even, they would all fall into
    every second bin, and the histogram would be a comb. Quotients are rounded first: 0.15 / 0.1 is not quite 1.5.
    """
    return np.floor(np.round(values / step, 6) + 0.5).astype(np.int64)


def _counts(places: NDArray[np.int64], first: int, last: int) -> tuple[int, ...]:
    return tuple(np.bincount(places - first, minlength=last - first + 1).tolist()) if last >= first else ()


def _spread(version: str, values: NDArray[np.float64], photos: int, slider: Slider) -> Spread:
    missing = photos - values.size
    if not values.size:
        return Spread(version, 0, missing)
    p5, p25, median, p75, p95 = _rounded(np.percentile(values, PERCENTILES))
    neutral, mean, std, lowest, highest = _rounded(
        [np.mean(values == slider.neutral), values.mean(), values.std(), values.min(), values.max()]
    )
    return Spread(
        version, values.size, missing, neutral, mean, std, lowest, p5, p25, median, p75, p95, highest
    )


def _rounded(values: Sequence[Any] | NDArray[np.float64]) -> list[float]:
    return [round(float(value), 6) for value in values]
