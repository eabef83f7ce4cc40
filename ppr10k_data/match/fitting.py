"""Fit a render to a small rendering of the same photo: registration, one table of colours, one field of local maps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.match.applying import finished
from ppr10k_data.match.chroma import EVERY_PIXEL, Step, with_coarse_chroma
from ppr10k_data.match.inputs import TooSmallError, native
from ppr10k_data.match.local import fit_local
from ppr10k_data.match.quality import Quality, mean_difference, quality
from ppr10k_data.match.reduction import (
    Float32,
    Size,
    block_means,
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

SMALLEST_GUIDE_PX = 32

TINY_PX = 32
"""Long edge of the picture by which a render is known again."""

LARGEST_DRIFT = 2.0
"""Mean difference of CIE 1976 of such pictures. Measured beside a render at full size: 0.05 to 0.5 at 540 pixels, 0.1
to 1.0 at 200 pixels, and 0.4 to 2.2 after a step of 0.1 EV."""

_FIRST_TURNS = 2
"""Turns of matrix and curves before the registration, which needs brightness alike and no more."""


@dataclass(frozen=True, eq=False)
class Fit:
    """What takes a render to the look of its guide, at any size of the render.

    Parameters
    ----------
    table : (3, 17, 17, 17) float32
        Encoded sRGB to encoded sRGB, indexed [channel, blue, green, red]; not clipped.
    field : (h, w, 12) float16
        What is added after the table: for each channel factors of the table's red, green and blue, and a constant. Over
        the whole render; samples are means over areas and are enlarged linearly.
    residual : (h, w, 3) float16 or None
        What a lossless guide still has beyond that, on its own pixels; enlarged cubically and added last.
    registration : Registration
    quality : Quality
    size : tuple of int
        Width and height of the small picture; those of any render that it is applied to have their ratio.
    fitted_to : (h, w, 3) float16
        The render itself, tiny, so that another one is known.
    """

    table: Float32
    field: NDArray[np.float16]
    residual: NDArray[np.float16] | None
    registration: Registration
    quality: Quality
    size: Size
    fitted_to: NDArray[np.float16]

    @property
    def reason(self) -> str:
        """Why the fit is not to be used; empty where it is."""
        return self.registration.reason or self.quality.reason


def misfit(found: Fit, picture: NDArray[Any]) -> str:
    """Say why a fit is not to be applied to a picture: by its own reason, by the picture's shape, or by what it shows.

    Parameters
    ----------
    found : Fit
    picture : (H, W, 3) array

    Returns
    -------
    str
        Empty where there is no reason.
    """
    other = misshapen(found.size, size_of(picture))
    if found.reason or other is not None:
        return found.reason or (other.reason if other is not None else "")
    apart = mean_difference(_tiny(picture, size_of(found.fitted_to)), found.fitted_to)
    if apart <= LARGEST_DRIFT:
        return ""
    return (
        f"it was fitted to another render, dE {apart:.1f} from this one in the mean ({LARGEST_DRIFT:g} is allowed): of "
        "another crop, sidecar, setting or version; fit it again"
    )


def _tiny(picture: NDArray[Any], size: Size | None = None) -> NDArray[np.float16]:
    """A picture of few pixels, to be known again by."""
    if size is None:
        height, width = picture.shape[:2]
        scale = TINY_PX / max(height, width)
        size = max(1, round(width * scale)), max(1, round(height * scale))
    return reduced(picture, size).astype(np.float16)


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
    size = (min(guide.shape[1], base.shape[1]), min(guide.shape[0], base.shape[0]))
    if min(size) < SMALLEST_GUIDE_PX:
        raise TooSmallError(
            f"{size[0]}x{size[1]} pixels; at least {SMALLEST_GUIDE_PX} on each side are needed to fit to"
        )
    parts = parts_between(size_of(base), size)
    fine = reduced(base, (size[0] * parts, size[1] * parts))
    # A guide that is reduced has its colours as fine as the rest, or nearly so.
    step = chroma_step if size == size_of(guide) else EVERY_PIXEL
    pair = _Pair(fine, parts, reduced(guide, size), lossless, step)
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


@dataclass(frozen=True, eq=False)
class _Pair:
    """What is fitted to each other.

    Parameters
    ----------
    fine : (h * parts, w * parts, 3) float32
        The render.
    parts : int
    wanted : (h, w, 3) float32
        The guide.
    lossless : bool
    chroma_step : tuple of int
        Of the guide.
    """

    fine: Float32
    parts: int
    wanted: Float32
    lossless: bool
    chroma_step: Step

    @property
    def small(self) -> Float32:
        """The render on the guide's pixels."""
        return block_means(self.fine, self.parts)

    def laid_on_guide(self, registration: Registration) -> Float32:
        """The render moved, and with its colours as coarse as the guide's."""
        moved = onto_guide(self.fine, registration, self.parts)
        if self.chroma_step == EVERY_PIXEL:
            return moved
        across, down = self.chroma_step
        return with_coarse_chroma(moved, (across * self.parts, down * self.parts))


def laid_on(base: NDArray[Any], guide: NDArray[Any]) -> tuple[Float32, Float32, str]:
    """Lay a render on a guide.

    Parameters
    ----------
    base, guide : (H, W, 3) uint8, uint16 or float32
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


def _no_fit(pair: _Pair, registration: Registration) -> Fit:
    """What changes nothing."""
    field = np.zeros((2, 2, 12), np.float16)
    same = quality(pair.small, pair.small, pair.wanted, lossless=pair.lossless)
    return Fit(identity(POINTS), field, None, registration, same, size_of(pair.wanted), _tiny(pair.fine))


def _fitted(pair: _Pair, registration: Registration) -> Fit:
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
        _tiny(pair.fine),
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
