"""A run: claim the folder, leave out what is done, work, record each photo as it is done."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic

import ppr10k_data
from ppr10k_data.errors import (
    LayoutError,
    OutputError,
    SettingsError,
    WorkerDiedError,
)
from ppr10k_data.jobs.counted import counted
from ppr10k_data.jobs.engine.collector import without_collector
from ppr10k_data.jobs.engine.execute import execute
from ppr10k_data.jobs.engine.fingerprint import Fingerprints
from ppr10k_data.jobs.engine.folder import remove_stale, sizes_of_files
from ppr10k_data.jobs.engine.hold import hold
from ppr10k_data.jobs.engine.journal import Journal, Tally
from ppr10k_data.jobs.engine.ledger import Ledger, open_ledger, read_journal
from ppr10k_data.jobs.engine.outcome import PhotoOutcome, Problem, Rendered, failure
from ppr10k_data.jobs.engine.pending import Pending, leave_out_done, names_under
from ppr10k_data.jobs.engine.pools.open_pool import Backend, open_pool
from ppr10k_data.jobs.engine.pools.pool import Pool
from ppr10k_data.jobs.engine.resources import REDUCED_BYTES_PER_PIXEL, default_jobs
from ppr10k_data.jobs.engine.shard import WHOLE, Shard
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.engine.work import AnyWork, Work
from ppr10k_data.photo import PhotoId


@dataclass(frozen=True)
class RunOptions:
    """How a run goes about its work; nothing of it changes a file.

    Parameters
    ----------
    backend : Backend
        Where photos are worked on; ``here`` is this process, one after the other.
    jobs : int or None
        Photos at a time, and cores for them to share; None for as many photos as cores and memory carry, on all
        cores.
    scheduler : str or None
        Address of a Dask or Ray cluster.
    overwrite : bool
        Make again what is done, also with other settings.
    retry_failed : bool
        Make only what failed in an earlier run.
    durable : bool
        Wait until the disk has each file and each record (fsync).
    """

    backend: Backend = "here"
    jobs: int | None = None
    scheduler: str | None = None
    overwrite: bool = False
    retry_failed: bool = False
    durable: bool = False

    def __post_init__(self) -> None:
        if self.overwrite and self.retry_failed:
            raise SettingsError(
                "--overwrite makes everything again, --retry-failed only what failed: choose one"
            )
        if self.scheduler is not None and self.backend in ("here", "loky"):
            raise SettingsError(
                f"--scheduler {self.scheduler} is a cluster's: give --backend dask or --backend ray with it"
            )


@dataclass(frozen=True)
class Job(Generic[AnyWork]):
    """What a command wants to be done.

    Parameters
    ----------
    base : Path
        The run's folder: outputs lie in folders of it.
    works : sequence
        All photos that are wanted, done or not.
    settings : dict
        All that decides what the files are, apart from their inputs; as JSON has it.
    function : callable
        Makes all files of one photo. Importable by name, or a partial of such a function.
    line : callable
        What the manifest says of a file, beside ``file``, ``settings``, ``version`` and ``fingerprint``.
    tally : callable
        What a summary counts of a manifest's line.
    shard : Shard
        The share of all photos that ``works`` are.
    bytes_per_pixel : float
        Peak memory for each pixel of a photo's sensor.
    """

    base: Path
    works: Sequence[AnyWork]
    settings: dict[str, Any]
    function: Callable[[Any], PhotoOutcome]
    line: Callable[[Rendered], dict[str, Any]]
    tally: Callable[[dict[str, Any]], Tally]
    shard: Shard = WHOLE
    bytes_per_pixel: float = REDUCED_BYTES_PER_PIXEL


Done = Callable[[PhotoId, PhotoOutcome, Sequence[Tally]], None]
"""Told of each photo, what became of it, and what a summary counts of its files, once it is recorded."""


@without_collector()
def plan_run(job: Job[AnyWork], options: RunOptions) -> Pending[AnyWork]:
    """What a run would do now; nothing is written.

    Parameters
    ----------
    job : Job
    options : RunOptions
        Whether what is done counts.

    Raises
    ------
    SettingsChangedError
        If the folder holds files of other settings, without ``overwrite``.
    JournalError
        If its journal is damaged.
    """
    journal = read_journal(job.base, lost=options.overwrite)
    present = sizes_of_files(job.base)
    if options.overwrite:
        journal = Journal()
    journal.refuse_other_settings(job.settings, present, job.base)
    marks = Fingerprints(job.settings)
    return leave_out_done(job.works, job.base, journal, present, marks, only_failed=options.retry_failed)


def run(
    job: Job[AnyWork],
    options: RunOptions,
    stop: Stop,
    *,
    planned: Callable[[Pending[AnyWork]], None],
    done: Done,
) -> int:
    """Do what is to be done.

    Parameters
    ----------
    job : Job
    options : RunOptions
    stop : Stop
        Looked at between photos.
    planned : callable
        Told what is to be done, before the first photo.
    done : callable
        Told of each photo.

    Returns
    -------
    int
        Photos that were left because of a wish to stop.

    Raises
    ------
    FolderBusyError
        If another run is writing there.
    SettingsChangedError, JournalError
        As :func:`plan_run`.
    OutputError, LayoutError
        If nothing more can be written, or the source's folder is gone. What was done is recorded.
    BackendError
        If the cluster cannot be reached or cannot do the work.
    """
    with hold(job.base, job.shard):
        remove_stale(job.base, job.shard)
        pending = plan_run(job, options)
        planned(pending)
        if not pending.works:
            return 0
        try:
            return _work_off(job, pending, options, stop, done)
        finally:
            remove_stale(job.base, job.shard)


def _work_off(
    job: Job[AnyWork], pending: Pending[AnyWork], options: RunOptions, stop: Stop, done: Done
) -> int:
    left = len(pending.works)
    with open_ledger(job.base, job.shard, job.settings, durable=options.durable) as ledger:
        if options.overwrite:
            ledger.again(pending.fingerprints)
        recorder = _Recorder(job, pending, ledger)
        for work, outcome in execute(_pool(job, pending, options), pending.works, stop, _failed):
            tallies = recorder.record(work, outcome)
            left -= 1
            done(work.photo, outcome, tallies)
            _stop_where_it_is_of_no_use(job.base, work, outcome, left)
    return left


def _pool(job: Job[AnyWork], pending: Pending[AnyWork], options: RunOptions) -> Pool:
    """A single photo needs no workers, unless it ended one before; as many jobs as asked for take as many cores."""
    backend, photos = options.backend, len(pending.works)
    if backend == "loky" and photos == 1 and WorkerDiedError.__name__ not in pending.failed_before:
        backend = "here"
    jobs = options.jobs or default_jobs((work.raw for work in pending.works), job.bytes_per_pixel)
    function = partial(_measured, job.function)
    return open_pool(backend, function, job.base, min(jobs, photos), options.scheduler, cores=options.jobs)


def _measured(function: Callable[[Any], PhotoOutcome], work: Any) -> PhotoOutcome:
    """One photo's work, and the sizes of its files, by who wrote them: another machine may see them late."""
    outcome = function(work)
    for rendered in outcome.rendered:
        rendered.record["bytes"] = rendered.output.path.stat().st_size
    return outcome


