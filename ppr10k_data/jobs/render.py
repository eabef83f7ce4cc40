"""Render many photos: what a render is to the engine, and what its summary counts."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ppr10k_data.files.tree import Dataset, refuse_inside
from ppr10k_data.jobs.engine.collector import without_collector
from ppr10k_data.jobs.engine.journal import Tally
from ppr10k_data.jobs.engine.pending import Pending
from ppr10k_data.jobs.engine.resources import FULL_BYTES_PER_PIXEL, REDUCED_BYTES_PER_PIXEL
from ppr10k_data.jobs.engine.run import Job, RunOptions, plan_run, run
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.outcome import PhotoOutcome, Problem, Rendered
from ppr10k_data.jobs.plan import EVERYTHING, PhotoWork, RenderPlan, Selection, plan_render
from ppr10k_data.jobs.settings import RenderSettings
from ppr10k_data.jobs.strict import lacking_before

if TYPE_CHECKING:  # a run that finds everything done loads no numpy
    from ppr10k_data.cameras import BaselineRow
    from ppr10k_data.files.profiles import ProfileFolder

Progress = Callable[[PhotoOutcome], None]


@dataclass
class RenderSummary:
    """What a run did.

    Parameters
    ----------
    out : Path
        Folder that holds the renders.
    rendered, skipped : int
        Files made, and files that were there already from the same inputs and settings.
    photos : int
        Photos that were to be worked on: those with anything to make.
    left : int
        Those of them that were not done because of a wish to stop.
    pictures : int
        Those of the files, made or there already, that are pictures and not masks.
    problems : list of Problem
        What failed.
    notes : list of str
        What the user should know of files that were made.
    replayed, approximated, not_replayed : Counter
        Pictures by Camera Raw key that they asked for: done, done by a heuristic, or in vain.
    detail_left_out : int
        Renders whose sharpening or noise reduction was left out.
    seconds : float
        Of the whole run.
    """

    out: Path
    rendered: int = 0
    skipped: int = 0
    photos: int = 0
    left: int = 0
    pictures: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    replayed: Counter[str] = field(default_factory=Counter)
    approximated: Counter[str] = field(default_factory=Counter)
    not_replayed: Counter[str] = field(default_factory=Counter)
    detail_left_out: int = 0
    seconds: float = 0.0

    def count(self, tally: Tally, files: int = 1) -> None:
        """Count so many files alike; of pictures, also what became of the adjustments that they asked for."""
        self.pictures += files * (tally["kind"] == "picture")
        for name in ("replayed", "approximated", "not_replayed"):
            getattr(self, name).update(dict.fromkeys(tally.get(name, ()), files))
        self.detail_left_out += files * bool(tally.get("detail_left_out"))

    def recorded(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            "out": str(self.out),
            "rendered": self.rendered,
            "skipped": self.skipped,
            "photos": self.photos,
            "left": self.left,
            "pictures": self.pictures,
            "failed": [asdict(problem) for problem in self.problems],
            "failed_by_kind": dict(Counter(problem.kind for problem in self.problems)),
            "notes": self.notes,
            "replayed": dict(self.replayed.most_common()),
            "approximated": dict(self.approximated.most_common()),
            "not_replayed": dict(self.not_replayed.most_common()),
            "detail_left_out": self.detail_left_out,
            "seconds": round(self.seconds, 2),
        }


@dataclass(frozen=True)
class RenderRequest:
    """Everything that is asked of a render, apart from how to go about it.

    Parameters
    ----------
    root : Path
        The dataset; only read.
    sidecar_names : sequence of str
        Folders of sidecars, by name under the root or by path.
    settings : RenderSettings
    out : Path
        Renders go to ``<out>/<res>/<xmp folder>/``, masks to ``<out>/<res>/masks/``.
    selection : Selection
        Which photos.
    baselines : sequence of BaselineRow
        The user's own baseline exposures.
    profiles : Path or None
        The user's own folder of camera profiles and looks.
    """

    root: Path
    sidecar_names: Sequence[str]
    settings: RenderSettings
    out: Path
    selection: Selection = EVERYTHING
    baselines: Sequence[BaselineRow] = ()
    profiles: Path | None = None

    @cached_property
    def profile_folder(self) -> ProfileFolder | None:
        """What is in the folder of profiles, looked through once."""
        if self.profiles is None:
            return None
        from ppr10k_data.files.profiles import search_profiles

        return search_profiles(self.profiles)

    @property
    def base(self) -> Path:
        """Folder that holds the renders."""
        return self.out / self.settings.resolution.name

    def absolute(self) -> RenderRequest:
        """The same for processes that work in other folders."""
        names = [
            name if (self.root / name).is_dir() else str(Path(name).absolute()) for name in self.sidecar_names
        ]
        profiles = None if self.profiles is None else self.profiles.absolute()
        root, out = self.root.absolute(), self.out.absolute()
        return replace(self, root=root, out=out, sidecar_names=names, profiles=profiles)

    def settings_record(self) -> dict[str, Any]:
        """As written into manifest and journal."""
        record, folder = self.settings.recorded(), self.profile_folder
        if folder is not None:
            record["profiles"] = {"files": len(folder.files) + len(folder.looks), "digest": folder.digest}
        if self.baselines:
            record["baseline_table"] = [asdict(row) for row in self.baselines]
        return record


def _render_one(
    work: PhotoWork,
    settings: RenderSettings,
    baselines: Sequence[BaselineRow],
    profiles: ProfileFolder | None,
    durable: bool,
) -> PhotoOutcome:
    """Render one photo; numba and LibRaw are loaded by who does it, not by who plans."""
    from ppr10k_data.jobs.render_photo import render_photo

    return render_photo(work, settings, baselines, profiles, durable=durable)


def _job(request: RenderRequest, works: Sequence[PhotoWork], options: RunOptions) -> Job[PhotoWork]:
    settings, full = request.settings, request.settings.resolution.long_edge is None
    return Job(
        base=request.base,
        works=works,
        settings=request.settings_record(),
        function=partial(
            _render_one,
            settings=settings,
            baselines=tuple(request.baselines),
            profiles=request.profile_folder,
            durable=options.durable,
        ),
        line=_line,
        tally=_tally,
        shard=request.selection.shard,
        bytes_per_pixel=FULL_BYTES_PER_PIXEL if full else REDUCED_BYTES_PER_PIXEL,
    )


def _line(rendered: Rendered) -> dict[str, Any]:
    """What the manifest says of a file."""
    output = rendered.output
    return {
        "photo": str(output.photo),
        "kind": output.kind,
        "sidecar": f"{output.sidecar.parent.name}/{output.sidecar.name}",
        **rendered.record,
    }


def _tally(line: dict[str, Any]) -> Tally:
    """What a summary counts of a manifest's line; names alone, so that a journal of the whole release stays small."""
    tally: dict[str, Any] = {"kind": line["kind"]}
    tally |= {key: list(line[key]) for key in ("replayed", "approximated", "not_replayed") if line.get(key)}
    if line.get("detail_left_out"):
        tally["detail_left_out"] = True
    return tally


