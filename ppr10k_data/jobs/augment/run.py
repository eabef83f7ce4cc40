"""Augment many photos: draw sidecars, then render source and variants of each from one decoding."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from ppr10k_data.augment import Scheme
from ppr10k_data.jobs.augment.plan import experts_of, plan_augment
from ppr10k_data.jobs.augment.request import AugmentRequest
from ppr10k_data.jobs.augment.summary import AugmentSummary
from ppr10k_data.jobs.augment.superseded import Superseded, superseded
from ppr10k_data.jobs.augment.work import AugmentPlan, SidecarWork, name_of
from ppr10k_data.jobs.engine.hold import refuse_busy
from ppr10k_data.jobs.engine.journal import Tally
from ppr10k_data.jobs.engine.outcome import PhotoOutcome, Rendered
from ppr10k_data.jobs.engine.pending import Pending
from ppr10k_data.jobs.engine.run import Job, RunOptions, plan_run, run
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.photos.work import PhotoWork, RenderPlan
from ppr10k_data.jobs.render.run import Progress, RenderForecast, forecast_plan, run_plan, settle
from ppr10k_data.photo import Expert, PhotoId

FEW_PHOTOS = 100
"""So many photos' sidecars are written sooner than workers start (about 10 ms a photo against a second or two)."""

Started = Callable[[str, int], None]
"""Told what is begun, and of how many photos."""


@dataclass(frozen=True)
class AugmentForecast:
    """What a run would do now.

    Parameters
    ----------
    plan : AugmentPlan
        All that is wanted, and what is known beforehand not to work.
    sidecars : Pending
        Sidecars that are to be written.
    render : RenderForecast or None
        Pictures that are to be made; None where there are to be none.
    removed : tuple of str
        Files of other draws that would be removed, and not made anew.
    """

    plan: AugmentPlan
    sidecars: Pending[SidecarWork]
    render: RenderForecast | None
    removed: tuple[str, ...] = ()


def _augment_one(work: SidecarWork, scheme: Scheme, seed: int, durable: bool) -> PhotoOutcome:
    """Vary one photo; the parent need not load what that takes."""
    from ppr10k_data.jobs.augment.photo import augment_photo

    return augment_photo(work, scheme, seed, durable=durable)


def _job(
    request: AugmentRequest, experts: tuple[Expert, ...], works: Sequence[SidecarWork], options: RunOptions
) -> Job[SidecarWork]:
    return Job(
        base=request.out,
        works=works,
        settings=request.settings_record(experts),
        function=partial(_augment_one, scheme=request.scheme, seed=request.seed, durable=options.durable),
        line=_line,
        tally=_tally,
        shard=request.render.selection.shard,
    )


def _line(rendered: Rendered) -> dict[str, Any]:
    """What the manifest says of a sidecar."""
    output = rendered.output
    return {
        "photo": str(output.photo),
        "kind": "sidecar",
        "sidecar": name_of(output.sidecar),
        **rendered.record,
    }


def _tally(line: dict[str, Any]) -> Tally:
    """What a summary counts of a manifest's line."""
    steps: dict[str, dict[str, Any]] = line["draws"]
    clamped = [name for name, step in steps.items() if step.get("clamped")]
    redrawn = sum(step.get("redrawn", 0) for step in steps.values())
    tally: dict[str, Any] = {"kind": line["kind"]}
    return tally | ({"clamped": clamped} if clamped else {}) | ({"redrawn": redrawn} if redrawn else {})


def forecast(request: AugmentRequest, options: RunOptions | None = None) -> AugmentForecast:
    """Plan an augmentation and leave out what is done; nothing is written, and no photo is opened.

    Raises
    ------
    LayoutError, SettingsChangedError, JournalError
        As :func:`augment`.
    """
    options, experts = options or RunOptions(), experts_of(request)
    plan = plan_augment(request, experts)
    pending = plan_run(_job(request, experts, plan.sidecars, options), options)
    removed = tuple(_of_other_draws(request, experts, plan, options).not_in(_made(plan)))
    if request.sidecars_only:
        return AugmentForecast(plan, pending, None, removed)
    works = _renders(request, plan, options, begun=[work.photo for work in pending.works])
    pictures = forecast_plan(request.render, RenderPlan(works), _without_retry(options))
    return AugmentForecast(plan, pending, pictures, removed)


