"""Film grain: luminance noise in the output's encoding, the same cells at every size of the picture.

No measurement of Camera Raw's grain exists; amplitude and size of its cells are lightcraft's (storytold, MIT), by eye.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numba
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.detail.transfer import LEVELS, EncodedSpace, luminance_weights
from ppr10k_data.develop.jit import kernel
from ppr10k_data.xmp import Grain

Float32 = NDArray[np.float32]

_AMPLITUDE = 0.13
_SMALLEST_CELL, _CELL_PER_SIZE = 0.0006, 0.0024
"""Of the long edge: a cell at size 0, and what size 100 adds."""

_FINER = 2.3
"""Cells of the rough part to one of the smooth."""

_LEVELS, _HALF, _PER_LEVEL = np.float32(LEVELS), np.float32(0.5), np.float32(1.0 / LEVELS)


@dataclass(frozen=True)
class GrainField:
    """What a sidecar's grain does to one picture.

    Parameters
    ----------
    amplitude : float
        Of an encoded value 0..1.
    cells : int
        Along the long edge.
    roughness : float
        0..1.
    seed : int
        At least 0.
    """

    amplitude: float
    cells: int
    roughness: float
    seed: int


def plan_grain(settings: Grain, seed: int) -> GrainField | None:
    """Work out what a sidecar's grain does to a picture.

    Parameters
    ----------
    settings : Grain
        Amount, size and roughness 0..100.
    seed : int
        Of the photo, at least 0; used where the sidecar has no GrainSeed. The same one always gives the same grain.

    Returns
    -------
    GrainField or None
        None where the amount is 0.
    """
    if settings.amount <= 0.0:
        return None
    cell = _SMALLEST_CELL + _CELL_PER_SIZE * settings.size / 100.0
    own = seed if settings.seed is None else settings.seed
    amplitude, roughness = _AMPLITUDE * settings.amount / 100.0, settings.roughness / 100.0
    return GrainField(amplitude, round(1.0 / cell), roughness, own % 2**32)


def grain_pattern(field: GrainField, size: tuple[int, int]) -> Float32:
    """The noise of a picture, before it is scaled by the amplitude.

    Parameters
    ----------
    field : GrainField
    size : tuple of int
        Width and height of the picture in pixels.

    Returns
    -------
    (height, width) float32
        Mean about 0, mostly within -1..1: two layers of independent uniform values on a grid, interpolated linearly, or
        averaged over a pixel where that covers several cells, so a small picture shows what a large one would, reduced.
    """
    smooth = _layer(np.random.default_rng([field.seed, 0]), field.cells, size)
    rough = _layer(np.random.default_rng([field.seed, 1]), round(field.cells * _FINER), size)
    cv2.addWeighted(smooth, 1.0 - 0.5 * field.roughness, rough, 0.7 * field.roughness, 0.0, dst=smooth)
    return smooth


def _layer(random: np.random.Generator, cells: int, size: tuple[int, int]) -> Float32:
    """One layer of noise, of ``cells`` along the long edge; the pattern hangs at the top left corner."""
    longest = max(size)
    covered = cells / longest
    if covered <= 0.5:
        lattice = _lattice(random, cells, math.ceil(covered * size[1]))
        half = 0.5 * covered - 0.5
        grid = np.array([[covered, 0.0, half], [0.0, covered, half]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpAffine(lattice, grid, size, flags=flags, borderMode=cv2.BORDER_REPLICATE))
    lattice = _lattice(random, cells, cells)
    if covered < 4.0:  # where a pixel covers more, whether cells are steps or slopes makes no difference
        lattice = cv2.resize(lattice, (2 * cells, 2 * cells), interpolation=cv2.INTER_LINEAR)
    # The whole square, so that the cells of a reduced picture lie where they should though its sides are rounded.
    square = cv2.resize(lattice, (longest, longest), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(square[: size[1], : size[0]])


def _lattice(random: np.random.Generator, columns: int, rows: int) -> Float32:
    """Uniform values -1..1."""
    lattice = np.frombuffer(random.bytes(columns * rows), np.int8).reshape(rows, columns).astype(np.float32)
    lattice += _HALF
    lattice *= np.float32(1.0 / 128.0)
    return lattice


@kernel(parallel=True)
def _add(picture: NDArray[Any], pattern: Float32, amplitude: np.float32, weights: Float32) -> None:
    for y in numba.prange(picture.shape[0]):
        for x in range(picture.shape[1]):
            total = (
                weights[0] * picture[y, x, 0] + weights[1] * picture[y, x, 1] + weights[2] * picture[y, x, 2]
            )
            luma = total * _PER_LEVEL
            visible = np.float32(0.35) + np.float32(2.6) * luma * (np.float32(1.0) - luma)
            more = amplitude * pattern[y, x] * visible * _LEVELS + _HALF
            for c in range(3):
                picture[y, x, c] = np.int32(
                    min(max(picture[y, x, c] + more, np.float32(0.0)), _LEVELS + _HALF)
                )


def add_grain(picture: NDArray[np.uint16], field: GrainField, space: EncodedSpace) -> None:
    """Add grain to a picture in place: most in the mid-tones, a third of it in black and white.

    Parameters
    ----------
    picture : (H, W, 3) uint16
        Encoded in ``space``.
    field : GrainField
        From :func:`plan_grain`.
    space : EncodedSpace
    """
    pattern = grain_pattern(field, (picture.shape[1], picture.shape[0]))
    _add(picture, pattern, np.float32(field.amplitude), luminance_weights(space).astype(np.float32))
