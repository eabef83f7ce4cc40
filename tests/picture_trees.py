"""Trees of tiny pictures, in the layouts that datasets are found in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zlib import crc32

import cv2
import numpy as np
import tifffile

HEIGHT, WIDTH = 12, 18
TRAIN, VAL = ("0_0", "0_1", "7_0"), ("1356_0", "1356_1")
VARIANTS = (1, 2)


def picture_of(name: str, bits: int = 16, height: int = HEIGHT, width: int = WIDTH) -> np.ndarray[Any, Any]:
    """A picture that no other name has."""
    draw = np.random.default_rng(crc32(f"{name} {bits}".encode()))
    return draw.integers(0, 1 << bits, (height, width, 3), dtype=f"u{bits // 8}")


def mask_of(name: str, height: int = HEIGHT, width: int = WIDTH) -> np.ndarray[Any, Any]:
    draw = np.random.default_rng(crc32(f"{name} mask".encode()))
    return np.where(draw.random((height, width)) < 0.5, np.uint8(255), np.uint8(0))


def write_tiffs(folder: Path, names: Iterable[str], bits: int = 16) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        tifffile.imwrite(folder / f"{name}.tif", picture_of(name, bits), photometric="rgb")


def write_masks(folder: Path, names: Iterable[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        cv2.imwrite(str(folder / f"{name}.png"), mask_of(name))


def with_variants(names: Iterable[str]) -> list[str]:
    return [name for photo in names for name in (photo, *(f"{photo}_{k}" for k in VARIANTS))]


def official_tree(root: Path) -> Path:
    """As the official training code reads it."""
    write_tiffs(root / "train" / "source_aug", with_variants(TRAIN))
    write_tiffs(root / "val" / "source", VAL)
    for side, names in (("train", TRAIN), ("val", VAL)):
        write_tiffs(root / side / "target_a", names, 8)
        write_masks(root / side / "masks", names)
    return root


def adaint_tree(root: Path, *, lists: bool = True) -> Path:
    """As AdaInt's descendants read it."""
    write_tiffs(root / "source", (*TRAIN, *VAL))
    write_tiffs(root / "source_aug_6", with_variants(TRAIN))
    write_tiffs(root / "target_a", (*TRAIN, *VAL), 8)
    write_masks(root / "masks", (*TRAIN, *VAL))
    if lists:
        for name, photos in (("train", TRAIN), ("train_aug", with_variants(TRAIN)), ("test", VAL)):
            (root / f"{name}.txt").write_text("".join(f"{photo}\n" for photo in photos))
    return root


def render_tree(root: Path, resolution: str = "360p") -> Path:
    """As render and augment write it."""
    base = root / resolution
    write_tiffs(base / "xmp_source", (*TRAIN, *VAL))
    write_tiffs(base / "source_aug", with_variants(TRAIN))
    write_tiffs(base / "xmp_target_a", (*TRAIN, *VAL), 8)
    write_masks(base / "masks", (*TRAIN, *VAL))
    return root


TREES = {"official": official_tree, "adaint": adaint_tree, "renders": render_tree}
