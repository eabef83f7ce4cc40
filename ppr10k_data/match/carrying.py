"""Carry what matching does to a photo over to a variant of it, so that the step between them stays as it was.

What is added is a difference in CIE Lab, pixel by pixel, where a step has the same length from any colour. As levels of
sRGB it would not: a change that is small beside a midtone is large beside the shadow that an exposure of -1 EV makes of
it, and +1 EV would lift it beyond white channel by channel, in another hue.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.bands import in_bands
from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from ppr10k_data.develop.jit import block, kernel
from ppr10k_data.metrics.lab import EPSILON, KAPPA, SRGB_TO_XYZ, WHITE

Levels = NDArray[np.uint16]
Float32 = NDArray[np.float32]

WHITENESS = 0.15
"""Encoded values below white, of the smallest channel, over which the change fades out: a variant's white has nothing
of what the change was made for, and would turn grey or tinted. A fade over 0.1 shows as noise, and as spots on bright
skin."""

OVERFLOW = 0.1
"""What f(Y) may be above white's before all colour is gone, 11.6 of L*: what is much brighter than white is white, and
not of the colour of the channels that clip last."""

_WHOLE = 65535


def carry(picture: Levels, source: Levels, matched: Levels, *, in_place: bool = False) -> Levels:
    """Change a variant as its source is changed by matching.

    Parameters
    ----------
    picture : (H, W, 3) uint16
        The variant, unmatched; encoded in sRGB as all three are.
    source, matched : (H, W, 3) uint16
        The source, before and after.
    in_place : bool
        Write over the variant, if it can be written to.

    Returns
    -------
    (H, W, 3) uint16
        Of Lab ``picture + (matched - source)``, brought into sRGB: lightness is clipped, then channels, and what is
        brighter than white loses its colour. Where the variant is white and its source is not, nothing is added.

    Notes
    -----
    Lab's three values are sums and differences of f(X), f(Y), f(Z) (CIE 15:2004, 8.2.1), so that to add in Lab is to
    add these.
    """
    out = picture if in_place and picture.flags.writeable else np.empty_like(picture)
    tables = _tables()
    in_bands(
        len(picture),
        lambda first, last: _carry_rows(first, last, picture, source, matched, tables, out),
    )
    return out


Tables = tuple[Float32, Float32, Float32, Float32, Float32]


@lru_cache(maxsize=1)
def _tables() -> Tables:
    """Matrices to XYZ relative to white and back; decoding of levels; f and encoding over 0..1, to be interpolated."""
    to_xyz = SRGB_TO_XYZ / WHITE[:, None]
    even = np.arange(_WHOLE + 2) / _WHOLE  # one more, to be read behind 1
    response = np.where(even > EPSILON, np.cbrt(even), (KAPPA * even + 16.0) / 116.0)
    tables = (to_xyz, np.linalg.inv(to_xyz), srgb_decode(even), response, srgb_encode(even))
    return tuple(table.astype(np.float32) for table in tables)  # type: ignore[return-value]


@block
def _read(table: Any, x: Any) -> Any:
    """A table over 0..1, clamped."""
    place = min(max(x, np.float32(0.0)), np.float32(1.0)) * np.float32(_WHOLE)
    cell = np.int32(place)
    low = table[cell]
    return low + (place - np.float32(cell)) * (table[cell + 1] - low)


@block
def _responses(levels: Any, to_xyz: Any, decode: Any, response: Any) -> Any:
    """f(X), f(Y), f(Z) of a pixel."""
    r, g, b = decode[levels[0]], decode[levels[1]], decode[levels[2]]
    x = _read(response, to_xyz[0, 0] * r + to_xyz[0, 1] * g + to_xyz[0, 2] * b)
    y = _read(response, to_xyz[1, 0] * r + to_xyz[1, 1] * g + to_xyz[1, 2] * b)
    z = _read(response, to_xyz[2, 0] * r + to_xyz[2, 1] * g + to_xyz[2, 2] * b)
    return x, y, z


@block
def _undone(f: Any) -> Any:
    """The value whose f this is."""
    knee = np.float32(6.0 / 29.0)
    if f > knee:
        return f * f * f
    return np.float32(3.0 * (6.0 / 29.0) ** 2) * (f - np.float32(4.0 / 29.0))


@block
def _below_white(levels: Any) -> Any:
    """How far the smallest channel is from white: 0 at white, 1 from :data:`WHITENESS` on."""
    least = min(levels[0], levels[1], levels[2])
    return min(np.float32(_WHOLE - least) * np.float32(1.0 / (WHITENESS * _WHOLE)), np.float32(1.0))


@block
def _part_kept(variant: Any, source: Any) -> Any:
    """1, or less where the variant is nearer to white than its source."""
    one, other = _below_white(variant), _below_white(source)
    return one / other if one < other else np.float32(1.0)


@kernel()
def _carry_rows(
    first: Any, last: Any, picture: Any, source: Any, matched: Any, tables: Any, out: Any
) -> None:
    to_xyz, to_rgb, decode, response, encode = tables
    floor, unit, one = np.float32(4.0 / 29.0), np.float32(_WHOLE), np.float32(1.0)
    for row in range(first, last):
        for column in range(picture.shape[1]):
            variant, before = picture[row, column], source[row, column]
            x, y, z = _responses(variant, to_xyz, decode, response)
            x0, y0, z0 = _responses(before, to_xyz, decode, response)
            x1, y1, z1 = _responses(matched[row, column], to_xyz, decode, response)
            part = _part_kept(variant, before)
            x, y, z = x + part * (x1 - x0), y + part * (y1 - y0), z + part * (z1 - z0)
            color = min(max(one - (y - one) * np.float32(1.0 / OVERFLOW), np.float32(0.0)), one)
            light = min(max(y, floor), one)
            x, y, z = _undone(light + color * (x - y)), _undone(light), _undone(light + color * (z - y))
            for c in range(3):
                value = to_rgb[c, 0] * x + to_rgb[c, 1] * y + to_rgb[c, 2] * z
                out[row, column, c] = np.uint16(_read(encode, value) * unit + np.float32(0.5))
