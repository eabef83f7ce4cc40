"""Plots of the statistics: one figure a slider with its four versions under each other, and four of the photos."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from ppr10k_data.errors import OutputError
from ppr10k_data.files.plots import INK, QUIET, new_figure, styled, write_figure
from ppr10k_data.parameters.sliders import Slider
from ppr10k_data.parameters.statistics import SliderStatistics, Spread, Statistics

COLORS = {"source": "#6b7785", "a": "#d1495b", "b": "#2f7ebc", "c": "#3f9c6b"}
"""Grey for what was shot, a colour for each expert; told apart also by those who do not see red and green."""

TITLES = {"source": "source", "a": "expert a", "b": "expert b", "c": "expert c"}
BAR = "#4f7cac"
MOST_CAMERAS = 30
LEAST_PLACES = 8
"""Across a figure of counts: fewer bars stand in the middle, as wide as ever."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def write_plots(folder: Path, statistics: Statistics, *, notice: str) -> tuple[Path, ...]:
    """Draw all statistics.

    Parameters
    ----------
    folder : Path
        Made where it is missing; gets one PNG a slider, named by its key, and ``cameras.png``, ``group_sizes.png``,
        ``months.png`` and ``hours.png`` where there is anything to be seen.
    statistics : Statistics
    notice : str
        The licence, for the files' own ``Copyright`` text.

    Raises
    ------
    SettingsError
        If matplotlib is not installed.
    OutputError
        If a figure cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be made: {error.strerror or error}; give another --out"
        ) from error
    written = []
    with styled():
        for name, draw in _figures(statistics):
            write_figure(folder / f"{name}.png", draw(), notice=notice)
            written.append(folder / f"{name}.png")
    return tuple(written)


def _figures(statistics: Statistics) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Names of the figures, and how each is drawn."""
    for of in statistics.sliders:
        if of.centres:
            yield of.slider.key, lambda of=of: draw_slider(of)  # type: ignore[misc]
    known = statistics.photos - statistics.without_time
    if statistics.cameras:
        yield "cameras", lambda: draw_cameras(statistics.cameras, statistics.without_camera)
    if statistics.photos:
        sizes, note = statistics.group_sizes, _group_note(statistics)
        yield "group_sizes", lambda: draw_counts(sizes, "Photos in a group", "photos", "groups", note)
    if known:
        months = {MONTHS[month - 1]: count for month, count in statistics.months.items()}
        clock = f"n = {known:,} photos, by the camera's clock{_unknown(statistics.without_time, 'time')}"
        yield "months", lambda: draw_counts(months, "Month of the shot", "", "photos", clock)
        yield "hours", lambda: draw_counts(statistics.hours, "Hour of the shot", "hour", "photos", clock)


def _unknown(photos: int, what: str) -> str:
    return f"; {photos:,} more without a {what}" if photos else ""


def _group_note(statistics: Statistics) -> str:
    sizes = [size for size, groups in statistics.group_sizes.items() for _ in range(groups)]
    return f"n = {statistics.groups:,} groups of {statistics.photos:,} photos, median {median(sizes):g}"


def draw_slider(of: SliderStatistics) -> Any:
    """One slider: source and three experts under each other, on one scale.

    Parameters
    ----------
    of : SliderStatistics
        With at least one value.

    Returns
    -------
    matplotlib.figure.Figure
    """
    slider = of.slider
    figure = new_figure(6.4, 6.4)
    panels = figure.subplots(len(of.spreads), 1, sharex=True)
    for axes in panels[
        2:
    ]:  # experts share a scale of photos; nearly all sources stand at neutral, and would dwarf them
        axes.sharey(panels[1])
    figure.subplots_adjust(left=0.125, right=0.965, top=0.9, bottom=0.085, hspace=0.3)
    figure.text(0.125, 0.955, slider.title, fontsize=14, weight="bold")
    figure.text(0.965, 0.957, f"crs:{slider.key}", fontsize=8.5, color=QUIET, ha="right")
    for axes, spread in zip(panels, of.spreads, strict=True):
        _draw_version(axes, of, spread)
    _scale(panels[-1], of)
    panels[1].set_ylabel("photos", y=-0.15)  # halfway to the panel below, next to the figures of the scale
    return figure


