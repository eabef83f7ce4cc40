"""What ``params`` and ``stats`` would do, found out without opening a file of the dataset."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ppr10k_data.files.tree import Dataset
from ppr10k_data.jobs.engine.outcome import Problem, failures_recorded
from ppr10k_data.jobs.parameters.read import ParameterPlan, plan_parameters
from ppr10k_data.jobs.parameters.statistics import StatisticsRequest, failures_in, read_selected


@dataclass(frozen=True)
class ParametersForecast:
    """What would be read and written.

    Parameters
    ----------
    photos : int
        Rows of the table, or photos that are counted.
    out : Path or None
        What would be written: a table, or a folder of plots and numbers.
    table : Path or None
        A table that would be read instead of the dataset.
    sidecars, raws : int
        Files of the dataset that would be read; none where a table is.
    problems : tuple of Problem
        What is missing, or there twice; of a table, what it says could not be read.
    notes : tuple of str
        What the user should know.
    """

    photos: int
    out: Path | None
    table: Path | None = None
    sidecars: int = 0
    raws: int = 0
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, plan: ParameterPlan, out: Path | None) -> ParametersForecast:
        """Take a plan's numbers over.

        Parameters
        ----------
        plan : ParameterPlan
        out : Path or None
        """
        problems = tuple(
            Problem(str(each.photo), *failure) for each in plan.photos for failure in each.failures
        )
        return cls(len(plan.photos), out, None, plan.sidecars, plan.raws, problems, plan.notes)

    def recorded(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            "photos": self.photos,
            "sidecars": self.sidecars,
            "raws": self.raws,
            "reads": None if self.table is None else str(self.table),
            "writes": None if self.out is None else str(self.out),
            **failures_recorded(self.problems),
            "notes": list(self.notes),
        }


def forecast_statistics(request: StatisticsRequest, out: Path | None) -> ParametersForecast:
    """Say what ``stats`` would read and write; no sidecar is opened, but a table is read.

    Parameters
    ----------
    request : StatisticsRequest
    out : Path or None
        The folder for plots and numbers.

    Raises
    ------
    SettingsError, LayoutError
        As :func:`~ppr10k_data.jobs.parameters.statistics.make_statistics`.
    """
    if request.table is None:
        return ParametersForecast.of(plan_parameters(Dataset(request.root), request.selection), out)
    table = read_selected(request, request.table)
    return ParametersForecast(len(table), out, request.table, problems=failures_in(table))
