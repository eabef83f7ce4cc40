"""Render many photos: what a render is to the engine, and what its summary counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ppr10k_data.files.tree import Dataset, refuse_inside
from ppr10k_data.jobs.engine.collector import without_collector
from ppr10k_data.jobs.engine.gathered import Gathered
from ppr10k_data.jobs.engine.journal import Tally
from ppr10k_data.jobs.engine.outcome import PhotoOutcome, Rendered
from ppr10k_data.jobs.engine.pending import Pending
from ppr10k_data.jobs.engine.resources import (
    FULL_BYTES_PER_PIXEL,
    MATCH_BYTES_PER_PIXEL,
    REDUCED_BYTES_PER_PIXEL,
)
from ppr10k_data.jobs.engine.run import Job, RunOptions, plan_run, run
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.photos.selection import EVERYTHING, Selection
from ppr10k_data.jobs.photos.work import PhotoWork, RenderPlan
from ppr10k_data.jobs.render.guided import MatchFolders, guided
from ppr10k_data.jobs.render.plan import plan_render
from ppr10k_data.jobs.render.request import RenderRequest
from ppr10k_data.jobs.render.settings import RenderSettings
from ppr10k_data.jobs.render.strict import lacking_before
from ppr10k_data.jobs.render.summary import RenderSummary, matched_from_to
from ppr10k_data.photo import PhotoId

if TYPE_CHECKING:  # a run that finds everything done loads no numpy
    from ppr10k_data.cameras import BaselineRow
    from ppr10k_data.files.profiles import ProfileFolder
    from ppr10k_data.jobs.render.scene import Calibrations

__all__ = [
    "Progress",
    "RenderForecast",
    "RenderRequest",
    "RenderSummary",
    "forecast",
    "render",
    "render_request",
]

Progress = Callable[[PhotoOutcome], None]


def _render_one(
    work: PhotoWork,
    settings: RenderSettings,
    baselines: Sequence[BaselineRow],
    profiles: ProfileFolder | None,
    calibrations: Calibrations | None,
    durable: bool,
) -> PhotoOutcome:
    """Render one photo; numba and LibRaw are loaded by who does it, not by who plans."""
    from ppr10k_data.jobs.render.photo import render_photo

    return render_photo(work, settings, baselines, profiles, calibrations, durable=durable)


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
            calibrations=request.calibrations,
            durable=options.durable,
        ),
        line=_line,
        tally=_tally,
        shard=request.selection.shard,
        bytes_per_pixel=(FULL_BYTES_PER_PIXEL if full else REDUCED_BYTES_PER_PIXEL)
        + (MATCH_BYTES_PER_PIXEL if settings.match else 0.0),
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
    if "match" in line:
        tally["match"] = matched_from_to(line["match"])
    return tally


@without_collector()
def _plan(request: RenderRequest) -> RenderPlan:
    refuse_inside(request.root, request.out)
    if request.match is not None and request.match.save is not None:
        refuse_inside(request.root, request.match.save, "--save-fits")
    plan = plan_render(
        Dataset(request.root), request.sidecar_names, request.settings, request.selection, request.out
    )
    return plan if request.match is None else guided(plan, request.match, request.settings)


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

    Parameters
    ----------
    request : RenderRequest
    options : RunOptions, optional
        As :func:`render`.

    Raises
    ------
    LayoutError, SettingsChangedError, JournalError
        As :func:`render`.
    """
    return forecast_plan(request, _plan(request), options or RunOptions())


def forecast_plan(request: RenderRequest, plan: RenderPlan, options: RunOptions) -> RenderForecast:
    """:func:`forecast`, of photos that were matched already.

    Parameters
    ----------
    request : RenderRequest
    plan : RenderPlan
        Photos with their files.
    options : RunOptions
    """
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
    match: MatchFolders | None = None,
    calibration: Path | None = None,
    options: RunOptions | None = None,
    stop: Stop | None = None,
    started: Callable[[int], None] = lambda photos: None,
    progress: Progress = lambda outcome: None,
) -> RenderSummary:
    """Render photos of a copy of PPR10K by their sidecars.

    Parameters
    ----------
    root, sidecar_names, settings, out, selection, baselines, profiles, match, calibration
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
    request = RenderRequest(root, names, settings, out, photos, baselines, profiles, match, calibration)
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
    """:func:`render`, of a request.

    Parameters
    ----------
    request : RenderRequest
    options : RunOptions
    stop : Stop
        Looked at between photos.
    started : callable
        Told the number of photos to work on.
    progress : callable
        Told each photo's outcome.
    """
    request = settle(request, options)
    return run_plan(request, _plan(request), options, stop, started=started, progress=progress)


def settle(request: RenderRequest, options: RunOptions) -> RenderRequest:
    """The request as all who work on it understand it: workers of a cluster have other current folders.

    Parameters
    ----------
    request : RenderRequest
    options : RunOptions
    """
    return request.absolute() if options.backend in ("dask", "ray") else request


def run_plan(
    request: RenderRequest,
    plan: RenderPlan,
    options: RunOptions,
    stop: Stop,
    *,
    started: Callable[[int], None],
    progress: Progress,
) -> RenderSummary:
    """:func:`render_request`, of photos that were matched already.

    Parameters
    ----------
    request : RenderRequest
    plan : RenderPlan
        Photos with their files.
    options : RunOptions
    stop : Stop
        Looked at between photos.
    started : callable
        Told the number of photos to work on.
    progress : callable
        Told each photo's outcome.
    """
    begun = time.perf_counter()
    folder = request.profile_folder
    notes = [*plan.notes, *(() if folder is None else folder.unreadable)]
    summary, told = RenderSummary(request.base, len(plan.works)), Gathered(list(plan.problems), notes)

    def planned(pending: Pending[PhotoWork]) -> None:
        summary.photos, summary.skipped = len(pending.works), len(pending.done)
        for tally, files in pending.tallies():
            summary.count(tally, files)
        if request.settings.strict:
            told.problems += lacking_before(request.base, pending.done)
        started(len(pending.works))

    def done(photo: PhotoId, outcome: PhotoOutcome, tallies: Sequence[Tally]) -> None:
        for tally in tallies:
            summary.count(tally)
        summary.rendered += len(tallies)
        told.add(photo, outcome)
        progress(outcome)

    if plan.works:
        summary.left = run(_job(request, plan.works, options), options, stop, planned=planned, done=done)
    summary.problems, summary.notes = told.ordered_problems, told.ordered_notes
    summary.seconds = time.perf_counter() - begun
    return summary
