"""Which files a render is to make: photos and sidecars found, matched and selected, before any is opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.tree import MASKS as FULL_MASKS
from ppr10k_data.files.tree import RAW, SOURCE, Dataset, PhotoFiles
from ppr10k_data.jobs.engine.shard import WHOLE, Shard
from ppr10k_data.jobs.outcome import Problem
from ppr10k_data.jobs.settings import RenderSettings
from ppr10k_data.photo import PhotoId, Split

MASKS = "masks"
"""Folder of rendered masks; with ``geometry own``, what it ends in."""

KNOWN_HOLES = frozenset({("xmp_target_b", "1680_3"), ("xmp_target_c", "1680_3")})
"""Sidecars that the release itself lacks (csjliang/PPR10K, issue 26)."""


@dataclass(frozen=True)
class Selection:
    """Which photos are wanted.

    Parameters
    ----------
    photos : tuple of PhotoId
        These alone; empty for all.
    groups : tuple of (int, int)
        Ranges of groups, both ends included; empty for all.
    split : {"train", "val"} or None
        One side of the official split; None for both.
    limit : int or None
        At most so many photos, the first in numeric order.
    shard : Shard
        A share of those.
    """

    photos: tuple[PhotoId, ...] = ()
    groups: tuple[tuple[int, int], ...] = ()
    split: Split | None = None
    limit: int | None = None
    shard: Shard = WHOLE

    def wants(self, photo: PhotoId) -> bool:
        """Whether a photo is selected and in the share, the limit aside."""
        return self.shard.owns(photo.group) and self.names(photo)

    def names(self, photo: PhotoId) -> bool:
        """Whether a photo is selected, limit and share aside."""
        return (
            (not self.photos or photo.photo in self.photos)
            and (not self.groups or any(first <= photo.group <= last for first, last in self.groups))
            and self.split in (None, photo.split)
        )


EVERYTHING = Selection()
"""All photos."""


@dataclass(frozen=True)
class Output:
    """One file to make.

    Parameters
    ----------
    path : Path
        Where.
    kind : {"picture", "mask"}
        What.
    folder : str
        Folder of sidecars that it comes from.
    photo : PhotoId
        Photo or variant.
    sidecar : Path
        The sidecar whose edits it shows; of a mask, the one whose geometry it has.
    """

    path: Path
    kind: Literal["picture", "mask"]
    folder: str
    photo: PhotoId
    sidecar: Path


@dataclass(frozen=True)
class PhotoWork:
    """All files to make from one RAW, which is decoded once.

    Parameters
    ----------
    photo : PhotoId
    raw : Path
    source : Path or None
        The photo's xmp_source, which anchors white balance and geometry.
    mask : Path or None
        The photo's full-size mask, where masks are wanted.
    licence : str
        The notice that pictures carry.
    outputs : tuple of Output
    """

    photo: PhotoId
    raw: Path
    source: Path | None
    mask: Path | None
    licence: str
    outputs: tuple[Output, ...]

    def inputs(self, output: Output) -> tuple[Path, ...]:
        """The files that an output is made from."""
        files = [self.raw, output.sidecar]
        if self.source is not None and str(self.source) != str(output.sidecar):  # paths compare slowly
            files.append(self.source)
        if output.kind == "mask" and self.mask is not None:
            files.append(self.mask)
        return tuple(files)


@dataclass(frozen=True)
class RenderPlan:
    """What is to be done, and what is known beforehand not to work."""

    works: tuple[PhotoWork, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = field(default=())


def _sidecar_folders(dataset: Dataset, names: Iterable[str]) -> tuple[dict[str, Path], list[Problem]]:
    """Folders of sidecars by the name that their renders get."""
    folders: dict[str, Path] = {}
    problems = []
    for name in dict.fromkeys(names):
        try:
            folder = dataset.sidecar_folder(name)
        except LayoutError as error:
            problems.append(Problem(name, "LayoutError", str(error)))
            continue
        label = _label(folder)
        if label in folders and folders[label].resolve() != folder.resolve():
            raise LayoutError(
                f"{folders[label]} and {folder} would render into one folder {label!r}: rename one"
            )
        folders[label] = folder
    return folders, problems


def _label(folder: Path) -> str:
    """A folder's own name as it was given, links included; of "." and "..", the name of what they stand for."""
    return folder.name if folder.name not in ("", "..") else folder.resolve().name


def _refuse_mask_folders(labels: Iterable[str], settings: RenderSettings) -> None:
    """Refuse folders of sidecars whose renders would lie among masks."""
    taken = {MASKS} if settings.geometry == "source" else {f"{label}_{MASKS}" for label in labels}
    for label in labels:
        if settings.masks and label in taken:
            raise LayoutError(f"renders of {label!r} would lie in the folder of masks {label!r}: rename it")


def _unmatched(
    raws: PhotoFiles,
    sidecars: PhotoFiles,
    folder: Path,
    label: str,
    selection: Selection,
) -> tuple[list[Problem], list[str]]:
    """Sidecars without RAW, and RAW files without sidecar, among the wanted photos."""
    problems, notes = [], []
    for name, path in sidecars.items():
        if name.photo not in raws and name.photo not in raws.doubles and selection.wants(name):
            reason = f"{path}: sidecar without a RAW file {name.photo}.* in {RAW}/"
            problems.append(Problem(str(name), "LayoutError", reason))
    there = {name.photo for name in (*sidecars, *sidecars.doubles)}
    for photo, raw in raws.items():
        if photo not in there and selection.wants(photo):
            if (label, str(photo)) in KNOWN_HOLES:
                notes.append(f"{label}/{photo}.xmp is missing from the release itself")
                continue
            reason = f"{raw}: RAW file without a sidecar {photo}.xmp in {folder}"
            problems.append(Problem(str(photo), "LayoutError", reason))
    return problems, notes


