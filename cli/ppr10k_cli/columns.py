"""Text in columns, and counts in words."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

from ppr10k_data.jobs.counted import counted

__all__ = ["columns", "counted"]


def columns(rows: Iterable[Iterable[str]], *, indent: int = 2) -> list[str]:
    """Set rows of cells under each other.

    Parameters
    ----------
    rows : iterable of iterables of str
        Rows may be of different length.
    indent : int
        Spaces before each row.

    Returns
    -------
    list of str
        One line a row, two spaces between columns, none at the end.
    """
    table = [list(row) for row in rows]
    widths = [max(map(len, column)) for column in zip_longest(*table, fillvalue="")]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()
        for row in table
    )
    return [" " * indent + line for line in lines]
