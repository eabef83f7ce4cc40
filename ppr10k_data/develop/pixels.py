"""The pixel loop: camera RGB in, encoded picture out, in one pass over memory.

Each row is worked through in short blocks of separate R, G and B planes that stay in the first-level cache; each step
of a :class:`~ppr10k_data.develop.program.Program` runs over a whole block before the next begins, in loops that are
vectorised. No step is baked into a table of colours: each agrees with its float64 operator within half an 8-bit code at
worst, on colours at random, and a hundredth of one in the mean.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.bands import in_bands
from ppr10k_data.develop.blocks import (
    BLOCK,
    SCRATCH,
    camera,
    color,
    curves,
    gains,
    grey,
    hsl,
    hue_sat,
    local,
    output,
    rgb_table,
    tone,
    vignette,
)
from ppr10k_data.develop.blocks.lookup import INTERVALS
from ppr10k_data.develop.jit import block, kernel
from ppr10k_data.develop.program import Program, Step

Float32 = NDArray[np.float32]

_ONE = np.float32(1.0)

# numba takes in plain functions and numbers, not attributes of modules.
_load, _convert, _expose = camera.load, camera.convert, tone.expose
_tone, _gain, _channel_gains, _lift = tone.tone, gains.gain, gains.channel_gains, gains.lift
_adjust, _mix, _vibrance, _saturation, _curves = (
    local.adjust,
    hsl.mix,
    color.vibrance,
    color.saturation,
    curves.tone_curves,
)
_hue_sat, _rgb_table = hue_sat.hue_sat, rgb_table.rgb_table
_grey, _vignette, _paint = grey.grey, vignette.vignette, vignette.paint_over
_GREY, _VIGNETTE, _PAINT = int(Step.GREY), int(Step.VIGNETTE), int(Step.PAINT)
_average_in, _square, _encode, _store, _store_linear = (
    output.average_in,
    output.square,
    output.encode,
    output.store,
    output.store_linear,
)
_EXPOSE, _TONE, _GAIN, _CHANNEL_GAINS, _LIFT = (
    int(step) for step in (Step.EXPOSE, Step.TONE, Step.GAIN, Step.CHANNEL_GAINS, Step.LIFT)
)
_LOCAL, _HSL, _VIBRANCE, _SATURATION, _CURVES = (
    int(step) for step in (Step.LOCAL, Step.HSL, Step.VIBRANCE, Step.SATURATION, Step.CURVES)
)
_HUE_SAT, _RGB_TABLE = int(Step.HUE_SAT), int(Step.RGB_TABLE)


class Ends(NamedTuple):
    """How the pixel loop begins and ends, as arrays of float32.

    Attributes
    ----------
    balance : (3,)
        From stored camera values to white-balanced ones, 1 at camera white.
    to_working : (3, 3)
        White-balanced camera RGB to linear ProPhoto.
    to_output : (3, 3)
        Linear ProPhoto to the linear primaries of the output.
    encoding : (INTERVALS + 2,)
        Transfer curve on an axis of square roots, scaled to the output's levels plus one half.
    """

    balance: Float32
    to_working: Float32
    to_output: Float32
    encoding: Float32


@block
def _run(
    n: Any,
    x: Any,
    y: Any,
    first: Any,
    last: Any,
    program: Any,
    rgb: Any,
    scratch: Any,
    index: Any,
    slab: Any,
) -> None:
    """Take a block of pixels of one row, beginning at x, through the steps ``first`` to ``last`` - 1."""
    for k in range(first, last):
        code, numbers, tables = program.codes[k], program.numbers[k], program.tables[k]
        if code == _EXPOSE:
            for c in range(3):
                _expose(n, numbers, rgb[c])
        elif code == _TONE:
            _tone(n, tables[0], rgb, scratch, index[0])
        elif code == _GAIN:
            _gain(n, tables[0], rgb, scratch, index[0])
        elif code == _CHANNEL_GAINS:
            _channel_gains(n, tables, rgb, scratch, index[0])
        elif code == _LIFT:
            _lift(n, numbers[0], tables, rgb, scratch, index[0])
        elif code == _LOCAL:
            _adjust(n, x, y, program.local, slab, program.frame, numbers, tables[0], rgb, scratch, index)
        elif code == _HSL:
            _mix(n, tables, rgb, scratch, index[0])
        elif code == _VIBRANCE:
            _vibrance(n, numbers, tables, rgb, scratch, index[0])
        elif code == _SATURATION:
            _saturation(n, tables[0], rgb, scratch, index[0])
        elif code == _CURVES:
            _curves(n, tables, rgb, scratch, index[0])
        elif code == _GREY:
            _grey(n, tables, rgb, scratch, index[0])
        elif code == _VIGNETTE:
            _vignette(n, x, y, numbers, tables, rgb, scratch, index[0])
        elif code == _PAINT:
            _paint(n, x, y, numbers, tables, rgb, scratch, index[0])
        elif code == _HUE_SAT:
            _hue_sat(n, program.entries[program.starts[k] :], numbers, tables, rgb, scratch, index)
        elif code == _RGB_TABLE:
            _rgb_table(n, program.entries[program.starts[k] :], numbers, tables, rgb, scratch, index)


NO_OUTPUT: Float32 = np.eye(3, dtype=np.float32)
NO_ENCODING: Float32 = np.zeros(INTERVALS + 2, np.float32)
"""What stands in Ends where pixels are not taken to an output space."""


class _Source(NamedTuple):
    """Camera RGB in one of two types; the other is empty."""

    floats: Any
    counts: Any


class _Target(NamedTuple):
    """The picture in one of three types; the others are empty."""

    eight: Any
    sixteen: Any
    linear: Any


@kernel()
def _develop_rows(
    first: Any, last: Any, source: Any, ends: Any, program: Any, fine: Any, factor: Any, target: Any
) -> None:
    """The rows ``first`` to ``last`` - 1 of the picture. One machine code for all types: it takes long to compile."""
    rgb = np.empty((3, BLOCK), np.float32)
    total = np.empty((3, BLOCK), np.float32)
    scratch = np.empty((SCRATCH, BLOCK), np.float32)
    index = np.empty((4, BLOCK), np.int32)
    slab = np.empty(program.local.shape[1:], np.float32)
    is_float, is_linear = source.floats.size > 0, target.linear.size > 0
    # Where nothing is left for averaged pixels, they are clipped to the output's colours before they are averaged,
    # as a reduction of the full-size picture has them.
    is_final = fine == program.codes.size
    width = max(target.eight.shape[1], max(target.sixteen.shape[1], target.linear.shape[1]))
    weight = _ONE / np.float32(factor * factor)
    step = BLOCK // factor
    for y in range(first, last):
        for start in range(0, width, step):
            n = min(step, width - start)
            m, x = n * factor, start * factor
            total[:] = np.float32(0.0)
            # The last turn takes the averaged pixels through the steps that are left.
            for turn in range(factor + 1):
                row = y * factor + turn
                if turn == factor:
                    m = n
                    rgb[:] = total
                    if factor > 1:
                        for c in range(3):
                            _square(n, rgb[c])
                elif is_float:
                    _load(m, source.floats[row, x : x + m], ends.balance, rgb)
                    _convert(m, ends.to_working, rgb)
                else:
                    _load(m, source.counts[row, x : x + m], ends.balance, rgb)
                    _convert(m, ends.to_working, rgb)
                begin = fine if turn == factor else 0
                end = program.codes.size if turn == factor else fine
                _run(m, np.float32(x), np.float32(row), begin, end, program, rgb, scratch, index, slab)
                if turn < factor:
                    if is_final:
                        _convert(m, ends.to_output, rgb)
                    for c in range(3):
                        _average_in(n, factor, weight, rgb[c], total[c])
            if is_linear:
                _store_linear(n, rgb, target.linear[y, start : start + n])
                continue
            if not is_final:
                _convert(n, ends.to_output, rgb)
            for c in range(3):
                _encode(n, ends.encoding, rgb[c], scratch, index[0])
            if target.eight.size > 0:
                _store(n, rgb, target.eight[y, start : start + n])
            else:
                _store(n, rgb, target.sixteen[y, start : start + n])


_NOTHING = {dtype: np.empty((0, 0, 3), dtype) for dtype in (np.uint8, np.uint16, np.float32)}


def develop_pixels(
    pixels: NDArray[Any], ends: Ends, program: Program, fine: int, factor: int, out: NDArray[Any]
) -> None:
    """Develop a whole picture.

    Parameters
    ----------
    pixels : (H * factor, W * factor, 3) float32 or uint16
        Linear camera RGB.
    ends : Ends
    program : Program
        What is done in between.
    fine : int
        The steps that are taken before pixels are averaged; the others are taken after.
    factor : int
        Developed pixels on each axis that are averaged, as square roots, into one; 1 or 2.
    out : (H, W, 3) uint8, uint16 or float32
        Written to; may be ``pixels`` itself where the types agree and ``factor`` is 1. float32 gets linear ProPhoto
        0..1, the others the output space.
    """
    source = _Source(
        *(pixels if pixels.dtype == dtype else _NOTHING[dtype] for dtype in (np.float32, np.uint16))
    )
    target = _Target(
        *(out if out.dtype == dtype else _NOTHING[dtype] for dtype in (np.uint8, np.uint16, np.float32))
    )
    in_bands(
        out.shape[0],
        lambda first, last: _develop_rows(first, last, source, ends, program, fine, factor, target),
    )


@kernel(parallel=True)
def expose_pixels(camera: NDArray[Any], balance: Float32, matrix: Float32, out: Float32) -> None:
    """White balance and exposure alone, scene-linear.

    Parameters
    ----------
    camera : (H, W, 3) float32 or uint16
        Linear camera RGB.
    balance : (3,) float32
        From stored camera values to white-balanced ones, 1 at camera white; clipped there.
    matrix : (3, 3) float32
        White-balanced camera RGB to the output's linear primaries, exposure included.
    out : (H, W, 3) float32
        Written to; not clipped.
    """
    for y in numba.prange(camera.shape[0]):
        for x in range(camera.shape[1]):
            red = min(camera[y, x, 0] * balance[0], _ONE)
            green = min(camera[y, x, 1] * balance[1], _ONE)
            blue = min(camera[y, x, 2] * balance[2], _ONE)
            for c in range(3):
                out[y, x, c] = matrix[c, 0] * red + matrix[c, 1] * green + matrix[c, 2] * blue
