"""The adjoint of :func:`ppr10k_kernels.cpu.forward.trilinear`: gradients of the table and of the image, float32 inside.

The same stages as forward. A pixel's gradient of the image falls out of the lerps that mix its colour; its gradient of
the table is spread over the cell's eight corners, four reads, sums and writes of eight floats. The sums go into a
lattice of floats, which is emptied into one of doubles now and then, before its rounding adds up.

Images are three planes of a multiple of four pixels. What is not wanted is None.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from ppr10k_kernels.cpu import vector_ir as v
from ppr10k_kernels.cpu.forward import BLOCK, fused, locate_trilinear, operands, read_block
from ppr10k_kernels.cpu.jit import compiled

FLUSH = 256
"""Blocks between two emptyings of the float sums: as many pixels as a point can get that are all the same, whose
rounding then adds up to 1e-3 at worst; that of different pixels stays near 1e-6."""


@compiled
def _find_slopes(values: Any, slopes: Any, points: int, scale: Any, offset: Any) -> None:
    """The position's slope: none outside the domain, whose ends belong to it, and none of a NaN."""
    start, end = np.float32(0), np.float32(points - 1)
    for k in range(3 * BLOCK):
        position = fused(values[k], scale, offset)
        inside = scale if position >= start else start
        slopes[k] = inside if position <= end else start


@compiled
def _leave_out_broken(weights: Any, slopes: Any, grads: Any, count: int) -> None:
    """Take pixels with a NaN out of both gradients."""
    none = np.float32(0)
    for k in range(count):
        weight = weights[k] + weights[BLOCK + k] + weights[2 * BLOCK + k]
        if weight != weight:
            for row in range(0, 3 * BLOCK, BLOCK):
                weights[row + k] = slopes[row + k] = grads[row + k] = none


def _pixel_slopes(builder: Any, lattice: Any, at: list[Any], weights: list[Any], grad: Any) -> list[Any]:
    """The gradient of the output along each axis of the cell, channel by channel times ``grad``."""
    near, over, far, across = (v.load(builder, lattice, corner, 8) for corner in at)
    red, green, blue = v.spread(builder, weights[0], 4), *(v.spread(builder, w, 8) for w in weights[1:])
    rise, rise_over = builder.fsub(far, near), builder.fsub(across, over)
    low, high = (
        v.times_plus(builder, blue, rise, near),
        v.times_plus(builder, blue, rise_over, over),
    )
    along_green = builder.fsub(high, low)
    mixed = v.times_plus(builder, green, along_green, low)
    along_blue = v.lerp(builder, rise, rise_over, green)
    left, right = v.halves(builder, mixed)
    steps = [builder.fsub(right, left)]
    steps += [v.lerp(builder, *v.halves(builder, along), red) for along in (along_green, along_blue)]
    return [builder.fmul(step, grad) for step in steps]


def _spread_gradient(builder: Any, sums: Any, at: list[Any], weights: list[Any], grad: Any) -> None:
    """Add a pixel's gradient to the eight corners of its cell by their weights."""
    right = builder.fmul(grad, v.spread(builder, weights[0], 4))
    both = v.join(builder, builder.fsub(grad, right), right)
    green, blue = v.spread(builder, weights[1], 8), v.spread(builder, weights[2], 8)
    beyond = builder.fmul(both, blue)
    here = builder.fsub(both, beyond)
    over, across = builder.fmul(here, green), builder.fmul(beyond, green)
    parts = (builder.fsub(here, over), over, builder.fsub(beyond, across), across)
    for corner, part in zip(at, parts, strict=True):
        v.store(builder, builder.fadd(v.load(builder, sums, corner, 8), part), sums, corner)


def _write_slopes(builder: Any, steps: list[list[Any]], slopes: Any, k: Any, out: list[Any], at: Any) -> None:
    """Sum over channels, and store four pixels of each plane; ``steps`` are of each pixel along each axis."""
    for axis, plane in enumerate(out):
        red, green, blue, _ = v.columns(builder, [pixel[axis] for pixel in steps])
        total = builder.fadd(builder.fadd(red, green), blue)
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
        table, step, far, cells, places, inner, given, first, total, planes, to = operands(
            context, builder, signature, values
        )
        none = ir.Constant(ir.VectorType(v.FLOAT, 4), [0.0] * 4)
        rows = [v.load(builder, given, v.plus(builder, first, axis * BLOCK), 4) for axis in range(3)]
        steps = []
        for k, grad in enumerate(v.columns(builder, [*rows, none])):
            here = v.plus(builder, first, k)
            lowest = v.word(builder, v.element(builder, cells, here))
            at = [lowest, builder.add(lowest, step), builder.add(lowest, far)]
            at.append(builder.add(at[1], far))
            shares = v.rows(builder, places, here, 3, BLOCK)
            if into_image:
                steps.append(_pixel_slopes(builder, table, at, shares, grad))
            if into_sums:
                _spread_gradient(builder, total, at, shares, grad)
        if into_image:
            _write_slopes(builder, steps, inner, first, planes, to)
        return context.get_dummy_value()

    return types.void(lattice, row, plane, corners, weights, slopes, grads, k, sums, out, at), emit


@compiled
def _flush(sums: Any, total: Any) -> None:
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
        Zeros, and what the gradient of the table is added to.
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
        _leave_out_broken(weights, slopes, grads, count)
        for k in range(0, count, 4):
            _quad(lattice, row, plane, corners, weights, slopes, grads, k, sums, grad_image, first + k)
        if sums is not None and (first // BLOCK + 1) % FLUSH == 0:
            _flush(sums, total)
    if sums is not None:
        _flush(sums, total)
