"""Which sidecars and pictures an augmentation is to make: matched by name, before any file is opened.

::

    <out>/xmp_source_aug/12_3_1.xmp                <out>/360p/source_aug/12_3.tif  12_3_1.tif ...
    <out>/xmp_target_a_aug/12_3_1.xmp   paired     <out>/360p/xmp_target_a/12_3.tif
    <out>/manifest.jsonl                           <out>/360p/xmp_target_a_aug/12_3_1.tif
                                                   <out>/360p/masks/12_3.png
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.tree import RAW, SOURCE, Dataset, PhotoFiles, refuse_inside
from ppr10k_data.jobs.augment_request import EXPERTS, AugmentRequest
from ppr10k_data.jobs.augment_work import AugmentPlan, SidecarOutput, SidecarWork
from ppr10k_data.jobs.matching import KNOWN_HOLES, absent, doubled, masks_of, unmatched, wanted
from ppr10k_data.jobs.outcome import Problem
from ppr10k_data.jobs.photo_work import Output, PhotoWork
from ppr10k_data.jobs.plan import MASKS
from ppr10k_data.photo import Expert, PhotoId

SOURCE_PICTURES = "source_aug"
"""Folder of the pictures of sources and their variants, named as in the release's training tree."""


def target_folder(expert: Expert) -> str:
    """An expert's folder of sidecars."""
    return f"xmp_target_{expert}"


def augmented(folder: str) -> str:
    """The folder of the variants of a folder's sidecars."""
    return f"{folder}_aug"


def experts_of(request: AugmentRequest) -> tuple[Expert, ...]:
    """The experts whose targets are rendered or varied along.

    Raises
    ------
    LayoutError
        If one that was asked for has no sidecars, or none has.
    """
    if not (request.targets or request.scheme.paired):
        return ()
    root = request.render.root
    there = tuple(expert for expert in EXPERTS if (root / target_folder(expert)).is_dir())
    lacking = [target_folder(expert) for expert in request.experts if expert not in there]
    if lacking or not there:
        names = lacking or [target_folder(expert) for expert in EXPERTS]
        raise LayoutError(
            f"{root}: no folder {' or '.join(names)}, whose sidecars --targets and --paired need; name the experts "
            "that are there with --expert, or leave both out"
        )
    return tuple(expert for expert in there if expert in (request.experts or there))


def plan_augment(request: AugmentRequest, experts: Sequence[Expert]) -> AugmentPlan:
    """Match sources, RAW files and targets and say where each sidecar and picture goes.

    Parameters
    ----------
    request : AugmentRequest
    experts : sequence of str
        Of :func:`experts_of`.

    Raises
    ------
    LayoutError
        If there is no folder xmp_source, or none of RAW files where pictures are wanted; if results would lie in the
        dataset's own folders.
    """
    render, selection = request.render, request.render.selection
    refuse_inside(render.root, render.out)
    dataset = Dataset(render.root)
    sources = dataset.sidecars(dataset.root / SOURCE)
    problems = doubled(sources, selection)
    notes: list[str] = []
    raws, masks = PhotoFiles({}, {}), None
    if not request.sidecars_only:
        raws = dataset.raws()
        more, notes = unmatched(raws, sources, dataset.root / SOURCE, SOURCE, selection)
        masks, lacking = masks_of(dataset, wanted=render.settings.masks)
        problems += [*doubled(raws, selection), *more, *lacking]
    names = sources if request.sidecars_only else raws
    targets = {expert: dataset.sidecars(dataset.root / target_folder(expert)) for expert in experts}
    for files in (*targets.values(), masks or PhotoFiles({}, {})):
        problems += doubled(files, selection)
    here = dataset.root / (SOURCE if request.sidecars_only else RAW)
    problems += absent(selection, lambda photo: photo in sources or photo in names, here)
    unclear = {photo for files in targets.values() for photo in files.doubles}
    unclear |= set() if masks is None else set(masks.doubles)
    frame = _Frame(request, dataset, raws, sources, targets, masks)
    photos = [p for p in wanted(names, _with_source(request, sources), selection) if p not in unclear]
    for photo in photos:
        more, said = _without_target(photo, targets)
        problems += more
        notes += said
    photos = [p for p in photos if not request.scheme.paired or any(p in files for files in targets.values())]
    return AugmentPlan(
        tuple(frame.sidecars(photo) for photo in photos),
        () if request.sidecars_only else tuple(frame.pictures(photo) for photo in photos),
        (*dict.fromkeys(problems), *_recorded_and_gone(request, sources)),
        tuple(dict.fromkeys(notes)),
    )


