"""The adjoint of :func:`ppr10k_kernels.cpu.forward.trilinear`: gradients of the table and of the image, float32 inside.

The same stages as forward. A pixel's gradient of the image falls out of the lerps that mix its colour; its gradient of
the table is spread over the cell's eight corners, four reads, sums and writes of eight floats. The sums go into a
lattice of floats, which is emptied into one of doubles before its rounding adds up. That takes as long as thousands of
pixels, so it waits until a point is crowded: the unused fourth channel counts.

Images are three planes of a multiple of four pixels. What is not wanted is None.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from ppr10k_kernels.cpu import vector_ir as v
from ppr10k_kernels.cpu.forward import BLOCK, edges_of_cell, fused, locate_trilinear, operands, read_block
from ppr10k_kernels.cpu.jit import compiled

CHECK = 128
"""Blocks between two looks at how crowded the lattice of float sums is."""

CROWDED = 32 * BLOCK
"""Pixels at a point from which on the float sums are emptied. With those that come until the next look they are at most
40,960: were they all the same, their rounding would add up to 1e-3 at worst; that of different pixels stays near 1e-6.
"""


@compiled
def _find_slopes(values: Any, slopes: Any, points: int, scale: Any, offset: Any) -> None:
    """The position's slope: none outside the domain, whose ends belong to it, and none of a NaN."""
    start, end = np.float32(0), np.float32(points - 1)
    for k in range(3 * BLOCK):
        position = fused(values[k], scale, offset)
        inside = scale if position >= start else start
        slopes[k] = inside if position <= end else start


@compiled
def _any_broken(weights: Any, count: int) -> bool:
    """Whether a pixel has a NaN; without branches, so that it is vectorised."""
    broken = np.int32(0)
    for k in range(count):
        weight = weights[k] + weights[BLOCK + k] + weights[2 * BLOCK + k]
        broken |= np.int32(weight != weight)
    return bool(broken)


@compiled
def _leave_out_broken(weights: Any, slopes: Any, grads: Any, count: int) -> None:
    """Take pixels with a NaN out of both gradients."""
    none = np.float32(0)
    for k in range(count):
        weight = weights[k] + weights[BLOCK + k] + weights[2 * BLOCK + k]
        if weight != weight:
            for row in range(0, 3 * BLOCK, BLOCK):
                weights[row + k] = slopes[row + k] = grads[row + k] = none


def _toward_red(builder: Any, grad: Any, red: Any) -> Any:
    """The pixel's gradient, spread over the two ends of the cell's red axis."""
    right = builder.fmul(grad, v.spread(builder, red, 4))
    return v.join(builder, builder.fsub(grad, right), right)


def _slopes_by_channel(
    builder: Any, lattice: Any, edges: list[Any], green: Any, blue: Any, grad: Any, toward_red: Any
) -> list[Any]:
    """The output's slope along each axis of the cell times the gradient: vectors, their lanes still to be summed.

    Along green and blue the two ends of the red axis stay apart: eight lanes, where red has four.
    """
    near, over, far, across = (v.load(builder, lattice, edge, 8) for edge in edges)
    rise, rise_over = builder.fsub(far, near), builder.fsub(across, over)
    low = v.times_plus(builder, blue, rise, near)
    along_green = builder.fsub(v.times_plus(builder, blue, rise_over, over), low)
    along_blue = v.lerp(builder, rise, rise_over, green)
    left, right = v.halves(builder, v.times_plus(builder, green, along_green, low))
    along_red = builder.fmul(builder.fsub(right, left), grad)
    return [along_red, *(builder.fmul(along, toward_red) for along in (along_green, along_blue))]


def _spread_gradient(
    builder: Any, sums: Any, edges: list[Any], green: Any, blue: Any, toward_red: Any
) -> None:
    """Add a pixel's gradient to the eight corners of its cell by their weights."""
    beyond = builder.fmul(toward_red, blue)
    here = builder.fsub(toward_red, beyond)
    over, across = builder.fmul(here, green), builder.fmul(beyond, green)
    parts = (builder.fsub(here, over), over, builder.fsub(beyond, across), across)
    for edge, part in zip(edges, parts, strict=True):
        v.store(builder, builder.fadd(v.load(builder, sums, edge, 8), part), sums, edge)


