"""From the bytes of a look's table to the table.

References
----------
``dng_look_table::GetStream`` and ``dng_rgb_table::GetStream``, DNG SDK 1.7.1: all numbers little-endian.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass

import numpy as np

from ppr10k_data.cameras import HueSatMap
from ppr10k_data.develop.profile.rgb_table import RgbTable
from ppr10k_data.develop.profile.table_spaces import Gamma, Primaries
from ppr10k_data.errors import ProfileError

_LOOK, _RGB = 0, 1
_MOST_ENTRIES = 36 * 32 * 16
_MOST_DIVISIONS = 130
_PRIMARIES: tuple[Primaries, ...] = ("srgb", "adobe", "prophoto", "p3", "rec2020")
_GAMMAS: tuple[Gamma, ...] = ("linear", "srgb", "1.8", "2.2", "rec2020")


@dataclass(frozen=True)
class LookTable:
    """A look's table of hue, saturation and value.

    Parameters
    ----------
    table : HueSatMap
    amounts : (float, float)
        The least and the largest strength that the look's maker allows.
    """

    table: HueSatMap
    amounts: tuple[float, float] = (1.0, 1.0)


def parse_table(data: bytes, *, name: str) -> LookTable | RgbTable:
    """Read a table.

    Parameters
    ----------
    data : bytes
        From :func:`ppr10k_data.xmp.big_table.decode_table`.
    name : str
        The file and the table, for messages.

    Raises
    ------
    ProfileError
        If it is of a kind or version that is not known, or its numbers make no table.
    """
    try:
        (kind,) = struct.unpack_from("<I", data)
        if kind == _LOOK:
            return _look_table(data)
        if kind == _RGB:
            return _rgb_table(data)
    except (struct.error, IndexError, ValueError) as error:
        raise ProfileError(f"{name} does not hold a usable table: {error}") from error
    raise ProfileError(f"{name} holds a table of kind {kind}; known are 0 (look table) and 1 (RGB table)")


def _look_table(data: bytes) -> LookTable:
    version, hues, saturations, values = struct.unpack_from("<4I", data, 4)
    if version not in (1, 2):
        raise ValueError(f"version {version} of look tables is not known")
    count = hues * saturations * values
    if min(hues, values) < 1 or saturations < 2 or count > _MOST_ENTRIES:
        raise ValueError(f"it has {hues} x {saturations} x {values} entries")
    deltas = np.frombuffer(data, "<f4", count * 3, 20).reshape(values, hues, saturations, 3)
    if not np.isfinite(deltas).all():
        raise ValueError("it holds numbers that are not finite")
    end = 20 + deltas.nbytes
    (encoding,) = struct.unpack_from("<I", data, end)
    amounts = struct.unpack_from("<2d", data, end + 4) if version == 2 else (1.0, 1.0)
    return LookTable(HueSatMap.of(deltas, encodes_value=encoding == 1), _checked_amounts(amounts))


def _rgb_table(data: bytes) -> RgbTable:
    version, dimensions, divisions = struct.unpack_from("<3I", data, 4)
    if version != 1:
        raise ValueError(f"version {version} of RGB tables is not known")
    if dimensions != 3:
        raise ValueError(f"an RGB table of {dimensions} dimensions is not supported, only of 3")
    if not 2 <= divisions <= _MOST_DIVISIONS:
        raise ValueError(f"it has {divisions} divisions")
    offsets = np.frombuffer(data, "<u2", divisions**3 * 3, 16).reshape(*(divisions,) * 3, 3)
    samples = offsets + _straight(divisions)  # uint16 goes round, as it did when the table was written
    end = 16 + offsets.nbytes
    primaries, gamma, gamut, least, most = struct.unpack_from("<3I2d", data, end)
    return RgbTable(
        divisions,
        samples.astype("<u2").tobytes(),
        _PRIMARIES[primaries],
        _GAMMAS[gamma],
        clips=gamut == 0,
        amounts=_checked_amounts((least, most)),
    )


def _straight(divisions: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint16]]:
    """The table that changes nothing, from which the stored numbers are counted."""
    axis = (np.arange(divisions, dtype=np.uint32) * 0xFFFF + (divisions >> 1)) // (divisions - 1)
    grid = np.meshgrid(axis, axis, axis, indexing="ij")
    return np.stack(grid, axis=-1).astype(np.uint16)


def _checked_amounts(amounts: tuple[float, ...]) -> tuple[float, float]:
    least, most = amounts
    if not (math.isfinite(most) and 0.0 <= least <= 1.0 <= most):
        raise ValueError(f"it allows strengths from {least} to {most}")
    return least, most
