"""One photo's files looked into: do they open, and are they what the release says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ppr10k_data.develop.geometry import NOT_UPRIGHT, lies_down
from ppr10k_data.develop.resolutions import RESOLUTIONS
from ppr10k_data.errors import ImageFileError, Ppr10kError
from ppr10k_data.files.checks import TiffFacts, check_raw, check_tiff
from ppr10k_data.files.checksums import hash_file
from ppr10k_data.files.masks import StoredMask, look_at_mask
from ppr10k_data.files.raw_frame import RawFrame
from ppr10k_data.files.tree import SOURCE
from ppr10k_data.jobs.engine.outcome import Problem
from ppr10k_data.jobs.render.mask import refuse_other_shape
from ppr10k_data.photo import PhotoId
from ppr10k_data.release import MASKS_360P, MASKS_FULL, RAW, SIDECARS, TIFF_AUGMENTED, TIFF_SOURCE
from ppr10k_data.xmp import read_xmp

LONG_EDGE = RESOLUTIONS["360p"]
"""Of the release's small TIFFs and masks (README of csjliang/PPR10K: 540 x 360 or 360 x 540)."""

SOURCE_BITS, TARGET_BITS = 16, 8
"""Of a channel of the release's TIFFs (the same README)."""


WRONG = "wrong"
"""Kind of problem of a file that opens, but is not what the release has in its place."""


@dataclass(frozen=True)
class HashRecord:
    """A file's sum, and by what it is known that the file is still the same.

    Parameters
    ----------
    bytes, mtime_ns : int
        Size and time of the file.
    sha256 : str
    """

    bytes: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True)
class PhotoToCheck:
    """A photo's files.

    Parameters
    ----------
    photo : PhotoId or None
        None for files of no photo.
    root : Path
        The dataset.
    files : tuple of (str, str)
        Part of the release, and path under the root.
    long_edge : int or None
        What small pictures must have; None where that is not known.
    hashed : mapping of str to HashRecord, or None
        Sums that an interrupted run left, by path; None where no sums are wanted.
    """

    photo: PhotoId | None
    root: Path
    files: tuple[tuple[str, str], ...]
    long_edge: int | None = LONG_EDGE
    hashed: Mapping[str, HashRecord] | None = None


@dataclass
class Checked:
    """What was found of a photo.

    Parameters
    ----------
    problems : list of Problem
    notes : list of str
        What is odd but no fault.
    hashes : dict of str to HashRecord
        By path under the root.
    """

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hashes: dict[str, HashRecord] = field(default_factory=dict)


@dataclass
class _Facts:
    """What is known of a photo for comparing its files with each other."""

    raw: RawFrame | None = None
    orientation: int | None = None
    source: TiffFacts | None = None
    masks: dict[str, tuple[str, StoredMask]] = field(default_factory=dict)


def check_photos(tasks: tuple[PhotoToCheck, ...]) -> list[Checked]:
    """Look into the files of several photos; a worker is given a group at a time."""
    return [check_photo(task) for task in tasks]


def check_photo(task: PhotoToCheck) -> Checked:
    """Look into a photo's files.

    Parameters
    ----------
    task : PhotoToCheck

    Returns
    -------
    Checked
        An error never leaves: it is a problem, with the file's path under the root.
    """
    checked, facts = Checked(), _Facts()
    for part, name in task.files:
        path = task.root / name
        try:
            if task.photo is not None:
                _check(part, name, path, task.long_edge, facts, checked)
            if task.hashed is not None:
                checked.hashes[name] = _hashed(path, task.hashed.get(name))
        except Ppr10kError as error:
            reason = str(error).removeprefix(f"{path}: ")
            checked.problems.append(Problem(name, type(error).__name__, reason))
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            checked.problems.append(Problem(name, "ImageFileError", reason))
        except Exception as error:
            kind = type(error).__name__
            checked.problems.append(Problem(name, kind, f"unexpected {kind}: {error}; please report it"))
    _compare(facts, task.long_edge, checked)
    return checked


def _check(part: str, name: str, path: Path, long_edge: int | None, facts: _Facts, checked: Checked) -> None:
    if part == RAW:
        facts.raw = check_raw(path)
    elif part in SIDECARS:
        edits = read_xmp(path)
        facts.orientation = edits.orientation if part == SOURCE else facts.orientation
    elif part in (MASKS_FULL, MASKS_360P):
        facts.masks[part] = name, _check_mask(name, path, checked)
    elif part.startswith("tif/"):
        tiff = _check_tiff(part, name, path, long_edge, checked)
        facts.source = tiff if part == TIFF_SOURCE else facts.source


def _check_mask(name: str, path: Path, checked: Checked) -> StoredMask:
    mask = look_at_mask(path)
    for kind, words in mask.faults.items():
        if kind in ("empty", "all-white"):  # nobody may be in a photo, or nothing but faces
            checked.notes.append(f"{name}: {words}")
        else:
            checked.problems.append(Problem(name, WRONG, words))
    return mask


def _check_tiff(part: str, name: str, path: Path, long_edge: int | None, checked: Checked) -> TiffFacts:
    tiff = check_tiff(path)
    bits = SOURCE_BITS if part in (TIFF_SOURCE, TIFF_AUGMENTED) else TARGET_BITS
    if (tiff.bits, tiff.channels) != (bits, 3):
        reason = f"{tiff.channels} x {tiff.bits} bits; the release's {part} has 3 x {bits}"
        checked.problems.append(Problem(name, WRONG, reason))
    if long_edge is not None and max(tiff.size) != long_edge:
        reason = f"{_said(tiff.size)}; the release's long edge is {long_edge}"
        checked.problems.append(Problem(name, WRONG, reason))
    return tiff


def _said(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def _compare(facts: _Facts, long_edge: int | None, checked: Checked) -> None:
    """Whether masks have the size of their pictures."""
    if MASKS_360P in facts.masks:
        name, mask = facts.masks[MASKS_360P]
        if facts.source is not None and mask.size != facts.source.size:
            reason = f"{_said(mask.size)}, but the photo's source TIFF is {_said(facts.source.size)}"
            checked.problems.append(Problem(name, WRONG, reason))
        elif facts.source is None and long_edge is not None and max(mask.size) != long_edge:
            reason = f"{_said(mask.size)}; the release's long edge is {long_edge}"
            checked.problems.append(Problem(name, WRONG, reason))
    if MASKS_FULL in facts.masks and facts.raw is not None:
        _compare_with_raw(*facts.masks[MASKS_FULL], facts.raw, facts.orientation, checked)


def _compare_with_raw(name: str, mask: StoredMask, raw: RawFrame, told: int | None, checked: Checked) -> None:
    """Say of a full-size mask what ``masks`` would say: that it is not the photo's, or lies down."""
    orientation = told or raw.orientation
    try:
        refuse_other_shape(mask, raw, orientation)
    except ImageFileError as error:
        checked.problems.append(Problem(name, WRONG, str(error).removeprefix(f"{mask.path}: ")))
        return
    if lies_down(mask.human, raw.size, orientation):
        checked.notes.append(f"{name}: {NOT_UPRIGHT}")


def _hashed(path: Path, known: HashRecord | None) -> HashRecord:
    facts = os.stat(path)  # noqa: PTH116
    if known is not None and (known.bytes, known.mtime_ns) == (facts.st_size, facts.st_mtime_ns):
        return known
    return HashRecord(facts.st_size, facts.st_mtime_ns, hash_file(path))