def _write_slopes(
    builder: Any, pixels: list[list[Any]], slopes: Any, k: Any, out: list[Any], at: Any
) -> None:
    """Sum over lanes, and store four pixels of each plane; ``pixels`` hold a vector for each axis."""
    for axis, plane in enumerate(out):
        total = v.sums_of_fours(builder, [pixel[axis] for pixel in pixels])
        if total.type.count == 8:
            total = builder.fadd(*v.halves(builder, total))
        slope = v.load(builder, slopes, v.plus(builder, k, axis * BLOCK), 4)
        v.store(builder, builder.fmul(total, slope), plane, at)


@intrinsic
def _quad(
    typing: Any,
    lattice: Any,
    row: Any,
    plane: Any,
    corners: Any,
    weights: Any,
    slopes: Any,
    grads: Any,
    k: Any,
    sums: Any,
    out: Any,
    at: Any,
) -> Any:
    """Pixels ``k`` to ``k + 3`` of a block: add to ``sums`` and write to pixels ``at`` and on of ``out``."""
    into_sums, into_image = isinstance(sums, types.Array), isinstance(out, types.UniTuple)

    def emit(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        """Write the instructions of a call."""
        table, step, far, cells, places, inner, given, first, total, planes, to = operands(
            context, builder, signature, values
        )
        one = ir.Constant(ir.VectorType(v.FLOAT, 4), [1.0] * 4)  # the fourth channel counts pixels
        rows = [v.load(builder, given, v.plus(builder, first, axis * BLOCK), 4) for axis in range(3)]
        pixels = []
        for k, grad in enumerate(v.columns(builder, [*rows, one])):
            here = v.plus(builder, first, k)
            edges = edges_of_cell(builder, cells, here, step, far)
            red, *others = v.rows(builder, places, here, 3, BLOCK)
            green, blue = (v.spread(builder, weight, 8) for weight in others)
            toward_red = _toward_red(builder, grad, red)
            if into_image:
                pixels.append(_slopes_by_channel(builder, table, edges, green, blue, grad, toward_red))
            if into_sums:
                _spread_gradient(builder, total, edges, green, blue, toward_red)
        if into_image:
            _write_slopes(builder, pixels, inner, first, planes, to)
        return context.get_dummy_value()

    return types.void(lattice, row, plane, corners, weights, slopes, grads, k, sums, out, at), emit


@compiled
def _is_crowded(sums: Any) -> bool:
    """Whether a point has got so many pixels that its sums are to be emptied."""
    most = np.float32(0)
    for point in range(sums.size // 4):
        count = sums[4 * point + 3]
        most = count if count > most else most
    return bool(most >= np.float32(CROWDED))


@compiled
def _flush(sums: Any, total: Any) -> None:
    """Empty the float sums into the doubles."""
    for k in range(sums.size):
        total[k] += sums[k]
        sums[k] = np.float32(0)


@compiled
def trilinear_gradients(
    image: Any,
    lattice: Any,
    grad: Any,
    grad_image: Any,
    sums: Any,
    total: Any,
    pixels: int,
    points: int,
    scale: Any,
    offset: Any,
) -> None:
    """Carry the gradient of the output back.

    Parameters
    ----------
    image, grad : tuple of three flat arrays
        The pixels, and the gradient of the output.
    lattice : (4 * points**3,) float32
        As forward.
    grad_image : tuple of three flat float32 arrays, or None
        Overwritten.
    sums, total : (4 * points**3,) float32 and float64, or None
        Zeros, and what the gradient of the table is added to; the fourth channel is of no meaning.
    pixels : int
        A multiple of four.
    points, scale, offset
        As forward.
    """
    corners = np.empty(BLOCK, np.int32)
    weights, slopes = np.zeros(3 * BLOCK, np.float32), np.empty(3 * BLOCK, np.float32)
    grads = np.empty(3 * BLOCK, np.float32)
    row, plane = 4 * points, 4 * points * points
    for first in range(0, pixels, BLOCK):
        count = min(BLOCK, pixels - first)
        read_block(image, first, count, weights)
        read_block(grad, first, count, grads)
        _find_slopes(weights, slopes, points, scale, offset)
        locate_trilinear(weights, corners, count, points, scale, offset)
        if _any_broken(weights, count):
            _leave_out_broken(weights, slopes, grads, count)
        for k in range(0, count, 4):
            _quad(lattice, row, plane, corners, weights, slopes, grads, k, sums, grad_image, first + k)
        if sums is not None and (first // BLOCK + 1) % CHECK == 0 and _is_crowded(sums):
            _flush(sums, total)
    if sums is not None:
        _flush(sums, total)
