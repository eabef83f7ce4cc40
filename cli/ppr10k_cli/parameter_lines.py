"""What ``params`` and ``stats`` would do, for people."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from ppr10k_cli.columns import columns, counted
from ppr10k_cli.ending import print_result
from ppr10k_cli.exits import SOME_FAILED
from ppr10k_cli.summary import failure_lines, note_lines

if TYPE_CHECKING:
    from ppr10k_data.jobs.parameters.forecast import ParametersForecast


def foretell(
    ctx: click.Context, forecast: ParametersForecast, to_be_written: str, *, as_json: bool, quiet: bool
) -> None:
    """Print what would be done, and end as the run itself would if no more failed.

    Parameters
    ----------
    ctx : click.Context
    forecast : ParametersForecast
    to_be_written : str
        In words.
    as_json, quiet : bool
        As the options say.
    """
    print_result(
        forecast.recorded,
        partial(forecast_lines, forecast, to_be_written),
        partial(failure_lines, forecast.problems),
        as_json=as_json,
        quiet=quiet,
    )
    if forecast.problems:
        ctx.exit(SOME_FAILED)


def forecast_lines(forecast: ParametersForecast, to_be_written: str) -> list[str]:
    """Say what would be read and written, and what is known to be missing.

    Parameters
    ----------
    forecast : ParametersForecast
    to_be_written : str
        In words.

    Returns
    -------
    list of str
        Lines to print.
    """
    files = f"{counted(forecast.sidecars, 'sidecar')}, {counted(forecast.raws, 'RAW header')}"
    source = files if forecast.table is None else f"{forecast.table}: {counted(forecast.photos, 'row')}"
    rows = [("to be written", to_be_written), ("to be read", source)]
    parts = [columns(rows, indent=0), failure_lines(forecast.problems), note_lines(list(forecast.notes))]
    return [line for part in parts if part for line in ("", *part)][1:]
