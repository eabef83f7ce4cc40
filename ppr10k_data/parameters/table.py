"""All photos, column by column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ppr10k_data.parameters.columns import COLUMNS, DIFFERENCE_KEYS, EXPERTS, STATED_COLUMNS

DIGITS = 9
"""Decimals that differences are rounded to: 0.35 - 0.1 then is 0.25. Sidecars have 6 at most."""


@dataclass(frozen=True, repr=False)
class Table:
    """All photos' parameters.

    Parameters
    ----------
    cells : mapping
        A list of cells by column name, all columns in order, None where something is missing. Types are those of
        :data:`~ppr10k_data.parameters.columns.COLUMNS`.
    """

    cells: Mapping[str, list[Any]]

    def __repr__(self) -> str:
        return f"<Table of {len(self):,} photos, {len(self.cells):,} columns>"

    def __len__(self) -> int:
        return len(self.cells["photo"])

    def __getitem__(self, name: str) -> list[Any]:
        return self.cells[name]

    def known(self, name: str) -> list[Any]:
        """Cells of a column that are not missing."""
        return [cell for cell in self.cells[name] if cell is not None]


def table_of(rows: Iterable[Sequence[Any]]) -> Table:
    """Lay photos under each other and take the differences.

    Parameters
    ----------
    rows : iterable of sequences
        :meth:`~ppr10k_data.parameters.row.PhotoRow.cells` of each photo.
    """
    columns = [list(column) for column in zip(*rows, strict=True)]
    columns = columns or [[] for _ in STATED_COLUMNS]
    cells = {column.name: there for column, there in zip(STATED_COLUMNS, columns, strict=True)}
    for expert in EXPERTS:
        for key in DIFFERENCE_KEYS:
            name = f"{expert}_minus_source_{key}"
            cells[name] = _differences(cells[f"{expert}_{key}"], cells[f"source_{key}"])
    return Table({column.name: cells[column.name] for column in COLUMNS})


def _differences(those: list[float | None], source: list[float | None]) -> list[float | None]:
    return [
        None if there is None or here is None else 0.0 if there == here else round(there - here, DIGITS)
        for there, here in zip(those, source, strict=True)
    ]
