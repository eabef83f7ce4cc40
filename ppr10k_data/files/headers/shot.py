"""What EXIF says of the camera and the exposure, from whatever directory it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from ppr10k_data.files.headers.ifd import Ifd

MAKE, MODEL, ORIENTATION, SOFTWARE, DATE_TIME = 0x010F, 0x0110, 0x0112, 0x0131, 0x0132
EXPOSURE_TIME, F_NUMBER, EXIF_IFD, FOCAL_LENGTH, LENS_MODEL = 0x829A, 0x829D, 0x8769, 0x920A, 0xA434
DATE_TIME_ORIGINAL, LENS_SPECIFICATION, DNG_LENS_INFO = 0x9003, 0xA432, 0xC630
ISO, STANDARD_OUTPUT_SENSITIVITY, RECOMMENDED_EXPOSURE_INDEX, ISO_SPEED = 0x8827, 0x8831, 0x8832, 0x8833
SHORT_ISO_LIMIT = 65535
"""Written to the 16-bit ISO tag when the speed is higher; it then stands in one of the others (EXIF 2.3)."""

_DATE_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")


@dataclass(frozen=True)
class Shot:
    """The camera and the exposure of one photo, None where the file does not say.

    Parameters
    ----------
    make, model : str or None
        As EXIF spells them, without the space around them.
    orientation : int or None
        1..8 as in EXIF.
    iso : float or None
        Above 0.
    exposure_time_s, f_number, focal_length_mm : float or None
        Above 0.
    lens, software : str or None
        The lens's model; the camera's firmware or the program that wrote the file.
    date_time : datetime or None
        The camera's clock when the photo was taken, without a time zone.
    lens_limits : tuple of float, or None
        The lens's shortest and longest focal length in millimetres, and its largest aperture (f-number) at each.
    """

    make: str | None = None
    model: str | None = None
    orientation: int | None = None
    iso: float | None = None
    exposure_time_s: float | None = None
    f_number: float | None = None
    focal_length_mm: float | None = None
    lens: str | None = None
    date_time: datetime | None = None
    software: str | None = None
    lens_limits: tuple[float, ...] | None = None


def merge_shots(shots: Iterable[Shot]) -> Shot:
    """Take each fact from the first shot that knows it."""
    known: dict[str, object] = {}
    for shot in shots:
        for field in fields(shot):
            value = getattr(shot, field.name)
            if value is not None:
                known.setdefault(field.name, value)
    return Shot(**known)  # type: ignore[arg-type]  # names and types are Shot's own


def read_shot(ifd: Ifd) -> Shot:
    """Read what one directory (IFD0 or the EXIF directory) says of the shot."""
    return Shot(
        make=ifd.text(MAKE),
        model=ifd.text(MODEL),
        orientation=valid_orientation(ifd.integer(ORIENTATION)),
        iso=_iso(ifd),
        exposure_time_s=positive(ifd.number(EXPOSURE_TIME)),
        f_number=positive(ifd.number(F_NUMBER)),
        focal_length_mm=positive(ifd.number(FOCAL_LENGTH)),
        lens=ifd.text(LENS_MODEL),
        date_time=parse_date_time(ifd.text(DATE_TIME_ORIGINAL) or ifd.text(DATE_TIME)),
        software=ifd.text(SOFTWARE),
        lens_limits=lens_limits(ifd.numbers(LENS_SPECIFICATION) or ifd.numbers(DNG_LENS_INFO)),
    )


def lens_limits(values: tuple[float, ...]) -> tuple[float, ...] | None:
    """Keep four limits of a lens that are all known: above 0, the shorter focal length first."""
    known = len(values) == 4 and min(values) > 0 and values[0] <= values[1]
    return values if known else None


def positive(value: float | None) -> float | None:
    """Keep a value above 0; cameras write 0 for a speed, time or length they do not know."""
    return value if value is not None and value > 0 else None


def valid_orientation(value: int | None) -> int | None:
    """Keep an orientation that EXIF defines."""
    return value if value is not None and 1 <= value <= 8 else None


def parse_date_time(text: str | None) -> datetime | None:
    """Read EXIF's ``2016:02:04 14:04:05``; None for blanks, zeros and anything else."""
    match = _DATE_TIME.fullmatch(text or "")
    try:
        return None if match is None else datetime(*map(int, match.groups()))  # type: ignore[arg-type]
    except ValueError:  # such as month 0
        return None


def _iso(ifd: Ifd) -> float | None:
    """Read the ISO speed, from the long tags where the short one is full."""
    speed = positive(ifd.number(ISO))
    if speed is not None and speed < SHORT_ISO_LIMIT:
        return speed
    long_tags = (RECOMMENDED_EXPOSURE_INDEX, ISO_SPEED, STANDARD_OUTPUT_SENSITIVITY)
    return next((s for s in map(positive, map(ifd.number, long_tags)) if s is not None), speed)
