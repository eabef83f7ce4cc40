"""What of an evaluation belongs together, by name alone, and what is missing."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ppr10k_data.errors import PhotoNameError
from ppr10k_data.files.stems import Stems, files_by_stem
from ppr10k_data.jobs.engine.outcome import Problem
from ppr10k_data.jobs.evaluate.images import ResultFiles
from ppr10k_data.jobs.render.plan import EVERYTHING, Selection
from ppr10k_data.photo import PhotoId

PICTURES = frozenset({"png", "tif", "tiff", "jpg", "jpeg"})
MASKS = frozenset({"png"})


@dataclass(frozen=True)
class EvaluationPlan:
    """What is to be measured, and what is missing.

    Parameters
    ----------
    files : tuple of ResultFiles
        Whole ones, in numeric order.
    problems : tuple of Problem
    """

    files: tuple[ResultFiles, ...]
    problems: tuple[Problem, ...]


def plan_evaluation(
    results: Path, targets: Path, masks: Path | None = None, selection: Selection = EVERYTHING
) -> EvaluationPlan:
    """Find what belongs together, by name alone.

    Parameters
    ----------
    results, targets : Path
    masks : Path, optional
    selection : Selection

    Returns
    -------
    EvaluationPlan
        A variant (12_3_1) is measured against its photo's target (12_3), where it has none of its own name.

    Raises
    ------
    LayoutError
        If a folder is missing.
    """
    found = {"result": files_by_stem(results, PICTURES), "target": files_by_stem(targets, PICTURES)}
    if masks is not None:
        found["mask"] = files_by_stem(masks, MASKS)
    names = _selected((*found["result"].files, *found["result"].doubles), selection)
    files, problems = [], []
    for name in names:
        of = {what: _spelled(name, there) for what, there in found.items()}
        faults = [there.fault(of[what], what) for what, there in found.items()]
        if any(faults):
            problems.append(Problem(name, "LayoutError", "; ".join(filter(None, faults))))
        else:
            result, target, *mask = (there.files[of[what]] for what, there in found.items())
            files.append(ResultFiles(name, _group(name), result, target, *mask))
    return EvaluationPlan(tuple(files), (*problems, *_alone(names, found, selection)))


def why_nothing(results: Path, problems: Sequence[Problem]) -> str:
    """Say why no result could be measured, and what to do.

    Parameters
    ----------
    results : Path
        Their folder; must be there.
    problems : sequence of Problem
        What was found missing or damaged.
    """
    here = files_by_stem(results, PICTURES)
    if here.files or here.doubles:
        selected = "no photo is selected: look at --photo, --groups, --split and --limit"
        return f"the first: {problems[0].reason}" if problems else selected
    deeper = sorted({path.parent.name for path in results.glob("*/*") if _is_picture(path)})
    there = f"; there are pictures in its folders {', '.join(deeper)}: name one of them" if deeper else ""
    return f"no picture ({', '.join(sorted(PICTURES))}) lies directly in it{there}"


def _is_picture(path: Path) -> bool:
    return path.suffix.lower().lstrip(".") in PICTURES and not path.name.startswith(".")


def _selected(names: Iterable[str], selection: Selection) -> list[str]:
    """Those that are wanted, in numeric order; names that are no photo's belong to no group or split."""
    photos = {name: _photo(name) for name in names}
    narrow = bool(selection.photos or selection.groups or selection.split)
    wanted = [
        name
        for name, photo in photos.items()
        if (selection.wants(photo) if photo is not None else not narrow)
    ]
    wanted.sort(key=lambda name: (photo.sort_key if (photo := photos[name]) else (sys.maxsize, 0, 0), name))
    return wanted[: selection.limit]


def _photo(name: str) -> PhotoId | None:
    try:
        return PhotoId.parse(name)
    except PhotoNameError:
        return None


def _group(name: str) -> str:
    """Of a photo its scene; any other picture is a group of its own."""
    photo = _photo(name)
    return name if photo is None else str(photo.group)


def _spelled(name: str, there: Stems) -> str:
    """What a result's target or mask is called: a variant's are its photo's, unless it has its own."""
    photo = _photo(name)
    is_there = name in there.files or name in there.doubles
    return name if photo is None or is_there else str(photo.photo)


def _alone(names: Iterable[str], found: Mapping[str, Stems], selection: Selection) -> list[Problem]:
    """Targets without a result; a limit leaves results away on purpose."""
    if selection.limit is not None:
        return []
    answered = {_spelled(name, found["target"]) for name in names}
    alone = [name for name in _selected(found["target"].files, selection) if name not in answered]
    folder = found["result"].folder
    return [Problem(name, "LayoutError", f"result {name} is missing from {folder}") for name in alone]
