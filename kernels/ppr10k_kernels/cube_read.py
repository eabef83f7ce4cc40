"""``.cube`` files of Adobe (Iridas) and of DaVinci Resolve, read.

References
----------
Adobe, Cube LUT Specification 1.0 (2013); Blackmagic Design, DaVinci Resolve manual, "About 3D LUTs": 1D and 3D tables
in one file, ``LUT_1D_INPUT_RANGE`` and ``LUT_3D_INPUT_RANGE``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ppr10k_kernels.cube import ONES, ZEROS, Cube, Float32, Triple
from ppr10k_kernels.cube_check import LARGEST_SHAPER, domain_fault, within_float32
from ppr10k_kernels.errors import CubeError
from ppr10k_kernels.shapes import LARGEST_LUT

_LINE_END = re.compile("\r\n|\r|\n")
"""Not ``str.splitlines``, which splits a title at a form feed, and at U+0085: Latin-1 makes it of an ellipsis."""

_QUOTED = 60
"""Characters of a file that an error repeats at most."""


def read_cube(path: str | os.PathLike[str]) -> Cube:
    """Read a file.

    Parameters
    ----------
    path : path
        UTF-8, with or without mark, or Latin-1.

    Returns
    -------
    Cube
        What it holds.

    Raises
    ------
    CubeError
        If it cannot be read or understood.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise CubeError(f"{path}: cannot be read: {error.strerror or error}") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return parse_cube(text, name=str(path))


@dataclass
class _Header:
    """What was read before the numbers, by keyword, and on which line."""

    title: str = ""
    sizes: dict[str, int] = field(default_factory=dict)
    bounds: dict[str, Triple] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)


def parse_cube(text: str, *, name: str = "cube") -> Cube:
    """Understand a file's text.

    Parameters
    ----------
    text : str
        Lines end in any way; keywords in either case; a title with quotes or without. A byte-order mark is skipped.
    name : str
        The file's, for errors.

    Returns
    -------
    Cube
        What it holds.

    Raises
    ------
    CubeError
        If a line makes no sense, or there are more or fewer rows than announced; with the line's number.
    """
    header, rows = _Header(), list[tuple[int, list[str]]]()
    for number, line in enumerate(_LINE_END.split(text.removeprefix("\ufeff")), start=1):
        words = line.split()
        if not words:
            continue
        if words[0].startswith("#"):
            header.comments.append(line.strip()[1:].strip())
        elif words[0][0] not in "+-.0123456789" and words[0].lower() not in ("nan", "inf"):
            if rows:
                raise CubeError(
                    f"{name}, line {number}: {_quoted(words[:1])} stands behind the first row of numbers"
                )
            _read_keyword(header, words, line, f"{name}, line {number}", number)
        else:
            rows.append((number, words))
    return _assembled(header, rows, name)


def _read_keyword(header: _Header, words: list[str], line: str, where: str, number: int) -> None:
    """Note what a line of the header says."""
    keyword = words[0].upper()
    if keyword in header.lines:
        raise CubeError(f"{where}: {keyword} stands on line {header.lines[keyword]} already")
    header.lines[keyword] = number
    if keyword == "TITLE":
        header.title = line.strip()[len("TITLE") :].strip().strip('"')
    elif keyword in ("LUT_1D_SIZE", "LUT_3D_SIZE"):
        header.sizes[keyword] = _size(keyword, words[1:], where)
    elif keyword in ("DOMAIN_MIN", "DOMAIN_MAX"):
        red, green, blue = _numbers(words[1:], 3, where, keyword)
        header.bounds[keyword] = (red, green, blue)
    elif keyword in ("LUT_1D_INPUT_RANGE", "LUT_3D_INPUT_RANGE"):
        low, high = _numbers(words[1:], 2, where, keyword)
        header.bounds[f"{keyword}_MIN"], header.bounds[f"{keyword}_MAX"] = (low,) * 3, (high,) * 3
    else:
        known = (
            "TITLE, LUT_1D_SIZE, LUT_3D_SIZE, DOMAIN_MIN, DOMAIN_MAX, LUT_1D_INPUT_RANGE, LUT_3D_INPUT_RANGE"
        )
        raise CubeError(f"{where}: unknown keyword {_quoted(words[:1])!r}; known are {known}")