def _draw_version(axes: Any, of: SliderStatistics, spread: Spread) -> None:
    slider, color = of.slider, COLORS[spread.version]
    axes.bar(of.centres, of.counts[spread.version], width=0.92 * slider.step, color=color, linewidth=0)
    axes.axvline(slider.neutral, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.grid(axis="y")
    axes.set_title(TITLES[spread.version], fontsize=9.5, color=color, weight="bold", pad=4)
    axes.text(1.0, 1.03, _told(slider, spread), transform=axes.transAxes, ha="right", va="bottom", fontsize=8)
    if spread.median is not None:
        axes.plot([spread.median], [0], marker="^", color=INK, markersize=6, clip_on=False, zorder=5)
    axes.yaxis.get_major_locator().set_params(integer=True, nbins=4)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.tick_params(axis="x", length=0 if spread.version != "c" else 3)


def _told(slider: Slider, spread: Spread) -> str:
    """The figures above a panel."""
    if spread.median is None or spread.p5 is None or spread.p95 is None:
        return "no values"
    spelled = [figure_text(slider, value) for value in (spread.median, spread.p5, spread.p95)]
    return f"n = {spread.photos:,}    median {spelled[0]}    90 % in {spelled[1]} … {spelled[2]}"


def figure_text(slider: Slider, value: float) -> str:
    """A slider's value as Lightroom shows it.

    Parameters
    ----------
    slider : Slider
    value : float
        In the units of its key.
    """
    if slider.unit == "K":
        return f"{value:,.0f} K"
    text = f"{value:+.2f} {slider.unit}" if slider.unit == "EV" else f"{value:+.4g}"
    return text.replace("-", "\N{MINUS SIGN}") if value else text.replace("+", "")


def _scale(axes: Any, of: SliderStatistics) -> None:
    """One scale for all panels: from the lowest value to the highest, with the neutral one in sight."""
    slider = of.slider
    low, high = min(of.centres[0], slider.neutral), max(of.centres[-1], slider.neutral)
    margin = max(slider.step, 0.02 * (high - low))
    axes.set_xlim(low - margin, high + margin)
    unit = f" ({slider.unit})" if slider.unit else ""
    neutral = "daylight, 5,500 K" if slider.unit == "K" else "neutral"
    axes.set_xlabel(
        f"{slider.title}{unit}        \N{EN DASH} \N{EN DASH} {neutral}      ▲ median", labelpad=6
    )
    if slider.unit == "K":
        axes.xaxis.set_major_formatter("{x:,.0f}")


def draw_cameras(cameras: Mapping[str, int], without: int) -> Any:
    """Photos by camera model, the commonest on top.

    Parameters
    ----------
    cameras : mapping
        Photos by camera, the commonest first.
    without : int
        Photos whose camera is not known.
    """
    shown = dict(list(cameras.items())[:MOST_CAMERAS])
    rest = sum(cameras.values()) - sum(shown.values())
    if rest:
        shown[f"{len(cameras) - len(shown)} more models"] = rest
    height = 1.1 + 0.205 * len(shown)
    figure = new_figure(6.4, max(2.4, height))
    axes = figure.add_axes((0.33, 0.42 / height, 0.59, 1.0 - 1.05 / height))
    names, counts = list(shown), list(shown.values())
    colors = [BAR] * len(shown)
    colors[-1:] = [QUIET] if rest else colors[-1:]
    axes.barh(range(len(shown)), counts, color=colors, height=0.74)
    axes.set_yticks(range(len(shown)), names, fontsize=8)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.xaxis.get_major_locator().set_params(integer=True)
    for place, count in enumerate(counts):
        axes.annotate(
            f"{count:,}", (count, place), (3, 0), textcoords="offset points", va="center", fontsize=7.5
        )
    axes.set_xlabel("photos")
    note = f"n = {sum(cameras.values()):,} photos, {len(cameras):,} models{_unknown(without, 'known camera')}"
    _head(figure, "Camera models", note, top=1.0 - 0.3 / max(2.4, height))
    return figure


def draw_counts(counts: Mapping[Any, int], title: str, across: str, up: str, note: str) -> Any:
    """A bar for each of a few things that are counted.

    Parameters
    ----------
    counts : mapping
        In the order in which they are drawn.
    title, across, up : str
        What is counted, and the labels of both axes.
    note : str
        Figures, said under the title.
    """
    figure = new_figure(6.4 if len(counts) <= 18 else 8.6, 3.7)
    axes = figure.add_axes((0.125, 0.145, 0.84, 0.655))
    names, heights = [str(name) for name in counts], list(counts.values())
    bars = axes.bar(range(len(names)), heights, color=BAR, width=0.8)
    axes.set_xticks(range(len(names)), names)
    if len(names) < LEAST_PLACES:  # or a single bar would fill the figure
        middle = (len(names) - 1) / 2.0
        axes.set_xlim(middle - LEAST_PLACES / 2.0, middle + LEAST_PLACES / 2.0)
    axes.tick_params(axis="x", length=0)
    axes.grid(axis="y")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.bar_label(bars, [f"{height:,}" if height else "" for height in heights], fontsize=7, padding=2)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    _head(figure, title, note, top=0.925)
    return figure


def _head(figure: Any, title: str, note: str, *, top: float) -> None:
    figure.text(0.035, top, title, fontsize=14, weight="bold", va="center")
    figure.text(0.965, top, note, fontsize=8, color=QUIET, ha="right", va="center")
