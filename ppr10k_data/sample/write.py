"""Write the miniature PPR10K: RAW files, sidecars, masks and small TIFFs, in the release's own folders."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ppr10k_data import __version__
from ppr10k_data.errors import ImageFileError, SettingsError
from ppr10k_data.files.atomic import write_bytes
from ppr10k_data.files.dng import DngCalibration, DngFacts, stored_neutral, write_dng
from ppr10k_data.files.images import write_mask
from ppr10k_data.files.tree import SAMPLE_MARK
from ppr10k_data.photo import PhotoId
from ppr10k_data.sample.camera import (
    D65,
    STANDARD_A,
    SampleCamera,
    camera_rgb,
    expose,
    sample_photosites,
)
from ppr10k_data.sample.plan import GROUPS, Group, SamplePhoto, Shot, photos
from ppr10k_data.sample.scenes import read_photograph
from ppr10k_data.sample.sidecar import EXPERTS, expert_edits, source_edits
from ppr10k_data.sample.stand_ins import stand_in_name, write_stand_ins
from ppr10k_data.sample.viewpoint import photograph_from_stored, subject_mask
from ppr10k_data.xmp import CameraRawEdits, format_xmp

MEGAPIXELS = (0.05, 60.0)
"""Smallest and largest size."""

_SIDECARS = ("xmp_source", *(f"xmp_target_{expert}" for expert in EXPERTS))
_FOLDERS = ("raw", *_SIDECARS, "masks_full")
_SUFFIXES = {"raw": ".dng", "masks_full": ".png"}
_MAKE = "ppr10k-data"


@dataclass(frozen=True)
class SampleSummary:
    """What was written.

    Parameters
    ----------
    folder : Path
        The sample's root.
    photos : tuple of PhotoId
        In numeric order.
    width, height : int
        Of each picture, as the sensor stores it.
    file_count, byte_count : int
        Of all files.
    """

    folder: Path
    photos: tuple[PhotoId, ...]
    width: int
    height: int
    file_count: int
    byte_count: int


def write_sample(
    out: Path, *, megapixels: float = 6.0, seed: int = 0, progress: Callable[[int, int], None] | None = None
) -> SampleSummary:
    """Write a miniature PPR10K: four groups of three photos, with masks and the edits of three experts.

    Parameters
    ----------
    out : Path
        A new or empty folder, or an earlier sample, whose files are then replaced.
    megapixels : float
        Size of each photo, 0.05..60; 3:2.
    seed : int
        At least 0. The same seed and size give the same bytes.
    progress : callable, optional
        Called with the number of photos done and of all photos, first with none done.

    Raises
    ------
    SettingsError
        If a setting is out of range, the folder holds something else, or scikit-image is missing.
    ImageFileError
        If a file cannot be written.
    """
    size = _picture_size(megapixels)
    _check_seed(seed)
    wanted = photos()
    seen = {
        group.number: camera_rgb(read_photograph(group.scene), group.camera, group.light) for group in GROUPS
    }
    _make_folders(out, _marker(size, seed, complete=False))
    written: list[Path] = [out / SAMPLE_MARK]
    for done, photo in enumerate(wanted):
        if progress is not None:
            progress(done, len(wanted))
        written += _write_photo(out, photo, seen[photo.group.number], size, seed)
    if progress is not None:
        progress(len(wanted), len(wanted))
    _write_file(out / SAMPLE_MARK, _marker(size, seed, complete=True))
    byte_count = sum(path.stat().st_size for path in written)
    return SampleSummary(out, tuple(photo.name for photo in wanted), *size, len(written), byte_count)


def find_sample(folder: Path, *, megapixels: float = 6.0, seed: int = 0) -> SampleSummary | None:
    """Find a finished sample of this very size, seed and version.

    Parameters
    ----------
    folder : Path
        Where it may lie.
    megapixels, seed : float, int
        As :func:`write_sample` takes them.

    Returns
    -------
    SampleSummary or None
        None where there is no sample, another, or one that a broken run left unfinished.

    Raises
    ------
    SettingsError
        If a setting is out of range.
    """
    size = _picture_size(megapixels)
    _check_seed(seed)
    names = tuple(photo.name for photo in photos())
    files = [folder / SAMPLE_MARK]
    files += [
        folder / place / f"{name}{_SUFFIXES.get(place, '.xmp')}" for name in names for place in _FOLDERS
    ]
    files += [folder / stand_in_name(photo, place) for photo in photos() for place in _SIDECARS]
    try:
        byte_count = sum(path.stat().st_size for path in files)
        is_same = (folder / SAMPLE_MARK).read_bytes() == _marker(size, seed, complete=True)
    except OSError:
        return None
    return SampleSummary(folder, names, *size, len(files), byte_count) if is_same else None


def _picture_size(megapixels: float) -> tuple[int, int]:
    """Width and height, even, 3:2."""
    smallest, largest = MEGAPIXELS
    if not (math.isfinite(megapixels) and smallest <= megapixels <= largest):
        raise SettingsError(f"megapixels={megapixels!r}: must be {smallest:g}..{largest:g}")
    width = 6 * round(math.sqrt(megapixels * 1e6 * 1.5) / 6)
    return width, width * 2 // 3


def _check_seed(seed: int) -> None:
    if seed < 0:
        raise SettingsError(f"seed={seed}: must be 0 or more")


def _marker(size: tuple[int, int], seed: int, *, complete: bool) -> bytes:
    """The text of :data:`SAMPLE_MARK`; `complete` once all files are those of this size and seed."""
    about = {
        "what": "a generated sample in the layout of PPR10K; it holds no photo of PPR10K",
        "made_by": f"{_MAKE} {__version__}",
        "width": size[0],
        "height": size[1],
        "seed": seed,
        "complete": complete,
        "photos": {str(photo.name): photo.group.scene.credit for photo in photos()},
    }
    return (json.dumps(about, indent=1) + "\n").encode()


def _make_folders(out: Path, marker: bytes) -> None:
    """Make the folders, and first the marker, so that a broken run can be repeated."""
    try:
        if out.exists() and not out.is_dir():
            raise SettingsError(f"{out}: is a file; name a new folder for the sample")
        if out.is_dir() and any(out.iterdir()) and not (out / SAMPLE_MARK).is_file():
            raise SettingsError(
                f"{out}: holds files but no earlier sample (there is no {SAMPLE_MARK}); name a new or empty folder"
            )
        out.mkdir(parents=True, exist_ok=True)
        write_bytes(out / SAMPLE_MARK, marker)
        for folder in _FOLDERS:
            (out / folder).mkdir(exist_ok=True)
        for photo in photos():
            for folder in _SIDECARS:
                (out / stand_in_name(photo, folder)).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImageFileError(
            f"{out}: cannot be written: {error.strerror or error}; name another folder"
        ) from error


def _write_photo(
    out: Path, photo: SamplePhoto, seen: NDArray[np.float32], size: tuple[int, int], seed: int
) -> list[Path]:
    """Write one photo's RAW, mask, sidecars and small TIFFs; gives their paths."""
    group, shot = photo.group, photo.shot
    raw = out / "raw" / f"{photo.name}.dng"
    mask = out / "masks_full" / f"{photo.name}.png"
    photograph_size = (seen.shape[1], seen.shape[0])
    to_photograph = photograph_from_stored(shot.view, photograph_size, size)
    light = sample_photosites(seen, group.camera, to_photograph, size)
    rng = np.random.default_rng([seed, crc32(str(photo.name).encode()), len(EXPERTS)])
    mosaic = expose(light, group.camera, exposure_ev=shot.exposure_ev, iso=group.iso, rng=rng)
    write_dng(raw, mosaic, dng_facts(group, shot, size))
    write_mask(mask, subject_mask(group.scene.outline, shot.view, photograph_size, size))
    edits = _edits(photo, seed)
    small = write_stand_ins(out, photo, edits, seen, to_photograph, size)
    return [raw, mask, *_write_sidecars(out, photo, edits), *small]


