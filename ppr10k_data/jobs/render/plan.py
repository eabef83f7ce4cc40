"""Which files a render is to make: photos and sidecars found, matched and selected, before any is opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.tree import RAW, SOURCE, Dataset, PhotoFiles
from ppr10k_data.jobs.photos.matching import absent, doubled, masks_of, sidecar_folders, unmatched, wanted
from ppr10k_data.jobs.photos.selection import EVERYTHING, Selection
from ppr10k_data.jobs.photos.work import Output, PhotoWork, RenderPlan
from ppr10k_data.jobs.render.settings import RenderSettings
from ppr10k_data.photo import PhotoId

__all__ = ["EVERYTHING", "MASKS", "Output", "PhotoWork", "RenderPlan", "Selection", "plan_render"]

MASKS = "masks"
"""Folder of rendered masks; with ``geometry own``, what it ends in."""


def _refuse_mask_folders(labels: Iterable[str], settings: RenderSettings) -> None:
    """Refuse folders of sidecars whose renders would lie among masks."""
    taken = {MASKS} if settings.geometry == "source" else {f"{label}_{MASKS}" for label in labels}
    for label in labels:
        if settings.masks and label in taken:
            raise LayoutError(f"renders of {label!r} would lie in the folder of masks {label!r}: rename it")


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
    raws, sources = dataset.raws(), dataset.sources()
    folders, problems = sidecar_folders(dataset, sidecar_names)
    if not folders:
        raise LayoutError(problems[0].reason if problems else "no folder of sidecars was named: give --xmp")
    _refuse_mask_folders(folders, settings)
    masks, lacking = masks_of(dataset, wanted=settings.masks)
    problems += lacking
    by_folder = {
        label: sources if folder == dataset.root / SOURCE else dataset.sidecars(folder)  # listed once
        for label, folder in folders.items()
    }
    notes: list[str] = []
    for label, sidecars in by_folder.items():
        more, said = unmatched(raws, sidecars, folders[label], label, selection)
        problems += more
        notes += said
    for files in (raws, sources, masks or PhotoFiles({}, {}), *by_folder.values()):
        problems += doubled(files, selection)
    sidecars_of = _by_photo(by_folder)
    problems += absent(
        selection, lambda p: p in raws or p in raws.doubles or p in sidecars_of, dataset.root / RAW
    )
    unclear = {*sources.doubles, *(masks.doubles if masks is not None else ())}
    base = out / settings.resolution.name
    places = {name: base / name for label in folders for name in (label, f"{label}_{MASKS}", MASKS)}
    frame = _Frame(dataset, settings, places, dataset.licence, sources, masks)
    works = tuple(
        _work(photo, raws[photo], sidecars_of[photo], frame)
        for photo in wanted(raws, sidecars_of, selection)
        if photo not in unclear
    )
    return RenderPlan(works, tuple(dict.fromkeys(problems)), tuple(notes))


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
    masks: Mapping[PhotoId, Path] | None


def _work(photo: PhotoId, raw: Path, sidecars: list[Sidecar], frame: _Frame) -> PhotoWork:
    settings, places, masks = frame.settings, frame.places, frame.masks
    source = frame.sources.get(photo)
    outputs = []
    for label, name, path in sidecars:
        outputs.append(Output(places[label] / f"{name}.{settings.format}", "picture", label, name, path))
        if masks is not None and settings.geometry == "own":
            outputs.append(Output(places[f"{label}_{MASKS}"] / f"{name}.png", "mask", label, name, path))
    if masks is not None and settings.geometry == "source":
        label, _, path = sidecars[0]
        outputs.append(Output(places[MASKS] / f"{photo}.png", "mask", label, photo, source or path))
    mask = None if masks is None else masks.get(photo, frame.dataset.mask(photo))
    return PhotoWork(photo, raw, source, mask, frame.licence, tuple(outputs))
