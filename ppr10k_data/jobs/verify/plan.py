"""What a verification is to look into, and what the names alone tell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.release_files import ReleaseFiles, name_under
from ppr10k_data.files.tree import SAMPLE_MARK, Dataset
from ppr10k_data.jobs.engine.outcome import Problem
from ppr10k_data.jobs.photos.selection import Selection
from ppr10k_data.jobs.verify.check_photo import LONG_EDGE, HashRecord, PhotoToCheck
from ppr10k_data.photo import PhotoId
from ppr10k_data.release import LOOSE_PARTS, RAW, SIDECARS, Comparison

MISSING, UNKNOWN, EXTRA, DOUBLE = "missing", "unknown", "extra", "double"
"""Kinds of problems that names tell."""

MOST_TOGETHER = 12
"""Photos of a scene that a worker gets at a time: with their sums they fit into one message, see
:data:`ppr10k_data.jobs.engine.pools.small_result.ONE_WRITE_BYTES`."""

Group = tuple[PhotoToCheck, ...]
"""Photos of a scene, which a worker gets together."""


def photos_to_check(
    files: ReleaseFiles, selection: Selection, hashed: Mapping[str, HashRecord] | None
) -> tuple[Group, ...]:
    """Files to be opened, by photo and scene.

    Parameters
    ----------
    files : ReleaseFiles
    selection : Selection
    hashed : mapping of str to HashRecord, or None
        Sums that an interrupted run left; None where no sums are wanted.
    """
    by_photo: dict[PhotoId, list[tuple[str, str]]] = {}
    for each in files.folders:
        folder = name_under(files.root, each.folder)
        for name, path in each.files.items():
            by_photo.setdefault(name.photo, []).append((each.part, f"{folder}/{path.name}"))
    wanted = sorted((p for p in by_photo if selection.wants(p)), key=lambda photo: photo.sort_key)
    long_edge = None if Dataset(files.root).is_sample else LONG_EDGE
    tasks = (
        PhotoToCheck(photo, files.root, tuple(by_photo[photo]), long_edge, _of(by_photo[photo], hashed))
        for photo in wanted[: selection.limit]
    )
    scenes = (tuple(scene) for _, scene in groupby(tasks, key=lambda task: task.photo and task.photo.group))
    return tuple(
        scene[start : start + MOST_TOGETHER]
        for scene in scenes
        for start in range(0, len(scene), MOST_TOGETHER)
    )


def loose_files(files: ReleaseFiles, hashed: Mapping[str, HashRecord]) -> Group:
    """Files of no photo, to be hashed.

    Parameters
    ----------
    files : ReleaseFiles
    hashed : mapping of str to HashRecord
        Sums that an interrupted run left, by path under the root.
    """
    names = [(part, name_under(files.root, path)) for part, paths in files.loose.items() for path in paths]
    return (PhotoToCheck(None, files.root, tuple(names), None, _of(names, hashed)),) if names else ()


def _of(
    names: list[tuple[str, str]], hashed: Mapping[str, HashRecord] | None
) -> dict[str, HashRecord] | None:
    """The part of all sums that a worker needs."""
    return None if hashed is None else {name: hashed[name] for _, name in names if name in hashed}


def problems_of_names(files: ReleaseFiles, comparison: Comparison, *, partial: bool) -> Iterator[Problem]:
    """What is wrong by the names alone.

    Parameters
    ----------
    files : ReleaseFiles
    comparison : Comparison
    partial : bool
        Missing files are no fault.
    """
    yield from _beside_the_release(files, comparison, partial=partial)
    for each in files.folders:
        for name, paths in each.doubles.items():
            reason = f"{len(paths)} files of one photo: {', '.join(path.name for path in paths)}; remove all but one"
            yield Problem(f"{name_under(files.root, each.folder)}/{name}", DOUBLE, reason)
        for path in each.extras():
            yield Problem(name_under(files.root, path), EXTRA, "not a file of the release")
    for loose, count in LOOSE_PARTS.items():
        there = len(files.loose.get(loose, ()))
        if there and there != count and not partial:
            reason = f"{there} files; the release has {count}"
            yield Problem(loose, MISSING if there < count else EXTRA, reason)


def _beside_the_release(files: ReleaseFiles, comparison: Comparison, *, partial: bool) -> Iterator[Problem]:
    own = _sample_photos(files.root) if Dataset(files.root).is_sample else None
    for part in comparison.parts:
        for name in () if partial else part.missing:
            if own is None or name.photo in own:
                yield Problem(_place(files, part.part, name), MISSING, "missing, though other parts have it")
        for name in part.unknown if own is None else ():
            yield Problem(_place(files, part.part, name), UNKNOWN, "the release has no such photo")
    if own is not None:
        yield from _beside_the_sample(files, own)


def _beside_the_sample(files: ReleaseFiles, own: frozenset[PhotoId]) -> Iterator[Problem]:
    for each in files.folders:
        for name, path in each.files.items():
            if name.photo not in own:
                reason = f"the sample has no such photo; {SAMPLE_MARK} names its own"
                yield Problem(name_under(files.root, path), UNKNOWN, reason)


def _sample_photos(root: Path) -> frozenset[PhotoId]:
    """A generated sample's own photos, as its mark lists them."""
    mark = root / SAMPLE_MARK
    try:
        return frozenset(PhotoId.parse(name) for name in json.loads(mark.read_bytes())["photos"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LayoutError(
            f"{mark}: does not list the photos of a generated sample ({error}); ppr10k-data sample writes it anew, and "
            "a dataset of your own has no file of that name"
        ) from error


def _place(files: ReleaseFiles, part: str, name: PhotoId) -> str:
    """Where a file lies, or should."""
    folder = _folder([each.folder for each in files.folders if each.part == part], name)
    place = part if folder is None else name_under(files.root, folder)
    suffix = (
        "*" if part == RAW else "xmp" if part in SIDECARS else "tif" if part.startswith("tif/") else "png"
    )
    return f"{place}/{name}.{suffix}"


def _folder(folders: list[Path], name: PhotoId) -> Path | None:
    """The folder of a part that is for a photo's side, where the sides have folders of their own."""
    if not folders or folders[0].parent.name not in ("train", "val"):
        return folders[0] if folders else None
    return folders[0].parent.parent / name.split / folders[0].name
