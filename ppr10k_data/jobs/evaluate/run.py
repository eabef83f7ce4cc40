"""Evaluate a folder of results: measure what belongs together, sum up, and tell what is missing."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ppr10k_data.errors import LayoutError
from ppr10k_data.jobs.engine.execute import execute
from ppr10k_data.jobs.engine.outcome import Problem, failure
from ppr10k_data.jobs.engine.pools.open_pool import open_pool
from ppr10k_data.jobs.engine.resources import REDUCED_BYTES_PER_PIXEL, default_jobs
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.evaluate.images import Measured, ResultFiles, measure_results
from ppr10k_data.jobs.evaluate.plan import plan_evaluation, why_nothing
from ppr10k_data.jobs.render.plan import EVERYTHING, Selection
from ppr10k_data.metrics.evaluation import Evaluation, ImageMeasures, evaluated

BATCH = 8
"""Results a task: handing one to a worker costs a millisecond or two, measuring it thirty."""


@dataclass(frozen=True)
class EvaluationSummary:
    """What a run found.

    Parameters
    ----------
    evaluation : Evaluation
        Of all that could be measured.
    problems : tuple of Problem
        What is missing, damaged or does not fit.
    notes : tuple of str
        What to know of the whole.
    seconds : float
        Of the whole run.
    """

    evaluation: Evaluation
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    seconds: float

    def recorded(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            "total": self.evaluation.total.recorded(),
            "groups": [group.recorded() for group in self.evaluation.groups],
            "images": [image.recorded() for image in self.evaluation.images],
            "missing": [vars(problem) for problem in self.problems],
            "notes": list(self.notes),
            "seconds": round(self.seconds, 2),
        }


def evaluate(
    results: Path,
    targets: Path,
    masks: Path | None = None,
    *,
    selection: Selection = EVERYTHING,
    jobs: int | None = 1,
    stop: Stop | None = None,
    started: Callable[[int], None] = lambda images: None,
    progress: Callable[[bool], None] = lambda failed: None,
) -> EvaluationSummary:
    """Measure results against their targets as the official MATLAB script does.

    Parameters
    ----------
    results, targets : Path
        Folders of pictures of equal names, 8 bits; those of 16 are rounded to 8.
    masks : Path, optional
        Folder of masks; without, nothing human-centred is measured.
    selection : Selection
        Which photos; all by default.
    jobs : int or None
        Processes; 1 stays in this one, None is as many as cores and memory carry.
    stop : Stop, optional
        Looked at between results; those that are left then are named like missing ones.
    started : callable
        Told the number of results to measure.
    progress : callable
        Called after each result, with whether it failed.

    Returns
    -------
    EvaluationSummary
        Every result without target or mask, every target without result, and every damaged file is named in it.

    Raises
    ------
    LayoutError
        If a folder is missing, or nothing can be measured.
    """
    begun = time.perf_counter()
    plan = plan_evaluation(results, targets, masks, selection)
    started(len(plan.files))
    measured = []
    for batch in _measured(plan.files, results, jobs, stop or Stop()):
        measured += batch
        for one in batch:
            progress(one.measures is None)
    failed = [one.problem for one in measured if one.problem is not None]
    problems = (*plan.problems, *failed, *_left(plan.files, measured))
    order = {files.name: place for place, files in enumerate(plan.files)}
    images = [
        ImageMeasures(one.files.name, one.files.group, one.measures)
        for one in sorted(measured, key=lambda one: order[one.files.name])
        if one.measures is not None
    ]
    if not images:
        raise LayoutError(f"{results}: none of its results can be measured: {why_nothing(results, problems)}")
    return EvaluationSummary(evaluated(images), problems, _notes(measured), time.perf_counter() - begun)


def _measured(
    files: Sequence[ResultFiles], folder: Path, jobs: int | None, stop: Stop
) -> Iterator[list[Measured]]:
    """Batches, as they are done."""
    batches = [tuple(files[start : start + BATCH]) for start in range(0, len(files), BATCH)]
    jobs = jobs or default_jobs((each.target for each in files), REDUCED_BYTES_PER_PIXEL)
    jobs = min(jobs, max(1, len(batches)))
    pool = open_pool("here" if jobs == 1 else "loky", measure_results, folder, jobs)
    for _, batch in execute(pool, batches, stop, _failed):
        yield batch


def _left(files: Sequence[ResultFiles], measured: Sequence[Measured]) -> list[Problem]:
    """Results that were left because of a wish to stop."""
    begun = {one.files.name for one in measured}
    return [
        Problem(each.name, "Interrupted", "interrupted before it was measured")
        for each in files
        if each.name not in begun
    ]


def _failed(batch: tuple[ResultFiles, ...], error: Exception) -> list[Measured]:
    """A worker's death costs its batch, named, and not the run."""
    return [Measured(files, None, failure(files.name, files.result, error)) for files in batch]


def _notes(measured: Iterable[Measured]) -> tuple[str, ...]:
    rounded = sum(one.rounded for one in measured)
    equal = sum(one.measures is not None and math.isinf(one.measures.psnr) for one in measured)
    notes = []
    if rounded:
        notes.append(f"{rounded:,} of 16 bits were rounded to 8, on which the official measures are defined")
    if equal:
        notes.append(f"{equal:,} equal their target: their PSNR is infinite, and so is every mean of it")
    return tuple(notes)
