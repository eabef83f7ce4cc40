"""A dataset of tiny photos, laid out as the release is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from dng_builders import NEUTRAL, bayer, dng_bytes, mosaic_of
from ppr10k_data.xmp import CameraRawEdits, Perspective, format_xmp

WIDTH, HEIGHT = 96, 64


def scene(seed: int = 0, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray[Any, Any]:
    """A soft scene in camera RGB with a bright figure, different for every seed."""
    y, x = np.mgrid[:height, :width] / 16.0
    grey = 0.3 + 0.2 * np.sin(x + seed) * np.cos(0.8 * y) + 0.3 * figure(width, height)
    return np.stack([grey, grey, grey * (1.0 + 0.1 * np.sin(y))], axis=-1) * np.array(NEUTRAL)


def figure(width: int = WIDTH, height: int = HEIGHT) -> np.ndarray[Any, Any]:
    y, x = np.mgrid[:height, :width]
    return (np.abs(x - 0.4 * width) < 0.2 * width) & (np.abs(y - 0.6 * height) < 0.25 * height)


def write_raw(path: Path, seed: int = 0, **more: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(dng_bytes(mosaic_of(scene(seed), bayer("RGGB"), black=200.0), black=(200,), **more))


def write_xmp(path: Path, **edits: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(format_xmp(CameraRawEdits(**edits)))


def as_shot(**edits: Any) -> dict[str, Any]:
    return {"white_balance": "As Shot", "temperature_k": 5200.0, "tint": 5.0, **edits}


def custom(**edits: Any) -> dict[str, Any]:
    return {"white_balance": "Custom", "temperature_k": 5000.0, "tint": 8.0, **edits}


def write_dataset(root: Path, *photos: str, masks: bool = True) -> Path:
    """RAW, source, one target and mask of each photo."""
    for seed, photo in enumerate(photos or ("1_0", "1_1", "1356_0")):
        write_raw(root / "raw" / f"{photo}.dng", seed)
        write_xmp(root / "xmp_source" / f"{photo}.xmp", **as_shot())
        write_xmp(
            root / "xmp_target_a" / f"{photo}.xmp",
            **custom(exposure_ev=0.5, perspective=Perspective(vertical=12.0)),
        )
        if masks:
            (root / "masks_full").mkdir(exist_ok=True)
            mask = np.where(figure(), np.uint8(255), np.uint8(0))
            cv2.imwrite(str(root / "masks_full" / f"{photo}.png"), mask)
    return root
