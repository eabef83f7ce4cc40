"""From the folders of a tree to its samples: every input with its target and mask, and what is missing by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ppr10k_data.baseline.data.samples import Sample
from ppr10k_data.errors import LayoutError, PhotoNameError
from ppr10k_data.files.layouts import PICTURES, Folders
from ppr10k_data.files.tree import PhotoFiles, files_by_photo
from ppr10k_data.photo import PhotoId, Split
from ppr10k_data.release import KNOWN_HOLES

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
    holes : dict
        What is missing because the release itself lacks it, likewise.
    """

    samples: list[Sample] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    holes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Files:
    """A tree's files by name, and the folder that is named where one is missing."""

    inputs: PhotoFiles
    targets: PhotoFiles
    paired: PhotoFiles | None
    masks: PhotoFiles | None
    folders: Folders

    def wanted_of(self, name: PhotoId) -> list[tuple[str, PhotoId, PhotoFiles, Path]]:
        """What a sample needs: in words, by which name, among which files, from which folder."""
        source = self.folders.augmented or self.folders.originals
        needs = [("source", name, self.inputs, source)]
        if self.paired is not None and self.folders.paired is not None and name.variant is not None:
            needs.append(("target", name, self.paired, self.folders.paired))
        else:
            needs.append(("target", name.photo, self.targets, self.folders.targets))
        if self.masks is not None and self.folders.masks is not None:
            needs.append(("mask", name.photo, self.masks, self.folders.masks))
        return needs


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
    files = _files(folders)
    wanted = _wanted(files, split)
    if not wanted:
        raise LayoutError(
            f"{folders.base}: no photo of the {split} side, in {folders.targets} and its sources"
        )
    collected = Collected()
    for name in wanted:
        needs = files.wanted_of(name)
        missing = [fault for need in needs if (fault := _fault(*need))]
        if (folders.targets.name, str(name.photo)) in KNOWN_HOLES and name.photo not in files.targets:
            collected.holes[str(name)] = f"the release has no sidecar {name.photo} in {folders.targets.name}"
        elif missing:
            collected.wrong[str(name)] = "; ".join(missing)
        else:
            paths = [there[key] for _, key, there, _ in needs]
            collected.samples.append(
                Sample(str(name), str(name.photo), name.group, name.variant or 0, *paths)
            )
    return collected


def _files(folders: Folders) -> _Files:
    return _Files(
        inputs=_inputs(folders),
        targets=files_by_photo(folders.targets, PICTURES),
        paired=None if folders.paired is None else files_by_photo(folders.paired, PICTURES),
        masks=None if folders.masks is None else files_by_photo(folders.masks, MASKS),
        folders=folders,
    )


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
        doubles = {name: paths for name, paths in doubles.items() if name.variant is None}
    return PhotoFiles(found, doubles)


def _wanted(files: _Files, split: Split) -> list[PhotoId]:
    """What should be there: a list's names; else all sources, every target's photo, and every variant of each."""
    folders = files.folders
    if folders.names is not None:
        return read_names(folders.names)
    every = {*files.inputs, *files.inputs.doubles}
    names = {*every, *files.targets}
    if folders.augmented is not None:
        photos = {name.photo for name in every}
        variants = {name.variant for name in every} - {None}
        if folders.by_group:
            photos = {photo for photo in photos if photo.split == split}
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


def _fault(what: str, name: PhotoId, files: PhotoFiles, folder: Path) -> str:
    """Why a file is not there, in words; empty where it is."""
    if name in files:
        return ""
    if name in files.doubles:
        places = " and ".join(map(str, files.doubles[name]))
        return f"{what} {name} is there as {places}: nobody can tell which is meant"
    return f"{what} {name} is missing from {folder}"
