"""What the demonstration makes beside its renders: masks alone, the table of parameters, and statistics of it."""

from __future__ import annotations

from pathlib import Path

from ppr10k_data.errors import SettingsError
from ppr10k_data.jobs.demo.run import SAMPLE, SMALL
from ppr10k_data.jobs.engine.run import RunOptions
from ppr10k_data.jobs.masks.run import MaskRequest, MaskSummary, make_masks
from ppr10k_data.jobs.masks.settings import MaskSettings
from ppr10k_data.jobs.parameters.statistics import (
    StatisticsRequest,
    check_out,
    make_statistics,
    write_statistics,
)
from ppr10k_data.jobs.parameters.write import ParametersRequest, ParametersSummary, write_parameters
from ppr10k_data.jobs.render.settings import Resolution

MASKS, TABLE, STATISTICS = "masks", "parameters.csv", "statistics"


def demo_masks(folder: Path, options: RunOptions) -> MaskSummary:
    """Make the sample's masks without rendering.

    Parameters
    ----------
    folder : Path
        The demonstration's own; masks go into ``masks``.
    options : RunOptions

    Raises
    ------
    SettingsChangedError, LayoutError
        As :func:`~ppr10k_data.jobs.masks.run.make_masks`.
    """
    settings = MaskSettings(Resolution.parse(SMALL))
    return make_masks(MaskRequest(folder / SAMPLE, ("xmp_source",), settings, folder / MASKS), options)


def demo_parameters(folder: Path) -> ParametersSummary:
    """Write the sample's parameters as a table; that of an earlier demonstration is replaced.

    Parameters
    ----------
    folder : Path
        The demonstration's own; the table is ``parameters.csv``.

    Raises
    ------
    LayoutError, OutputError
        As :func:`~ppr10k_data.jobs.parameters.write.write_parameters`.
    """
    return write_parameters(ParametersRequest(folder / SAMPLE, folder / TABLE, overwrite=True))


def demo_statistics(folder: Path) -> Path | None:
    """Draw the statistics of the table.

    Parameters
    ----------
    folder : Path
        The demonstration's own, with its table; plots go into ``statistics``.

    Returns
    -------
    Path or None
        The folder; None where matplotlib, which the demonstration does not need otherwise, is not installed.

    Raises
    ------
    OutputError
        If a plot cannot be written.
    """
    request = StatisticsRequest(folder / SAMPLE, table=folder / TABLE)
    try:
        check_out(request, folder / STATISTICS)
    except SettingsError:
        return None
    write_statistics(folder / STATISTICS, make_statistics(request), notice=request.notice)
    return folder / STATISTICS
