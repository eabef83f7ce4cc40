"""Build the tree that a training code reads, of files that stay where they are."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from ppr10k_data.errors import OutputError
from ppr10k_data.files.links import Linker, LinkKind
from ppr10k_data.jobs.engine.folder import remove_stale
from ppr10k_data.jobs.engine.hold import hold_alone
from ppr10k_data.jobs.engine.outcome import SINGLE, Problem
from ppr10k_data.jobs.engine.shard import WHOLE
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.split.tree_notes import notes_on_left_out, notes_on_names
from ppr10k_data.jobs.split.tree_place import refuse_other_layout, refuse_own_pictures
from ppr10k_data.jobs.split.tree_plan import TreePlan
from ppr10k_data.photo import PhotoId
from ppr10k_data.release import is_known_hole
from ppr10k_data.split import FOLDERS, LayoutName, Placed, layout

MISSING, WRONG = "missing", "wrong"
"""Kinds of problems: no such picture was found; another file stands in its place."""


@dataclass
class TreeSummary:
    """What became of a training tree.

    Parameters
    ----------
    out : Path
    layout : LayoutName
    link : LinkKind
        As it was done in the end.
    found : tuple of (str, str, int)
        Folders that pictures come from: folder, kind and number of files.
    made, there : Counter of str
        Files by folder of the tree: made now, and there already.
    problems : list of Problem
    notes : list of str
    left : int
        Photos that were left because of a wish to stop.
    lacking : set of PhotoId
        Photos of which a picture was not found.
    other_kind : list of str
        Places in which the right picture is had in another way than wanted.
    """

    out: Path
    layout: LayoutName
    link: LinkKind
    found: tuple[tuple[str, str, int], ...]
    made: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left: int = 0
    lacking: set[PhotoId] = field(default_factory=set)
    other_kind: list[str] = field(default_factory=list)

    def recorded(self) -> dict[str, Any]:
        """As one JSON object; problems and notes stand with the split's."""
        return {
            "layout": self.layout,
            "link": self.link,
            "found": [{"folder": folder, "kind": kind, "files": files} for folder, kind, files in self.found],
            "made": dict(self.made),
            "there_already": dict(self.there),
            "not_done": self.left,
        }


def build_tree(
    name: LayoutName,
    plan: TreePlan,
    photos: Sequence[PhotoId],
    *,
    out: Path,
    link: LinkKind = "hard",
    overwrite: bool = False,
    dry_run: bool = False,
    stop: Stop | None = None,
    progress: Callable[[], None] = lambda: None,
) -> TreeSummary:
    """Build a training tree; what is there already and right is left as it is.

    Parameters
    ----------
    name : LayoutName
    plan : TreePlan
    photos : sequence of PhotoId
        Those of the plan that are wanted.
    out : Path
        Gets the tree's folders.
    link : LinkKind
        Hard links become symbolic ones where they cannot be made, with a note.
    overwrite : bool
        Replace what stands in the place of a picture and is none of it.
    dry_run : bool
        Write nothing; ``made`` counts what would be made, and what lies there is not looked at.
    stop : Stop, optional
        Looked at between photos.
    progress : callable
        Called after each photo.

    Raises
    ------
    LayoutError
        If the tree would lie in folders that its pictures come from, or in a tree of the other layout.
    FolderBusyError
        If another run is building there.
    OutputError
        If nothing can be written there.
    """
    refuse_own_pictures(plan.pictures, plan.kept, FOLDERS[name], out)
    refuse_other_layout(name, out)
    folders = ((str(each.folder), each.kind, len(each.files)) for each in plan.pictures.folders)
    summary = TreeSummary(out, name, link, tuple(folders))
    _tell_doubles(plan, photos, summary)
    summary.notes += notes_on_left_out(plan.kinds, plan.variants, plan.root, plan.given)
    places = layout(name, photos, plan.kinds, variants=plan.variants)
    if dry_run:
        for placed in places:
            _look(plan, placed, summary, lambda _, placed: _count(summary.made, placed))
        summary.notes += notes_on_names(summary.lacking)
        return summary
    linker = Linker(link, overwrite=overwrite)
    with hold_alone(out):
        _build(places, plan, summary, linker, stop or Stop(), progress, len(photos))
    return summary


