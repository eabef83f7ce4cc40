"""Lens corrections as maps over the sensor: where each colour of a corrected picture lies, and how dark it is there.

Nothing is known here of any lens database: :mod:`ppr10k_data.files.lens` fills the maps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.xmp import LensCorrections

Array = NDArray[np.float64]

STEP = 8
"""Side of the tiles, in pixels, at whose centres a picture's map is worked out; linear between them. At 5 % distortion
of a picture of 1,080 pixels that is right to 0.01 pixels."""

STRIP = 32
"""So many rows of tiles are mapped at a time, which keeps the maps small."""

_RED, _GREEN, _BLUE = range(3)


@dataclass(frozen=True)
class LensStrength:
    """How much of a lens's profile a sidecar asks for: 0 nothing, 1 as the profile is, at most 2.

    Parameters
    ----------
    distortion, ca, vignetting : float
        Of geometric distortion, lateral chromatic aberration and the darkening of corners.
    """

    distortion: float = 0.0
    ca: float = 0.0
    vignetting: float = 0.0

    @classmethod
    def of(cls, lens: LensCorrections) -> LensStrength:
        """What a sidecar's lens panel asks of the profile; nothing where it is not enabled."""
        if not lens.profile_enabled:
            return cls()
        return cls(lens.distortion_scale / 100.0, lens.ca_scale / 100.0, lens.vignetting_scale / 100.0)

    @property
    def bends(self) -> bool:
        """Whether pixels are moved."""
        return self.distortion != 0.0 or self.ca != 0.0


@dataclass(frozen=True, eq=False)
class LensMaps:
    """What is known of a lens at a focal length and an aperture.

    Parameters
    ----------
    size : tuple of int
        Width and height of the photo, in photosites.
    positions : (GH, GW, 3, 2) float64, or None
        Where (x, y), in photosites between the centres of the first and the last, the red, green and blue light lies
        that belongs at each node; nodes are spread evenly over the photo, edges included. None where neither
        distortion nor chromatic aberration is known.
    falloff : (VH, VW) float64, or None
        Brightness of an evenly lit surface, 1 at the centre, at nodes spread likewise; None where it is not known.
    """

    size: tuple[int, int]
    positions: Array | None
    falloff: Array | None


@dataclass(frozen=True, eq=False)
class Lens:
    """A lens's maps and how much of them is to be undone.

    Parameters
    ----------
    maps : LensMaps
    strength : LensStrength
    """

    maps: LensMaps
    strength: LensStrength

    @property
    def bends(self) -> bool:
        """Whether pixels are moved."""
        return self.strength.bends and self.maps.positions is not None

    def displacements(self, at: Array) -> Array:
        """How far from its place the light is found.

        Parameters
        ----------
        at : (..., 2) float64
            Places in the corrected photo, in photosites.

        Returns
        -------
        (..., 3, 2) float64
            Of red, green and blue light, in photosites.
        """
        if self.maps.positions is None:
            return np.zeros((*at.shape[:-1], 3, 2))
        found = _interpolated(self.maps.positions, at, self.maps.size)
        green = found[..., _GREEN : _GREEN + 1, :]
        distortion = green - at[..., None, :]
        return self.strength.distortion * distortion + self.strength.ca * (found - green)

    def gains(self, at: Array) -> Array:
        """What evens out the darkening of the corners.

        Parameters
        ----------
        at : (..., 2) float64
            Places on the sensor, in photosites.

        Returns
        -------
        (...) float64
            At full strength the inverse of the brightness there, else a power of it: equal parts of the strength are
            equal steps in EV.
        """
        if self.maps.falloff is None or self.strength.vignetting == 0.0:
            return np.ones(at.shape[:-1])
        falloff = _interpolated(self.maps.falloff[..., None], at, self.maps.size)[..., 0]
        return np.asarray(falloff**-self.strength.vignetting)


