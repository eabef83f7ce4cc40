"""Adobe's BaselineExposure: the exposure that its converter adds to a RAW file before any slider."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NoReturn

from ppr10k_data.cameras.names import camera_key
from ppr10k_data.errors import SettingsError

DEFAULT_EV = 0.25
"""For cameras nobody has measured: the commonest of the known figures."""

BASE_ISO = 100.0
"""What a missing ISO is taken as: no camera's figure depends on ISO above 50."""

LARGEST_EV = 5.0
"""Adobe's figures lie within one stop; more than five is a slip of the pen."""

COLUMNS = ("make", "model", "iso_min", "iso_max", "ev", "source")


@dataclass(frozen=True)
class BaselineRow:
    """One line of a table of baseline exposures.

    Parameters
    ----------
    make, model : str
        A camera as EXIF names it, in any case; ``*`` stands for every maker, or every model of the maker.
    iso_min, iso_max : float or None
        The ISO speeds that the line holds for, both included; None where there is no limit.
    ev : float
        Stops to add, -5..5.
    source : str
        Where the figure comes from.
    """

    make: str
    model: str
    iso_min: float | None
    iso_max: float | None
    ev: float
    source: str

    def fits(self, make: str, model: str, iso: float) -> bool:
        """Tell whether the line holds for a camera at an ISO speed."""
        return (
            self._names(make, model)
            and (self.iso_min is None or iso >= self.iso_min)
            and (self.iso_max is None or iso <= self.iso_max)
        )

    def _names(self, make: str, model: str) -> bool:
        maker, key = camera_key(make, model)
        own_maker, own_key = camera_key(self.make, self.model)
        return (self.make == "*" or own_maker == maker) and (self.model == "*" or own_key == key)


@dataclass(frozen=True)
class BaselineExposure:
    """A baseline exposure and where it comes from.

    Parameters
    ----------
    ev : float
        Stops to add to the user's Exposure.
    source : str
        For the manifest: the table's own words, or "default".
    """

    ev: float
    source: str


def baseline_exposure(
    make: str, model: str, iso: float | None, *, extra: Sequence[BaselineRow] = ()
) -> BaselineExposure:
    """Find the exposure that Adobe's converter adds for a camera.

    Parameters
    ----------
    make, model : str
        EXIF's Make and Model.
    iso : float or None
        The photo's ISO speed; None (not recorded) is taken as 100.
    extra : sequence of BaselineRow
        The user's own lines, which go before the shipped ones (see :func:`parse_baseline_table`). In both
        the first line that fits is taken, so exceptions stand before rules.

    Returns
    -------
    BaselineExposure
        +0.25 EV with the source "default" where no line fits.

    Notes
    -----
    A DNG carries its own figure (tag 50730); of NEF, CR2 and the like only Adobe's converter knows it. The
    shipped figures and their sources stand in ``baseline_exposure.csv``. To measure a camera, convert one of
    its files with Adobe DNG Converter and read ``exiftool -BaselineExposure``.
    """
    speed = BASE_ISO if iso is None else iso
    for row in (*extra, *_shipped()):
        if row.fits(make, model, speed):
            return BaselineExposure(row.ev, row.source)
    return BaselineExposure(DEFAULT_EV, "default")


def parse_baseline_table(text: str, name: str) -> tuple[BaselineRow, ...]:
    """Read a table of baseline exposures.

    Parameters
    ----------
    text : str
        CSV with the header ``make,model,iso_min,iso_max,ev,source``. Empty ISO cells mean no limit; empty
        lines and lines that start with ``#`` are skipped.
    name : str
        The file's name, for messages.

    Returns
    -------
    tuple of BaselineRow

    Raises
    ------
    SettingsError
        If the header, a camera's name or a number is wrong, or one camera and ISO range stands twice with
        different figures; names the file and the line.
    """
    lines = _cells(text.removeprefix("\ufeff"), name)
    number, header = next(lines, (1, []))
    if tuple(cell.strip().lower() for cell in header) != COLUMNS:
        _refuse(name, number, f"the header is {','.join(header)!r}, it must be {','.join(COLUMNS)!r}")
    rows: dict[tuple[object, ...], tuple[int, BaselineRow]] = {}
    for number, cells in lines:
        row = _row(cells, name, number)
        key = (*camera_key(row.make, row.model), row.iso_min, row.iso_max)
        before, known = rows.setdefault(key, (number, row))
        if known.ev != row.ev:
            _refuse(
                name, number, f"{row.model} has {row.ev:+g} EV here and {known.ev:+g} EV in line {before}"
            )
    return tuple(row for _, row in rows.values())


def _cells(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each line that holds something, with its number."""
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not cells[0].lstrip().startswith("#"):
                yield reader.line_num, cells
    except csv.Error as error:
        _refuse(name, reader.line_num, f"not CSV: {error}")


def _row(cells: list[str], name: str, number: int) -> BaselineRow:
    """Check one line's cells."""
    if len(cells) != len(COLUMNS):
        _refuse(name, number, f"{len(cells)} cells, there must be {len(COLUMNS)}: {','.join(COLUMNS)}")
    make, model, iso_min, iso_max, ev, source = (cell.strip() for cell in cells)
    if not make or not model:
        _refuse(name, number, "make and model must not be empty; * stands for any")
    low, high = _iso(iso_min, name, number), _iso(iso_max, name, number)
    if low is not None and high is not None and low > high:
        _refuse(name, number, f"iso_min {iso_min} is above iso_max {iso_max}")
    stops = _number(ev, "ev", name, number)
    if not abs(stops) <= LARGEST_EV:
        _refuse(name, number, f"ev={ev!r} is outside -{LARGEST_EV:g}..{LARGEST_EV:g} stops")
    return BaselineRow(make, model, low, high, stops, source or name)


def _iso(cell: str, name: str, number: int) -> float | None:
    """Read an ISO limit; an empty cell is no limit."""
    if not cell:
        return None
    speed = _number(cell, "an ISO limit", name, number)
    if speed <= 0:
        _refuse(name, number, f"ISO {cell!r} must be above 0; leave the cell empty for no limit")
    return speed


def _number(cell: str, what: str, name: str, number: int) -> float:
    """Read a finite number."""
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        _refuse(name, number, f"{what} must be a number, such as 0.35 or 100, not {cell!r}")
    return value


def _refuse(name: str, number: int, reason: str) -> NoReturn:
    raise SettingsError(f"{name}, line {number}: {reason}")


@cache
def _shipped() -> tuple[BaselineRow, ...]:
    """Read the shipped table once, when first asked."""
    table = files("ppr10k_data.cameras").joinpath("baseline_exposure.csv")
    return parse_baseline_table(table.read_text(encoding="utf-8"), table.name)
