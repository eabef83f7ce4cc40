"""``params`` as a whole: find the files, read them, write the table."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ppr10k_data.errors import SettingsError
from ppr10k_data.files.places import is_taken
from ppr10k_data.files.tables import table_format, write_table
from ppr10k_data.files.tree import Dataset, refuse_inside
from ppr10k_data.jobs.engine.outcome import Problem, failures_recorded
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.parameters.read import ParameterPlan, plan_parameters, read_parameters
from ppr10k_data.jobs.render.plan import EVERYTHING, Selection


@dataclass(frozen=True)
class ParametersRequest:
    """Which photos' parameters are to be written, and where.

    Parameters
    ----------
    root : Path
        The dataset; only read.
    out : Path
        ``.csv``, ``.jsonl`` or ``.parquet``.
    selection : Selection
    overwrite : bool
        Whether a file of that name is replaced.
    """

    root: Path
    out: Path
    selection: Selection = EVERYTHING
    overwrite: bool = False

    def plan(self) -> ParameterPlan:
        """Find the photos' files, and refuse what could not be written in the end.

        Raises
        ------
        SettingsError
            If there is no such format, its library is missing, or the file is there already.
        LayoutError
            If the file would lie in the dataset's root or its own folders, or there is nothing to read.
        OutputError
            If its folder may not be entered.
        """
        table_format(self.out)
        refuse_inside(self.root, self.out.parent)
        if is_taken(self.out) and not self.overwrite:
            raise SettingsError(
                f"{self.out}: there already; give --overwrite to replace it, or another --out"
            )
        return plan_parameters(Dataset(self.root), self.selection)


@dataclass(frozen=True)
class ParametersSummary:
    """What was written.

    Parameters
    ----------
    out : Path
        The table; not written where the user wished to stop.
    photos, columns, sidecars, raws : int
        Rows and columns of the table, and the files that it was made from.
    left : int
        Photos that were not read because of a wish to stop.
    problems : tuple of Problem
        What could not be read.
    notes : tuple of str
        What the user should know.
    seconds : float
        Of the whole run.
    """

    out: Path
    photos: int
    columns: int
    sidecars: int
    raws: int
    left: int
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    seconds: float

    def recorded(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            "out": str(self.out),
            "photos": self.photos,
            "columns": self.columns,
            "sidecars": self.sidecars,
            "raws": self.raws,
            "left": self.left,
            **failures_recorded(self.problems),
            "notes": list(self.notes),
            "seconds": round(self.seconds, 2),
        }


def write_parameters(
    request: ParametersRequest,
    *,
    jobs: int | None = 1,
    stop: Stop | None = None,
    started: Callable[[int], None] = lambda photos: None,
    progress: Callable[[int, int], None] = lambda photos, failed: None,
) -> ParametersSummary:
    """Write all parameters of the selected photos as one table.

    Parameters
    ----------
    request : ParametersRequest
    jobs, stop, started, progress
        As :func:`~ppr10k_data.jobs.parameters.read.read_parameters`.

    Raises
    ------
    SettingsError, LayoutError
        As :meth:`ParametersRequest.plan`.
    OutputError
        If the table cannot be written.
    """
    begun = time.perf_counter()
    plan = request.plan()
    read = read_parameters(plan, jobs=jobs, stop=stop, started=started, progress=progress)
    if not read.left:
        write_table(request.out, read.table, notice=Dataset(request.root).licence)
    return ParametersSummary(
        request.out,
        len(read.table),
        len(read.table.cells),
        plan.sidecars,
        plan.raws,
        read.left,
        read.problems,
        plan.notes,
        time.perf_counter() - begun,
    )