def _build(
    places: Iterable[Placed],
    plan: TreePlan,
    summary: TreeSummary,
    linker: Linker,
    stop: Stop,
    progress: Callable[[], None],
    photos: int,
) -> None:
    folders: set[str] = set()
    for side in ("", "train", "val"):
        remove_stale(summary.out / side, WHOLE)
    base = str(summary.out.absolute())

    def put(source: Path, placed: Placed) -> None:
        folder = placed.place.rpartition("/")[0]
        if folder not in folders:
            (summary.out / folder).mkdir(parents=True, exist_ok=True)
            folders.add(folder)
        _put(linker, str(source), os.path.join(base, placed.place), placed, summary)  # noqa: PTH118 - Path is slow

    summary.left = photos
    for _, group in groupby(places, key=lambda placed: placed.name.photo):
        if stop.requested:
            break
        for placed in group:
            _look(plan, placed, summary, put)
        summary.left -= 1
        progress()
    _tell_of_pairs(summary)
    _tell_other_kind(summary, linker)
    summary.notes += notes_on_names(summary.lacking)
    summary.link = linker.kind
    if linker.fallback:
        summary.notes.append(linker.fallback)


def _tell_of_pairs(summary: TreeSummary) -> None:
    lacking = (problem.kind == MISSING and problem.what.startswith("val/") for problem in summary.problems)
    if summary.layout == "official" and any(lacking):
        summary.notes.append(
            "the official code pairs val's pictures by their order: where one is missing, all that follow are compared "
            "with another photo's"
        )


def _tell_other_kind(summary: TreeSummary, linker: Linker) -> None:
    """In one line: of a tree that was built in another way it is so of every file."""
    if summary.other_kind:
        number, first = len(summary.other_kind), summary.other_kind[0]
        reason = (
            f"--link {linker.kind}: {number:,} pictures are there in another way, such as {first}; --overwrite "
            "replaces them, or give --out another folder"
        )
        summary.problems.append(Problem(str(summary.out), WRONG, reason))


def _put(linker: Linker, source: str, target: str, placed: Placed, summary: TreeSummary) -> None:
    try:
        outcome = linker.put(source, target)
    except OutputError as error:
        cause = error.__cause__
        if isinstance(cause, OSError) and cause.errno in SINGLE:
            summary.problems.append(Problem(placed.place, WRONG, str(error)))
            return
        raise
    if outcome == "other kind":
        summary.other_kind.append(placed.place)
    elif outcome == "wrong":
        reason = f"another file than {source}, or one of another kind, stands there; --overwrite replaces it"
        summary.problems.append(Problem(placed.place, WRONG, reason))
    else:
        _count(summary.made if outcome == "made" else summary.there, placed)


def _look(
    plan: TreePlan, placed: Placed, summary: TreeSummary, found: Callable[[Path, Placed], None]
) -> None:
    """Hand on where a picture is to be had, or name it as missing."""
    source = plan.pictures.files[placed.kind].get(placed.name)
    if source is not None:
        found(source, placed)
        return
    summary.lacking.add(placed.name.photo)
    if is_known_hole(f"xmp_{placed.kind}", placed.name):
        summary.notes.append(f"{placed.place}: not rendered, as the release itself lacks this sidecar")
    else:
        summary.problems.append(Problem(placed.place, MISSING, f"no {_called(placed)} was found"))


def _called(placed: Placed) -> str:
    extension = "png" if placed.kind == "mask" else "tif"
    return f"{placed.kind.replace('_', ' ')} {placed.name}.{extension}"


def _count(counter: Counter[str], placed: Placed) -> None:
    counter[placed.place.rpartition("/")[0]] += 1


def _tell_doubles(plan: TreePlan, photos: Sequence[PhotoId], summary: TreeSummary) -> None:
    wanted = set(photos)
    for each in plan.pictures.folders:
        for name, paths in each.doubles.items():
            if name.photo in wanted:
                names = ", ".join(path.name for path in paths)
                reason = f"{each.folder}: {name} has {len(paths)} files, {names}; remove all but one"
                summary.problems.append(Problem(str(name), "double", reason))
