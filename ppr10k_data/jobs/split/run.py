"""Split a tree by its names: the official lists, folds, and a training tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ppr10k_data.errors import LayoutError, SettingsChangedError, SettingsError
from ppr10k_data.files.links import LinkKind
from ppr10k_data.files.name_lists import format_names, read_names, write_names
from ppr10k_data.files.release_files import list_release, name_under
from ppr10k_data.files.tree import Dataset, refuse_inside
from ppr10k_data.jobs.counted import counted
from ppr10k_data.jobs.engine.outcome import Problem
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.split.training_tree import TreeSummary, build_tree
from ppr10k_data.jobs.split.tree_plan import TreePlan, plan_tree
from ppr10k_data.photo import PhotoId
from ppr10k_data.release import VARIANTS, is_released, release_photos
from ppr10k_data.split import (
    Audit,
    LayoutName,
    SplitLists,
    audit_lists,
    fold_lists,
    group_folds,
    official_lists,
)


@dataclass(frozen=True)
class SplitRequest:
    """What is asked for.

    Parameters
    ----------
    root : Path
        The dataset; only its names are read.
    out : Path
        Gets the lists, and the training tree.
    layout : LayoutName or None
        Build this training tree, too.
    link : LinkKind
        How its files are had.
    pictures : tuple of Path
        Where they come from; the root's own TIFFs by default.
    folds : int or None
        Folds of the official training photos for cross-validation.
    seed : int
        Of the folds.
    limit : int or None
        At most so many photos, the first in numeric order.
    overwrite : bool
        Replace lists of other names, and what stands in the way in the training tree.
    """

    root: Path
    out: Path
    layout: LayoutName | None = None
    link: LinkKind = "hard"
    pictures: tuple[Path, ...] = ()
    folds: int | None = None
    seed: int = 0
    limit: int | None = None
    overwrite: bool = False

    def __post_init__(self) -> None:
        if self.folds is not None and self.folds < 2:
            raise SettingsError(f"--folds {self.folds}: there are at least 2")
        if self.pictures and self.layout is None:
            raise SettingsError("--pictures says what a training tree is made of: give --layout with it")


@dataclass
class SplitSummary:
    """What was found and written.

    Parameters
    ----------
    out : Path
    names_from : dict of str to int
        Folders that names come from, each with its number of photos.
    photos : int
        Of all lists together.
    lists : dict of str to int
        Names in each list, by its path under ``out``.
    there : tuple of str
        Lists that were there already, alike.
    tree : TreeSummary or None
    problems : list of Problem
    notes : list of str
    """

    out: Path
    names_from: dict[str, int]
    photos: int
    lists: dict[str, int]
    there: tuple[str, ...] = ()
    tree: TreeSummary | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def recorded(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            "out": str(self.out),
            "names_from": self.names_from,
            "photos": self.photos,
            "lists": self.lists,
            "lists_there_already": list(self.there),
            "tree": None if self.tree is None else self.tree.recorded(),
            "failed": [asdict(problem) for problem in self.problems],
            "notes": self.notes,
        }


def split_tree(
    request: SplitRequest,
    *,
    dry_run: bool = False,
    stop: Stop | None = None,
    started: Callable[[int], None] = lambda photos: None,
    progress: Callable[[], None] = lambda: None,
) -> SplitSummary:
    """Write the lists of a split, and build the training tree that is asked for.

    Parameters
    ----------
    request : SplitRequest
    dry_run : bool
        Write nothing.
    stop : Stop, optional
        Looked at between photos of the tree.
    started, progress : callable
        Told the number of photos of the tree, and called after each.

    Raises
    ------
    LayoutError
        If there are no names, or no pictures for the tree, or ``out`` is the dataset's own.
    SettingsError
        If there are fewer groups than folds.
    SettingsChangedError
        If lists of other names stand there, without ``overwrite``.
    OutputError
        If nothing can be written.
    """
    refuse_inside(request.root, request.out)
    plan = None if request.layout is None else plan_tree(request.root, request.pictures)
    photos, names_from = _names(request.root) if plan is None else _names_of(plan)
    is_sample = Dataset(request.root).is_sample
    unknown = [] if is_sample else [photo for photo in photos if not is_released(photo)]
    photos = photos[: request.limit]
    files = _list_files(official_lists(photos), request)
    summary = SplitSummary(
        request.out, names_from, len(photos), {name: data.count(b"\n") for name, data in files.items()}
    )
    _tell_names(summary, unknown, is_sample=is_sample)
    summary.there = _alike(files, request.out, overwrite=request.overwrite)
    if plan is not None and request.layout is not None:
        _tell_other_variants(plan, summary)
        started(len(photos))
        summary.tree = build_tree(
            request.layout,
            plan,
            photos,
            out=request.out,
            link=request.link,
            overwrite=request.overwrite,
            dry_run=dry_run,
            stop=stop,
            progress=progress,
        )
        summary.problems += summary.tree.problems
        summary.notes += summary.tree.notes
    if not dry_run:
        for name in files:
            if name not in summary.there:
                write_names(request.out / name, files[name])
    return summary


def _names(root: Path) -> tuple[tuple[PhotoId, ...], dict[str, int]]:
    """All photos that anything of the release has a name of."""
    listing = list_release(root)
    places = {
        name_under(root, each.folder): len({name.photo for name in (*each.files, *each.doubles)})
        for each in listing.folders
    }
    return listing.photos(), {name: photos for name, photos in places.items() if photos}


def _names_of(plan: TreePlan) -> tuple[tuple[PhotoId, ...], dict[str, int]]:
    """Photos that there are pictures of."""
    places = {
        str(each.folder): len({name.photo for name in each.files})
        for each in plan.pictures.folders
        if each.kind != "mask"
    }
    return plan.photos, places


def _tell_names(summary: SplitSummary, unknown: Sequence[PhotoId], *, is_sample: bool) -> None:
    if unknown:
        first = ", ".join(map(str, unknown[:5])) + (", ..." if len(unknown) > 5 else "")
        names = counted(len(unknown), "name is", "names are")
        reason = f"{names} in the lists that the release does not have: {first}"
        summary.problems.append(Problem("names", "unknown", reason))
    whole = len(release_photos())
    if summary.photos != whole and not is_sample:
        summary.notes.append(
            f"{summary.photos:,} of the release's {whole:,} photos: the lists hold no others"
        )


def _tell_other_variants(plan: TreePlan, summary: SplitSummary) -> None:
    if plan.variants not in (0, VARIANTS):
        summary.notes.append(
            f"augmented sources go up to variant {plan.variants}; train_aug.txt lists {VARIANTS}, as the official one"
        )


def _list_files(lists: SplitLists, request: SplitRequest) -> dict[str, bytes]:
    """Content of each list, by its path under the output folder."""
    files = {f"{name}.txt": format_names(names) for name, names in lists.named().items()}
    if request.folds is not None:
        folder = f"folds-{request.folds}-seed-{request.seed}"
        folds = fold_lists(group_folds(lists.train, request.folds, request.seed))
        for number, fold in enumerate(folds, start=1):
            for name, names in fold.named().items():
                files[f"{folder}/{number}/{name}.txt"] = format_names(names)
    return files


def _alike(files: Mapping[str, bytes], out: Path, *, overwrite: bool) -> tuple[str, ...]:
    """Lists that are there already; others of these names are refused."""
    alike: list[str] = []
    other: list[str] = []
    for name, data in files.items():
        try:
            there = (out / name).read_bytes()
        except FileNotFoundError:
            continue
        except NotADirectoryError as error:
            raise LayoutError(
                f"{out}: a file, or below one, and lists go to a folder; give --out another"
            ) from error
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}; give --out another folder"
            raise LayoutError(f"{out / name}: {reason}") from error
        (alike if there == data else other).append(name)
    if other and not overwrite:
        raise SettingsChangedError(
            f"{out}: {', '.join(other[:3])}{', ...' if len(other) > 3 else ''} hold other names than this split; "
            "--overwrite replaces them, or give --out another folder"
        )
    return tuple(alike)


def audit_files(paths: Sequence[Path]) -> Audit:
    """Look for leaks between lists.

    Parameters
    ----------
    paths : sequence of Path
        Text files, one name a line.

    Raises
    ------
    LayoutError
        If a list cannot be read.
    SettingsError
        If a list is given twice.
    """
    names = [str(path) for path in paths]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise SettingsError(f"{twice} is given twice: it would leak into itself")
    return audit_lists({name: read_names(path) for name, path in zip(names, paths, strict=True)})
