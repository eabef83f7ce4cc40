"""From the folders of a tree to its samples: every input with its target and mask, and what is missing by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ppr10k_data.baseline.data.layout import Folders
from ppr10k_data.baseline.data.samples import Sample
from ppr10k_data.errors import LayoutError, PhotoNameError
from ppr10k_data.files.tree import PhotoFiles, files_by_photo
from ppr10k_data.photo import PhotoId, Split

PICTURES = frozenset({"tif", "tiff", "png", "jpg"})
MASKS = frozenset({"png"})


@dataclass
class Collected:
    """What a tree has for one side of the split.

    Parameters
    ----------
    samples : list of Sample
        Whole ones, in numeric order.
    wrong : dict
        What is missing, by the input's name.
    """

    samples: list[Sample] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)


def collect(folders: Folders, split: Split) -> Collected:
    """Put inputs, targets and masks together by name; no picture is opened.

    Parameters
    ----------
    folders : Folders
    split : {"train", "val"}

    Raises
    ------
    LayoutError
        If a folder or list cannot be read, or nothing of this side is there.
    """
    inputs = _inputs(folders)
    targets = files_by_photo(folders.targets, PICTURES)
    masks = None if folders.masks is None else files_by_photo(folders.masks, MASKS)
    wanted = _wanted(folders, split, inputs, targets)
    if not wanted:
        raise LayoutError(
            f"{folders.base}: no photo of the {split} side, in {folders.targets} and its sources"
        )
    collected = Collected()
    for name in wanted:
        problem = _missing(name, folders, inputs, targets, masks)
        if problem:
            collected.wrong[str(name)] = problem
        else:
            collected.samples.append(_sample(name, inputs, targets, masks))
    return collected


def _inputs(folders: Folders) -> PhotoFiles:
    """All sources by name; a photo's own is taken from among the augmented ones where it is there."""
    found: dict[PhotoId, Path] = {}
    doubles: dict[PhotoId, tuple[Path, ...]] = {}
    for folder in (folders.originals, folders.augmented):
        if folder is not None:
            files = files_by_photo(folder, PICTURES)
            found.update(files)
            doubles.update(files.doubles)
    if folders.augmented is None:
        found = {name: path for name, path in found.items() if name.variant is None}
    return PhotoFiles(found, doubles)


def _wanted(
    folders: Folders, split: Split, inputs: PhotoFiles, targets: Mapping[PhotoId, Path]
) -> list[PhotoId]:
    """What should be there: a list's names; else all sources, every target's photo, and every variant of each."""
    if folders.names is not None:
        return read_names(folders.names)
    every = {*inputs, *inputs.doubles}
    names = {*every, *targets}
    if folders.augmented is not None:
        photos = {name.photo for name in every}
        variants = {name.variant for name in every} - {None}
        names |= {PhotoId(p.group, p.index, variant) for p in photos for variant in variants}
    if folders.by_group:
        names = {name for name in names if name.split == split}
    return sorted(names, key=lambda name: name.sort_key)


def read_names(path: Path) -> list[PhotoId]:
    """Read a list of photos or variants, one a line.

    Raises
    ------
    LayoutError
        If it cannot be read, or a line is no such name or stands there twice.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise LayoutError(f"{path}: list of photos cannot be read: {error}") from error
    names: dict[PhotoId, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            name = PhotoId.parse(line.strip())
        except PhotoNameError as error:
            raise LayoutError(f"{path}, line {number}: {error}") from error
        if name in names:
            raise LayoutError(f"{path}, line {number}: {name} stands there already, in line {names[name]}")
        names[name] = number
    return list(names)


def _missing(
    name: PhotoId, folders: Folders, inputs: PhotoFiles, targets: PhotoFiles, masks: PhotoFiles | None
) -> str:
    """What of a sample is not there, or there twice."""
    source = folders.augmented or folders.originals
    problems = _problem(name, inputs, source, "source") + _problem(
        name.photo, targets, folders.targets, "target"
    )
    if masks is not None:
        problems += _problem(name.photo, masks, folders.masks, "mask")
    return "; ".join(problems)


def _problem(name: PhotoId, files: PhotoFiles, folder: Path | None, what: str) -> list[str]:
    if name in files:
        return []
    if name in files.doubles:
        return [f"{what} {name} is there as {_listed(files.doubles[name])}: nobody can tell which is meant"]
    return [f"{what} {name} is missing from {folder}"]


def _listed(paths: Iterable[Path]) -> str:
    return " and ".join(map(str, paths))


def _sample(name: PhotoId, inputs: PhotoFiles, targets: PhotoFiles, masks: PhotoFiles | None) -> Sample:
    return Sample(
        name=str(name),
        photo=str(name.photo),
        group=name.group,
        variant=name.variant or 0,
        input=inputs[name],
        target=targets[name.photo],
        mask=None if masks is None else masks[name.photo],
    )
