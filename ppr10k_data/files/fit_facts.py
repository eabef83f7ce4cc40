"""What a saved fit's files must say, and a clear word where they say something else."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.match import Quality, Registration
from ppr10k_kernels import Cube

Half = NDArray[np.float16]


def entry(about: Any, key: str) -> Any:
    """A value of a JSON object.

    Raises
    ------
    ValueError
        If there is no object, or no such key in it.
    """
    if not isinstance(about, dict) or key not in about:
        raise ValueError(f"{key} is missing")
    return about[key]


def quality_of(about: Any) -> Quality:
    """Read a fit's quality.

    Raises
    ------
    ValueError
        Names the key and the value that is none.
    """
    told = entry(about, "quality")
    numbers = {
        key: number(entry(told, key), f"quality.{key}", least=0.0)
        for key in ("before_mean", "before_p95", "after_mean", "after_p95")
    }
    lossless = entry(told, "lossless")
    if not isinstance(lossless, bool):
        raise ValueError(f"quality.lossless is {lossless!r}, not true or false")
    return Quality(**numbers, lossless=lossless)


def registration_of(about: Any) -> Registration:
    """Read a fit's registration.

    Raises
    ------
    ValueError
        Names the key and the value that is none.
    """
    told = entry(about, "registration")
    warp, reason = entry(told, "warp"), entry(told, "reason")
    if not isinstance(warp, list) or [len(row) for row in warp if isinstance(row, list)] != [3, 3]:
        raise ValueError(f"registration.warp is {warp!r}, not two rows of three numbers")
    if not isinstance(reason, str):
        raise ValueError(f"registration.reason is {reason!r}, not a text")
    first, second = ([number(value, "registration.warp") for value in row] for row in warp)
    return Registration(
        ((first[0], first[1], first[2]), (second[0], second[1], second[2])),
        number(entry(told, "correlation"), "registration.correlation"),
        number(entry(told, "displacement_px"), "registration.displacement_px", least=0.0),
        number(entry(told, "scale"), "registration.scale"),
        reason,
    )


def size_in(about: Any) -> tuple[int, int]:
    """Read the width and height of the small picture.

    Raises
    ------
    ValueError
        If they are not two whole numbers from 1 on.
    """
    size = entry(about, "size")
    if (
        not isinstance(size, list)
        or len(size) != 2
        or any(type(side) is not int or side < 1 for side in size)
    ):
        raise ValueError(f"size is {size!r}, not a width and a height in pixels, 1 or more")
    return size[0], size[1]


def number(value: Any, key: str, *, least: float = -math.inf) -> float:
    """A number of the JSON.

    Raises
    ------
    ValueError
        If it is none, not finite or too small.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{key} is {value!r}, not a number")
    if not math.isfinite(value) or value < least:
        raise ValueError(
            f"{key} is {value!r}, not a number {f'from {least:g} on' if least == 0.0 else 'at all'}"
        )
    return float(value)


def plane(planes: Any, key: str, channels: int, least: int) -> Half:
    """An array of the ``.npz`` file: (h, w, channels) float16, finite, ``least`` samples a side or more.

    Raises
    ------
    ValueError
        If it is missing, or something else.
    """
    if key not in planes:
        raise ValueError(f"{key} is missing")
    array = planes[key]
    if (
        array.dtype != np.float16
        or array.ndim != 3
        or array.shape[2] != channels
        or min(array.shape[:2]) < least
    ):
        raise ValueError(
            f"{key} is {array.dtype} of shape {array.shape}, not float16 of (h, w, {channels}), h and w {least} or more"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{key} has values that are not finite")
    return np.asarray(array)


def table_of(cube: Cube) -> NDArray[np.float32]:
    """The table of a ``.cube`` file that has no shaper and spans 0..1.

    Raises
    ------
    ValueError
        If it has another domain, which a fit's table never has.
    """
    if (cube.domain_min, cube.domain_max) != ((0.0,) * 3, (1.0,) * 3):
        raise ValueError(f"DOMAIN_MIN is {cube.domain_min} and DOMAIN_MAX {cube.domain_max}, not 0 and 1")
    if cube.shaper is not None:
        raise ValueError("LUT_1D_SIZE: it has a 1D table before the 3D one")
    if not np.isfinite(cube.lut).all():
        raise ValueError("it has values that are not finite")
    return cube.lut
