"""Trilinear interpolation of images of 8 and 16 bits.

The stages of :mod:`ppr10k_kernels.cpu.forward`, but the first lerp is of integers: points that are neighbours along
blue stand side by side in the lattice, 16 bits each, and one instruction sums eight such pairs, weighted. A pixel then
takes two reads of 32 bytes, where floats take four, from memory of the same size. The rest is in floats.

An image of 16 bits would lose by a table of 16 bits. So the lattice holds what the table adds to a pixel, where that
leaves bits to spare; :func:`~ppr10k_kernels.cpu.lattice.pairs_of` decides.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from ppr10k_kernels.cpu import vector_ir as v
from ppr10k_kernels.cpu.forward import BLOCK, cell_and_weight, fused, operands
from ppr10k_kernels.cpu.jit import compiled
from ppr10k_kernels.cpu.lattice import WHOLE

AHEAD = 16
"""Pixels between one whose cell is asked for and one whose cell is read: of random pixels every cell is far away."""


@compiled
def _locate(image: Any, weights: Any, corners: Any, pairs: Any, points: int, scale: Any, offset: Any) -> None:
    """Find the cells' lowest corners, the weights along red and green, and along blue as two numbers of 16 bits.

    On a slice of the image, as LLVM vectorises strides only from an array's start.
    """
    last = np.float32(points - 2)
    column, row, plane = np.float32(8), np.float32(8 * points), np.float32(8 * points * points)
    for k in range(image.size // 3):
        r, x = cell_and_weight(np.float32(image[3 * k]), scale, offset, last)
        g, y = cell_and_weight(np.float32(image[3 * k + 1]), scale, offset, last)
        b, z = cell_and_weight(np.float32(image[3 * k + 2]), scale, offset, last)
        weights[k], weights[BLOCK + k] = x, y
        upper = np.int32(fused(z, np.float32(WHOLE), np.float32(0.5)))
        rest = np.int32(
            WHOLE
        )  # of which 65535 leaves what is not the upper neighbour's, in the lower 16 bits
        pairs[k] = np.int32(upper * np.int32(65535) + rest)
        corners[k] = np.int32(column * r + row * g + plane * b)


def _mixed_along_blue_and_green(
    builder: Any, lattice: Any, near: Any, row: Any, pair: Any, green: Any
) -> Any:
    """Both ends of a pixel's cell along red, from two reads of two neighbouring points."""
    shares = builder.bitcast(v.spread(builder, pair, 8), ir.VectorType(v.INT16, 16))
    low, high = (
        builder.sitofp(
            v.sums_of_pairs(builder, v.load(builder, lattice, edge, 16), shares), ir.VectorType(v.FLOAT, 8)
        )
        for edge in (near, builder.add(near, row))
    )
    return v.lerp(builder, low, high, v.spread(builder, green, 8))


def _mixed_along_red(builder: Any, ends: list[Any], reds: list[Any], scales: list[Any]) -> Any:
    """Two pixels in codes: whole numbers in the lowest bits of lanes 0 to 2 and 4 to 6.

    ``scales`` are ``unit``, ``middle``, ``lowest`` and ``highest`` of :class:`~ppr10k_kernels.cpu.lattice.Pairs`.
    """
    unit, middle, lowest, highest = (v.spread(builder, scale, 8) for scale in scales)
    first, second = ends
    left = v.pick(builder, first, second, [0, 1, 2, 3, 8, 9, 10, 11])
    right = v.pick(builder, first, second, [4, 5, 6, 7, 12, 13, 14, 15])
    sums = v.lerp(builder, left, right, v.join(builder, *(v.spread(builder, red, 4) for red in reds)))
    return v.clamp(builder, v.times_plus(builder, sums, unit, middle), lowest, highest)


