"""Looks that no operator of ours makes, for fits to find out: of colour alone, from place to place, and both."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from ppr10k_data.match.reduction import Float32
from ppr10k_data.sample.scenes import ASTRONAUT, CAT, COFFEE, ROCKET, read_photograph

_MIX = np.array([[1.12, -0.10, -0.02], [-0.05, 1.08, -0.03], [0.02, -0.12, 1.10]])
_LUMA = np.array([0.299, 0.587, 0.114])


def everywhere(picture: Float32) -> Float32:
    """Other primaries, a flatter tone curve, more saturation, tinted shadows."""
    linear = srgb_decode(picture.astype(np.float64)) @ _MIX.T * (0.98, 0.94, 0.88)
    toned = srgb_encode(np.clip(linear, 0.0, 1.3))
    toned = toned - 0.04 * np.sin(2.0 * np.pi * np.clip(toned, 0.0, 1.0))
    grey = (toned @ _LUMA)[..., None]
    return _shown(grey + 1.15 * (toned - grey) + np.array([0.02, 0.0, 0.03]) * (1.0 - grey) ** 3)


def from_place_to_place(picture: Float32) -> Float32:
    """Shadows lifted and highlights held by their surroundings, some clarity, a vignette, and warmer at the top."""
    height, width = picture.shape[:2]
    grey = (picture @ _LUMA).astype(np.float32)
    around = cv2.GaussianBlur(grey, (0, 0), 0.04 * max(height, width))[..., None]
    y, x = np.mgrid[:height, :width]
    off_centre = ((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2)[..., None]
    lifted = picture * (1.0 + 0.2 * np.clip(0.5 - around, 0.0, 1.0) - 0.2 * np.clip(around - 0.5, 0.0, 1.0))
    clear = lifted + 0.04 * (grey[..., None] - around)
    return _shown(
        clear * (1.0 - 0.4 * off_centre) * (1.0 + 0.05 * (0.5 - y / height)[..., None] * (1.0, 0.0, -1.0))
    )


def strong_and_local(picture: Float32) -> Float32:
    """One side a stop darker and cooler than the other."""
    width = picture.shape[1]
    ramp = np.linspace(0.0, 1.0, width)[None, :, None]
    return _shown(picture * (1.0 - 0.35 * ramp * np.array([1.2, 1.0, 0.7])))


def _shown(picture: np.ndarray) -> Float32:
    return np.clip(picture, 0.0, 1.0).astype(np.float32)


LOOKS: dict[str, Callable[[Float32], Float32]] = {
    "global": everywhere,
    "local": strong_and_local,
    "both": lambda picture: from_place_to_place(everywhere(picture)),
}


def photographs() -> dict[str, Float32]:
    """The photographs of the generated sample, 0..1."""
    return {
        scene.name: read_photograph(scene).astype(np.float32) / np.float32(255.0)
        for scene in (ASTRONAUT, COFFEE, CAT, ROCKET)
    }
