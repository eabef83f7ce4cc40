"""Compare many photos with Lightroom's own renders: find both, work, sum up, write what there is to look at."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from heapq import heappush, heappushpop
from itertools import count
from pathlib import Path
from typing import Any

from ppr10k_data.cameras import BaselineRow
from ppr10k_data.develop.anchor import WhiteBalanceMode
from ppr10k_data.develop.base_tone import ToneKind
from ppr10k_data.errors import LayoutError
from ppr10k_data.fidelity import Comparison, Report, Trio, summed_up
from ppr10k_data.files.calibrations import read_calibrations
from ppr10k_data.files.lightroom import RELEASE_TIFFS, lightroom_tiffs, our_renders
from ppr10k_data.files.profiles import search_profiles
from ppr10k_data.files.tree import SOURCE, Dataset, refuse_inside
from ppr10k_data.jobs.counted import counted
from ppr10k_data.jobs.engine.execute import execute
from ppr10k_data.jobs.engine.outcome import failure
from ppr10k_data.jobs.engine.pools.open_pool import open_pool
from ppr10k_data.jobs.engine.pools.pool import Function, Pool
from ppr10k_data.jobs.engine.resources import REDUCED_BYTES_PER_PIXEL, default_jobs
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.fidelity.compare_photo import (
    Compared,
    ComparisonWork,
    compare_photo,
    name_of,
    outcomes_of,
)
from ppr10k_data.jobs.fidelity.files import PAGE, TABLE, write_results
from ppr10k_data.jobs.fidelity.nearer_renders import Nearer
from ppr10k_data.jobs.render.plan import PhotoWork, RenderPlan, Selection, plan_render
from ppr10k_data.jobs.render.settings import RenderSettings, Resolution

SIDECARS = (SOURCE, "xmp_target_a", "xmp_target_b", "xmp_target_c")
"""The release's folders of sidecars: those that are there are compared by default."""

STAND_IN = (
    "This is a generated sample: its TIFFs are not Lightroom's but stand-ins, what an ideal sensor saw of the scene "
    "under the sidecar's white balance and exposure and Adobe's default tone, without any other slider."
)


@dataclass(frozen=True)
class FidelitySummary:
    """What a run found.

    Parameters
    ----------
    report : Report
    page, table : Path
        The HTML page and the CSV file.
    notes : tuple of str
        What to know of the whole.
    seconds : float
        Of the whole run.
    left : int
        Photos that were not compared because of a wish to stop; they are missing in page and table.
    """

    report: Report
    page: Path
    table: Path
    notes: tuple[str, ...]
    seconds: float
    left: int = 0

    def recorded(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            "page": str(self.page),
            "table": str(self.table),
            "notes": list(self.notes),
            "left": self.left,
            "seconds": round(self.seconds, 2),
            **self.report.recorded(),
        }


@dataclass
class _Worst:
    """The pictures of the largest differences so far, and no others."""

    most: int
    _heap: list[tuple[float, int, str, Trio]] = field(default_factory=list)
    _number: Any = field(default_factory=count)

    def offer(self, comparison: Comparison, trio: Trio | None) -> None:
        if trio is None or comparison.scores is None or not self.most:
            return
        entry = (comparison.scores.de2000_mean, next(self._number), comparison.name, trio)
        if len(self._heap) < self.most:
            heappush(self._heap, entry)
        else:
            heappushpop(self._heap, entry)

    def pictures(self) -> dict[str, Trio]:
        return {name: trio for _, _, name, trio in self._heap}


