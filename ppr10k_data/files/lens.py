"""The one door to lensfunpy (an optional extra): what lensfun's database knows of a photo's lens, as maps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.lens import LensMaps
from ppr10k_data.files.metadata import RawMetadata

try:
    import lensfunpy
except ImportError:
    lensfunpy = None

NODES = 128
"""Intervals of a map along the photo's longer side: linear between them is right to 0.02 photosites in 6,000."""

VIGNETTING_SIDE = 512
"""Longer side of the picture that lensfun's vignetting is sampled on."""

FAR_AWAY_M = 1000.0
"""Distance of the subject: RAW files do not state it as a rule. lensfun's own default."""

ANY_F_NUMBER = 8.0
"""For distortion and chromatic aberration, which do not depend on it."""

_ADOBES_NAME = re.compile(r"[^()]*\(([^,]+).*\)[^()]*")
BUILT_IN = "Camera Settings"
"""What Camera Raw calls the profile that a camera writes into its files."""

_CODE = re.compile(r"\b([A-Z])\d{3}\b")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class KnownLens:
    """A lens that was found.

    Parameters
    ----------
    name : str
        As lensfun has it.
    maps : LensMaps
    lacking : tuple of str
        Of "distortion", "chromatic aberration" and "vignetting", what the database does not know of it.
    """

    name: str
    maps: LensMaps
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnknownLens:
    """Why a lens cannot be corrected, and the way out.

    Parameters
    ----------
    reason : str
    """

    reason: str


def find_lens(
    metadata: RawMetadata, size: tuple[int, int], *, profile_name: str = "", pixel_aspect: float = 1.0
) -> KnownLens | UnknownLens:
    """Look up a photo's lens.

    Parameters
    ----------
    metadata : RawMetadata
        Camera, lens, focal length and aperture.
    size : tuple of int
        Width and height of the photo, in photosites; taken to be all that the lens threw on the sensor.
    profile_name : str
        The sidecar's LensProfileName, such as "Adobe (Canon EF 50mm f/1.4 USM)": goes before the RAW file's own name
        of the lens.
    pixel_aspect : float
        Width of a photosite divided by its height.

    Returns
    -------
    KnownLens or UnknownLens
    """
    if lensfunpy is None:
        return UnknownLens('lensfunpy is not installed: pip install "ppr10k-data[lens]"')
    if pixel_aspect != 1.0:
        return UnknownLens("its photosites are not square")
    if profile_name == BUILT_IN:
        return UnknownLens("the profile is the camera's own, inside the RAW file, which is not read")
    if metadata.focal_length_mm is None:
        return UnknownLens("the RAW file does not state the focal length")
    names = tuple(name for name in (_lens_of_profile(profile_name), metadata.lens) if name)
    if not names:
        return UnknownLens("neither the RAW file nor the sidecar names the lens")
    shot = _Shot(metadata.focal_length_mm, metadata.f_number)
    return _find(metadata.make or "", metadata.model or "", names, shot, size)


class _Shot(NamedTuple):
    focal_length_mm: float
    f_number: float | None


@lru_cache(maxsize=8)
def _find(
    make: str, model: str, names: tuple[str, ...], shot: _Shot, size: tuple[int, int]
) -> KnownLens | UnknownLens:
    """Remembers the last few: a photo has many sidecars, and its neighbours were taken with the same lens."""
    cameras = _database().find_cameras(make, model)
    if not cameras:
        return UnknownLens(f"lensfun does not know the camera {make} {model}")
    lens = _lens(cameras[0], names, shot.focal_length_mm)
    if lens is None:
        asked = " or ".join(map(repr, names))
        return UnknownLens(f"lensfun does not know the lens {asked} at {shot.focal_length_mm:g} mm")
    return _known(lens, float(cameras[0].crop_factor), shot, size)


def _lens_of_profile(profile_name: str) -> str:
    """The lens's name in a profile's: in brackets after whose profile it is, and before a comma and its mount."""
    match = _ADOBES_NAME.fullmatch(profile_name.strip())
    return match.group(1) if match else profile_name.strip()


@lru_cache(maxsize=1)
def _database() -> Any:
    return lensfunpy.Database()


