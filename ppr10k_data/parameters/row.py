"""One photo in cells: what its RAW file and its sidecars say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from ppr10k_data.parameters.columns import VERSION_KEYS, VERSIONS
from ppr10k_data.photo import PhotoId
from ppr10k_data.xmp import KEYS, Look
from ppr10k_data.xmp.stated import Stated
from ppr10k_data.xmp.values import CurvePoints, Text

_LISTS = frozenset(key.name for key in KEYS if isinstance(key.kind, CurvePoints))
_TEXTS = frozenset(key.name for key in KEYS if isinstance(key.kind, Text))
_PLACES = {name: place for place, name in enumerate(VERSION_KEYS)}


@dataclass(frozen=True)
class PhotoFacts:
    """What a RAW file says of camera and shot, None where it does not.

    Parameters
    ----------
    raw : str or None
        Its name; None where there is none.
    make, model : str or None
    taken_at : datetime or None
        The camera's clock, without a time zone.
    lens : str or None
    focal_length_mm, exposure_time_s, f_number, iso : float or None
    """

    raw: str | None = None
    make: str | None = None
    model: str | None = None
    taken_at: datetime | None = None
    lens: str | None = None
    focal_length_mm: float | None = None
    exposure_time_s: float | None = None
    f_number: float | None = None
    iso: float | None = None


class Failure(NamedTuple):
    """Something of a photo that could not be read.

    Parameters
    ----------
    kind : str
        The error's class.
    reason : str
        What it says.
    """

    kind: str
    reason: str


@dataclass(frozen=True)
class PhotoRow:
    """One photo.

    Parameters
    ----------
    photo : PhotoId
    facts : PhotoFacts
    stated : mapping
        What the sidecars say, by version; those that are missing or cannot be read are left out.
    failures : tuple of Failure
        What could not be read, and why.
    """

    photo: PhotoId
    facts: PhotoFacts = field(default=PhotoFacts())
    stated: Mapping[str, Stated] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()

    def cells(self) -> tuple[Any, ...]:
        """All cells but the differences, in the order of :data:`~ppr10k_data.parameters.columns.STATED_COLUMNS`."""
        photo = self.photo
        cells = [str(photo), photo.group, photo.index, photo.split, *asdict(self.facts).values()]
        cells.append("; ".join(failure.reason for failure in self.failures) or None)
        for version in VERSIONS:
            cells += version_cells(self.stated.get(version))
        return tuple(cells)


def version_cells(stated: Stated | None) -> list[Any]:
    """One version's cells: None where nothing is stated.

    Parameters
    ----------
    stated : Stated or None

    Returns
    -------
    list
        In the order of :data:`~ppr10k_data.parameters.columns.VERSION_KEYS`. An empty text counts as none; curves
        become lists of points, a look an object.
    """
    cells: list[Any] = [None] * len(VERSION_KEYS)
    if stated is None:
        return cells
    cells[0], cells[1], cells[-1] = stated.process_version, stated.has_crop, list(stated.not_modelled)
    for name, value in stated.values.items():
        cells[_PLACES[name]] = value
    for name in _TEXTS & stated.values.keys():
        cells[_PLACES[name]] = stated.values[name] or None
    for name in _LISTS & stated.values.keys():
        cells[_PLACES[name]] = [list(point) for point in stated.values[name]]
    look = stated.values.get("Look")
    cells[_PLACES["Look"]] = None if look is None else look_cell(look)
    return cells


def look_cell(look: Look) -> dict[str, Any]:
    """A look as JSON has it: its name and amount, what it needs to be found, and its parameters."""
    return {
        "name": look.name,
        "amount": look.amount,
        "uuid": look.uuid,
        "table": look.table,
        "parameters": dict(look.parameters),
        "stubbed": look.stubbed,
    }


def lens_name(limits: Sequence[float]) -> str:
    """Name a lens by its limits, such as "24-70mm f/2.8", as lenses are engraved.

    Parameters
    ----------
    limits : sequence of float
        Shortest and longest focal length in millimetres, largest aperture at each.
    """
    lengths, apertures = (
        "-".join(f"{value:g}" for value in dict.fromkeys(pair)) for pair in (limits[:2], limits[2:])
    )
    return f"{lengths}mm f/{apertures}"