def fidelity(
    root: Path,
    sidecar_names: Sequence[str] = (),
    *,
    out: Path,
    tiffs: Path | None = None,
    renders: Path | None = None,
    selection: Selection | None = None,
    white_balance: WhiteBalanceMode = "anchored",
    tone: ToneKind = "adaptive",
    baselines: Sequence[BaselineRow] = (),
    profiles: Path | None = None,
    match: bool = False,
    calibration: Path | None = None,
    pictures: int = 24,
    jobs: int | None = 1,
    stop: Stop | None = None,
    started: Callable[[int], None] = lambda photos: None,
    progress: Callable[[], None] = lambda: None,
) -> FidelitySummary:
    """Compare renders with Lightroom's own, and write a table and a page.

    Parameters
    ----------
    root : Path
        The dataset; only read.
    sidecar_names : sequence of str
        Folders of sidecars, by name under the root or by path; those of the release by default.
    out : Path
        Gets ``photos.csv`` and ``index.html``.
    tiffs : Path, optional
        Lightroom's TIFFs, see :mod:`ppr10k_data.files.lightroom`; the release's folder under the root by default.
    renders : Path, optional
        Our renders, where they are made already; what is not there is rendered in memory, by each sidecar's own crop
        and orientation, as Lightroom did.
    selection : Selection, optional
        Which photos; all by default.
    white_balance : WhiteBalanceMode
        How a sidecar's white balance is understood in what is rendered here.
    tone : ToneKind
        How highlights end in what is rendered here.
    baselines : sequence of BaselineRow
        The user's own baseline exposures.
    profiles : Path, optional
        The user's own folder of camera profiles and looks.
    match : bool
        Whether renders are matched to Lightroom's pictures, too, and scored beside themselves unmatched.
    calibration : Path, optional
        Calibrations of camera models, likewise.
    pictures : int
        How many of the worst are shown on the page.
    jobs : int or None
        Processes; 1 stays in this one, None is as many as cores and memory carry.
    stop : Stop, optional
        Looked at between photos; what was compared until then is written.
    started : callable
        Told the number of photos to work on.
    progress : callable
        Called after each photo.

    Raises
    ------
    LayoutError
        If folders are missing, nothing can be compared, or results cannot be written.
    ProfileError
        If there is nothing to be had from the folder of profiles.
    KeyboardInterrupt
        With the signal's number, if it was asked to stop before anything was compared.
    """
    begun, stop = time.perf_counter(), stop or Stop()
    refuse_inside(root, out)
    folder = None if profiles is None else search_profiles(profiles)
    settings = RenderSettings(
        Resolution.parse("360p"), bits=8, geometry="own", white_balance=white_balance, tone=tone
    )
    names = sidecar_names or _usual(Dataset(root))
    plan = plan_render(Dataset(root), names, settings, selection or Selection(), out)
    tasks = _tasks(plan, root, tiffs, renders)
    started(len(tasks))
    worker = partial(
        compare_photo,
        settings=settings,
        baselines=tuple(baselines),
        profiles=folder,
        pictures=pictures > 0,
        nearer=Nearer(match, None if calibration is None else read_calibrations(calibration)),
    )
    found = _Found(_planned_in_vain(plan), _Worst(pictures), left=len(tasks))
    for _, compared in execute(_pool(worker, tasks, out, jobs), tasks, stop, _failed):
        found.add(compared)
        progress()
    is_sample = tiffs is None and Dataset(root).is_sample
    notes = (*found.notes(), *([STAND_IN] if is_sample else []), *plan.notes)
    report = found.report(root, stop)
    write_results(
        out, report, found.worst.pictures(), notes, reference="Stand-in" if is_sample else "Lightroom"
    )
    return FidelitySummary(report, out / PAGE, out / TABLE, notes, time.perf_counter() - begun, found.left)


@dataclass
class _Found:
    """What the comparison has come to so far."""

    comparisons: list[Comparison]
    worst: _Worst
    left: int

    def add(self, compared: Iterable[Compared]) -> None:
        """One photo's pictures."""
        self.left -= 1
        for comparison, trio in compared:
            self.comparisons.append(comparison)
            self.worst.offer(comparison, trio)

    def notes(self) -> list[str]:
        """What is missing, if anything."""
        return (
            [f"Interrupted: {counted(self.left, 'photo was', 'photos were')} not compared."]
            if self.left
            else []
        )

    def report(self, root: Path, stop: Stop) -> Report:
        """Sum up, where there is anything to sum up."""
        if any(comparison.scores is not None for comparison in self.comparisons):
            return summed_up(self.comparisons)
        if stop.requested:
            raise KeyboardInterrupt(stop.signal)
        first = next((c for c in self.comparisons if c.reason), None)
        raise LayoutError(
            f"{root}: no photo is selected"
            if first is None
            else f"{root}: none of {len(self.comparisons)} pictures can be compared; "
            f"the first: {first.name}: {first.reason}"
        )


def _pool(worker: Function, tasks: Sequence[ComparisonWork], out: Path, jobs: int | None) -> Pool:
    jobs = jobs or default_jobs((task.work.raw for task in tasks), REDUCED_BYTES_PER_PIXEL)
    return open_pool("here" if jobs == 1 else "loky", worker, out, min(jobs, max(1, len(tasks))))


def _usual(dataset: Dataset) -> tuple[str, ...]:
    """The release's folders of sidecars that are there; the first, to name what is missing, where none is."""
    return tuple(name for name in SIDECARS if (dataset.root / name).is_dir()) or SIDECARS[:1]


def _tasks(plan: RenderPlan, root: Path, tiffs: Path | None, renders: Path | None) -> list[ComparisonWork]:
    labels = list(dict.fromkeys(output.folder for work in plan.works for output in work.outputs))
    if not labels:
        raise LayoutError(f"{root}: no photo is selected that has a RAW file and a sidecar")
    theirs = lightroom_tiffs(tiffs or root / RELEASE_TIFFS, labels)
    ours = {} if renders is None else our_renders(renders, labels)
    return [ComparisonWork(work, _files(work, theirs), _files(work, ours)) for work in plan.works]


def _files(work: PhotoWork, found: dict[str, dict[Any, Path]]) -> dict[str, Path]:
    """A photo's files by name of output."""
    paths = ((name_of(output), found.get(output.folder, {}).get(output.photo)) for output in work.outputs)
    return {name: path for name, path in paths if path is not None}


def _failed(task: ComparisonWork, error: Exception) -> list[Compared]:
    """A fault of this program, or a worker's death, costs that photo, named, and not the run."""
    return list(outcomes_of(task, failure(task.work.photo, task.work.raw, error).reason))


def _planned_in_vain(plan: RenderPlan) -> list[Comparison]:
    """What is known beforehand not to work: sidecars without RAW, RAW files without sidecar, missing folders."""
    return [
        Comparison(problem.what, "", reason=f"not planned: {problem.reason}") for problem in plan.problems
    ]