def _lens(camera: Any, names: Iterable[str], focal_length_mm: float) -> Any:
    """The best match of the first name that matches.

    lensfun matches words loosely: a lens of other focal lengths or of another aperture is none.
    """
    for name in chain.from_iterable(map(_spellings, names)):
        for lens in _database().find_lenses(camera, None, name):
            fits = lens.min_focal * 0.95 <= focal_length_mm <= lens.max_focal * 1.05
            if fits and _numbers(name) and _numbers(name) <= _numbers(lens.model):
                return lens
    return None


def _spellings(name: str) -> tuple[str, str]:
    """A name as it is, and without its maker's code, which lensfun has not: Sigma's A014 says that it is of line A."""
    line = r"\1" if name.upper().startswith("SIGMA") else ""
    return name, _CODE.sub(line, name).strip()


def _numbers(name: str) -> set[float]:
    """Focal lengths and apertures in a lens's name; makers' codes such as A014 are left out."""
    return {float(number) for number in _NUMBER.findall(_CODE.sub("", name))}


def _known(lens: Any, crop_factor: float, shot: _Shot, size: tuple[int, int]) -> KnownLens | UnknownLens:
    falloff = None if shot.f_number is None else _falloff(lens, crop_factor, shot, size)
    lacking = [
        *([] if lens.calib_distortion else ["distortion"]),
        *([] if lens.calib_tca else ["chromatic aberration"]),
        *([] if falloff is not None else ["vignetting"]),
    ]
    name = lens.model if lens.model.startswith(lens.maker) else f"{lens.maker} {lens.model}"
    positions = _positions(lens, crop_factor, shot, size)
    if positions is None and falloff is None:
        return UnknownLens(f"lensfun has no calibration of {name!r} for this shot")
    return KnownLens(name, LensMaps(size, positions, falloff), tuple(lacking))


def _modifier(
    lens: Any, crop_factor: float, shot: _Shot, size: tuple[int, int], flags: int, scale: float
) -> Any:
    modifier = lensfunpy.Modifier(lens, crop_factor, *size)
    modifier.initialize(
        shot.focal_length_mm,
        shot.f_number or ANY_F_NUMBER,
        FAR_AWAY_M,
        scale=scale,
        pixel_format=np.float32,
        flags=flags,
    )
    return modifier


def _positions(
    lens: Any, crop_factor: float, shot: _Shot, size: tuple[int, int]
) -> NDArray[np.float64] | None:
    """Where the three colours lie; scaled just so far (lensfun's automatic scale) that no edge shows."""
    if not (lens.calib_distortion or lens.calib_tca):
        return None
    flags = lensfunpy.ModifyFlags
    wanted = flags.DISTORTION | flags.SCALE | (flags.TCA if lens.calib_tca else 0)
    modifier = _modifier(lens, crop_factor, shot, size, wanted, 0.0)
    find = (
        modifier.apply_subpixel_geometry_distortion if lens.calib_tca else modifier.apply_geometry_distortion
    )
    columns, rows = _node_counts(size)
    xs, ys = np.linspace(0.0, size[0] - 1.0, columns), np.linspace(0.0, size[1] - 1.0, rows)
    found = np.array([[find(x, y, 1, 1)[0, 0] for x in xs] for y in ys], dtype=np.float64)
    return np.broadcast_to(found.reshape(rows, columns, -1, 2), (rows, columns, 3, 2))


def _node_counts(size: tuple[int, int]) -> tuple[int, int]:
    """Columns and rows of nodes, about as far apart."""
    return tuple(max(2, round(NODES * length / max(size)) + 1) for length in size)  # type: ignore[return-value]


def _falloff(lens: Any, crop_factor: float, shot: _Shot, size: tuple[int, int]) -> NDArray[np.float64] | None:
    """Brightness of an evenly lit surface, sampled on a small picture of the photo's shape."""
    width, height = (max(2, round(VIGNETTING_SIDE * length / max(size))) for length in size)
    modifier = _modifier(lens, crop_factor, shot, (width, height), lensfunpy.ModifyFlags.VIGNETTING, 1.0)
    lit = np.ones((height, width, 3), np.float32)
    if not modifier.apply_color_modification(lit):
        return None
    return np.asarray(1.0 / np.maximum(lit[..., 1].astype(np.float64), 1e-3))
