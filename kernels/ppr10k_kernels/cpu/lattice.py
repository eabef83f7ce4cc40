"""Tables laid out for the loops: the numbers of a point side by side, red the fastest axis.

It is made anew for every call, and for a small image takes longer than its pixels: so these loops go over a plane at a
time, through locals and few arrays, as LLVM vectorises them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ppr10k_kernels.cpu.jit import compiled

WHOLE = 32767
"""A weight of one in the sums of a pair: the largest number of 16 bits."""

NEAREST = 1.5 * 2.0**23
"""Added to a float, it rounds it to a whole number, which then stands in its lowest bits."""

_FREE = 0.48
"""Largest error in codes of what is added to a pixel's code: rounded, it cannot lead past the first or last code."""

_SLACK = 0.01
"""Codes by which a table may go beyond 0..1 for that: the last bits of its floats."""

_WITHIN_ONE = 0.75
"""Largest error in codes of what replaces a pixel's code: rounded, it is within one code."""

_FINITE = 1e4
"""What stands for infinity in the table of an image of integers, whose own values are 0 to 1."""


def floats_of(lut: NDArray[Any]) -> NDArray[np.float32]:
    """Lay a table out as four floats a point, the last of them zero.

    Parameters
    ----------
    lut : (3, N, N, N) array of floats
        Indexed [channel, blue, green, red].

    Returns
    -------
    (4 * N**3,) float32
        Red, green, blue and nothing of each point.
    """
    lattice = np.empty(4 * lut[0].size, np.float32)
    _interleave(np.ascontiguousarray(lut, np.float32).reshape(3, -1), lattice)
    return lattice


def codes_of(lut: NDArray[Any], top: int) -> NDArray[np.float32]:
    """As :func:`floats_of`, in codes of which ``top`` is the largest, and raised by a half, so that cutting rounds."""
    lattice = floats_of(_finite(lut))
    lattice *= np.float32(top)
    lattice += np.float32(0.5)
    return lattice


class Pairs(NamedTuple):
    """A table laid out for :mod:`ppr10k_kernels.cpu.integers`.

    Parameters
    ----------
    lattice : (8 * (N - 1) * N**2,) int16
        Of each point red, green, blue and nothing, each beside that of the next point along blue.
    unit : float32
        Codes of a step of weighted sums, whose weights add up to :data:`WHOLE`.
    middle, lowest, highest : float32
        Codes of the number 0 and of the ends that results are clamped to, raised by :data:`NEAREST`.
    mask : int16
        All bits set if codes of the pixels are to be added, else 0.
    """

    lattice: NDArray[np.int16]
    unit: np.float32
    middle: np.float32
    lowest: np.float32
    highest: np.float32
    mask: np.int16


def pairs_of(lut: NDArray[Any], top: int, *, tilted: bool) -> Pairs | None:
    """Lay a table out in 16 bits.

    Parameters
    ----------
    lut : (3, N, N, N) array of floats
        Indexed [channel, blue, green, red]; zero where it is NaN.
    top : int
        The largest code, 255 or 65535.
    tilted : bool
        Of 16 bits: hold what the table adds to a pixel rather than what it makes of it, if that fits. Mostly it is
        less, and the finer for it, and of an identity nothing.

    Returns
    -------
    Pairs or None
        None if 16 bits are too few for results within one code: the table goes too far beyond 0..1, or neighbours
        along blue lie so far apart that 15 bits of a weight tell between them.
    """
    table, points = _finite(lut), lut.shape[1]
    low, high = top * float(table.min()), top * float(table.max())
    if tilted and top == 65535 and low >= -_SLACK and high <= top + _SLACK:
        ramp = np.linspace(0.0, top, points, dtype=np.float32)
        pairs = _paired(table, top, ramp, _extremes(table, np.float32(top), ramp))
        if pairs is not None:
            return pairs
    flat = np.zeros(points, np.float32)
    known = (low, high, high - low) if top == 255 else None  # 8 bits leave enough room for any difference
    return _paired(table, top, flat, known or _extremes(table, np.float32(top), flat))


def _finite(lut: NDArray[Any]) -> NDArray[np.float32]:
    """Bound a table, and make it contiguous floats."""
    table = np.ascontiguousarray(lut, np.float32)
    if not -_FINITE <= table.min() <= table.max() <= _FINITE:  # so is NaN
        table = np.clip(np.nan_to_num(table), -_FINITE, _FINITE)
    return table


