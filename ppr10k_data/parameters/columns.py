"""The columns: fixed, typed, and the same for every part of the dataset, so that tables can be laid together.

Names are Python identifiers: ``source_Exposure2012``, ``a_Exposure2012``, ``a_minus_source_Exposure2012``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ppr10k_data.xmp import KEYS, Key
from ppr10k_data.xmp.values import Choice, Flag, Number, Text, Whole

CellType = Literal["int", "float", "str", "bool", "time", "json"]
"""What a column's cells are, None aside: int, float, str, bool, datetime without a zone, or lists and objects as JSON
has them."""

VERSIONS = ("source", "a", "b", "c")
"""The photo as shot and the three experts' targets, as columns begin."""

EXPERTS = VERSIONS[1:]

FOLDERS = {"source": "xmp_source", "a": "xmp_target_a", "b": "xmp_target_b", "c": "xmp_target_c"}
"""Where each version's sidecars lie."""


@dataclass(frozen=True)
class Column:
    """One column.

    Parameters
    ----------
    name : str
    type : CellType
    about : str
        What its cells mean, with their unit.
    """

    name: str
    type: CellType
    about: str


PHOTO_COLUMNS = (
    Column("photo", "str", "name of the photo, <group>_<index>"),
    Column("group", "int", "group of photos of one scene, 0..1680"),
    Column("index", "int", "place in the group, from 0"),
    Column("split", "str", "side of the official split: train or val"),
    Column("raw", "str", "name of the RAW file; missing where it is not there"),
    Column("make", "str", "EXIF: maker of the camera"),
    Column("model", "str", "EXIF: model of the camera"),
    Column("taken_at", "time", "EXIF: the camera's clock, without a time zone"),
    Column("lens", "str", "EXIF: model of the lens; where none is named, its limits, such as 24-70mm f/2.8"),
    Column("focal_length_mm", "float", "EXIF: focal length, millimetres"),
    Column("exposure_time_s", "float", "EXIF: exposure time, seconds"),
    Column("f_number", "float", "EXIF: aperture, f-number"),
    Column("iso", "float", "EXIF: ISO speed"),
    Column("failure", "str", "why something of the photo could not be read; missing where all could"),
)
"""About the photo itself."""

_OWN = (
    ("ProcessVersion", "str", "process version; inferred where the file has none"),
    ("HasCrop", "bool", "whether a crop is switched on"),
)
_LAST = ("NotModelled", "json", "list of adjustments in the file that are not replayed and have no column")

VERSION_KEYS = (_OWN[0][0], _OWN[1][0], *(key.name for key in KEYS), _LAST[0])
"""Keys of one version of a photo, in the order of its columns."""

DIFFERENCE_KEYS = tuple(key.name for key in KEYS if isinstance(key.kind, Number))
"""Keys whose values are numbers that can be subtracted."""


def type_of(key: Key) -> CellType:
    """What the cells of a key are."""
    match key.kind:
        case Number():
            return "float"
        case Whole():
            return "int"
        case Flag():
            return "bool"
        case Choice() | Text():
            return "str"
        case _:
            return "json"


def _of_version(version: str) -> tuple[Column, ...]:
    of = f"{FOLDERS[version]}: "
    known = (Column(f"{version}_{key.name}", type_of(key), f"{of}{key.label}") for key in KEYS)
    own = (Column(f"{version}_{name}", type_, of + about) for name, type_, about in _OWN)  # type: ignore[arg-type]
    return (*own, *known, Column(f"{version}_{_LAST[0]}", "json", of + _LAST[2]))


def _of_differences(expert: str) -> tuple[Column, ...]:
    return tuple(
        Column(
            f"{expert}_minus_source_{key}", "float", f"{expert}_{key} less source_{key}; missing if either is"
        )
        for key in DIFFERENCE_KEYS
    )


STATED_COLUMNS = (*PHOTO_COLUMNS, *(column for version in VERSIONS for column in _of_version(version)))
"""All columns but the differences: what a photo's own files say."""

COLUMNS = (*STATED_COLUMNS, *(column for expert in EXPERTS for column in _of_differences(expert)))
"""All columns, in order."""


@lru_cache(maxsize=1)
def column_names() -> tuple[str, ...]:
    """Names of all columns, in order."""
    return tuple(column.name for column in COLUMNS)
