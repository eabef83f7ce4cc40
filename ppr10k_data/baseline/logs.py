"""What an epoch came to, as CSV and for TensorBoard."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ppr10k_data.errors import OutputError, SettingsError
from ppr10k_data.files.atomic import write_bytes

COLUMNS = (
    "epoch",
    "loss",
    "pixels",
    "consistency",
    "weights",
    "smoothness",
    "monotonicity",
    "psnr",
    "psnr_input",
    "seconds",
)
"""Of the table: means over an epoch's photos, then the validation's."""


def write_log(path: Path, history: Sequence[Mapping[str, Any]]) -> None:
    """Write all epochs as CSV, anew and atomically: what an interrupted epoch left is never in it twice.

    Parameters
    ----------
    path : Path
    history : sequence of dict
        One an epoch, with values for `COLUMNS`.

    Raises
    ------
    OutputError
        If it cannot be written; what was there before stays then.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in history:
        writer.writerow({name: _spelled(row[name]) for name in COLUMNS})
    try:
        write_bytes(path, text.getvalue().encode())
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error


def _spelled(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.6g}"


class Board:
    """TensorBoard's log, where it is asked for.

    Parameters
    ----------
    folder : Path or None
        None for none.
    first_epoch : int
        Where the training goes on; what an interrupted run wrote from there on is dropped.

    Raises
    ------
    SettingsError
        If TensorBoard is not installed.
    """

    def __init__(self, folder: Path | None, first_epoch: int = 0) -> None:
        self._writer: Any = None
        if folder is None:
            return
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            raise SettingsError(
                f'--tensorboard needs TensorBoard ({error}): pip install "ppr10k-data[tensorboard]", '
                "or go without: log.csv is written anyway"
            ) from error
        self._writer = SummaryWriter(str(folder), purge_step=first_epoch or None)

    def add(self, row: Mapping[str, Any]) -> None:
        """Log an epoch."""
        if self._writer is not None:
            for name in COLUMNS[1:]:
                self._writer.add_scalar(name, row[name], row["epoch"])
            self._writer.flush()

    def close(self) -> None:
        """End the log."""
        if self._writer is not None:
            self._writer.close()
