"""What an ideal camera would have made of a sample's scene: the stand-in for Lightroom's own renders.

It shares the rule of crops and the default tone with the chain, and nothing else: no mosaic, no noise, no levels of a
RAW file, no reduction from full size, no tables. Of the sliders it knows white balance and exposure; an expert's
other sliders are not in it, and so show as differences.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.base_tone import base_tone
from ppr10k_data.develop.color_spaces import PROPHOTO_TO_SRGB, srgb_encode
from ppr10k_data.develop.geometry import Placement, orient
from ppr10k_data.develop.look.rgb_tone import rgb_tone
from ppr10k_data.develop.white_balance import TempTint
from ppr10k_data.sample.camera import SampleCamera
from ppr10k_data.sample.plan import SamplePhoto
from ppr10k_data.sample.viewpoint import Affine
from ppr10k_data.xmp import CameraRawEdits

FINER = 2
"""Samples a pixel, on each axis, before the area of a pixel is averaged."""


def ideal_light(
    seen: NDArray[np.float32], to_photograph: Affine, placement: Placement, size: tuple[int, int]
) -> NDArray[np.float32]:
    """All three colours of the scene's light at each pixel of a small picture.

    Parameters
    ----------
    seen : (h, w, 3) float32
        The photograph in camera RGB, see :func:`ppr10k_data.sample.camera.camera_rgb`.
    to_photograph : (2, 3) float64
        From places on the picture, as stored, to places in the photograph.
    placement : Placement
        What of the stored picture is shown.
    size : tuple of int
        Width and height of the small picture, not oriented.

    Returns
    -------
    (H, W, 3) float32
        Linear camera RGB, at least 0; as in the RAW file's, interpolated on square roots.
    """
    fine = (size[0] * FINER, size[1] * FINER)
    shown = _after(to_photograph, _from_picture(placement, fine))
    on_indices = np.column_stack([shown[:, :2], shown[:, :2] @ [0.5, 0.5] + shown[:, 2] - 0.5])
    roots = cv2.warpAffine(
        np.sqrt(seen),
        on_indices,
        fine,
        flags=cv2.INTER_LANCZOS4 | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REFLECT,
    )
    light = np.square(np.maximum(roots, 0.0))
    return np.asarray(cv2.resize(light, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def _from_picture(placement: Placement, size: tuple[int, int]) -> Affine:
    """From places on a picture to places on the stored one: the crop's corner, scale and turn."""
    angle = math.radians(placement.angle_deg)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    linear = turn @ np.diag(np.array(placement.extent) / size)
    return np.column_stack([linear, np.array(placement.centre) - linear @ (np.array(size) / 2.0)])


def _after(outer: Affine, inner: Affine) -> Affine:
    return np.column_stack([outer[:, :2] @ inner[:, :2], outer[:, :2] @ inner[:, 2] + outer[:, 2]])


def ideal_picture(
    light: NDArray[np.float32], photo: SamplePhoto, edits: CameraRawEdits, orientation: int
) -> NDArray[np.float64]:
    """Develop that light by a sidecar's white balance and exposure and Adobe's default tone, in float64.

    Parameters
    ----------
    light : (H, W, 3) float32
        From :func:`ideal_light`, at the exposure that shows the scene as it is.
    photo : SamplePhoto
        Its shot's exposure counts, and its camera.
    edits : CameraRawEdits
        Everything but white balance and exposure is left out.
    orientation : int
        EXIF orientation to turn the picture upright by.

    Returns
    -------
    (H, W, 3) float64
        sRGB-encoded, 0..1.
    """
    camera = photo.group.camera
    neutral = _neutral(camera, photo, edits)
    exposed = np.minimum(light.astype(np.float64) * 2.0**photo.shot.exposure_ev, 1.0)
    balanced = np.minimum(exposed / neutral, 1.0)
    scene = np.clip(balanced @ camera.color.balanced_to_prophoto(neutral).T, 0.0, 1.0)
    tone = base_tone(camera.baseline_exposure_ev + edits.exposure_ev)
    curve = tone.curve.astype(np.float64)
    positions = np.linspace(0.0, 1.0, len(curve))
    shown = rgb_tone(np.minimum(tone.ramp(scene), 1.0), lambda x: np.interp(x, positions, curve))
    encoded = srgb_encode(np.clip(shown @ PROPHOTO_TO_SRGB.T, 0.0, 1.0))
    return orient(encoded, orientation)


def _neutral(camera: SampleCamera, photo: SamplePhoto, edits: CameraRawEdits) -> NDArray[np.float64]:
    if edits.white_balance == "As Shot" or edits.temperature_k is None or edits.tint is None:
        return camera.neutral(photo.shot.as_shot)
    return camera.neutral(TempTint(edits.temperature_k, edits.tint))
