"""``stats`` as a whole: a table read or made, counted, and drawn."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ppr10k_data.errors import LayoutError, OutputError, PhotoNameError, Ppr10kError, SettingsError
from ppr10k_data.files.atomic import write_bytes
from ppr10k_data.files.plots import require_matplotlib
from ppr10k_data.files.tables import read_table
from ppr10k_data.files.tree import Dataset, refuse_inside
from ppr10k_data.jobs.engine.outcome import Problem
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.parameters.read import plan_parameters, read_parameters
from ppr10k_data.jobs.render.plan import EVERYTHING, Selection
from ppr10k_data.parameters import Statistics, Table, statistics_of
from ppr10k_data.parameters.columns import VERSIONS
from ppr10k_data.parameters.sliders import SLIDERS
from ppr10k_data.photo import PhotoId

NUMBERS_CSV, NUMBERS_JSON = "statistics.csv", "statistics.json"
ROW_FAILURE = Ppr10kError.__name__
"""Kind of a problem that a table tells of, without its class."""

HEADER = ("statistic", "version", "item", "value")


@dataclass(frozen=True)
class StatisticsRequest:
    """What statistics are made of.

    Parameters
    ----------
    root : Path
        The dataset; only read.
    selection : Selection
        Which photos.
    table : Path or None
        A table of parameters, to be read instead of the dataset.
    """

    root: Path
    selection: Selection = EVERYTHING
    table: Path | None = None

    @property
    def notice(self) -> str:
        """The licence of what is made."""
        return Dataset(self.root).licence


@dataclass(frozen=True)
class StatisticsResult:
    """What was counted.

    Parameters
    ----------
    statistics : Statistics
    problems : tuple of Problem
        What could not be read.
    notes : tuple of str
        What the user should know.
    left : int
        Photos that were not read because of a wish to stop.
    """

    statistics: Statistics
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    left: int = 0


def make_statistics(
    request: StatisticsRequest,
    *,
    jobs: int | None = 1,
    stop: Stop | None = None,
    started: Callable[[int], None] = lambda photos: None,
    progress: Callable[[int, int], None] = lambda photos, failed: None,
) -> StatisticsResult:
    """Count what the release's ``hists/`` shows.

    Parameters
    ----------
    request : StatisticsRequest
    jobs, stop, started, progress
        As :func:`~ppr10k_data.jobs.parameters.read.read_parameters`; not heeded where a table is there.

    Raises
    ------
    SettingsError
        If the table cannot be read.
    LayoutError
        If there is nothing to read.
    """
    if request.table is not None:
        table = read_selected(request, request.table)
        return StatisticsResult(statistics_of(table), failures_in(table))
    plan = plan_parameters(Dataset(request.root), request.selection)
    read = read_parameters(plan, jobs=jobs, stop=stop, started=started, progress=progress)
    return StatisticsResult(statistics_of(read.table), read.problems, plan.notes, read.left)


def failures_in(table: Table) -> tuple[Problem, ...]:
    """What a table says could not be read when it was made.

    Parameters
    ----------
    table : Table
    """
    failures = zip(table["photo"], table["failure"], strict=True)
    return tuple(Problem(photo, ROW_FAILURE, why) for photo, why in failures if why)


def read_selected(request: StatisticsRequest, path: Path) -> Table:
    """Read the selected rows of a table that ``params`` wrote.

    Parameters
    ----------
    request : StatisticsRequest
        Which photos.
    path : Path
        The table.

    Raises
    ------
    SettingsError
        If it cannot be read, or holds what cannot be.
    LayoutError
        If no photo is selected.
    """
    table = read_table(path)
    refuse_odd(table, str(path))
    table = selected(table, request.selection)
    if not len(table):
        raise LayoutError(f"{path}: no photo is selected: look at --photo, --groups and --split")
    return table


def refuse_odd(table: Table, name: str) -> None:
    """Refuse a table with photos or slider positions that there cannot be: it was changed since it was made.

    Parameters
    ----------
    table : Table
    name : str
        The file's, for messages.

    Raises
    ------
    SettingsError
        Naming file, photo, column, value and what is allowed.
    """
    again = "make the table again with `ppr10k-data params`"
    for photo in table["photo"]:
        try:
            PhotoId.parse(photo or "")
        except PhotoNameError as error:
            raise SettingsError(f"{name}: {error}; {again}") from None
    for column, slider in ((f"{version}_{each.key}", each) for version in VERSIONS for each in SLIDERS):
        for photo, value in zip(table["photo"], table[column], strict=True):
            if value is not None and not slider.low <= value <= slider.high:
                raise SettingsError(
                    f"{name}: {photo}: {column}={value:g} is outside Camera Raw's limits, {slider.low:g} to "
                    f"{slider.high:g}; {again}"
                )


def selected(table: Table, selection: Selection) -> Table:
    """The rows of a table whose photos are selected, the first of them where there is a limit.

    Parameters
    ----------
    table : Table
    selection : Selection
    """
    wanted = [place for place, name in enumerate(table["photo"]) if selection.wants(PhotoId.parse(name))]
    wanted = wanted[: selection.limit]
    return Table({name: [cells[place] for place in wanted] for name, cells in table.cells.items()})


def check_out(request: StatisticsRequest, out: Path) -> None:
    """Refuse, before anything is read, what could not be drawn in the end.

    Parameters
    ----------
    request : StatisticsRequest
    out : Path
        The folder for plots and numbers.

    Raises
    ------
    SettingsError
        If matplotlib is not installed.
    LayoutError
        If the results would lie in the dataset's own folders.
    """
    require_matplotlib()
    refuse_inside(request.root, out)


def write_statistics(out: Path, result: StatisticsResult, *, notice: str) -> tuple[Path, ...]:
    """Write plots and numbers.

    Parameters
    ----------
    out : Path
        Gets the PNGs of :func:`~ppr10k_data.files.statistics_plots.write_plots`, ``statistics.csv`` and
        ``statistics.json``; those of an earlier run are replaced.
    result : StatisticsResult
    notice : str
        The licence, which travels with the plots.

    Raises
    ------
    SettingsError, OutputError
        As :func:`~ppr10k_data.files.statistics_plots.write_plots`.
    """
    from ppr10k_data.files.statistics_plots import write_plots

    written = write_plots(out, result.statistics, notice=notice)
    numbers = {
        NUMBERS_CSV: numbers_csv(result.statistics),
        NUMBERS_JSON: json.dumps(recorded(result), indent=1) + "\n",
    }
    try:
        for name, text in numbers.items():
            write_bytes(out / name, text.encode())
    except OSError as error:
        raise OutputError(
            f"{out}: numbers cannot be written: {error.strerror or error}; give another --out"
        ) from error
    return (*written, *(out / name for name in numbers))


def recorded(result: StatisticsResult) -> dict[str, Any]:
    """As one JSON document."""
    return {
        **result.statistics.recorded(),
        "failed": [vars(problem) for problem in result.problems],
        "notes": list(result.notes),
    }


def numbers_csv(statistics: Statistics) -> str:
    """All numbers as one long table: statistic, version, item, value."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(statistics.rows())
    return text.getvalue()
