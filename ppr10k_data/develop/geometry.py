"""Where each output pixel lies on the sensor: crop, straightening, orientation and size.

Camera Raw writes a crop as the places of two corners of the (turned) crop rectangle, in fractions of the picture as
the sensor stores it, before orientation. Positive angles turn the rectangle clockwise, so the picture comes out turned
counter-clockwise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.lens import Lens, resample_through
from ppr10k_data.develop.reduce import Window
from ppr10k_data.errors import XmpError
from ppr10k_data.xmp import Crop


@dataclass(frozen=True)
class Placement:
    """The rectangle of the sensor that a picture shows, and how it is turned.

    Parameters
    ----------
    centre : tuple of float
        Centre of the rectangle (x, y), in photosites from the top left corner of the default crop.
    extent : tuple of float
        Width and height of the rectangle, in photosites.
    angle_deg : float
        Clockwise turn of the rectangle on the sensor.
    orientation : int
        EXIF orientation, 1..8, applied after the crop.
    pixel_aspect : float
        Width of a photosite divided by its height; 1 for nearly every camera.
    """

    centre: tuple[float, float]
    extent: tuple[float, float]
    angle_deg: float = 0.0
    orientation: int = 1
    pixel_aspect: float = 1.0

    @property
    def window(self) -> Window:
        """Left, top, right, bottom of the rectangle, as if it were not turned."""
        (x, y), (width, height) = self.centre, self.extent
        return x - width / 2.0, y - height / 2.0, x + width / 2.0, y + height / 2.0


def place(
    sensor_size: tuple[int, int], crop: Crop | None, orientation: int, *, pixel_aspect: float = 1.0
) -> Placement:
    """Find the part of the sensor that a crop shows.

    Parameters
    ----------
    sensor_size : tuple of int
        Width and height of the default crop, in photosites.
    crop : Crop or None
        The sidecar's crop; None for the whole picture.
    orientation : int
        EXIF orientation, 1..8.
    pixel_aspect : float
        Width of a photosite divided by its height.

    Raises
    ------
    XmpError
        If the crop's angle leaves nothing between its corners.

    References
    ----------
    Adobe documents the keys only. That the two corners turn about the crop's centre, and which way, is how public
    converters of these sidecars read and write them; it has not been checked against Lightroom.
    """
    width, height = sensor_size
    if crop is None:
        return Placement((width / 2.0, height / 2.0), (width, height), 0.0, orientation, pixel_aspect)
    angle = math.radians(crop.angle_deg)
    # A photosite may not be square: lengths and angles are measured in square units, one photosite high.
    across = (crop.right - crop.left) * width * pixel_aspect
    down = (crop.bottom - crop.top) * height
    extent_x = across * math.cos(angle) + down * math.sin(angle)
    extent_y = down * math.cos(angle) - across * math.sin(angle)
    if extent_x <= 1.0 or extent_y <= 1.0:
        raise XmpError(
            "the crop, turned so, has nothing between its corners",
            key="crs:CropAngle",
            value=f"{crop.angle_deg:g}",
        )
    centre = ((crop.left + crop.right) / 2.0 * width, (crop.top + crop.bottom) / 2.0 * height)
    return Placement(centre, (extent_x / pixel_aspect, extent_y), crop.angle_deg, orientation, pixel_aspect)


def picture_size(placement: Placement, long_edge: int | None) -> tuple[int, int]:
    """Width and height of the picture, before orientation.

    Parameters
    ----------
    placement : Placement
        What the picture shows.
    long_edge : int or None
        Length of the longer side in pixels; None for full resolution. Never enlarges.
    """
    width, height = placement.extent[0] * placement.pixel_aspect, placement.extent[1]
    if (
        placement.pixel_aspect < 1.0
    ):  # keep every photosite: stretch the shorter side, never shrink the longer
        width, height = placement.extent[0], placement.extent[1] / placement.pixel_aspect
    scale = 1.0 if long_edge is None else min(1.0, long_edge / max(width, height))
    return max(1, math.floor(width * scale + 0.5)), max(1, math.floor(height * scale + 0.5))


def oriented_size(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Width and height after :func:`orient`."""
    return (size[1], size[0]) if orientation >= 5 else size