def _interpolated(nodes: Array, at: Array, size: tuple[int, int]) -> Array:
    """Bilinear interpolation of (GH, GW, ...) nodes at (..., 2) places; beyond the edges it goes on as within."""
    rows, columns = nodes.shape[:2]
    last = np.array(size, dtype=np.float64) - 1.0
    place = at / np.maximum(last, 1.0) * (columns - 1, rows - 1)
    cell = np.clip(np.floor(place), 0, (columns - 2, rows - 2)).astype(np.intp)
    extra = (1,) * (nodes.ndim - 2)
    across, down = (part.reshape(*part.shape, *extra) for part in np.moveaxis(place - cell, -1, 0))
    x, y = cell[..., 0], cell[..., 1]
    above = nodes[y, x] * (1.0 - across) + nodes[y, x + 1] * across
    below = nodes[y + 1, x] * (1.0 - across) + nodes[y + 1, x + 1] * across
    return np.asarray(above * (1.0 - down) + below * down)


def _lattice(matrix: Array, size: tuple[int, int]) -> Array:
    """Places in an image of the centres of a picture's tiles, and of one row of tiles all around: (nh, nw, 2)."""
    x, y = (STEP * (np.arange(-(-length // STEP) + 2) - 0.5) - 0.5 for length in size)
    return np.asarray(np.stack(np.meshgrid(x, y), axis=-1) @ matrix[:, :2].T + matrix[:, 2])


def _strips(lattice: Array, size: tuple[int, int]) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """Rows of a picture, and its lattice (nh, nw, ...) interpolated to all their pixels (rows, width, ...)."""
    width, height = size
    nodes = lattice.astype(np.float32)
    for first in range(0, len(nodes) - 2, STRIP):
        part = nodes[first : first + STRIP + 2]
        enlarged = (part.shape[1] * STEP, len(part) * STEP)
        whole = cv2.resize(part, enlarged, interpolation=cv2.INTER_LINEAR)[STEP:-STEP, STEP : STEP + width]
        top = first * STEP
        rows = slice(top, min(top + len(whole), height))
        yield rows, whole[: rows.stop - top]


def resample_through(
    lens: Lens,
    image: NDArray[Any],
    matrix: Array,
    size: tuple[int, int],
    *,
    interpolation: int,
) -> NDArray[Any]:
    """Crop, turn, scale and straighten an image in one resampling.

    Parameters
    ----------
    lens : Lens
    image : (H, W) or (H, W, 3) array of uint8, uint16 or float32
        The whole photo at any size. Of an image of one channel, the green light's distortion is undone.
    matrix : (2, 3) float64
        From pixel centres of the result to pixel centres of a corrected ``image``.
    size : tuple of int
        Width and height of the result.
    interpolation : int
        OpenCV's ``INTER_LINEAR`` or ``INTER_CUBIC``.

    Returns
    -------
    (height, width) or (height, width, 3) array
        Of the image's type. Places outside of the image have the colour of its nearest edge.
    """
    scale = np.array([image.shape[1], image.shape[0]]) / lens.maps.size
    at = _lattice(matrix, size)
    moved = lens.displacements((at + 0.5) / scale - 0.5) * scale
    found = at[:, :, None, :] + moved
    out = np.empty((size[1], size[0], *image.shape[2:]), image.dtype)
    apart = image.ndim == 3 and lens.strength.ca != 0.0
    channels = (_RED, _GREEN, _BLUE) if apart else (_GREEN,)
    for channel in channels:
        source = np.ascontiguousarray(image[..., channel]) if apart else image
        for rows, places in _strips(found[:, :, channel], size):
            part = cv2.remap(source, places, None, interpolation, borderMode=cv2.BORDER_REPLICATE)
            out[(rows, slice(None), channel) if apart else rows] = part
    return out


def even_out(lens: Lens, pixels: NDArray[Any], matrix: Array) -> NDArray[Any]:
    """Brighten the corners of linear camera pixels.

    Parameters
    ----------
    lens : Lens
    pixels : (H, W, 3) float32 or uint16
        0 at black; not changed.
    matrix : (2, 3) float64
        From their centres to photosites' centres of the corrected photo.

    Returns
    -------
    (H, W, 3) array
        Of the same type; integers are cut off at their largest value, which no sensor's saturation exceeds.
    """
    if lens.maps.falloff is None or lens.strength.vignetting == 0.0:
        return pixels
    size = (pixels.shape[1], pixels.shape[0])
    at = _lattice(matrix, size)
    gains = lens.gains(at + lens.displacements(at)[..., _GREEN, :])
    out = np.empty_like(pixels)
    for rows, gain in _strips(gains, size):
        lit = pixels[rows] * gain[..., None]
        out[rows] = np.minimum(lit + 0.5, 65535.0) if pixels.dtype == np.uint16 else lit
    return out
