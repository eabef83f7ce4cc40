from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from parameter_tables import row, stated, table
from ppr10k_data.errors import OutputError
from ppr10k_data.parameters import statistics_of
from ppr10k_data.parameters.sliders import SLIDERS

pytest.importorskip("matplotlib")

from ppr10k_data.files import statistics_plots
from ppr10k_data.files.plots import styled, write_figure

SMALL = table(
    row("0_0", source=stated(temperature_k=5200.0), a=stated(exposure_ev=0.5), b=stated(exposure_ev=-0.3)),
    row("0_1", source=stated(temperature_k=4800.0), a=stated(exposure_ev=0.7)),
)


def texts(figure: Any) -> str:
    return "\n".join(item.get_text() for item in figure.findobj(match=lambda item: hasattr(item, "get_text")))


def test_a_slider_is_drawn_on_one_scale_with_its_figures() -> None:
    exposure = statistics_of(SMALL).sliders[2]
    figure = statistics_plots.draw_slider(exposure)
    assert len({axes.get_xlim() for axes in figure.axes}) == 1
    assert len({axes.get_ylim() for axes in figure.axes[1:]}) == 1
    told = texts(figure)
    for words in (
        "Exposure",
        "crs:Exposure2012",
        "(EV)",
        "n = 2",
        "median +0.60 EV",
        "expert c",
        "no values",
        "neutral",
    ):
        assert words in told
    for axes in figure.axes:
        assert any(list(line.get_xdata()) == [0.0, 0.0] for line in axes.lines)  # the neutral position


@pytest.mark.parametrize("sizes", [{9: 2}, {1: 3, 2: 1}, dict.fromkeys(range(12), 1)])
def test_bars_are_never_giants(sizes: dict[int, int]) -> None:
    figure = statistics_plots.draw_counts(sizes, "Photos in a group", "photos", "groups", "n = 1")
    low, high = figure.axes[0].get_xlim()
    assert all(bar.get_width() <= (high - low) / 8.0 for bar in figure.axes[0].patches)
    assert low < 0.0
    assert high > len(sizes) - 1


def test_equal_figures_are_equal_files(tmp_path: Path) -> None:
    statistics = statistics_of(SMALL)
    for name in ("one.png", "two.png"):
        with styled():
            figure = statistics_plots.draw_counts(
                statistics.group_sizes, "Photos in a group", "photos", "groups", "n = 1"
            )
            write_figure(tmp_path / name, figure, notice="for research")
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()
    assert b"for research" in (tmp_path / "one.png").read_bytes()


def test_what_is_not_known_is_not_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics_plots, "write_figure", lambda *_, **__: None)
    names = {path.stem for path in statistics_plots.write_plots(tmp_path, statistics_of(SMALL), notice="")}
    assert names == {slider.key for slider in SLIDERS} - {"Tint"} | {"group_sizes"}
    assert statistics_plots.write_plots(tmp_path, statistics_of(table()), notice="") == ()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be made"):
        statistics_plots.write_plots(tmp_path / "file" / "plots", statistics_of(SMALL), notice="")


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (0, 5200.0, "5,200 K"),
        (2, 0.5, "+0.50 EV"),
        (2, 0.0, "0.00 EV"),
        (3, -12.0, "\N{MINUS SIGN}12"),
        (3, 0.0, "0"),
    ],
)
def test_figures_are_told_as_lightroom_shows_them(place: int, value: float, told: str) -> None:
    assert statistics_plots.figure_text(SLIDERS[place], value) == told
