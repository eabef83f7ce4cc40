"""Tables of parameters, drawn at random or made of a few photos."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from ppr10k_data.parameters import COLUMNS, PhotoFacts, PhotoRow, Table, table_of
from ppr10k_data.parameters.columns import STATED_COLUMNS, CellType
from ppr10k_data.photo import PhotoId
from ppr10k_data.xmp import CameraRawEdits, format_xmp
from ppr10k_data.xmp.stated import Stated, parse_stated

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.integers(-(2**40), 2**40) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)

CELLS: dict[CellType, st.SearchStrategy[Any]] = {
    "int": st.integers(-(2**40), 2**40),
    "float": NUMBERS,
    "str": TEXTS,
    "bool": st.booleans(),
    "time": st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(
        lambda time: time.replace(microsecond=0)
    ),
    "json": st.lists(JSON, max_size=3) | st.dictionaries(TEXTS, JSON, max_size=3),
}


@st.composite
def tables(draw: Any) -> Table:
    """Up to three photos; a few columns of each type hold something, the others are missing."""
    count = draw(st.integers(0, 3))
    cells: dict[str, list[Any]] = {column.name: [None] * count for column in STATED_COLUMNS}
    for column in draw(st.lists(st.sampled_from(STATED_COLUMNS), max_size=12, unique=True)):
        cells[column.name] = draw(st.lists(st.none() | CELLS[column.type], min_size=count, max_size=count))
    return table_of(zip(*cells.values(), strict=True))


def stated(**edits: Any) -> Stated:
    return parse_stated(format_xmp(CameraRawEdits(**edits)))


def row(photo: str, facts: PhotoFacts | None = None, **versions: Stated) -> PhotoRow:
    return PhotoRow(PhotoId.parse(photo), facts or PhotoFacts(), versions)


def table(*rows: PhotoRow) -> Table:
    return table_of(row.cells() for row in rows)


def is_typed(value: Any, type_: CellType) -> bool:
    types: dict[CellType, Any] = {
        "int": int, "float": float, "str": str, "bool": bool, "time": datetime, "json": (list, dict),
    }  # fmt: skip
    exact = type(value) is types[type_] if type_ != "json" else isinstance(value, (list, dict))
    return value is None or exact


def is_all_typed(table: Table) -> bool:
    return all(is_typed(cell, column.type) for column in COLUMNS for cell in table[column.name])
