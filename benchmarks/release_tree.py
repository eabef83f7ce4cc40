"""A tree of the release's 176,019 files of photos: empty, or valid but small."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
import tifffile

from ppr10k_data.files.dng import DngCalibration, DngFacts, write_dng
from ppr10k_data.photo import PhotoId
from ppr10k_data.release import is_known_hole, release_photos
from ppr10k_data.split import with_variants
from render import SIDECAR, SOURCE

PHOTOS = release_photos()
TRAIN = [photo for photo in PHOTOS if photo.split == "train"]
VAL = [photo for photo in PHOTOS if photo.split == "val"]
TIFFS = "train_val_images_tif_360p"


def release_names() -> Iterable[tuple[str, str, Iterable[PhotoId]]]:
    """Folder, kind of file, and names."""
    yield "raw", "dng", PHOTOS
    for name in ("xmp_source", "xmp_target_a", "xmp_target_b", "xmp_target_c"):
        yield name, "xmp", [photo for photo in PHOTOS if not is_known_hole(name, photo)]
    yield "masks_full", "full.png", PHOTOS
    yield "masks_360p", "small.png", PHOTOS
    yield f"{TIFFS}/train/source", "16.tif", TRAIN
    yield f"{TIFFS}/train/source_aug_6", "16.tif", with_variants(TRAIN)
    yield f"{TIFFS}/val/source", "16.tif", VAL
    for expert in "abc":
        yield f"{TIFFS}/train/target_{expert}", "8.tif", TRAIN
        yield f"{TIFFS}/val/target_{expert}", "8.tif", VAL


def empty_release(root: Path) -> Path:
    """All files empty."""
    for folder, kind, names in release_names():
        (root / folder).mkdir(parents=True)
        for name in names:
            (root / folder / f"{name}.{kind.rpartition('.')[2]}").touch()
    return root


def small_release(root: Path) -> Path:
    """All files valid: links to one original of each kind, to as many as a file may have names."""
    originals = root.with_name(f"{root.name}-originals")
    files = write_originals(originals)
    for folder, kind, names in release_names():
        (root / folder).mkdir(parents=True)
        original = files[kind]
        for number, name in enumerate(names):
            if number % 10_000 == 0:  # ext4 allows 65,000 links of one file
                original = original.with_name(f"{folder.replace('/', '-')}-{number}")
                shutil.copyfile(files[kind], original)
            (root / folder / f"{name}.{kind.rpartition('.')[2]}").hardlink_to(original)
    return root


def write_originals(folder: Path) -> dict[str, Path]:
    """A RAW file of 96x64, a sidecar, masks and TIFFs."""
    folder.mkdir(parents=True)
    kinds = ("dng", "xmp", "full.png", "small.png", "16.tif", "8.tif")
    files = {kind: folder / f"original.{kind}" for kind in kinds}
    write_small_dng(files["dng"])
    attributes = " ".join(f'{key}="{value}"' for key, value in SOURCE.items())
    history = "<!--" + "x" * 11_000 + "-->"  # what Lightroom adds besides makes 12 KB of a sidecar
    files["xmp"].write_text(SIDECAR.format(attributes) + history)
    for kind, size in (("full.png", (64, 96)), ("small.png", (360, 540))):
        mask = np.zeros(size, np.uint8)
        mask[size[0] // 3 :, size[1] // 4 : size[1] // 2] = 255
        cv2.imwrite(str(files[kind]), mask)
    for kind, dtype in (("16.tif", np.uint16), ("8.tif", np.uint8)):
        tifffile.imwrite(files[kind], np.zeros((360, 540, 3), dtype), photometric="rgb")
    return files


def write_small_dng(path: Path) -> None:
    matrix = ((0.67, -0.06, -0.1), (-0.43, 1.25, 0.2), (-0.09, 0.22, 0.59))
    facts = DngFacts(
        make="Maker",
        model="Model",
        unique_camera_model="Maker Model",
        software="benchmark",
        cfa="RGGB",
        black_level=(0, 0, 0, 0),
        white_level=16000,
        crop=(0, 0, 96, 64),
        calibrations=(DngCalibration(21, matrix),),
        as_shot_neutral=(0.5, 1.0, 0.6),
        baseline_exposure_ev=0.0,
        orientation=1,
        iso=100,
        exposure_time_s=0.01,
        f_number=2.8,
        focal_length_mm=50.0,
    )
    write_dng(path, np.full((64, 96), 4000, np.uint16), facts)
