"""Whether a small picture shows what a render shows, and how it lies on it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.match.reduction import Float32, Size, size_of

Array = NDArray[np.float64]

LEAST_CORRELATION = 0.9
"""Of what :func:`texture` leaves. Measured: one photo under strong global and local edits 0.976 and more; mirrored
ones and other photos 0.55 at most."""

MOST_SCALE = 0.02
MOST_SHIFT = 0.015
"""Displacement of a corner, as part of the long edge; more is another crop, whose border would be made up."""

LEAST_SHIFT_PX = 0.1
"""Displacement of a corner, in small pixels, that is undone. A resampling costs 0.1 to 0.7 dB, a shift of 0.36
pixels left alone 9 dB."""

SURE_SHIFT_PX = 0.5
"""Displacement that no edit feigns: up to a quarter was seen, of a guide of 135 pixels."""

_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)
_STEPS, _PRECISION, _FILTER_PX = 60, 1e-7, 5
_TEXTURE_PX, _PLAIN = 3.0, 0.02
"""Spread of the neighbourhoods that brightness is compared within, and a contrast that is too small to be compared."""

_CAUSES = "it may show another photo or moment, be mirrored or turned, or be too grainy, too soft or too small to tell"


@dataclass(frozen=True)
class Registration:
    """How a guide lies on a small render.

    Parameters
    ----------
    warp : tuple of tuple of float
        Affine map (2 x 3) from the guide's pixels to the render's, both of the guide's size, pixel centres counted
        from 0.
    correlation : float
        Of their textures, once they lie on each other; -1..1.
    displacement_px : float
        Of the corner that is moved farthest.
    scale : float
        The strongest enlargement or reduction along any direction; 1 for none.
    reason : str
        Why the guide is rejected; empty where it is not.
    """

    warp: tuple[tuple[float, float, float], tuple[float, float, float]]
    correlation: float
    displacement_px: float
    scale: float
    reason: str = ""

    @property
    def moves(self) -> bool:
        """Whether the displacement is worth undoing."""
        return self.displacement_px > LEAST_SHIFT_PX

    @property
    def is_doubtful(self) -> bool:
        """Whether the displacement is so small that strong local edits may have feigned it."""
        return LEAST_SHIFT_PX < self.displacement_px < SURE_SHIFT_PX

    @property
    def matrix(self) -> Array:
        """The warp as an array."""
        return np.array(self.warp)


UNMOVED: Registration = Registration(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)), 1.0, 0.0, 1.0)


def register(guide: Float32, small: Float32) -> Registration:
    """Find the affine map that lays a guide on a render.

    Parameters
    ----------
    guide, small : (h, w, 3) float32
        Encoded; the render with its colours matched beforehand, however roughly.

    References
    ----------
    G. D. Evangelidis, E. Z. Psarakis, "Parametric Image Alignment Using Enhanced Correlation Coefficient Maximization",
    IEEE Transactions on Pattern Analysis and Machine Intelligence 30 (2008).
    """
    theirs, ours = texture(guide), texture(small)
    if min(float(theirs.std()), float(ours.std())) < 1e-2:
        return Registration(UNMOVED.warp, 0.0, 0.0, 1.0, "a plain area, in which nothing can be registered")
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, _STEPS, _PRECISION)
    try:
        correlation, warp = cv2.findTransformECC(
            theirs, ours, np.eye(2, 3, dtype=np.float32), cv2.MOTION_AFFINE, criteria, None, _FILTER_PX
        )
    except cv2.error:
        return Registration(
            UNMOVED.warp,
            0.0,
            0.0,
            1.0,
            f"it cannot be laid on the render, no registration is found; {_CAUSES}",
        )
    return judged(np.asarray(warp, np.float64), float(correlation), size_of(guide))


def misshapen(guide: Size, render: Size) -> Registration | None:
    """Reject a guide whose sides have another ratio than the render's; None where they have the same, but for rounding.

    Parameters
    ----------
    guide, render : tuple of int
        Width and height.
    """
    ratio = guide[0] * render[1] / (guide[1] * render[0])
    if abs(ratio - 1.0) <= MOST_SCALE:
        return None
    sizes = f"{guide[0]}x{guide[1]} beside {render[0]}x{render[1]}"
    return Registration(UNMOVED.warp, 0.0, 0.0, ratio, f"it is of another shape, as of another crop: {sizes}")


def texture(picture: Float32) -> Float32:
    """Brightness of each pixel beside its neighbours', in their standard deviations.

    Parameters
    ----------
    picture : (h, w, 3) float32
        Encoded.

    Returns
    -------
    (h, w) float32

    Notes
    -----
    Shadows that were lifted, vignettes and clarity shift brightness over longer ways than this and leave it alone. By
    brightness itself they shift the registration, by up to a pixel, which costs more than no registration does.
    """
    luma = np.ascontiguousarray(picture @ _LUMA)
    mean, square = (cv2.GaussianBlur(plane, (0, 0), _TEXTURE_PX) for plane in (luma, luma * luma))
    spread = np.sqrt(np.maximum(square - mean * mean, 0.0) + _PLAIN**2)
    return np.asarray((luma - mean) / spread, dtype=np.float32)


def judged(warp: Array, correlation: float, size: Size) -> Registration:
    """Describe a warp, and reject it where it is too much or its pictures are not alike."""
    width, height = size
    corners = np.array([[0.0, 0.0], [width - 1.0, 0.0], [0.0, height - 1.0], [width - 1.0, height - 1.0]])
    displacement = float(np.abs(corners @ warp[:, :2].T + warp[:, 2] - corners).max())
    stretches = np.linalg.svd(warp[:, :2], compute_uv=False)
    scale = float(max(stretches, key=lambda stretch: abs(stretch - 1.0)))
    rows = tuple(tuple(round(float(v), 9) for v in row) for row in warp)
    reason = ""
    if correlation < LEAST_CORRELATION:
        reason = (
            f"its texture is not the render's: correlation {correlation:.3f}, at least {LEAST_CORRELATION} is needed; "
            f"{_CAUSES}"
        )
    elif abs(scale - 1.0) > MOST_SCALE or displacement > MOST_SHIFT * max(size):
        reason = (
            f"it is cropped, turned or scaled otherwise: moved by {displacement:.1f} of its pixels, "
            f"scaled by {scale:.3f}"
        )
    return Registration((rows[0], rows[1]), correlation, displacement, scale, reason)  # type: ignore[arg-type]


def onto_guide(fine: Float32, registration: Registration, parts: int) -> Float32:
    """Lay a render on its guide's pixels.

    Parameters
    ----------
    fine : (h * parts, w * parts, 3) float32
        The render at ``parts`` times the guide's size.
    registration : Registration
    parts : int

    Returns
    -------
    (h * parts, w * parts, 3) float32
        The render itself where nothing moves.
    """
    if not registration.moves:
        return fine
    warp = _finer(registration.matrix, parts)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    moved = cv2.warpAffine(fine, warp, size_of(fine), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.clip(moved, 0.0, 1.0), dtype=np.float32)


def onto_render(planes: Float32, registration: Registration, *, cubic: bool = False) -> Float32:
    """Lay what was found on a guide's pixels on those of the render.

    Parameters
    ----------
    planes : (h, w, C) float32
    registration : Registration
    cubic : bool
        How to interpolate; smooth planes need no more than linear.

    Returns
    -------
    (h, w, C) float32
        The planes themselves where nothing moves; beyond the guide's border as at the border.
    """
    if not registration.moves:
        return planes
    flags = cv2.INTER_CUBIC if cubic else cv2.INTER_LINEAR
    parts = [planes[..., k : k + 4] for k in range(0, planes.shape[2], 4)]
    size, warp = size_of(planes), registration.matrix
    moved = [
        cv2.warpAffine(np.ascontiguousarray(part), warp, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        for part in parts
    ]
    return np.concatenate(moved, axis=2)


def seen_by_render(registration: Registration, size: Size) -> NDArray[np.bool_]:
    """Which of a guide's pixels lie on the render: (h, w) bool."""
    width, height = size
    if not registration.moves:
        return np.ones((height, width), dtype=bool)
    y, x = np.mgrid[:height, :width]
    warp = registration.matrix
    at_x = warp[0, 0] * x + warp[0, 1] * y + warp[0, 2]
    at_y = warp[1, 0] * x + warp[1, 1] * y + warp[1, 2]
    return np.asarray((at_x > -0.5) & (at_x < width - 0.5) & (at_y > -0.5) & (at_y < height - 0.5))


def _finer(warp: Array, parts: int) -> Array:
    """A warp of pixel centres for pixels that are ``parts`` times as small."""
    linear = warp[:, :2]
    offset = parts * warp[:, 2] + 0.5 * (parts - 1) * (1.0 - linear.sum(axis=1))
    return np.column_stack([linear, offset])
