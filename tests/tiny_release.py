"""A part of the release, laid out as it is: RAW files, sidecars, masks and 360p TIFFs of a few photos, all valid."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import tifffile

from ppr10k_data.photo import PhotoId
from tiny_dataset import as_shot, custom, figure, write_raw, write_xmp

TIFFS = "train_val_images_tif_360p"
PHOTOS = ("0_0", "0_1", "1356_0", "1356_1")
SIDECARS = ("xmp_source", "xmp_target_a", "xmp_target_b", "xmp_target_c")
WIDTH, HEIGHT = 540, 360


def write_release(root: Path, *photos: str, variants: int = 0) -> Path:
    """All parts, of the first release, or with augmented sources of the second."""
    for seed, photo in enumerate(photos or PHOTOS):
        write_raw(root / "raw" / f"{photo}.dng", seed)
        for folder in SIDECARS:
            write_xmp(root / folder / f"{photo}.xmp", **(as_shot() if folder == SIDECARS[0] else custom()))
        write_mask(root / "masks_full" / f"{photo}.png", 96, 64)
        write_mask(root / "masks_360p" / f"{photo}.png")
        write_tiffs(root / TIFFS, photo, variants)
    return root


def write_tiffs(folder: Path, photo: str, variants: int = 0) -> None:
    side = PhotoId.parse(photo).split
    write_tiff(folder / side / "source" / f"{photo}.tif", 16)
    for expert in "abc":
        write_tiff(folder / side / f"target_{expert}" / f"{photo}.tif", 8)
    if side == "train" and variants:
        for name in (photo, *(f"{photo}_{k}" for k in range(1, variants + 1))):
            write_tiff(folder / side / "source_aug_6" / f"{name}.tif", 16)


def write_tiff(path: Path, bits: int, width: int = WIDTH, height: int = HEIGHT) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(tiff_bytes(path, bits, width, height))


def tiff_bytes(path: Path, bits: int, width: int, height: int) -> bytes:
    tifffile.imwrite(path, _pixels(bits, width, height), photometric="rgb", metadata=None)
    return path.read_bytes()


@lru_cache
def _pixels(bits: int, width: int, height: int) -> np.ndarray:
    return np.full((height, width, 3), 7, np.uint16 if bits == 16 else np.uint8)


def write_mask(path: Path, width: int = WIDTH, height: int = HEIGHT, *, grey: int = 0) -> None:
    """A figure, with so many grey pixels."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mask = np.where(figure(width, height), np.uint8(255), np.uint8(0))
    mask.ravel()[:grey] = 128
    cv2.imwrite(str(path), mask)


def touch(folder: Path, names: object, suffix: str) -> Path:
    """Empty files of these names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:  # type: ignore[attr-defined]
        (folder / f"{name}.{suffix}").touch()
    return folder
