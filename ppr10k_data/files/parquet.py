"""The one door to pyarrow (an optional extra): the table of parameters as Parquet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ppr10k_data.errors import SettingsError
from ppr10k_data.files.atomic import atomic_path
from ppr10k_data.parameters.cells import TEXT_OF
from ppr10k_data.parameters.columns import COLUMNS, CellType, Column
from ppr10k_data.parameters.table import Table

try:
    import pyarrow
    import pyarrow.parquet
except ImportError:
    pyarrow = None

HOW_TO_GET_IT = (
    'Parquet needs pyarrow, which is not installed: pip install "ppr10k-data[parquet]"; or name a .csv'
)


def require_pyarrow() -> None:
    """Refuse to go on without pyarrow.

    Raises
    ------
    SettingsError
        If it is not installed; says how to get it.
    """
    if pyarrow is None:
        raise SettingsError(HOW_TO_GET_IT)


def write_parquet(path: Path, table: Table, *, notice: str) -> None:
    """Write a table, atomically; equal tables give equal bytes with one version of pyarrow.

    Parameters
    ----------
    path : Path
    table : Table
        Lists and objects become JSON texts, times timestamps of milliseconds (Parquet has no coarser) without a zone.
    notice : str
        The licence, for the file's own metadata.

    Raises
    ------
    SettingsError
        If pyarrow is not installed.
    OSError
        If it cannot be written.
    """
    require_pyarrow()
    schema = pyarrow.schema([_field(column) for column in COLUMNS], metadata={"Copyright": notice})
    arrays = [
        pyarrow.array(_stored(column, table[column.name]), type=_type(column.type)) for column in COLUMNS
    ]
    with atomic_path(path) as temporary:
        pyarrow.parquet.write_table(
            pyarrow.Table.from_arrays(arrays, schema=schema), temporary, compression="zstd"
        )


def _field(column: Column) -> Any:
    return pyarrow.field(column.name, _type(column.type), metadata={"about": column.about})


def _type(type_: CellType) -> Any:
    return {
        "int": pyarrow.int64(),
        "float": pyarrow.float64(),
        "bool": pyarrow.bool_(),
        "time": pyarrow.timestamp("ms"),
    }.get(type_, pyarrow.string())


def _stored(column: Column, cells: list[Any]) -> list[Any]:
    if column.type != "json":
        return cells
    return [None if cell is None else TEXT_OF["json"](cell) for cell in cells]


def read_parquet(path: Path) -> Table:
    """Read what :func:`write_parquet` wrote.

    Raises
    ------
    SettingsError
        If pyarrow is not installed, the file is no Parquet, a column is missing or of another type.
    """
    require_pyarrow()
    try:
        found = pyarrow.parquet.read_table(path, partitioning=None)
    except (pyarrow.ArrowException, OSError) as error:
        raise SettingsError(f"{path}: not readable as Parquet: {error}") from error
    by_name = dict(zip(found.column_names, found.columns, strict=True))
    return Table({column.name: _cells(path, by_name, column) for column in COLUMNS})


def _cells(path: Path, found: dict[str, Any], column: Column) -> list[Any]:
    if column.name not in found:
        raise SettingsError(
            f"{path}: no table of parameters: it lacks {column.name}; make one with `ppr10k-data params`"
        )
    stored = found[column.name]
    if stored.type != _type(column.type):
        raise SettingsError(
            f"{path}: {column.name} is of type {stored.type}, expected {_type(column.type)}; "
            "make the table again with `ppr10k-data params`"
        )
    cells: list[Any] = stored.to_pylist()
    return [None if cell is None else json.loads(cell) for cell in cells] if column.type == "json" else cells
