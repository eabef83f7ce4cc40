"""The table as comma-separated values (RFC 4180, with line feeds), and back."""

from __future__ import annotations

import csv
import io
from typing import Any

from ppr10k_data.errors import SettingsError
from ppr10k_data.parameters.cells import TEXT_OF, VALUE_OF
from ppr10k_data.parameters.columns import COLUMNS, Column
from ppr10k_data.parameters.table import Table

_TO_BE_QUOTED = frozenset(',"\r\n')


def format_csv(table: Table) -> str:
    """Spell a table as CSV: a header, then a line a photo; an empty cell is a missing one.

    Parameters
    ----------
    table : Table
    """
    columns = [_spelled(column, table[column.name]) for column in COLUMNS]
    lines = [",".join(column.name for column in COLUMNS), *map(",".join, zip(*columns, strict=True))]
    return "\n".join(lines) + "\n"


def _spelled(column: Column, cells: list[Any]) -> list[str]:
    """Spell a column; values recur, and a look-up is quicker than spelling a value again."""
    text_of = TEXT_OF[column.type]
    if column.type == "json":
        return ["" if cell is None else _quoted(text_of(cell)) for cell in cells]
    texts = {cell: _quoted(text_of(cell)) for cell in {*cells} - {None}}
    texts[None] = ""
    return [texts[cell] for cell in cells]


def _quoted(text: str) -> str:
    return text if _TO_BE_QUOTED.isdisjoint(text) else '"' + text.replace('"', '""') + '"'


def parse_csv(text: str, *, name: str = "<csv>") -> Table:
    """Read what :func:`format_csv` wrote.

    Parameters
    ----------
    text : str
        With its line ends as they are.
    name : str
        The file's name, for messages.

    Raises
    ------
    SettingsError
        If a column is missing or a cell is not of its column's type; names the line and the column.
    """
    csv.field_size_limit(1 << 30)  # a look's own table may stand in a cell
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = next(reader, [])
        rows = list(reader)
    except csv.Error as error:
        raise SettingsError(f"{name}:{reader.line_num}: not readable as CSV: {error}") from error
    missing = [column.name for column in COLUMNS if column.name not in header]
    if missing:
        more = f" and {len(missing) - 1:,} other columns" if len(missing) > 1 else ""
        raise SettingsError(
            f"{name}: no table of parameters: it lacks {missing[0]}{more}; make one with `ppr10k-data params`"
        )
    if any(len(row) != len(header) for row in rows):
        number = next(number for number, row in enumerate(rows, start=1) if len(row) != len(header))
        raise SettingsError(
            f"{name}: row {number} has {len(rows[number - 1])} cells, its header {len(header)}: is it cut short?"
        )
    places = {title: place for place, title in enumerate(header)}
    return Table(
        {column.name: _read(column, [row[places[column.name]] for row in rows], name) for column in COLUMNS}
    )


def _read(column: Column, texts: list[str], name: str) -> list[Any]:
    value_of, cells = VALUE_OF[column.type], []
    for number, text in enumerate(texts, start=1):
        try:
            cells.append(value_of(text) if text else None)
        except ValueError as error:
            raise SettingsError(
                f"{name}: row {number}, {column.name}={text[:40]!r}: not of type {column.type}: {error}"
            ) from None
    return cells