def orient(image: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Turn a picture upright.

    Parameters
    ----------
    image : (H, W) or (H, W, C) array
        As stored.
    orientation : int
        EXIF orientation (tag 274), 1..8.

    Returns
    -------
    array
        A view; (W, H) or (W, H, C) for orientations 5 to 8.

    References
    ----------
    TIFF 6.0, tag Orientation: which sides of the picture the stored first row and column are.
    """
    if orientation in (5, 6, 7, 8):
        image = image.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        image = image[:, ::-1]
    if orientation in (3, 4, 7, 8):
        image = image[::-1]
    return image


def sensor_map(placement: Placement, size: tuple[int, int]) -> NDArray[np.float64]:
    """Where the pixels of a picture lie on the sensor.

    Parameters
    ----------
    placement : Placement
        What the picture shows.
    size : tuple of int
        Its width and height, before orientation.

    Returns
    -------
    (2, 3) float64
        Affine map from pixel centres of the picture to pixel centres on the sensor, both counted from 0.
    """
    angle = math.radians(placement.angle_deg)
    (width, height), aspect = size, placement.pixel_aspect
    step_x, step_y = placement.extent[0] / width, placement.extent[1] / height
    linear = np.array(
        [
            [math.cos(angle) * step_x, -math.sin(angle) * step_y / aspect],
            [math.sin(angle) * step_x * aspect, math.cos(angle) * step_y],
        ]
    )
    offset = np.array(placement.centre) - linear @ np.array([width / 2.0, height / 2.0])
    return np.column_stack([linear, offset + linear @ np.array([0.5, 0.5]) - 0.5])


def resample(
    image: NDArray[Any],
    placement: Placement,
    size: tuple[int, int],
    *,
    sharp: bool = True,
    lens: Lens | None = None,
) -> NDArray[Any]:
    """Show a placement of an image at a size: crop, turn and scale, not orient.

    Parameters
    ----------
    image : (H, W) or (H, W, C) array of uint8, uint16 or float32
        Covers the whole default crop, at one pixel a photosite.
    placement : Placement
        What to show.
    size : tuple of int
        Width and height of the result.
    sharp : bool
        Cubic interpolation where the picture is not reduced; linear (which never overshoots) where False.
    lens : Lens, optional
        Whose distortion and chromatic aberration are undone in the same resampling; the placement is of the corrected
        photo.

    Returns
    -------
    array
        (height, width) or (height, width, C), of the image's type; a view where nothing but a cut is needed.

    Notes
    -----
    Reductions average areas. A turned picture is sampled at up to twice the result's resolution first, so that the
    turn costs no sharpness.
    """
    left, top, right, bottom = placement.window
    steps = (right - left) / size[0], (bottom - top) / size[1]
    step = max(steps)
    bent = lens if lens is not None and lens.bends else None
    if placement.angle_deg == 0.0 and bent is None:
        whole = all(edge == round(edge) for edge in placement.window)
        if whole:
            cut = image[round(top) : round(bottom), round(left) : round(right)]
            if size == (cut.shape[1], cut.shape[0]):
                return cut
            if min(steps) >= 1.0:
                return np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA))
    detail = min(2, max(1, round(step)))
    if step > 2.5:
        height, width = image.shape[:2]
        small = (max(1, round(width * 2.0 / step)), max(1, round(height * 2.0 / step)))
        image = cv2.resize(image, small, interpolation=cv2.INTER_AREA)
        placement = scaled(placement, small[0] / width, small[1] / height)
    fine = (size[0] * detail, size[1] * detail)
    interpolation = cv2.INTER_CUBIC if sharp and step < 1.5 else cv2.INTER_LINEAR
    matrix = sensor_map(placement, fine)
    if bent is not None:
        turned = resample_through(bent, image, matrix, fine, interpolation=interpolation)
    else:
        flags = interpolation | cv2.WARP_INVERSE_MAP
        turned = cv2.warpAffine(image, matrix, fine, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned if detail == 1 else cv2.resize(turned, size, interpolation=cv2.INTER_AREA))


def scaled(placement: Placement, fx: float, fy: float) -> Placement:
    """A placement on a sensor image that was resized by ``fx`` and ``fy``."""
    return replace(
        placement,
        centre=(placement.centre[0] * fx, placement.centre[1] * fy),
        extent=(placement.extent[0] * fx, placement.extent[1] * fy),
        pixel_aspect=placement.pixel_aspect * fy / fx,
    )


def unorient(image: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Undo :func:`orient`: an upright picture as the sensor stores it. A view."""
    if orientation in (3, 4, 7, 8):
        image = image[::-1]
    if orientation in (2, 3, 6, 7):
        image = image[:, ::-1]
    if orientation in (5, 6, 7, 8):
        image = image.swapaxes(0, 1)
    return image


SHAPE_TOLERANCE = 0.03
"""Relative difference of two aspect ratios that still counts as one: converters cut a few rows more or less."""


def has_shape_of(mask: NDArray[np.uint8], photo: tuple[int, int], orientation: int) -> bool:
    """Tell whether a mask has the sides' ratio of its photo: upright, or lying down where the photo is turned.

    Parameters
    ----------
    mask : (H, W) uint8
    photo : tuple of int
        Width and height of the whole photo as the sensor stores it, in square pixels.
    orientation : int
        EXIF orientation of the photo, 1..8: 5 to 8 swap its sides.
    """
    height, width = mask.shape
    return any(
        abs(width / height * photo_height / photo_width - 1.0) <= SHAPE_TOLERANCE
        for photo_width, photo_height in {photo, oriented_size(photo, orientation)}
    )


def lies_down(mask: NDArray[np.uint8], photo: tuple[int, int], orientation: int) -> bool:
    """Tell whether a mask of the photo's shape is as the sensor stores a turned photo, and not upright.

    Parameters
    ----------
    mask, photo, orientation
        As :func:`has_shape_of`.
    """
    height, width = mask.shape
    return oriented_size(photo, orientation) != photo and (width > height) == (photo[0] > photo[1])


NOT_UPRIGHT = "not upright as its photo: taken as the sensor stores it"
"""What is said of a mask that :func:`lies_down`."""


def stored_mask(
    mask: NDArray[np.uint8], sensor_size: tuple[int, int], orientation: int
) -> tuple[NDArray[np.uint8], str]:
    """Lay a mask on the sensor.

    Parameters
    ----------
    mask : (H, W) uint8
        Upright, as the release's masks are, or as the sensor stores the photo, which its sides tell apart.
    sensor_size : tuple of int
        Width and height of the default crop.
    orientation : int
        EXIF orientation of the photo.

    Returns
    -------
    mask : (height, width) uint8
        Of the sensor's size and as it stores the photo.
    remark : str
        Says so where the mask was of another size or not upright; empty where it fitted.
    """
    upright = oriented_size(sensor_size, orientation)
    shape = (mask.shape[1], mask.shape[0])
    lying = lies_down(mask, sensor_size, orientation)
    remark = NOT_UPRIGHT if lying else ""
    stored = mask if lying else unorient(mask, orientation)
    if (stored.shape[1], stored.shape[0]) != sensor_size:
        remark = f"{shape[0]}x{shape[1]}, its photo {upright[0]}x{upright[1]}: scaled" + (
            f"; {remark}" if remark else ""
        )
        stored = cv2.resize(stored, sensor_size, interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(stored), remark


def mask_picture(
    mask: NDArray[np.uint8], placement: Placement, size: tuple[int, int], lens: Lens | None = None
) -> NDArray[np.uint8]:
    """Put a human-region mask through a picture's geometry.

    Parameters
    ----------
    mask : (H, W) uint8
        Covers the whole default crop, as the sensor stores it: how human each photosite is, 0..255.
    placement : Placement
        What the picture shows.
    size : tuple of int
        The picture's width and height, before orientation.
    lens : Lens, optional
        Whose distortion is undone in the picture.

    Returns
    -------
    (height, width) uint8
        0 or 255: a pixel is human where at least half of it is. Oriented as the picture.
    """
    small = resample(mask, placement, size, sharp=False, lens=lens)
    return orient(np.where(small >= 128, np.uint8(255), np.uint8(0)), placement.orientation)
