"""Learning, which may be killed at any moment and goes on as if it had not been."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

import torch

from ppr10k_data.baseline.batches import Batch
from ppr10k_data.baseline.loaders import EpochBatches, Processes
from ppr10k_data.baseline.logs import Board, write_log
from ppr10k_data.baseline.processes import reduce_over_processes
from ppr10k_data.baseline.steps import seed_step, step
from ppr10k_data.baseline.training_state import BEST, LAST, LOG, Training
from ppr10k_data.baseline.validation import Validation, validate
from ppr10k_data.jobs.engine.stop import Stop


@dataclass(frozen=True)
class Run:
    """How a training is carried out; nothing of it changes what is learned.

    Parameters
    ----------
    out : Path
        Gets ``last.pt``, ``best.pt`` and ``log.csv``.
    device : torch.device
    processes : Processes
        Of a torchrun.
    save_every_s : float
        Seconds between checkpoints within an epoch.
    stop : Stop
        Looked at after each step.
    started : callable
        Told once: photos of all epochs, and those that were learned from already.
    progress : callable
        Told after each step: photos, and the epoch's mean loss so far.
    epoch_done : callable
        Told each epoch's row of the log.
    tensorboard : Path or None
        Folder of TensorBoard's log.
    """

    out: Path
    device: torch.device
    processes: Processes = field(default_factory=Processes)
    save_every_s: float = 600.0
    stop: Stop = field(default_factory=Stop)
    started: Callable[[int, int], None] = lambda photos, done: None
    progress: Callable[[int, float], None] = lambda photos, loss: None
    epoch_done: Callable[[dict[str, Any]], None] = lambda row: None
    tensorboard: Path | None = None


def train(training: Training, batches: EpochBatches, validation: Iterable[Batch], run: Run) -> bool:
    """Learn until all epochs are done or a stop is asked for.

    Parameters
    ----------
    training : Training
        Begun or resumed; it is changed.
    batches : EpochBatches
        What is learned from.
    validation : iterable of Batch
        Looked at after each epoch; may be iterated again and again.
    run : Run

    Returns
    -------
    bool
        Whether all epochs are done; else ``last.pt`` says where it stands.

    Raises
    ------
    TrainingError
        If the loss is not a number; names the photos.
    OutputError
        If a checkpoint or the log cannot be written.
    """
    settings = training.settings
    run.started(settings.epochs * batches.photos, training.epoch * batches.photos + training.photos_seen)
    board = Board(run.tensorboard if run.processes.is_first else None, training.epoch)
    with torch.random.fork_rng(devices=_cuda(run.device)):  # the caller's random numbers stay as they are
        while training.epoch < settings.epochs:
            started = time.perf_counter()
            if not _learn_epoch(training, batches, run):
                _save(training, run)
                return False
            looked_at = _until_stopped(validation, run)
            found = validate(training.model, looked_at, device=run.device, clamp=settings.fixed)
            if _anybody(run.stop.requested, run):
                _save(training, run)  # with all photos of the epoch seen: it goes on with validation
                return False
            _end_epoch(training, found, time.perf_counter() - started, run, board)
    board.close()
    return True


def _cuda(device: torch.device) -> list[torch.device]:
    return [device] if device.type == "cuda" else []


def _learn_epoch(training: Training, batches: EpochBatches, run: Run) -> bool:
    """Learn from what is left of the epoch; whether it was all of it."""
    training.model.train()
    saved = time.monotonic()
    for batch in batches.of(training.epoch, training.photos_seen):
        seed_step(training.settings, training.epoch, training.photos_seen, run.processes.rank)
        values = step(training.model, training.optimizer, batch.to(run.device), training.settings)
        training.add(values, len(batch))
        run.progress(len(batch), training.means()["loss"])
        if _anybody(run.stop.requested, run):
            return False
        if time.monotonic() - saved > run.save_every_s:
            _save(training, run)
            saved = time.monotonic()
    return True


def _until_stopped(batches: Iterable[Batch], run: Run) -> Iterator[Batch]:
    """Batches, until this process is asked to stop."""
    return takewhile(lambda batch: not run.stop.requested, batches)


def _anybody(asked: bool, run: Run) -> bool:
    """Whether any process of a torchrun was asked to stop: they stop after the same step."""
    if run.processes.count == 1:
        return asked
    flag = torch.tensor(float(asked), device=run.device)
    reduce_over_processes(flag, largest=True)
    return bool(flag.item() > 0.0)


def _end_epoch(training: Training, found: Validation, seconds: float, run: Run, board: Board) -> None:
    row = {
        "epoch": training.epoch + 1,
        **training.means(),
        "psnr": found.psnr,
        "psnr_input": found.psnr_input,
        "seconds": seconds,
    }
    is_best = found.psnr > training.best
    training.best = max(training.best, found.psnr) if found.photos else training.best
    training.end_epoch(row)
    if run.processes.is_first:
        if is_best:
            training.save(run.out / BEST, for_resuming=False)
        _save(training, run)
        write_log(run.out / LOG, training.history)
        board.add(row)
        run.epoch_done(row)


def _save(training: Training, run: Run) -> None:
    if run.processes.is_first:
        training.save(run.out / LAST, for_resuming=True)
