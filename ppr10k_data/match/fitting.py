"""Fit a render to a small rendering of the same photo: registration, one table of colours, one field of local maps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.match.applying import finished
from ppr10k_data.match.chroma import EVERY_PIXEL, Step
from ppr10k_data.match.fits import Fit, known_by
from ppr10k_data.match.inputs import native
from ppr10k_data.match.local import fit_local
from ppr10k_data.match.pair import Pair
from ppr10k_data.match.quality import quality
from ppr10k_data.match.reduction import Float32, block_means, reduced, size_of
from ppr10k_data.match.registration import (
    UNMOVED,
    Registration,
    misshapen,
    onto_guide,
    onto_render,
    register,
    seen_by_render,
)
from ppr10k_data.match.rows import table_rows
from ppr10k_data.match.table import fit_correction
from ppr10k_data.match.toned import Toned, fit_toned
from ppr10k_kernels import apply_lut, identity

POINTS = 17
"""Grid points of the table, which holds matrix, curves and correction. 9 cost 0.2 dB; 33 gain 0.1 dB at best and take
four times as long."""

FIELD_STEP = 4
"""Guide's pixels to a sample of the local maps, on each axis; they are smooth, and every pixel's own gain 0.02 dB."""

RESIDUAL_STEP = 1.0 / 1020.0
"""A quarter of an 8-bit level, in which the residual is kept."""

_FIRST_TURNS = 2
"""Turns of matrix and curves before the registration, which needs brightness alike and no more."""


def fit(base: NDArray[Any], guide: NDArray[Any], *, lossless: bool, chroma_step: Step = EVERY_PIXEL) -> Fit:
    """Fit a render to a small picture of the same photo with the look that is wanted.

    Parameters
    ----------
    base : (H, W, 3) uint8, uint16 or any floats
        The render, encoded in sRGB; of any size. 8 bits show noise in lifted shadows.
    guide : (h, w, 3) uint8, uint16 or any floats
        Encoded in sRGB. Reduced where it is larger than the render.
    lossless : bool
        Whether the guide's own pixels can be trusted. A JPEG's cannot: its blocks would be seen.
    chroma_step : tuple of int
        Pixels of the guide to a sample of its colour, across and down.

    Returns
    -------
    Fit
        To be asked for its ``reason`` before it is applied.

    Raises
    ------
    TooSmallError
        If a picture is smaller than 32 pixels a side.
    PictureError
        If one is no RGB picture, or has values that are not finite.
    """
    base, guide = native(base, "the render"), native(guide, "the guide")
    pair = Pair.of(base, guide, lossless=lossless, chroma_step=chroma_step)
    registration = misshapen(size_of(guide), size_of(base)) or register(
        pair.wanted, _roughly_toned(pair.small, pair.wanted)
    )
    if registration.reason:
        return _no_fit(pair, registration)
    moved = _fitted(pair, registration)
    if not registration.is_doubtful:
        return moved
    left_alone = _fitted(pair, replace(registration, warp=UNMOVED.warp, displacement_px=0.0))
    return min(left_alone, moved, key=lambda found: found.quality.after_mean)


def laid_on(base: NDArray[Any], guide: NDArray[Any]) -> tuple[Float32, Float32, str]:
    """Lay a render on a guide.

    Parameters
    ----------
    base, guide : (H, W, 3) uint8, uint16 or any floats
        Encoded in sRGB.

    Returns
    -------
    small : (h, w, 3) float32
        The render on the guide's pixels.
    wanted : (h, w, 3) float32
        The guide; 0 in both where it reaches beyond the render.
    reason : str
        Why the guide is rejected; empty where it is not.

    Raises
    ------
    PictureError
        If one is no RGB picture, or has values that are not finite.
    """
    base, guide = native(base, "the render"), native(guide, "the guide")
    size = (min(guide.shape[1], base.shape[1]), min(guide.shape[0], base.shape[0]))
    wanted, small = reduced(guide, size), reduced(base, size)
    registration = misshapen(size_of(guide), size_of(base)) or register(wanted, _roughly_toned(small, wanted))
    seen = seen_by_render(registration, size)[..., None].astype(np.float32)
    return onto_guide(small, registration, 1) * seen, wanted * seen, registration.reason


def _roughly_toned(small: Float32, wanted: Float32) -> Float32:
    toned = fit_toned(_pixels(small), _pixels(wanted), turns=_FIRST_TURNS)
    return np.asarray(np.clip(toned(small.astype(np.float64)), 0.0, 1.0), np.float32)


def _no_fit(pair: Pair, registration: Registration) -> Fit:
    """What changes nothing."""
    field = np.zeros((2, 2, 12), np.float16)
    same = quality(pair.small, pair.small, pair.wanted, lossless=pair.lossless)
    return Fit(identity(POINTS), field, None, registration, same, size_of(pair.wanted), known_by(pair.fine))


def _fitted(pair: Pair, registration: Registration) -> Fit:
    fine, parts, wanted = pair.laid_on_guide(registration), pair.parts, pair.wanted
    seen = seen_by_render(registration, size_of(wanted))
    table = _fit_table(fine, parts, wanted, seen)
    toned = apply_lut(fine, table)
    small = block_means(toned, parts)
    missing = wanted - block_means(np.clip(toned, 0.0, 1.0), parts)
    maps = fit_local(small, missing, seen)
    after = block_means(finished(toned, _sampled(maps)), parts)
    residual = (wanted - after) * seen[..., None]
    return Fit(
        table,
        _sampled(onto_render(maps, registration)).astype(np.float16),
        _stepped(onto_render(residual, registration, cubic=True)) if pair.lossless else None,
        registration,
        quality(block_means(fine, parts)[seen], after[seen], wanted[seen], lossless=pair.lossless),
        size_of(wanted),
        known_by(pair.fine),
    )


def _fit_table(fine: Float32, parts: int, wanted: Float32, seen: NDArray[np.bool_]) -> Float32:
    small = block_means(fine, parts)
    table = _baked(fit_toned(_pixels(small[seen]), _pixels(wanted[seen])))
    chosen = seen.reshape(-1)

    def predict(correction: NDArray[np.float64]) -> NDArray[np.float64]:
        toned = apply_lut(fine, table + correction.astype(np.float32))
        return _pixels(block_means(np.clip(toned, 0.0, 1.0, out=toned), parts))[chosen]

    rows = table_rows(fine, parts, POINTS)
    rows = rows if chosen.all() else rows[np.flatnonzero(chosen)]
    correction = fit_correction(rows, _pixels(wanted)[chosen], predict, POINTS)
    return table + correction.astype(np.float32)


def _baked(toned: Toned) -> Float32:
    """Matrix and curves as a table."""
    colors = np.moveaxis(identity(POINTS).astype(np.float64), 0, -1)
    return np.ascontiguousarray(np.moveaxis(toned(colors), -1, 0), dtype=np.float32)


def _pixels(picture: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(picture, np.float64).reshape(-1, 3)


def _sampled(maps: Float32) -> Float32:
    """Means over areas of :data:`FIELD_STEP` pixels a side, at least two of them each way."""
    height, width = maps.shape[:2]
    size = (max(2, -(-width // FIELD_STEP)), max(2, -(-height // FIELD_STEP)))
    parts = [reduced(np.ascontiguousarray(maps[..., k : k + 3]), size) for k in range(0, maps.shape[2], 3)]
    return np.concatenate(parts, axis=2)


def _stepped(residual: Float32) -> NDArray[np.float16]:
    """In whole steps, which take half the room on a disk."""
    return np.asarray(np.round(residual / RESIDUAL_STEP) * RESIDUAL_STEP, dtype=np.float16)