def _doubled(files: PhotoFiles, selection: Selection) -> list[Problem]:
    """Wanted photos that have two files where one is meant."""
    return [
        Problem(
            str(name),
            "LayoutError",
            f"{paths[0].parent}: photo {name} has {len(paths)} files, {', '.join(path.name for path in paths)}; "
            "remove all but one",
        )
        for name, paths in files.doubles.items()
        if selection.wants(name)
    ]


def plan_render(
    dataset: Dataset, sidecar_names: Iterable[str], settings: RenderSettings, selection: Selection, out: Path
) -> RenderPlan:
    """Match RAW files and sidecars and say where each render goes.

    Parameters
    ----------
    dataset : Dataset
        Where the photos are.
    sidecar_names : iterable of str
        Folders of sidecars, by name under the root or by path.
    settings : RenderSettings
        Of all renders.
    selection : Selection
        Which photos.
    out : Path
        Where renders go; see the tree in :mod:`ppr10k_data.files.tree`.

    Raises
    ------
    LayoutError
        If there is no folder of RAW files, or no folder of sidecars at all.
    """
    raws, sources, masks = dataset.raws(), dataset.sources(), PhotoFiles({}, {})
    folders, problems = _sidecar_folders(dataset, sidecar_names)
    if not folders:
        raise LayoutError(problems[0].reason if problems else "no folder of sidecars was named: give --xmp")
    _refuse_mask_folders(folders, settings)
    if settings.masks and not (dataset.root / FULL_MASKS).is_dir():
        reason = f"{dataset.root / FULL_MASKS}: no folder of masks; render without --masks or download it"
        problems.append(Problem(FULL_MASKS, "LayoutError", reason))
        settings = replace(settings, masks=False)
    if settings.masks:
        masks = dataset.masks()
    by_folder = {
        label: sources if folder == dataset.root / SOURCE else dataset.sidecars(folder)  # listed once
        for label, folder in folders.items()
    }
    notes: list[str] = []
    for label, sidecars in by_folder.items():
        more, said = _unmatched(raws, sidecars, folders[label], label, selection)
        problems += more
        notes += said
    for files in (raws, sources, masks, *by_folder.values()):
        problems += _doubled(files, selection)
    sidecars_of = _by_photo(by_folder)
    for photo in selection.photos:
        there = photo in raws or photo in raws.doubles or photo in sidecars_of
        if selection.wants(photo) and not there:
            problems.append(Problem(str(photo), "LayoutError", f"no photo {photo} in {dataset.root / RAW}"))
    unclear = {*sources.doubles, *masks.doubles}
    base = out / settings.resolution.name
    places = {name: base / name for label in folders for name in (label, f"{label}_{MASKS}", MASKS)}
    frame = _Frame(dataset, settings, places, dataset.licence, sources, masks)
    works = tuple(
        _work(photo, raws[photo], sidecars_of[photo], frame)
        for photo in _wanted(raws, sidecars_of, selection)
        if photo not in unclear
    )
    return RenderPlan(works, tuple(dict.fromkeys(problems)), tuple(notes))


def _wanted(
    raws: Mapping[PhotoId, Path], sidecars_of: Mapping[PhotoId, object], selection: Selection
) -> list[PhotoId]:
    """Photos to render: the limit counts before the share, so that all shares together are the same photos."""
    named = [photo for photo in raws if selection.names(photo) and photo in sidecars_of][: selection.limit]
    return [photo for photo in named if selection.shard.owns(photo.group)]


Sidecar = tuple[str, PhotoId, Path]
"""Folder label, photo or variant, file."""


def _by_photo(by_folder: Mapping[str, Mapping[PhotoId, Path]]) -> dict[PhotoId, list[Sidecar]]:
    """All sidecars of each photo and its variants."""
    found: dict[PhotoId, list[Sidecar]] = {}
    for label, sidecars in by_folder.items():
        for name, path in sidecars.items():
            found.setdefault(name.photo, []).append((label, name, path))
    return found


@dataclass(frozen=True)
class _Frame:
    """What all photos of a plan share."""

    dataset: Dataset
    settings: RenderSettings
    places: Mapping[str, Path]
    licence: str
    sources: Mapping[PhotoId, Path]
    masks: Mapping[PhotoId, Path]


def _work(photo: PhotoId, raw: Path, sidecars: list[Sidecar], frame: _Frame) -> PhotoWork:
    settings, places = frame.settings, frame.places
    source = frame.sources.get(photo)
    outputs = []
    for label, name, path in sidecars:
        outputs.append(Output(places[label] / f"{name}.{settings.format}", "picture", label, name, path))
        if settings.masks and settings.geometry == "own":
            outputs.append(Output(places[f"{label}_{MASKS}"] / f"{name}.png", "mask", label, name, path))
    if settings.masks and settings.geometry == "source":
        label, _, path = sidecars[0]
        outputs.append(Output(places[MASKS] / f"{photo}.png", "mask", label, photo, source or path))
    mask = frame.masks.get(photo, frame.dataset.mask(photo)) if settings.masks else None
    return PhotoWork(photo, raw, source, mask, frame.licence, tuple(outputs))
