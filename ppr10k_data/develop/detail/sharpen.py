"""Sharpening of a 16-bit picture, in place: 8 bytes a pixel besides it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.detail.gaussian import blurred
from ppr10k_data.develop.detail.lookup import look_up
from ppr10k_data.develop.detail.sharpening import Sharpener
from ppr10k_data.develop.detail.transfer import LEVELS, EncodedSpace, Transfer, transfer
from ppr10k_data.develop.jit import block, kernel

Float32 = NDArray[np.float32]

_ZERO, _ONE, _HALF = np.float32(0.0), np.float32(1.0), np.float32(0.5)
_DARKEST = np.float32(1e-9)
_PER_LEVEL = np.float32(1.0 / LEVELS)

_REACH = 6.0
"""tanh is followed to here; it is then 1 - 1e-5."""

_INTERVALS = 4096

_CURVES = {"srgb": (2.4, 0.055, 0.0031308), "prophoto": (1.8, 0.0, 1.0 / 512.0)}
"""Power and offset of the transfer curves, and where in linear light they begin (IEC 61966-2-1, ISO 22028-2)."""


class _Tables(NamedTuple):
    """A sharpener's numbers for the kernel, as arrays of float32.

    Attributes
    ----------
    shares : (M + 2,)
        Share of the limit, -1..1, over slope times contrast over limit, -REACH..REACH.
    roots : (M + 2,)
        The gain's root by the power of the transfer curve, over that share.
    gains : (M + 2,)
        The gain itself.
    steepness : float32
        Slope over limit over REACH.
    mask_start, mask_width : float32
    """

    shares: Float32
    roots: Float32
    gains: Float32
    steepness: np.float32
    mask_start: np.float32
    mask_width: np.float32


def _compiled(sharpener: Sharpener, power: float) -> _Tables:
    across = np.linspace(-1.0, 1.0, _INTERVALS + 1)
    stops = sharpener.limit * across
    samples = (np.tanh(_REACH * across), np.exp2(stops / power), np.exp2(stops))
    steepness = sharpener.slope / sharpener.limit / _REACH
    shares, roots, gains = (np.append(column, column[-1]).astype(np.float32) for column in samples)
    mask = np.float32(sharpener.mask_start), np.float32(sharpener.mask_width)
    return _Tables(shares, roots, gains, np.float32(steepness), *mask)


@block
def _linear(picture: Any, y: Any, x: Any, c: Any, decoding: Any) -> Any:
    return look_up(decoding, picture[y, x, c] * _PER_LEVEL, np.float32(decoding.size - 2))


@kernel(parallel=True)
def _luminance(picture: NDArray[np.uint16], tables: Transfer, out: Float32) -> None:
    """Linear luminance of an encoded picture."""
    weights = tables.luminance
    for y in numba.prange(picture.shape[0]):
        for x in range(picture.shape[1]):
            red = _linear(picture, y, x, 0, tables.decoding)
            green = _linear(picture, y, x, 1, tables.decoding)
            blue = _linear(picture, y, x, 2, tables.decoding)
            out[y, x] = weights[0] * red + weights[1] * green + weights[2] * blue


@block
def _stops_between(a: Any, b: Any) -> Any:
    """log2(a / b) by the first terms of its area tangent: right to 1 % within two stops, and rising beyond."""
    z = (a - b) / (a + b)
    return np.float32(2.8853901) * z * (_ONE + z * z * (np.float32(1.0 / 3.0) + np.float32(0.2) * z * z))


@block
def _edge(blur: Any, y: Any, x: Any, start: Any, width: Any) -> Any:
    up, down = max(y - 1, 0), min(y + 1, blur.shape[0] - 1)
    left, right = max(x - 1, 0), min(x + 1, blur.shape[1] - 1)
    across = _stops_between(max(blur[y, right], _DARKEST), max(blur[y, left], _DARKEST))
    along = _stops_between(max(blur[down, x], _DARKEST), max(blur[up, x], _DARKEST))
    gradient = _HALF * np.sqrt(across * across + along * along)
    t = min(max((gradient - start) / width, _ZERO), _ONE)
    return t * t * (np.float32(3.0) - np.float32(2.0) * t)


@block
def _signed(table: Any, x: Any) -> Any:
    """Read a table over -1..1; beyond, it goes on level."""
    place = min(max(_HALF + _HALF * x, _ZERO), _ONE)
    return look_up(table, place, np.float32(table.size - 2))


@block
def _contrast_to_share(n: Any, luminance: Any, blur: Any, gain: _Tables, out: Any) -> None:
    for x in range(n):
        contrast = luminance[x] / max(blur[x], _DARKEST) - _ONE
        out[x] = _signed(gain.shares, gain.steepness * contrast)


@block
def _scale_row(n: Any, row: Any, shares: Any, gain: _Tables, tables: Transfer, curve: Any) -> None:
    """Scale linear light; above the toe of the transfer curve that is a factor on the power function's argument."""
    offset, safe = curve[0], curve[1]
    top, most = np.float32(tables.encoding.size - 2), np.float32(LEVELS) + _HALF
    for x in range(n):
        root = _signed(gain.roots, shares[x])
        for c in range(3):
            level = np.float32(row[x, c])
            if level > safe:
                row[x, c] = np.int32(min((level + offset) * root - offset + _HALF, most))
            else:
                linear = look_up(tables.decoding, level * _PER_LEVEL, np.float32(tables.decoding.size - 2))
                row[x, c] = np.int32(
                    look_up(tables.encoding, min(linear * _signed(gain.gains, shares[x]), _ONE), top)
                )


@kernel(parallel=True)
def _scale(
    picture: NDArray[np.uint16],
    luminance: Float32,
    blur: Float32,
    tables: Transfer,
    gain: _Tables,
    curve: Float32,
) -> None:
    """Scale every pixel by its gain; ``curve``: offset of the transfer curve and end of its toe, in levels."""
    for y in numba.prange(picture.shape[0]):
        n = picture.shape[1]
        shares = np.empty(n, np.float32)
        _contrast_to_share(n, luminance[y], blur[y], gain, shares)
        if gain.mask_width > _ZERO:
            for x in range(n):
                shares[x] *= _edge(blur, y, x, gain.mask_start, gain.mask_width)
        _scale_row(n, picture[y], shares, gain, tables, curve)


def sharpen(picture: NDArray[np.uint16], sharpener: Sharpener, space: EncodedSpace) -> None:
    """Sharpen a picture in place.

    Parameters
    ----------
    picture : (H, W, 3) uint16
        Encoded in ``space``.
    sharpener : Sharpener
        From :func:`ppr10k_data.develop.detail.sharpening.plan_sharpening`.
    space : EncodedSpace

    Notes
    -----
    Within one 16-bit level of :func:`ppr10k_data.develop.detail.sharpening.sharpened`, but for the darkest thousandth.
    """
    tables = transfer(space)
    luminance = np.empty(picture.shape[:2], np.float32)
    _luminance(picture, tables, luminance)
    blur = blurred(luminance, sharpener.sigma_px)
    power, offset, toe = _CURVES[space]
    safe = (toe * 2.0**sharpener.limit) ** (1.0 / power) * (1.0 + offset) - offset
    curve = np.array([offset * LEVELS, safe * LEVELS], dtype=np.float32)
    _scale(picture, luminance, blur, tables, _compiled(sharpener, power), curve)
