"""Counts in words."""

from __future__ import annotations


def counted(number: int, one: str, several: str | None = None) -> str:
    """``1 photo``, ``1,200 photos``; or ``1 photo has``, ``1,200 photos have``.

    Parameters
    ----------
    number : int
    one : str
        What follows a single one.
    several : str, optional
        What follows any other number; ``one`` with an s by default.
    """
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