@without_collector()
def _plan(request: RenderRequest) -> RenderPlan:
    refuse_inside(request.root, request.out)
    return plan_render(
        Dataset(request.root), request.sidecar_names, request.settings, request.selection, request.out
    )


@dataclass(frozen=True)
class RenderForecast:
    """What a render would do now.

    Parameters
    ----------
    plan : RenderPlan
        All that is wanted, and what is known beforehand not to work.
    pending : Pending
        What of it is not done.
    """

    plan: RenderPlan
    pending: Pending[PhotoWork]


def forecast(request: RenderRequest, options: RunOptions | None = None) -> RenderForecast:
    """Plan a render and leave out what is done; nothing is written, and no photo is opened.

    Raises
    ------
    LayoutError, SettingsChangedError, JournalError
        As :func:`render`.
    """
    options, plan = options or RunOptions(), _plan(request)
    return RenderForecast(plan, plan_run(_job(request, plan.works, options), options))


def render(
    root: Path,
    sidecar_names: Iterable[str],
    settings: RenderSettings,
    *,
    out: Path,
    selection: Selection | None = None,
    baselines: Sequence[BaselineRow] = (),
    profiles: Path | None = None,
    options: RunOptions | None = None,
    stop: Stop | None = None,
    started: Callable[[int], None] = lambda photos: None,
    progress: Progress = lambda outcome: None,
) -> RenderSummary:
    """Render photos of a copy of PPR10K by their sidecars.

    Parameters
    ----------
    root, sidecar_names, settings, out, selection, baselines, profiles
        As :class:`RenderRequest`; all photos by default.
    options : RunOptions, optional
        How to go about it; one photo after the other in this process by default.
    stop : Stop, optional
        Looked at between photos.
    started : callable
        Told the number of photos to work on.
    progress : callable
        Told each photo's outcome.

    Returns
    -------
    RenderSummary

    Raises
    ------
    LayoutError
        If the dataset's folders are missing or vanish, or results cannot be written to ``out``.
    SettingsChangedError
        If ``out`` holds renders of other settings, without ``overwrite``.
    JournalError
        If the journal there is damaged.
    FolderBusyError
        If another run is writing there.
    OutputError
        If the disk is full or lost; what was done is recorded.
    BackendError
        If the cluster cannot be reached or cannot do the work.
    ProfileError
        If there is nothing to be had from the folder of profiles.
    """
    names, photos = tuple(sidecar_names), selection or EVERYTHING
    request = RenderRequest(root, names, settings, out, photos, baselines, profiles)
    return render_request(
        request, options or RunOptions(), stop or Stop(), started=started, progress=progress
    )


def render_request(
    request: RenderRequest,
    options: RunOptions,
    stop: Stop,
    *,
    started: Callable[[int], None],
    progress: Progress,
) -> RenderSummary:
    """:func:`render`, of a request."""
    begun = time.perf_counter()
    if options.backend in ("dask", "ray"):
        request = request.absolute()
    plan = _plan(request)
    folder = request.profile_folder
    notes = [*plan.notes, *(() if folder is None else folder.unreadable)]
    summary = RenderSummary(request.base, problems=list(plan.problems), notes=notes)

    def planned(pending: Pending[PhotoWork]) -> None:
        summary.photos, summary.skipped = len(pending.works), len(pending.done)
        for tally, files in pending.tallies():
            summary.count(tally, files)
        if request.settings.strict:
            summary.problems += lacking_before(request.base, pending.done)
        started(len(pending.works))

    def done(outcome: PhotoOutcome, tallies: Sequence[Tally]) -> None:
        for tally in tallies:
            summary.count(tally)
        summary.rendered += len(tallies)
        summary.problems += outcome.problems
        summary.notes += outcome.notes
        progress(outcome)

    if plan.works:
        job = _job(request, plan.works, options)
        summary.left = run(job, options, stop, planned=planned, done=done)
    summary.seconds = time.perf_counter() - begun
    return summary
