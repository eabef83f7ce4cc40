"""Where the sample's camera stands: what part of a photograph each photosite sees, and the subject's mask."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.sample.scenes import Outline

Affine = NDArray[np.float64]
"""(2, 3): maps (x, y) by ``m[:, :2] @ (x, y) + m[:, 2]``; whole numbers are edges of pixels, halves centres."""

_UPRIGHT_FROM_STORED = {
    1: ((1, 0), (0, 1)),
    3: ((-1, 0), (0, -1)),
    6: ((0, -1), (1, 0)),
    8: ((0, 1), (-1, 0)),
}
"""By EXIF orientation, the turn from the stored picture to the upright one (TIFF 6.0, tag 274)."""

_SUBPIXEL_BITS = 4


@dataclass(frozen=True)
class View:
    """What one press of the shutter frames.

    Parameters
    ----------
    centre : tuple of float
        Middle of the frame (x, y), in fractions of the photograph.
    width_frac : float
        Width of the upright frame, in widths of the photograph.
    turn_deg : float
        How far the camera was held askew; positive turns the frame clockwise over the photograph.
    orientation : int
        EXIF orientation: 1 or 3 for landscape format; 6 or 8 for a camera held upright.
    """

    centre: tuple[float, float]
    width_frac: float
    turn_deg: float = 0.0
    orientation: int = 1


def upright_size(view: View, stored: tuple[int, int]) -> tuple[int, int]:
    """Width and height of the picture as it is looked at, from those of the sensor's."""
    return (stored[1], stored[0]) if view.orientation in (6, 8) else stored


def photograph_from_upright(view: View, photograph: tuple[int, int], upright: tuple[int, int]) -> Affine:
    """Where a point of the upright picture lies in the photograph.

    Parameters
    ----------
    view : View
        The frame.
    photograph, upright : tuple of int
        Width and height of either, in pixels.
    """
    scale = view.width_frac * photograph[0] / upright[0]
    turn = math.radians(view.turn_deg)
    linear = scale * np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    return _about(linear, np.array(upright) / 2.0, np.array(view.centre) * photograph)


def photograph_from_stored(view: View, photograph: tuple[int, int], stored: tuple[int, int]) -> Affine:
    """Where a point of the picture as the sensor stores it lies in the photograph."""
    upright = photograph_from_upright(view, photograph, upright_size(view, stored))
    linear = upright[:, :2] @ np.array(_UPRIGHT_FROM_STORED[view.orientation], dtype=np.float64)
    return _about(linear, np.array(stored) / 2.0, np.array(view.centre) * photograph)


def _about(linear: Affine, from_centre: Affine, to_centre: Affine) -> Affine:
    """The affine map of a linear part that takes one centre to the other."""
    return np.column_stack([linear, to_centre - linear @ from_centre])


def subject_mask(
    outline: Outline, view: View, photograph: tuple[int, int], stored: tuple[int, int]
) -> NDArray[np.uint8]:
    """The subject's mask on the upright picture.

    Parameters
    ----------
    outline : Outline
        In thousandths of the photograph.
    view : View
        The frame.
    photograph, stored : tuple of int
        Width and height of the photograph, and of the picture as the sensor stores it.

    Returns
    -------
    (H, W) uint8
        0 and 255, at full resolution, upright.
    """
    width, height = upright_size(view, stored)
    to_photograph = photograph_from_upright(view, photograph, (width, height))
    points = np.array(outline, dtype=np.float64) / 1000.0 * photograph
    on_picture = np.linalg.solve(to_photograph[:, :2], (points - to_photograph[:, 2]).T).T
    vertices = np.rint((on_picture - 0.5) * 2**_SUBPIXEL_BITS).astype(np.int32)
    mask = np.zeros((height, width), dtype=np.uint8)
    cv2.fillPoly(mask, [vertices], 255, shift=_SUBPIXEL_BITS)
    return mask