def _paired(
    table: NDArray[np.float32],
    top: int,
    ramp: NDArray[np.float32],
    extremes: tuple[float, float, float],
) -> Pairs | None:
    """Lay a table out, less a ramp, in as many steps as there are between its extremes; None if they are too wide."""
    low, high, leap = map(float, extremes)
    unit, middle, tilt = (high - low + 1) / (2 * WHOLE), round((low + high) / 2), bool(ramp.any())
    if unit / 2 + leap / (2 * WHOLE) > (_FREE if tilt else _WITHIN_ONE):
        return None
    lattice = np.empty(8 * (ramp.size - 1) * ramp.size**2, np.int16)
    _pair(table, np.float32(top), ramp, np.float32(middle), np.float32(1 / unit), lattice)
    return Pairs(
        lattice,
        np.float32(unit / WHOLE),
        np.float32(NEAREST + middle),
        np.float32(NEAREST - top * tilt),
        np.float32(NEAREST + top),
        np.int16(-tilt),
    )


@compiled
def _interleave(planes: Any, lattice: Any) -> None:
    """Put three planes side by side."""
    red, green, blue = planes[0], planes[1], planes[2]
    for k in range(red.size):
        lattice[4 * k], lattice[4 * k + 1], lattice[4 * k + 2] = red[k], green[k], blue[k]
        lattice[4 * k + 3] = np.float32(0)


@compiled
def _codes(plane: Any, top: Any, start: Any, tilt: Any, own: Any, codes: Any) -> None:
    """A plane of a table in codes, less what pixels have themselves."""
    for k in range(plane.size):
        codes[k] = plane[k] * top - (start + tilt * own[k])


@compiled
def _own(ramp: Any) -> Any:
    """Pixels' own codes of red and green in a plane of the table."""
    points = ramp.size
    own = np.empty((2, points * points), np.float32)
    for green in range(points):
        for red in range(points):
            own[0, green * points + red], own[1, green * points + red] = ramp[red], ramp[green]
    return own


@compiled
def _plane_of_codes(lut: Any, channel: int, blue: int, top: Any, ramp: Any, own: Any, codes: Any) -> None:
    """One of a channel's planes; blue is the same in all of it."""
    plane = lut[channel, blue].reshape(-1)
    if channel == 2:
        _codes(plane, top, ramp[blue], np.float32(0), own[0], codes)
    else:
        _codes(plane, top, np.float32(0), np.float32(1), own[channel], codes)


@compiled
def _widen(codes: Any, low: Any, high: Any) -> None:
    """Extremes of each place in a plane."""
    for k in range(codes.size):
        code, lowest, highest = codes[k], low[k], high[k]
        low[k] = code if code < lowest else lowest
        high[k] = code if code > highest else highest


@compiled
def _leap(codes: Any, before: Any, leap: Any) -> None:
    """Largest difference of each place from the plane before; apart, as LLVM vectorises few arrays at a time."""
    for k in range(codes.size):
        difference, largest = abs(codes[k] - before[k]), leap[k]
        leap[k] = difference if difference > largest else largest


@compiled
def _extremes(lut: Any, top: Any, ramp: Any) -> Any:
    """Lowest and highest number of the lattice in codes, and the largest difference between neighbours along blue."""
    own, size = _own(ramp), ramp.size * ramp.size
    low, high = np.full(size, np.inf, np.float32), np.full(size, -np.inf, np.float32)
    leap = np.zeros(size, np.float32)
    codes, before = np.empty(size, np.float32), np.empty(size, np.float32)
    for channel in range(3):
        for blue in range(ramp.size):
            _plane_of_codes(lut, channel, blue, top, ramp, own, codes)
            _widen(codes, low, high)
            if blue:
                _leap(codes, before, leap)
            codes, before = before, codes
    return low.min(), high.max(), leap.max()


@compiled
def _round(codes: Any, middle: Any, steps: Any, numbers: Any) -> None:
    """A plane in steps from the middle."""
    for k in range(codes.size):
        numbers[k] = np.int16(np.rint((codes[k] - middle) * steps))


@compiled
def _side_by_side(lower: Any, upper: Any, lattice: Any) -> None:
    """A plane of points, each channel beside that of the next plane."""
    points = lower.size // 3
    for k in range(points):
        lattice[8 * k], lattice[8 * k + 1] = lower[k], upper[k]
        lattice[8 * k + 2], lattice[8 * k + 3] = lower[points + k], upper[points + k]
        lattice[8 * k + 4], lattice[8 * k + 5] = lower[2 * points + k], upper[2 * points + k]
        lattice[8 * k + 6] = lattice[8 * k + 7] = np.int16(0)


@compiled
def _pair(lut: Any, top: Any, ramp: Any, middle: Any, steps: Any, lattice: Any) -> None:
    """Write all planes but the last, each beside the next."""
    own, size = _own(ramp), ramp.size * ramp.size
    codes = np.empty(size, np.float32)
    lower, upper = np.empty(3 * size, np.int16), np.empty(3 * size, np.int16)
    for blue in range(ramp.size):
        for channel in range(3):
            _plane_of_codes(lut, channel, blue, top, ramp, own, codes)
            _round(codes, middle, steps, upper[channel * size :])
        if blue:
            _side_by_side(lower, upper, lattice[8 * size * (blue - 1) :])
        lower, upper = upper, lower