def _write(
    builder: Any, first_third: Any, second_fourth: Any, image: Any, mask: Any, out: Any, at: Any
) -> None:
    """Cut four pixels, two in each vector, to codes, add the image's own, and store them side by side."""
    kind = out.type.pointee
    narrow, wide = ir.VectorType(kind, 256 // kind.width), 32 // kind.width
    first, second = (builder.bitcast(pair, narrow) for pair in (first_third, second_fourth))
    lanes = [
        half + pixel + wide * k for half in (0, 4 * wide) for pixel in (0, narrow.count) for k in range(3)
    ]
    codes = v.pick(builder, first, second, lanes)
    start = builder.mul(at, ir.Constant(v.INT64, 3))
    for begin, count in ((0, 8), (8, 4)):
        part = v.pick(builder, codes, None, range(begin, begin + count))
        place = v.plus(builder, start, begin)
        if kind == v.INT16:
            own = v.load(builder, image, place, count)
            part = builder.add(part, builder.and_(own, v.spread(builder, mask, count)))
        v.store(builder, part, out, place)


@intrinsic
def _quad(
    typing: Any,
    lattice: Any,
    row: Any,
    corners: Any,
    weights: Any,
    pairs: Any,
    k: Any,
    image: Any,
    out: Any,
    at: Any,
    unit: Any,
    middle: Any,
    lowest: Any,
    highest: Any,
    mask: Any,
) -> Any:
    """Pixels ``k`` to ``k + 3`` of a block, which are pixels ``at`` and on of image and out."""
    indexed = types.void(lattice, row, corners, weights, pairs, k, image, out, at)

    def emit(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        """Write the instructions of a call."""
        table, step, cells, places, shares, first, source, into, to = operands(
            context, builder, indexed, values[:9]
        )
        *scales, mask = values[9:]
        ends, reds = [], []
        for k in range(4):
            here = v.plus(builder, first, k)
            red, green = v.rows(builder, places, here, 2, BLOCK)
            near, pair = v.word(builder, v.element(builder, cells, here)), v.element(builder, shares, here)
            coming = v.word(builder, v.element(builder, cells, v.plus(builder, here, AHEAD)))
            for edge in (coming, builder.add(coming, step)):
                v.prefetch(builder, table, edge)
            ends.append(_mixed_along_blue_and_green(builder, table, near, step, pair, green))
            reds.append(red)
        first_third, second_fourth = (
            _mixed_along_red(builder, [ends[k], ends[k + 2]], [reds[k], reds[k + 2]], scales) for k in (0, 1)
        )
        _write(builder, first_third, second_fourth, source, mask, into, to)
        return context.get_dummy_value()

    scales = (unit, middle, lowest, highest)
    return types.void(lattice, row, corners, weights, pairs, k, image, out, at, *scales, mask), emit


@compiled
def trilinear(
    image: Any,
    lattice: Any,
    out: Any,
    pixels: int,
    points: int,
    scale: Any,
    offset: Any,
    unit: Any,
    middle: Any,
    lowest: Any,
    highest: Any,
    mask: Any,
) -> None:
    """Send pixels through a table.

    Parameters
    ----------
    image, out : flat uint8 or uint16 arrays
        Interleaved RGB; ``out`` may be ``image``.
    lattice, unit, middle, lowest, highest, mask
        Of :class:`~ppr10k_kernels.cpu.lattice.Pairs`; ``mask`` is for 16 bits only.
    pixels : int
        A multiple of four.
    points : int
        Grid points an axis.
    scale, offset : float32
        A code's position on the grid is ``code * scale + offset``.
    """
    weights, pairs = np.empty(2 * BLOCK, np.float32), np.empty(BLOCK, np.int32)
    corners = np.zeros(BLOCK + AHEAD, np.int32)
    row = 8 * points
    for first in range(0, pixels, BLOCK):
        count = min(BLOCK, pixels - first)
        _locate(image[3 * first : 3 * (first + count)], weights, corners, pairs, points, scale, offset)
        for k in range(0, count, 4):
            _quad(
                lattice,
                row,
                corners,
                weights,
                pairs,
                k,
                image,
                out,
                first + k,
                unit,
                middle,
                lowest,
                highest,
                mask,
            )