def augment(
    request: AugmentRequest,
    options: RunOptions | None = None,
    stop: Stop | None = None,
    *,
    started: Started = lambda what, photos: None,
    progress: Progress = lambda outcome: None,
) -> AugmentSummary:
    """Draw variants of photos, write their sidecars, and render source and variants.

    Parameters
    ----------
    request : AugmentRequest
    options : RunOptions, optional
        How to go about it; one photo after the other in this process by default.
    stop : Stop, optional
        Looked at between photos.
    started : callable
        Told what is begun, of how many photos: first sidecars, then pictures.
    progress : callable
        Told each photo's outcome.

    Returns
    -------
    AugmentSummary

    Raises
    ------
    LayoutError
        If the dataset's folders are missing or vanish, or results cannot be written.
    SettingsChangedError
        If the folder holds sidecars of another seed or other ranges, or renders of other settings, without
        ``overwrite``.
    JournalError
        If a journal there is damaged.
    FolderBusyError
        If another run is writing there.
    OutputError
        If the disk is full or lost; what was done is recorded.
    BackendError
        If the cluster cannot be reached or cannot do the work.
    ProfileError
        If there is nothing to be had from the folder of profiles.
    """
    options, stop = options or RunOptions(), stop or Stop()
    request = request.with_render(settle(request.render, options))
    experts = experts_of(request)
    plan = plan_augment(request, experts)
    if not request.sidecars_only:
        forecast_plan(request.render, RenderPlan(()), options)  # renders of other settings: before all else
        refuse_busy(request.render.base, request.render.selection.shard)
    old = _of_other_draws(request, experts, plan, options)
    old.remove(durable=options.durable)
    summary = AugmentSummary(request.out, len(plan.sidecars))
    summary.problems, summary.notes = [*plan.problems], [*plan.notes]
    drawing = _Drawing(summary, started, progress)
    summary.removed = old.not_in(_made(plan))
    drawing.run(request, experts, plan.sidecars, options, stop)
    if request.sidecars_only or stop.requested:
        return drawing.summary
    works = _renders(request, plan, options, begun=drawing.begun)
    works = tuple(work for work in works if work.photo not in drawing.failed and _are_there(request, work))
    drawing.summary.render = run_plan(
        request.render,
        RenderPlan(works),
        _without_retry(options),
        stop,
        started=partial(started, f"render {request.render.settings.resolution.name}"),
        progress=progress,
    )
    return drawing.summary


@dataclass
class _Drawing:
    """The first half: sidecars written, counted, and photos remembered for the second."""

    summary: AugmentSummary
    started: Started
    progress: Progress
    begun: set[PhotoId] = field(default_factory=set)
    failed: set[PhotoId] = field(default_factory=set)

    def run(
        self,
        request: AugmentRequest,
        experts: tuple[Expert, ...],
        works: Sequence[SidecarWork],
        options: RunOptions,
        stop: Stop,
    ) -> None:
        clock = time.perf_counter()
        few = options.backend == "loky" and len(works) <= FEW_PHOTOS
        how = replace(options, backend="here") if few else options
        if works:
            job = _job(request, experts, works, how)
            self.summary.left = run(job, how, stop, planned=self._planned, done=self._done)
        self.summary.seconds = time.perf_counter() - clock

    def _planned(self, pending: Pending[SidecarWork]) -> None:
        self.summary.photos, self.summary.skipped = len(pending.works), len(pending.done)
        self.begun.update(work.photo for work in pending.works)
        for tally, files in pending.tallies():
            self.summary.count(tally, files)
        self.started("sidecars", len(pending.works))

    def _done(self, outcome: PhotoOutcome, tallies: Sequence[Tally]) -> None:
        for tally in tallies:
            self.summary.count(tally)
        self.summary.made += len(tallies)
        self.summary.problems += outcome.problems
        self.summary.notes += outcome.notes
        self.failed.update(PhotoId.parse(problem.what).photo for problem in outcome.problems)
        self.progress(outcome)


def _of_other_draws(
    request: AugmentRequest, experts: tuple[Expert, ...], plan: AugmentPlan, options: RunOptions
) -> Superseded:
    """What ``--overwrite`` is to remove; nothing where nothing is drawn in its place."""
    shard = request.render.selection.shard
    if not (options.overwrite and plan.sidecars and request.out.is_dir()):
        return Superseded(request.out, shard, {})
    return superseded(request.out, request.settings_record(experts), shard)


def _made(plan: AugmentPlan) -> Iterator[Path]:
    """Every file of a plan."""
    yield from (output.path for drawn in plan.sidecars for output in drawn.outputs)
    yield from (output.path for rendered in plan.renders for output in rendered.outputs)


def _renders(
    request: AugmentRequest, plan: AugmentPlan, options: RunOptions, begun: Iterable[PhotoId]
) -> tuple[PhotoWork, ...]:
    """Photos to render; of a repetition of what failed, those whose sidecars were written only now belong to it."""
    if not options.retry_failed:
        return plan.renders
    told = forecast_plan(request.render, RenderPlan(plan.renders), options)
    again = {work.photo for work in told.pending.works} | set(begun)
    return tuple(work for work in plan.renders if work.photo in again)


def _without_retry(options: RunOptions) -> RunOptions:
    return replace(options, retry_failed=False)


def _are_there(request: AugmentRequest, work: PhotoWork) -> bool:
    """Whether a photo's variants have been written, now or before."""
    own = (output.sidecar for output in work.outputs if output.sidecar.is_relative_to(request.out))
    return all(path.exists() for path in own)
