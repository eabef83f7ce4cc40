"""The table of parameters on the disk, in the format of the file's suffix."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast, get_args

from ppr10k_data.errors import OutputError, SettingsError
from ppr10k_data.files.atomic import write_bytes
from ppr10k_data.files.parquet import read_parquet, require_pyarrow, write_parquet
from ppr10k_data.parameters import Table, format_csv, format_json_lines, parse_csv, parse_json_lines

TableFormat = Literal["csv", "jsonl", "parquet"]


def table_format(path: Path) -> TableFormat:
    """The format that a name asks for.

    Raises
    ------
    SettingsError
        If there is no such format, or the library that writes it is not installed.
    """
    suffix = path.suffix.removeprefix(".").lower()
    if suffix not in get_args(TableFormat):
        raise SettingsError(
            f"{path}: no table is written as {path.suffix or 'such'}: name a .csv, .jsonl or .parquet"
        )
    if suffix == "parquet":
        require_pyarrow()
    return cast(TableFormat, suffix)


def write_table(path: Path, table: Table, *, notice: str) -> None:
    """Write a table in one step.

    Parameters
    ----------
    path : Path
        ``.csv``, ``.jsonl`` or ``.parquet``; its folder is made.
    table : Table
    notice : str
        The licence, which goes into a Parquet file's metadata; the others have no place for it.

    Raises
    ------
    SettingsError
        As :func:`table_format`.
    OutputError
        If it cannot be written; a file of that name stays as it was.
    """
    chosen = table_format(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if chosen == "parquet":
            write_parquet(path, table, notice=notice)
        else:
            text = format_csv(table) if chosen == "csv" else format_json_lines(table)
            write_bytes(path, text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written: {error.strerror or error}; give another --out"
        ) from error


def read_table(path: Path) -> Table:
    """Read a table that :func:`write_table` wrote.

    Raises
    ------
    SettingsError
        If it is missing or no such table; names the place.
    """
    chosen = table_format(path)
    if chosen == "parquet":
        return read_parquet(path)
    try:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror or error}") from error
    return (parse_csv if chosen == "csv" else parse_json_lines)(text, name=str(path))
