"""A folder held for a run, its records in order; what cannot be written there is told as an error of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from ppr10k_data.errors import LayoutError, OutputError, Ppr10kError
from ppr10k_data.jobs.engine.claim import claim
from ppr10k_data.jobs.engine.ledger import settle
from ppr10k_data.jobs.engine.shard import WHOLE, Shard


@contextmanager
def hold(folder: Path, shard: Shard) -> Iterator[None]:
    """Keep other runs out of a folder, apart from those of other shares of the same count.

    Parameters
    ----------
    folder : Path
        Made if missing.
    shard : Shard
        This run's share.

    Raises
    ------
    FolderBusyError
        If another run is there.
    LayoutError
        If something cannot be written there, now or in the block.
    """
    try:
        with claim(folder, shard, settle=partial(settle, folder)):
            yield
    except Ppr10kError:
        raise
    except OSError as error:
        raise LayoutError(
            f"{error.filename or folder}: results cannot be written there ({error.strerror or error}); "
            "give --out a writable folder, or mend this one and run the same command again"
        ) from error


@contextmanager
def hold_alone(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder that has no records of ours.

    Parameters
    ----------
    folder : Path
        Made if missing.

    Raises
    ------
    FolderBusyError
        If another run is there.
    OutputError
        If something cannot be written there, now or in the block.
    """
    try:
        with claim(folder, WHOLE, settle=lambda _: None):
            yield
    except OSError as error:
        if isinstance(error, Ppr10kError):
            raise
        raise OutputError(
            f"{folder}: cannot be written: {error.strerror or error}; give --out another folder"
        ) from error


def refuse_busy(folder: Path, shard: Shard) -> None:
    """Refuse a folder that another run is writing to; one that is not there yet is free, and not made.

    Parameters
    ----------
    folder : Path
        A run's.
    shard : Shard
        The share that is to write there.

    Raises
    ------
    FolderBusyError
        If another run is there.
    LayoutError
        If the folder cannot be written.
    """
    if folder.is_dir():
        with hold(folder, shard):
            pass
