"""RAW files and sidecars matched by name: folders found, and photos that have too few files or too many."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from pathlib import Path

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.tree import MASKS, RAW, Dataset, PhotoFiles
from ppr10k_data.jobs.engine.outcome import Problem
from ppr10k_data.jobs.photos.selection import Selection
from ppr10k_data.photo import PhotoId
from ppr10k_data.release import KNOWN_HOLES


def sidecar_folders(dataset: Dataset, names: Iterable[str]) -> tuple[dict[str, Path], list[Problem]]:
    """Folders of sidecars by the name that their renders get.

    Parameters
    ----------
    dataset : Dataset
    names : iterable of str
        Folders under the root, or paths; one given twice counts once.
    """
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


def unmatched(
    raws: PhotoFiles,
    sidecars: PhotoFiles,
    folder: Path,
    label: str,
    selection: Selection,
) -> tuple[list[Problem], list[str]]:
    """Sidecars without RAW, and RAW files without sidecar, among the wanted photos.

    Parameters
    ----------
    raws : PhotoFiles
        By photo; masks, where they stand for RAW files.
    sidecars : PhotoFiles
        Of one folder, by photo or variant.
    folder : Path
        That folder.
    label : str
        The name that its renders get.
    selection : Selection
    """
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
            what = (
                "RAW file" if raw.parent.name == RAW else "mask"
            )  # which stands for one where masks alone are made
            reason = f"{raw}: {what} without a sidecar {photo}.xmp in {folder}"
            problems.append(Problem(str(photo), "LayoutError", reason))
    return problems, notes


def doubled(files: PhotoFiles, selection: Selection) -> list[Problem]:
    """Wanted photos that have two files where one is meant.

    Parameters
    ----------
    files : PhotoFiles
    selection : Selection
    """
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


def wanted(
    raws: Mapping[PhotoId, Path], with_sidecars: Container[PhotoId], selection: Selection
) -> list[PhotoId]:
    """Photos to work on: the limit counts before the share, so that all shares together are the same photos.

    Parameters
    ----------
    raws : mapping of PhotoId to Path
        In numeric order.
    with_sidecars : container of PhotoId
        Photos that have any sidecar.
    selection : Selection
    """
    named = [photo for photo in raws if selection.names(photo) and photo in with_sidecars][: selection.limit]
    return [photo for photo in named if selection.shard.owns(photo.group)]


def absent(selection: Selection, there: Callable[[PhotoId], bool], folder: Path) -> list[Problem]:
    """Photos that were asked for by name and are nowhere.

    Parameters
    ----------
    selection : Selection
    there : callable
        Whether a photo has any file.
    folder : Path
        Where they were looked for, for messages.
    """
    return [
        Problem(str(photo), "LayoutError", f"no photo {photo} in {folder}")
        for photo in selection.photos
        if selection.wants(photo) and not there(photo)
    ]


def masks_of(dataset: Dataset, *, wanted: bool) -> tuple[PhotoFiles | None, list[Problem]]:
    """Full-size masks, None where they are not wanted or their folder is missing, which is a problem then.

    Parameters
    ----------
    dataset : Dataset
    wanted : bool
    """
    if not wanted:
        return None, []
    if not (dataset.root / MASKS).is_dir():
        reason = f"{dataset.root / MASKS}: no folder of masks; render without --masks or download it"
        return None, [Problem(MASKS, "LayoutError", reason)]
    return dataset.masks(), []
