"""What the rendering chain knows of one RAW photo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.cameras import BaselineExposure
from ppr10k_data.develop.camera_color import CameraColor
from ppr10k_data.develop.profile.color import ProfileColor


@dataclass(frozen=True)
class CameraPixels:
    """Linear camera RGB at some size.

    Parameters
    ----------
    pixels : (H, W, 3) float32 or uint16
        0 at black.
    saturation : (3,) float64
        The value at which each channel of the sensor saturates, in units of ``pixels``.
    oversampling : int
        Pixels on each axis that become one pixel of the picture, after they are developed: tone curves bend, so a
        picture that is reduced only afterwards is closer to one developed at full size.
    to_sensor : (2, 3) float64 or None
        Affine map from these pixels to photosites, for what depends on the place; None for a picture of its own.
    """

    pixels: NDArray[Any]
    saturation: NDArray[np.float64]
    oversampling: int = 1
    to_sensor: NDArray[np.float64] | None = None

    @property
    def scale(self) -> float:
        """Pixels of the picture to a photosite, on each axis; 1 for a picture of its own."""
        if self.to_sensor is None:
            return 1.0
        return float(abs(np.linalg.det(self.to_sensor[:, :2])) ** -0.5 / self.oversampling)


@dataclass(frozen=True)
class SensorImage:
    """A RAW photo as the sensor saw it, cut to the default crop, with its colour facts.

    Parameters
    ----------
    mosaic : (H, W) uint16 or None
        Photosites, in counts; None for a file of full-colour pixels (linear DNG).
    cfa : (P, P) int8
        Colour (0 red, 1 green, 2 blue) of the top left photosites, repeating.
    black : (P, P) float32
        Black level of each phase, in counts.
    white : float
        Saturation, in counts.
    size : tuple of int
        Width and height of the default crop, in photosites.
    demosaic : callable
        Interpolates the missing colours: the whole default crop at full size. Costly.
    color : CameraColor
        The camera's matrices: what Temperature and Tint mean.
    as_shot_neutral : (3,) float64 or None
        Camera RGB of white at the camera's own setting, largest channel 1; None where the file does not say.
    baseline : BaselineExposure
        Adobe's hidden exposure for this camera; the profile's offset is not in it.
    orientation : int
        EXIF orientation, 1..8.
    pixel_aspect : float
        Width of a photosite divided by its height.
    scene_referred : bool
        False for a DNG whose pixels are rendered already (tag ColorimetricReference).
    shadow_scale : float
        DNG tag ShadowScale.
    baseline_sharpness : float
        DNG tag BaselineSharpness; 1, its default, where it is not known.
    profile : ProfileColor or None
        The profile that the photo is rendered by; None for the matrices of `color` alone.
    """

    mosaic: NDArray[np.uint16] | None
    cfa: NDArray[np.int8]
    black: NDArray[np.float32]
    white: float
    size: tuple[int, int]
    demosaic: Callable[[], CameraPixels]
    color: CameraColor
    as_shot_neutral: NDArray[np.float64] | None
    baseline: BaselineExposure
    orientation: int = 1
    pixel_aspect: float = 1.0
    scene_referred: bool = True
    shadow_scale: float = 1.0
    baseline_sharpness: float = 1.0
    profile: ProfileColor | None = None

    @property
    def rendered_by(self) -> ProfileColor:
        """The photo's profile, or what stands for none."""
        return self.profile or ProfileColor(self.color)
