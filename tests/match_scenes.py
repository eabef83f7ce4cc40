"""Pictures that the tests of matching fit to each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.match.reduction import reduced
from ppr10k_data.metrics import delta_e_76, lab_from_srgb, psnr
from ppr10k_data.sample.scenes import ASTRONAUT, CAT, read_photograph

Float32 = NDArray[np.float32]
Look = Callable[[Float32], Float32]


@lru_cache
def portrait() -> Float32:
    """A person before a bright ground, 512 x 512."""
    return _floats(read_photograph(ASTRONAUT))


@lru_cache
def cat() -> Float32:
    return _floats(read_photograph(CAT))


def _floats(picture: NDArray[np.uint8]) -> Float32:
    floats = picture.astype(np.float32) / np.float32(255.0)
    floats.flags.writeable = False
    return floats


def look(picture: Float32) -> Float32:
    """Brighter, warmer, more saturated, and darker to one side: of no operator that is fitted."""
    grey = picture @ np.array([0.3, 0.6, 0.1], np.float32)
    toned = 0.04 + 0.9 * picture**0.85 * np.array([1.03, 1.0, 0.92], np.float32)
    vivid = toned + 0.15 * (picture - grey[..., None])
    fall = np.linspace(1.0, 0.85, picture.shape[1], dtype=np.float32)[None, :, None]
    return np.clip(vivid * fall, 0.0, 1.0).astype(np.float32)


def small(picture: Float32, long_edge: int = 256) -> Float32:
    """Reduced, in whole 8-bit levels, as the release's targets are."""
    height, width = picture.shape[:2]
    scale = long_edge / max(height, width)
    levels = reduced(picture, (round(width * scale), round(height * scale))) * np.float32(255.0)
    return np.round(levels).astype(np.float32) / np.float32(255.0)


def as_jpeg(picture: Float32, quality: int = 75) -> NDArray[np.uint8]:
    levels = np.round(picture[..., ::-1] * 255.0).astype(np.uint8)
    _, data = cv2.imencode(".jpg", levels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])


def apart(a: NDArray[np.float32], b: NDArray[np.float32]) -> tuple[float, float]:
    """PSNR in dB and mean dE76."""
    first, second = (np.clip(p, 0.0, 1.0).astype(np.float64) for p in (a, b))
    return psnr(first, second, peak=1.0), float(
        delta_e_76(lab_from_srgb(first), lab_from_srgb(second)).mean()
    )
