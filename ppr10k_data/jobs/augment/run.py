"""Augment many photos: draw sidecars, then render source and variants of each from one decoding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ppr10k_data.jobs.augment.drawing import Drawing, Started, sidecar_job
from ppr10k_data.jobs.augment.plan import experts_of, plan_augment
from ppr10k_data.jobs.augment.request import AugmentRequest
from ppr10k_data.jobs.augment.summary import AugmentSummary
from ppr10k_data.jobs.augment.superseded import Superseded, superseded
from ppr10k_data.jobs.augment.work import AugmentPlan, SidecarWork
from ppr10k_data.jobs.engine.gathered import Gathered
from ppr10k_data.jobs.engine.hold import refuse_busy
from ppr10k_data.jobs.engine.pending import Pending
from ppr10k_data.jobs.engine.run import RunOptions, plan_run
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.photos.work import PhotoWork, RenderPlan
from ppr10k_data.jobs.render.run import Progress, RenderForecast, forecast_plan, run_plan, settle
from ppr10k_data.photo import Expert, PhotoId


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


def forecast(request: AugmentRequest, options: RunOptions | None = None) -> AugmentForecast:
    """Plan an augmentation and leave out what is done; nothing is written, and no photo is opened.

    Parameters
    ----------
    request : AugmentRequest
    options : RunOptions, optional
        How to go about it, as :func:`augment`.

    Raises
    ------
    LayoutError, SettingsChangedError, JournalError
        As :func:`augment`.
    """
    options, experts = options or RunOptions(), experts_of(request)
    plan = plan_augment(request, experts)
    pending = plan_run(sidecar_job(request, experts, plan.sidecars, options), options)
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
    summary = AugmentSummary(request.out, len(plan.sidecars), removed=old.not_in(_made(plan)))
    drawing = Drawing(summary, Gathered(list(plan.problems), list(plan.notes)), started, progress)
    drawing.run(request, experts, plan.sidecars, options, stop)
    if request.sidecars_only or stop.requested:
        return summary
    works = _renders(request, plan, options, begun=drawing.begun)
    works = tuple(work for work in works if work.photo not in drawing.failed and _are_there(request, work))
    begin = partial(started, f"render {request.render.settings.resolution.name}")
    how, photos = _without_retry(options), RenderPlan(works)
    summary.render = run_plan(request.render, photos, how, stop, started=begin, progress=progress)
    return summary


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