def _edits(photo: SamplePhoto, seed: int) -> dict[str, CameraRawEdits]:
    """What source and experts ask for, by folder of sidecars."""
    edits = {"xmp_source": source_edits(photo.shot, as_shot_xy(photo.group, photo.shot))}
    return edits | {f"xmp_target_{expert}": expert_edits(photo, expert, seed=seed) for expert in EXPERTS}


def _write_sidecars(out: Path, photo: SamplePhoto, edits: dict[str, CameraRawEdits]) -> list[Path]:
    paths = []
    for folder, edit in edits.items():
        path = out / folder / f"{photo.name}.xmp"
        _write_file(path, format_xmp(edit, raw_file_name=f"{photo.name}.dng"))
        paths.append(path)
    return paths


def _write_file(path: Path, data: bytes) -> None:
    try:
        write_bytes(path, data)
    except OSError as error:
        raise ImageFileError(f"{path}: cannot be written: {error.strerror or error}") from error


def as_shot_xy(group: Group, shot: Shot) -> tuple[float, float]:
    """Chromaticity of the white that the DNG's AsShotNeutral, as stored, stands for."""
    color = group.camera.color
    return color.xy_from_neutral(np.array(stored_neutral(list(group.camera.neutral(shot.as_shot)))))


def dng_facts(group: Group, shot: Shot, size: tuple[int, int]) -> DngFacts:
    """What the DNG of a shot says of its mosaic, for a picture of ``size`` width and height, as stored."""
    camera = group.camera
    return DngFacts(
        make=_MAKE,
        model=camera.name,
        unique_camera_model=f"{_MAKE} {camera.name}",
        software=f"{_MAKE} {__version__}",
        cfa=camera.cfa,
        black_level=camera.black_level,
        white_level=camera.white_level,
        crop=(camera.margins[0], camera.margins[1], *size),
        calibrations=_dng_calibrations(camera),
        as_shot_neutral=tuple(camera.neutral(shot.as_shot).tolist()),
        baseline_exposure_ev=camera.baseline_exposure_ev,
        orientation=shot.view.orientation,
        iso=group.iso,
        exposure_time_s=group.exposure_time_s * 2.0**shot.exposure_ev,
        f_number=group.f_number,
        focal_length_mm=group.focal_length_mm,
    )


def _dng_calibrations(camera: SampleCamera) -> tuple[DngCalibration, ...]:
    matrices = (tuple(map(tuple, c.color_matrix.tolist())) for c in camera.color.calibrations)
    return tuple(DngCalibration(code, m) for code, m in zip((STANDARD_A, D65), matrices, strict=True))