def _size(keyword: str, words: list[str], where: str) -> int:
    """The number of grid points or rows that a line announces."""
    most = LARGEST_LUT if keyword == "LUT_3D_SIZE" else LARGEST_SHAPER
    size = words[0].lstrip("0") if len(words) == 1 else ""
    if not (size.isascii() and size.isdigit() and len(size) <= len(str(most)) and 2 <= int(size) <= most):
        raise CubeError(f"{where}: {keyword} {_quoted(words)}: expected a whole number from 2 to {most}")
    return int(size)


def _numbers(words: list[str], count: int, where: str, what: str) -> list[float]:
    """As many finite numbers as are wanted."""
    try:
        numbers = [float(word) for word in words] if _are_plain(words) else []
    except ValueError:
        numbers = []
    if len(numbers) != count or not np.isfinite(numbers).all():
        raise CubeError(f"{where}: {what}: expected {count} numbers, found {_quoted(words)!r}")
    if not within_float32(numbers):
        raise CubeError(f"{where}: {what}: {_quoted(words)!r} goes beyond float32, whose largest is 3.4e38")
    return numbers


def _are_plain(words: Iterable[str]) -> bool:
    """Whether there is nothing in words that only Python takes for a number, as 1_000 and digits of other scripts."""
    text = "".join(words)
    return text.isascii() and "_" not in text


def _quoted(words: list[str]) -> str:
    """Words of a file as an error repeats them."""
    text = " ".join(words)
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 3]}..."


def _assembled(header: _Header, rows: list[tuple[int, list[str]]], name: str) -> Cube:
    """Make a table of the rows, as the header describes them."""
    points, steps = header.sizes.get("LUT_3D_SIZE"), header.sizes.get("LUT_1D_SIZE", 0)
    if points is None:
        found = "a 1D table only" if steps else "no LUT_3D_SIZE"
        raise CubeError(f"{name}: {found}; a 3D table announces its size by LUT_3D_SIZE")
    table = _table(rows, name)  # before they are counted: a row that makes no sense is why some are missing
    _check_count(
        rows, steps + points**3, f"{name}: LUT_3D_SIZE {points}" + f", LUT_1D_SIZE {steps}" * bool(steps)
    )
    lut = np.ascontiguousarray(np.moveaxis(table[steps:].reshape(points, points, points, 3), -1, 0))
    domain, shaper = _range(header, "LUT_3D_INPUT_RANGE", name), _range(header, "LUT_1D_INPUT_RANGE", name)
    if steps and "LUT_3D_INPUT_RANGE" not in header.lines:
        domain, shaper = (ZEROS, ONES), (shaper if "LUT_1D_INPUT_RANGE" in header.lines else domain)
    return Cube(
        lut,
        header.title,
        *domain,
        shaper=table[:steps] if steps else None,
        shaper_min=shaper[0],
        shaper_max=shaper[1],
        comments=tuple(header.comments),
    )


def _range(header: _Header, keyword: str, name: str) -> tuple[Triple, Triple]:
    """The input range of a table: its own, or DOMAIN_MIN and DOMAIN_MAX."""
    low = header.bounds.get(f"{keyword}_MIN", header.bounds.get("DOMAIN_MIN", ZEROS))
    high = header.bounds.get(f"{keyword}_MAX", header.bounds.get("DOMAIN_MAX", ONES))
    if (fault := domain_fault(low, high)) is not None:
        number = header.lines.get(keyword) or header.lines.get("DOMAIN_MAX") or header.lines["DOMAIN_MIN"]
        raise CubeError(f"{name}, line {number}: the domain {fault}")
    return low, high


def _check_count(rows: list[tuple[int, list[str]]], wanted: int, where: str) -> None:
    """Refuse another number of rows than announced."""
    if len(rows) > wanted:
        raise CubeError(f"{where} takes {wanted} rows of numbers; line {rows[wanted][0]} is one more")
    if len(rows) < wanted:
        last = f" up to line {rows[-1][0]}" if rows else ""
        raise CubeError(
            f"{where} takes {wanted} rows of numbers; there are {len(rows)}{last}: is the file cut short?"
        )


def _table(rows: list[tuple[int, list[str]]], name: str) -> Float32:
    """Convert all rows at once; only where that fails, look for the line to blame."""
    if not rows:
        return np.empty((0, 3), np.float32)
    try:
        table = np.array([words for _, words in rows], dtype=np.float64)
        plain = _are_plain(word for _, words in rows for word in words)
        if plain and table.shape == (len(rows), 3) and within_float32(table):
            return table.astype(np.float32)
    except ValueError:
        pass
    for number, words in rows:
        _numbers(words, 3, f"{name}, line {number}", "a row")
    raise CubeError(f"{name}: the rows cannot be read as numbers")
