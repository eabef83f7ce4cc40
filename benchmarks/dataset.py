"""Do the dataset's tools keep up with the whole release? Names, links and headers of 11,161 photos.

    python benchmarks/dataset.py [--repeats 3] [--folder DIR] [--json]

Makes a tree of the release's 176,019 files of photos: once all of them empty, and once valid but small: RAW files,
sidecars of 12 KB, masks and 360p TIFFs are one file each under many names. Prints each measurement beside its target:
seconds of the clock, and of the processors, which say more where the machine has other work.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import tifffile

from ppr10k_data.files.dng import DngCalibration, DngFacts, write_dng
from ppr10k_data.photo import PhotoId
from ppr10k_data.release import is_known_hole, release_photos
from ppr10k_data.split import with_variants
from render import SIDECAR, SOURCE
from tables import text_table

ARGUMENTS = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ARGUMENTS.add_argument("--repeats", type=int, default=3)
ARGUMENTS.add_argument(
    "--folder", type=Path, help="where the trees are made; the system's temporary folder by default"
)
ARGUMENTS.add_argument("--json", action="store_true")

LINKS_S, VERIFY_S = 15.0, 30.0
"""Targets."""

PHOTOS = release_photos()
TRAIN = [photo for photo in PHOTOS if photo.split == "train"]
VAL = [photo for photo in PHOTOS if photo.split == "val"]
TIFFS = "train_val_images_tif_360p"


def row(what: str, runs: list[tuple[float, float]], target_s: float | None) -> dict[str, Any]:
    """One line of the table."""
    wall, processors = (statistics.median(run[i] for run in runs) for i in (0, 1))
    wanted = "" if target_s is None else f"at most {target_s:g} s"
    print(f"{what}: {wall:.1f} s", file=sys.stderr)
    return {"what": what, "s": wall, "processor s": processors, "target": wanted}


def command(*arguments: object) -> tuple[float, float]:
    """Seconds of the clock and of the processors of a command of ours."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "ppr10k_cli", *map(str, arguments), "-q"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        raise SystemExit(f"{arguments} failed")
    return time.perf_counter() - begun, usage.ru_utime + usage.ru_stime


# A tree of the release's names -------------------------------------------------------------------------------------


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


def small_release(root: Path, originals: Path) -> Path:
    """All files valid: links to one original of each kind, to as many as a file may have names."""
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


# Split and verify --------------------------------------------------------------------------------------------------


def measure_split(root: Path, folder: Path, repeats: int) -> list[dict[str, Any]]:
    """Lists, and training trees of links."""
    rows = []
    lists = [command("split", "--root", root, "--out", folder / f"lists{i}") for i in range(repeats)]
    rows.append(row("split: lists of 11,161 photos", lists, None))
    for layout, files in (("adaint", 109_055), ("official", 100_180)):
        runs = []
        for number in range(repeats):
            out = folder / f"{layout}{number}"
            runs.append(command("split", "--root", root, "--out", out, "--layout", layout))
        what = f"split: {layout}'s tree of {files:,} hard links, masks included"
        rows.append(row(what, runs, LINKS_S))
        again = command("split", "--root", root, "--out", folder / f"{layout}0", "--layout", layout)
        rows.append(row(f"split: {layout}'s tree again, all there", [again], None))
        for number in range(repeats):
            shutil.rmtree(folder / f"{layout}{number}")
    return rows


def measure_verify(what: str, root: Path, repeats: int) -> list[dict[str, Any]]:
    """Names alone, and every file opened."""
    names = [command("verify", "--root", root, "--dry-run") for _ in range(repeats)]
    opened = [command("verify", "--root", root, "--jobs", 2) for _ in range(repeats)]
    return [
        row(f"verify: 176,019 {what} files, names alone", names, None),
        row(f"verify: 176,019 {what} files opened, two jobs", opened, VERIFY_S),
    ]


def main() -> None:
    asked = ARGUMENTS.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        empty = empty_release(folder / "empty")
        rows = measure_split(empty, folder, asked.repeats)
        rows += measure_verify("empty", empty, asked.repeats)
        shutil.rmtree(empty)
        small = small_release(folder / "small", folder / "originals")
        rows += measure_verify("small", small, asked.repeats)
    print(json.dumps(rows, indent=2) if asked.json else text_table(rows))


if __name__ == "__main__":
    main()