def _failed(work: Work, error: Exception) -> PhotoOutcome:
    """A fault of this program, or a worker's death, costs that photo, named, and not the run."""
    return PhotoOutcome(problems=[failure(work.photo, work.raw, error)])


@dataclass
class _Recorder(Generic[AnyWork]):
    """Writes down what became of a photo, and finds out whether its inputs are still those of the plan."""

    job: Job[AnyWork]
    pending: Pending[AnyWork]
    ledger: Ledger

    def __post_init__(self) -> None:
        self._marks = Fingerprints(self.job.settings)
        self._name = names_under(self.job.base)

    def record(self, work: AnyWork, outcome: PhotoOutcome) -> list[Tally]:
        lines = {self._name(made.output.path): made for made in outcome.rendered}
        records = {file: self._line(file, made) for file, made in lines.items()}
        self._tell_changed_inputs(work, outcome, records)
        wanted = [self._name(output.path) for output in work.outputs]
        tallies = {file: self.job.tally(record) for file, record in records.items()}
        missing = [file for file in wanted if file not in records]
        self.ledger.record(work, outcome, records, tallies, missing)
        return list(tallies.values())

    def _line(self, file: str, made: Rendered) -> dict[str, Any]:
        return {
            "file": file,
            **self.job.line(made),
            "settings": self.job.settings,
            "version": ppr10k_data.__version__,
            "fingerprint": self.pending.fingerprints[file],
        }

    def _tell_changed_inputs(
        self, work: AnyWork, outcome: PhotoOutcome, records: dict[str, dict[str, Any]]
    ) -> None:
        """The record keeps the old fingerprint, so the next run makes the file again."""
        marks = self._marks.anew()
        changed = [
            output
            for output in work.outputs
            if (file := self._name(output.path)) in records
            and marks.of(work.inputs(output)) != self.pending.fingerprints[file]
        ]
        if changed:
            reason = (
                f"{work.raw}: this file, a sidecar or the mask of this photo changed while the run went on; "
                "the next run makes its files again"
            )
            outcome.problems.append(Problem(str(work.photo), "InputChangedError", reason))


def _stop_where_it_is_of_no_use(base: Path, work: AnyWork, outcome: PhotoOutcome, left: int) -> None:
    """End the run where the next photo would fare no better."""
    after = (
        f"{counted(left, 'photo is', 'photos are')} left; mend it, and the same command goes on from there"
    )
    if outcome.stop is not None:
        raise OutputError(f"stopped: {outcome.stop}; {after}")
    if outcome.problems and not work.raw.exists() and _is_gone(work.raw.parent):
        raise LayoutError(
            f"stopped: {work.raw.parent} is gone, empty or not readable (is its drive still there?); {after}"
        )


def _is_gone(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    except OSError:
        return True