def _with_source(request: AugmentRequest, sources: PhotoFiles) -> set[PhotoId]:
    """Photos that can be varied; of a manifest, those that it names."""
    if request.recorded is None:
        return set(sources)
    return {variant.photo for variant in request.recorded} & sources.keys()


def _recorded_and_gone(request: AugmentRequest, sources: PhotoFiles) -> list[Problem]:
    """Photos of the manifest that have no source here."""
    photos = dict.fromkeys(variant.photo for variant in request.recorded or ())
    return [
        Problem(str(photo), "LayoutError", f"the manifest's {photo} has no {SOURCE}/{photo}.xmp under --root")
        for photo in photos
        if photo not in sources and photo not in sources.doubles and request.render.selection.wants(photo)
    ]


def _without_target(photo: PhotoId, targets: Mapping[Expert, PhotoFiles]) -> tuple[list[Problem], list[str]]:
    problems, notes = [], []
    for expert, files in targets.items():
        folder = target_folder(expert)
        if photo in files:
            continue
        if (folder, str(photo)) in KNOWN_HOLES:
            notes.append(f"{folder}/{photo}.xmp is missing from the release itself")
        else:
            reason = f"{folder}/{photo}.xmp is missing; download it, or name other experts with --expert"
            problems.append(Problem(str(photo), "LayoutError", reason))
    return problems, notes


@dataclass(frozen=True)
class _Frame:
    """What all photos of a plan share."""

    request: AugmentRequest
    dataset: Dataset
    raws: PhotoFiles
    sources: PhotoFiles
    targets: Mapping[Expert, PhotoFiles]
    masks: PhotoFiles | None

    @cached_property
    def _recorded(self) -> dict[PhotoId, list[PhotoId]]:
        """The manifest's variants by photo."""
        found: dict[PhotoId, list[PhotoId]] = {}
        for variant in sorted(self.request.recorded or (), key=lambda variant: variant.sort_key):
            found.setdefault(variant.photo, []).append(variant)
        return found

    def variants(self, photo: PhotoId) -> list[PhotoId]:
        """A photo's variants, by number."""
        if self.request.recorded is not None:
            return self._recorded[photo]
        return [PhotoId(photo.group, photo.index, k) for k in range(1, self.request.variants + 1)]

    def targets_of(self, photo: PhotoId) -> dict[str, Path]:
        """The photo's targets by their folder."""
        return {target_folder(e): files[photo] for e, files in self.targets.items() if photo in files}

    def varied(self, photo: PhotoId) -> dict[str, Path]:
        """The photo's own sidecars that have variants, by their folder."""
        return {SOURCE: self.sources[photo]} | (self.targets_of(photo) if self.request.scheme.paired else {})

    def sidecar(self, folder: str, variant: PhotoId) -> Path:
        """Where a variant's sidecar goes."""
        return self.request.out / augmented(folder) / f"{variant}.xmp"

    def sidecars(self, photo: PhotoId) -> SidecarWork:
        own, variants = self.varied(photo), self.variants(photo)
        source, *targets = own.values()
        outputs = tuple(
            SidecarOutput(self.sidecar(folder, variant), variant, path)
            for variant in variants
            for folder, path in own.items()
        )
        recorded = self.request.recorded
        again = None if recorded is None else {variant: recorded[variant] for variant in variants}
        return SidecarWork(photo, source, tuple(targets), outputs, again)

    def pictures(self, photo: PhotoId) -> PhotoWork:
        source, base = self.sources[photo], self.request.render.base
        outputs = [self._picture(SOURCE_PICTURES, SOURCE, photo, source)]
        for folder in self.varied(photo):
            place = SOURCE_PICTURES if folder == SOURCE else augmented(folder)
            for variant in self.variants(photo):
                sidecar = self.sidecar(folder, variant)
                outputs.append(self._picture(place, augmented(folder), variant, sidecar))
        if self.request.targets:
            outputs += [self._picture(f, f, photo, path) for f, path in self.targets_of(photo).items()]
        mask = None
        if self.masks is not None:
            outputs.append(Output(base / MASKS / f"{photo}.png", "mask", SOURCE, photo, source))
            mask = self.masks.get(photo, self.dataset.mask(photo))
        return PhotoWork(photo, self.raws[photo], source, mask, self.dataset.licence, tuple(outputs))

    def _picture(self, place: str, folder: str, photo: PhotoId, sidecar: Path) -> Output:
        render = self.request.render
        path = render.base / place / f"{photo}.{render.settings.format}"
        return Output(path, "picture", folder, photo, sidecar)
