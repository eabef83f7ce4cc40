"""Which photos an augmentation is to work on: matched by name, before any file is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.tree import RAW, SOURCE, Dataset, PhotoFiles, refuse_inside
from ppr10k_data.jobs.augment.outputs import Found, target_folder
from ppr10k_data.jobs.augment.request import EXPERTS, AugmentRequest
from ppr10k_data.jobs.augment.work import AugmentPlan
from ppr10k_data.jobs.engine.collector import without_collector
from ppr10k_data.jobs.engine.outcome import Problem
from ppr10k_data.jobs.photos.matching import absent, doubled, masks_of, unmatched, wanted
from ppr10k_data.photo import Expert, PhotoId
from ppr10k_data.release import KNOWN_HOLES


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


@without_collector()
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
    refuse_inside(request.render.root, request.out)
    found, problems, notes = _look(request, experts)
    photos = _photos(found)
    lacking, said = _without_target(photos, found.targets)
    if request.scheme.paired:
        photos = [photo for photo in photos if found.targets_of(photo)]
    return AugmentPlan(
        tuple(found.sidecars(photo) for photo in photos),
        () if request.sidecars_only else tuple(found.pictures(photo) for photo in photos),
        (*dict.fromkeys(problems), *lacking, *_recorded_and_gone(found)),
        (*notes, *said),
    )


def _look(request: AugmentRequest, experts: Sequence[Expert]) -> tuple[Found, list[Problem], list[str]]:
    """Match files by name: what there is, what is wrong with it, and what is worth knowing."""
    dataset, selection = Dataset(request.render.root), request.render.selection
    folder = dataset.root / SOURCE
    sources = dataset.sidecars(folder)
    targets = {expert: dataset.sidecars(dataset.root / target_folder(expert)) for expert in experts}
    problems = [each for files in (sources, *targets.values()) for each in doubled(files, selection)]
    if request.sidecars_only:
        problems += absent(selection, sources.__contains__, folder)
        return Found(request, dataset, sources, PhotoFiles({}, {}), targets, None), problems, []
    raws = dataset.raws()
    masks, lacking = masks_of(dataset, wanted=request.render.settings.masks)
    unpaired, notes = unmatched(raws, sources, folder, SOURCE, selection)
    problems += [*lacking, *unpaired]
    problems += [each for files in (raws, masks or PhotoFiles({}, {})) for each in doubled(files, selection)]
    problems += absent(selection, lambda photo: photo in sources or photo in raws, dataset.root / RAW)
    return Found(request, dataset, sources, raws, targets, masks), problems, notes


def _photos(found: Found) -> list[PhotoId]:
    """Photos to augment: selected, with all their files, each of which is there once."""
    request = found.request
    there = set(found.sources)
    if request.recorded is not None:
        there &= {variant.photo for variant in request.recorded}
    for files in (*found.targets.values(), found.masks or PhotoFiles({}, {})):
        there -= files.doubles.keys()
    names = found.sources if request.sidecars_only else found.raws
    return wanted(names, there, request.render.selection)


def _recorded_and_gone(found: Found) -> list[Problem]:
    """Photos of the manifest that have no source here."""
    request, sources = found.request, found.sources
    photos = dict.fromkeys(variant.photo for variant in request.recorded or ())
    return [
        Problem(str(photo), "LayoutError", f"the manifest's {photo} has no {SOURCE}/{photo}.xmp under --root")
        for photo in photos
        if photo not in sources and photo not in sources.doubles and request.render.selection.wants(photo)
    ]


def _without_target(
    photos: Sequence[PhotoId], targets: Mapping[Expert, PhotoFiles]
) -> tuple[list[Problem], list[str]]:
    """Photos that lack an expert's sidecar: problems, but for the hole that the release itself has."""
    problems, notes = [], []
    for photo in photos:
        for expert, files in targets.items():
            name = f"{target_folder(expert)}/{photo}.xmp"
            if photo in files:
                continue
            if (target_folder(expert), str(photo)) in KNOWN_HOLES:
                notes.append(f"{name} is missing from the release itself")
            else:
                reason = f"{name} is missing; download it, or name other experts with --expert"
                problems.append(Problem(str(photo), "LayoutError", reason))
    return problems, notes
