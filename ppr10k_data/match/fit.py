"""Fit a render to a small rendering of the same photo: registration, one table of colours, one field of local maps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.match.apply import finished
from ppr10k_data.match.local import fit_local
from ppr10k_data.match.quality import Quality, quality
from ppr10k_data.match.reduction import (
    Float32,
    block_means,
    encoded_floats,
    parts_between,
    reduced,
    size_of,
)
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
from ppr10k_data.match.solver import refined
from ppr10k_data.match.table import fit_correction
from ppr10k_data.match.toned import Toned, fit_toned
from ppr10k_kernels import apply_lut, identity

POINTS = 33
"""Grid points of the table that is applied: matrix and curves, and on them the correction."""

CORRECTION_POINTS = 17
"""Grid points of the correction, every second of the table's. 9 cost 0.2 dB; 33 gain 0.1 dB and take four times as
long."""

SMALLEST_GUIDE_PX = 32

_FIRST_TURNS = 2
"""Turns of matrix and curves before the registration, which needs brightness alike and no more."""


@dataclass(frozen=True, eq=False)
class Fit:
    """What takes a render to the look of its guide, at any size of the render.

    Parameters
    ----------
    table : (3, 33, 33, 33) float32
        Encoded sRGB to encoded sRGB, indexed [channel, blue, green, red]; not clipped.
    field : (h, w, 12) float16
        What is added after the table: for each channel factors of the table's red, green and blue, and a constant. Over
        the whole render; samples are means over areas and are enlarged linearly.
    residual : (h, w, 3) float16 or None
        What a lossless guide still has beyond that, on its own pixels; enlarged cubically and added last.
    registration : Registration
    quality : Quality
    """

    table: Float32
    field: NDArray[np.float16]
    residual: NDArray[np.float16] | None
    registration: Registration
    quality: Quality

    @property
    def reason(self) -> str:
        """Why the fit is not to be used; empty where it is."""
        return self.registration.reason or self.quality.reason


class TooSmallError(ValueError):
    """A picture with too few pixels to fit to."""


def misfit(found: Fit, picture: NDArray[Any]) -> str:
    """Say why a fit is not to be applied to a picture.

    Parameters
    ----------
    found : Fit
    picture : (H, W, 3) array

    Returns
    -------
    str
        The fit's own reason, or that the picture has another shape; empty where there is none.
    """
    other = misshapen(size_of(found.field), size_of(picture))
    return found.reason or (other.reason if other is not None else "")


def fit(base: NDArray[Any], guide: NDArray[Any], *, lossless: bool) -> Fit:
    """Fit a render to a small picture of the same photo with the look that is wanted.

    Parameters
    ----------
    base : (H, W, 3) uint8, uint16 or float32
        The render, encoded in sRGB; of any size. 8 bits show noise in lifted shadows.
    guide : (h, w, 3) uint8, uint16 or float32
        Encoded in sRGB. Reduced where it is larger than the render.
    lossless : bool
        Whether the guide's own pixels can be trusted. A JPEG's cannot: its blocks would be seen.

    Returns
    -------
    Fit
        To be asked for its ``reason`` before it is applied.

    Raises
    ------
    TooSmallError
        If a picture is smaller than 32 pixels a side.
    """
    size = (min(guide.shape[1], base.shape[1]), min(guide.shape[0], base.shape[0]))
    if min(size) < SMALLEST_GUIDE_PX:
        raise TooSmallError(
            f"{size[0]}x{size[1]} pixels; at least {SMALLEST_GUIDE_PX} on each side are needed to fit to"
        )
    wanted = reduced(guide, size)
    parts = parts_between(size_of(base), size)
    fine = reduced(base, (size[0] * parts, size[1] * parts))
    registration = misshapen(size_of(guide), size_of(base)) or register(
        wanted, _roughly_toned(block_means(fine, parts), wanted)
    )
    if registration.reason:
        return _no_fit(block_means(fine, parts), wanted, registration, lossless)
    moved = _fitted(fine, parts, wanted, registration, lossless)
    if not registration.is_doubtful:
        return moved
    left_alone = _fitted(
        fine, parts, wanted, replace(registration, warp=UNMOVED.warp, displacement_px=0.0), lossless
    )
    return min(left_alone, moved, key=lambda found: found.quality.after_mean)


def _roughly_toned(small: Float32, wanted: Float32) -> Float32:
    toned = fit_toned(_pixels(small), _pixels(wanted), turns=_FIRST_TURNS)
    return np.asarray(np.clip(toned(small.astype(np.float64)), 0.0, 1.0), np.float32)


def _no_fit(small: Float32, wanted: Float32, registration: Registration, lossless: bool) -> Fit:
    """What changes nothing."""
    field = np.zeros((2, 2, 12), np.float16)
    return Fit(identity(POINTS), field, None, registration, quality(small, small, wanted, lossless=lossless))


def _fitted(fine: Float32, parts: int, wanted: Float32, registration: Registration, lossless: bool) -> Fit:
    fine = onto_guide(fine, registration, parts)
    seen = seen_by_render(registration, size_of(wanted))
    table = _fit_table(fine, parts, wanted, seen)
    toned = apply_lut(fine, table)
    small = block_means(toned, parts)
    missing = wanted - block_means(np.clip(toned, 0.0, 1.0), parts)
    maps = fit_local(small, missing, seen)
    after = block_means(finished(toned, _halved(maps)), parts)
    residual = (wanted - after) * seen[..., None]
    return Fit(
        table,
        _halved(onto_render(maps, registration)).astype(np.float16),
        onto_render(residual, registration, cubic=True).astype(np.float16) if lossless else None,
        registration,
        quality(block_means(fine, parts)[seen], after[seen], wanted[seen], lossless=lossless),
    )


def _fit_table(fine: Float32, parts: int, wanted: Float32, seen: NDArray[np.bool_]) -> Float32:
    small = block_means(fine, parts)
    table = _baked(fit_toned(_pixels(small[seen]), _pixels(wanted[seen])))
    chosen = seen.reshape(-1)

    def predict(correction: NDArray[np.float64]) -> NDArray[np.float64]:
        toned = apply_lut(fine, _corrected(table, correction))
        return _pixels(block_means(np.clip(toned, 0.0, 1.0, out=toned), parts))[chosen]

    rows = table_rows(fine, parts, CORRECTION_POINTS)
    rows = rows if chosen.all() else rows[np.flatnonzero(chosen)]
    correction = fit_correction(rows, _pixels(wanted)[chosen], predict, CORRECTION_POINTS)
    return _corrected(table, correction)


def _corrected(table: Float32, correction: NDArray[np.float64]) -> Float32:
    return table + refined(correction).astype(np.float32)


def _baked(toned: Toned) -> Float32:
    """Matrix and curves as a table."""
    colors = np.moveaxis(identity(POINTS).astype(np.float64), 0, -1)
    return np.ascontiguousarray(np.moveaxis(toned(colors), -1, 0), dtype=np.float32)


def _pixels(picture: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(picture, np.float64).reshape(-1, 3)


def _halved(maps: Float32) -> Float32:
    """Every second sample on each axis: the maps are smooth to four pixels."""
    height, width = maps.shape[:2]
    size = (-(-width // 2), -(-height // 2))
    parts = [
        encoded_floats(reduced(np.ascontiguousarray(maps[..., k : k + 3]), size)) for k in range(0, 12, 3)
    ]
    return np.concatenate(parts, axis=2)
