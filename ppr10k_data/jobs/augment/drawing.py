"""The first half of an augmentation: what a sidecar is to the engine, and sidecars written and counted."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ppr10k_data.augment import Scheme
from ppr10k_data.jobs.augment.request import AugmentRequest
from ppr10k_data.jobs.augment.summary import AugmentSummary
from ppr10k_data.jobs.augment.work import SidecarWork, name_of
from ppr10k_data.jobs.engine.gathered import Gathered
from ppr10k_data.jobs.engine.journal import Tally
from ppr10k_data.jobs.engine.outcome import PhotoOutcome, Rendered
from ppr10k_data.jobs.engine.pending import Pending
from ppr10k_data.jobs.engine.run import Job, RunOptions, run
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.render.run import Progress
from ppr10k_data.photo import Expert, PhotoId

FEW_PHOTOS = 100
"""So many photos' sidecars are written sooner than workers start (about 10 ms a photo against a second or two)."""

SIDECARS_FIRST = "sidecars"
"""What is told to be begun; pictures are told by their size."""

Started = Callable[[str, int], None]
"""Told what is begun, and of how many photos."""


def _augment_one(work: SidecarWork, scheme: Scheme, seed: int, durable: bool) -> PhotoOutcome:
    """Vary one photo; the parent need not load what that takes."""
    from ppr10k_data.jobs.augment.photo import augment_photo

    return augment_photo(work, scheme, seed, durable=durable)


def sidecar_job(
    request: AugmentRequest, experts: tuple[Expert, ...], works: Sequence[SidecarWork], options: RunOptions
) -> Job[SidecarWork]:
    """What drawing is to the engine.

    Parameters
    ----------
    request : AugmentRequest
    experts : tuple of {"a", "b", "c"}
        Whose targets count.
    works : sequence of SidecarWork
    options : RunOptions
    """
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


@dataclass
class Drawing:
    """Sidecars written and counted, and photos remembered for what comes after.

    Parameters
    ----------
    summary : AugmentSummary
        Is filled.
    told : Gathered
        Problems and notes of the plan; gets those of photos.
    started, progress : callable
        As :func:`~ppr10k_data.jobs.augment.run.augment`.
    begun, failed : set of PhotoId
        Photos that had sidecars to be written, and those of them of which some could not be.
    """

    summary: AugmentSummary
    told: Gathered
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
        """Write the sidecars that are missing; few of them in this process.

        Parameters
        ----------
        request, experts, works, options
            As :func:`sidecar_job`.
        stop : Stop
            Looked at between photos.

        Raises
        ------
        SettingsChangedError, JournalError, FolderBusyError, LayoutError, OutputError, BackendError
            As :func:`~ppr10k_data.jobs.engine.run.run`.
        """
        clock = time.perf_counter()
        few = options.backend == "loky" and len(works) <= FEW_PHOTOS
        how = replace(options, backend="here") if few else options
        if works:
            job = sidecar_job(request, experts, works, how)
            self.summary.left = run(job, how, stop, planned=self._planned, done=self._done)
        self.summary.problems, self.summary.notes = self.told.ordered_problems, self.told.ordered_notes
        self.summary.seconds = time.perf_counter() - clock

    def _planned(self, pending: Pending[SidecarWork]) -> None:
        self.summary.photos, self.summary.skipped = len(pending.works), len(pending.done)
        self.begun.update(work.photo for work in pending.works)
        for tally, files in pending.tallies():
            self.summary.count(tally, files)
        self.started(SIDECARS_FIRST, len(pending.works))

    def _done(self, photo: PhotoId, outcome: PhotoOutcome, tallies: Sequence[Tally]) -> None:
        for tally in tallies:
            self.summary.count(tally)
        self.summary.made += len(tallies)
        self.told.add(photo, outcome)
        if outcome.problems:
            self.failed.add(photo)
        self.progress(outcome)
