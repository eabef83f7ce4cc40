"""Looks and their tables: in the sidecar itself, or in a folder of Camera Raw's presets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ppr10k_data.develop.profile.look import AppliedLook, applied_look
from ppr10k_data.develop.profile.rgb_table import RgbTable
from ppr10k_data.develop.profile.table_stream import LookTable, parse_table
from ppr10k_data.errors import ProfileError
from ppr10k_data.xmp import CameraRawEdits, Look, PointCurves
from ppr10k_data.xmp.big_table import decode_table, table_texts
from ppr10k_data.xmp.interpret import interpret
from ppr10k_data.xmp.look import STRUCTURE
from ppr10k_data.xmp.rdf import CRS, Properties
from ppr10k_data.xmp.read import read_properties

_LOOK = re.compile(rb"PresetType(?:=['\"]|>)Look\b")
_UUID = re.compile(rb"\bcrs:UUID(?:=['\"]|>)([0-9A-Fa-f]{32})")
_TABLE = re.compile(rb"\bcrs:Table_([0-9A-Fa-f]{32})(?:=['\"]|>)")
_PLACES = "neither in the sidecar nor in the folder of profiles"


@dataclass(frozen=True)
class LookFile:
    """A preset that is a look.

    Parameters
    ----------
    path : str
        From the folder of profiles, with slashes.
    uuid : str
        The look's; upper case.
    digests : frozenset of str
        Of the tables that it holds; upper case.
    """

    path: str
    uuid: str
    digests: frozenset[str]


def look_names(data: bytes, path: str) -> LookFile | None:
    """Tell whether a preset is a look, and what it holds, by its text alone.

    Parameters
    ----------
    data : bytes
    path : str
        As in :class:`LookFile`.
    """
    if not _LOOK.search(data):
        return None
    uuid = _UUID.search(data)
    digests = frozenset(found.decode("ascii").upper() for found in _TABLE.findall(data))
    return LookFile(path, uuid[1].decode("ascii").upper() if uuid else "", digests)


@dataclass(frozen=True)
class FoundLook:
    """A sidecar's look with all that belongs to it, or what is missing.

    Parameters
    ----------
    look : AppliedLook or None
        None where it cannot be applied.
    edits : CameraRawEdits
        Its further adjustments, to be joined to the photo's.
    source : str
        Where its tables are from.
    missing : str
        Why it is not applied, or not whole; empty where it is.
    """

    look: AppliedLook | None
    edits: CameraRawEdits = field(default=CameraRawEdits())
    source: str = "sidecar"
    missing: str = ""


def find_look(
    look: Look, tables: Mapping[str, str], root: Path | None, files: tuple[LookFile, ...], *, sidecar: str
) -> FoundLook:
    """Find a look's parameters and tables.

    Parameters
    ----------
    look : Look
        As the sidecar has it.
    tables : mapping of str to str
        The sidecar's own tables, from :func:`~ppr10k_data.xmp.big_table.table_texts`.
    root : Path or None
        The folder of profiles.
    files : tuple of LookFile
        The looks in it.
    sidecar : str
        The sidecar's name, for messages.

    Raises
    ------
    ProfileError
        If a table is there but damaged.
    XmpError
        If the look's preset is.
    """
    source = "sidecar"
    if look.stubbed:
        file = next((file for file in files if file.uuid and file.uuid == look.uuid.upper()), None)
        if file is None or root is None:
            return FoundLook(None, missing=f"its parameters are {_PLACES}")
        look, more = _from_preset(look, root / file.path)
        tables, source = {**tables, **more}, file.path
    ready: list[LookTable | RgbTable] = []
    for digest in _digests(look):
        text, place = tables.get(digest), sidecar
        if text is None:
            file = next((file for file in files if digest in file.digests), None)
            if file is None or root is None:
                found = FoundLook(_curves_alone(look), _parameters(look, sidecar), source)
                return replace(found, missing=f"its table {digest} is {_PLACES}")
            place, source = str(root / file.path), file.path
            text = _tables_of(root / file.path).get(digest, "")
        ready.append(parse_table(decode_table(text, digest, name=place), name=f"{place}: crs:Table_{digest}"))
    parameters = dict(look.parameters)
    rgb_amount = _number(parameters.get("RGBTableAmount", "1"))
    applied = applied_look(look.name, look.amount, tuple(ready), rgb_amount, look.curves)
    return FoundLook(applied, _parameters(look, sidecar), source)


def _curves_alone(look: Look) -> AppliedLook:
    return applied_look(look.name, look.amount, (), 1.0, look.curves)


def _digests(look: Look) -> tuple[str, ...]:
    """Of the tables that a look asks for."""
    asked = (look.table, dict(look.parameters).get("RGBTable", ""))
    return tuple(digest.upper() for digest in asked if digest)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0


_OF_TABLES = frozenset(
    {"RGBTable", "RGBTableAmount", "RGBTables", "LookTable", "CameraProfile", "HasSettings"}
)


def _parameters(look: Look, sidecar: str) -> CameraRawEdits:
    """A look's further adjustments, in the terms of a photo's."""
    found: Properties = {
        CRS + name: text
        for name, text in look.parameters
        if name not in _OF_TABLES and "; " not in text and text != STRUCTURE
    }
    return interpret(found, f"{sidecar}: look {look.name!r}")


def _properties(path: Path) -> Properties:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProfileError(f"{path}: cannot be read: {error.strerror or error}") from error
    return read_properties(data, str(path))


def _tables_of(path: Path) -> dict[str, str]:
    return table_texts(_properties(path))


def _from_preset(look: Look, path: Path) -> tuple[Look, dict[str, str]]:
    """A look whose sidecar only names it, with the parameters and tables of its preset."""
    found = _properties(path)
    texts = {
        name.removeprefix(CRS): raw
        for name, raw in found.items()
        if name.startswith(CRS) and isinstance(raw, str) and not name.startswith(f"{CRS}Table_")
    }
    curves: PointCurves = interpret(dict(found), str(path)).curves
    table = texts.pop("LookTable", "")
    whole = replace(look, table=table, curves=curves, parameters=tuple(texts.items()), stubbed=False)
    return whole, table_texts(found)
