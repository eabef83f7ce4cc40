"""The table as JSON lines, one object a photo with every column, and back."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from ppr10k_data.errors import SettingsError
from ppr10k_data.parameters.columns import COLUMNS, CellType, column_names
from ppr10k_data.parameters.table import Table

_TYPES: dict[CellType, tuple[type, ...]] = {
    "int": (int,),
    "float": (float, int),
    "str": (str,),
    "bool": (bool,),
    "time": (str,),
    "json": (list, dict),
}


def format_json_lines(table: Table) -> str:
    """Spell a table as JSON lines: lists and objects as such, times as ISO 8601, what is missing as null.

    Parameters
    ----------
    table : Table
    """
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=datetime.isoformat).encode
    names = column_names()
    rows = zip(*(table[name] for name in names), strict=True)
    return "".join(encode(dict(zip(names, row, strict=True))) + "\n" for row in rows)


def parse_json_lines(text: str, *, name: str = "<jsonl>") -> Table:
    """Read what :func:`format_json_lines` wrote.

    Parameters
    ----------
    text : str
    name : str
        The file's name, for messages.

    Raises
    ------
    SettingsError
        If a line is no object, lacks a column, or a cell is not of its column's type; names the line and the column.
    """
    cells: dict[str, list[Any]] = {column.name: [] for column in COLUMNS}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line:
            continue
        row = _object(line, f"{name}:{number}")
        for column in COLUMNS:
            if column.name not in row:
                raise SettingsError(
                    f"{name}:{number}: no row of a table of parameters: it lacks {column.name}; "
                    "make one with `ppr10k-data params`"
                )
            cells[column.name].append(_cell(row[column.name], column.type, f"{name}:{number}, {column.name}"))
    return Table(cells)


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise SettingsError(f"{where}: not readable as JSON: {error}") from None
    if not isinstance(row, dict):
        raise SettingsError(f"{where}: expected a JSON object")
    return row


def _cell(value: Any, type_: CellType, where: str) -> Any:
    if value is None:
        return None
    allowed: Any = _TYPES[type_]
    if not isinstance(value, allowed) or (isinstance(value, bool) and type_ != "bool"):
        raise SettingsError(f"{where}={str(value)[:40]!r}: not of type {type_}")
    if type_ == "time":
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            raise SettingsError(f"{where}={value!r}: not a time such as 2016-02-04T14:04:05") from None
    return float(value) if type_ == "float" else value
