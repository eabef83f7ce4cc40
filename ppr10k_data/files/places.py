"""Places that results are to go to, looked at before there are any."""

from __future__ import annotations

from pathlib import Path

from ppr10k_data.errors import OutputError


def is_taken(path: Path) -> bool:
    """Tell whether a result's place is taken; a folder that is missing is no obstacle, as it will be made.

    Parameters
    ----------
    path : Path
        Of a file or a folder, below ``--out``.

    Raises
    ------
    OutputError
        If nobody can tell, as a folder above it may not be entered.
    """
    try:
        return path.exists()
    except OSError as error:
        raise no_entry(path, error) from error


def no_entry(path: Path, error: OSError) -> OutputError:
    """The error for a place that may not even be looked at.

    Parameters
    ----------
    path : Path
    error : OSError
        The system's.
    """
    return OutputError(
        f"{path}: cannot be looked at: {error.strerror or error}; give another --out, where you may write"
    )
