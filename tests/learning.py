"""Tiny trainings: nine inputs of 18 x 12 pixels, tables of five points, the small classifier."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch

from ppr10k_data.baseline.batches import single_views
from ppr10k_data.baseline.data import PaperCrop, PPR10KDataset
from ppr10k_data.baseline.loaders import EpochBatches, validation_batches
from ppr10k_data.baseline.recipes import TrainSettings
from ppr10k_data.baseline.start import new_model
from ppr10k_data.baseline.train import Run, train
from ppr10k_data.baseline.training_state import Training, resume
from ppr10k_data.jobs.engine.stop import Stop

CPU = torch.device("cpu")


def settings_of(**more: Any) -> TrainSettings:
    tiny = {
        "backbone": "small",
        "vertices": 5,
        "batch_size": 4,
        "crop": 16,
        "epochs": 2,
        "learning_rate": 1e-3,
    }
    return TrainSettings(**(tiny | more))


def begun(settings: TrainSettings) -> Training:
    return Training.begin(new_model(settings), settings, "a notice")


def trained(
    root: Path,
    out: Path,
    settings: TrainSettings,
    *,
    again: bool = False,
    stop_after: int | None = None,
    stop_in_validation: bool = False,
    workers: int = 0,
    spoil: Callable[[Training], None] = lambda training: None,
) -> tuple[Training, bool]:
    """Train on a tree; by wish until so many steps, and from where another run stopped."""
    out.mkdir(exist_ok=True)
    crop = PaperCrop(settings.crop)
    learned = PPR10KDataset(root, masks=settings.hrp, transform=crop, seed=settings.seed)
    batches = EpochBatches(learned, settings.batch_size, single_views, seed=settings.seed, workers=workers)
    training = resume(out, settings, "a notice", CPU) if again else begun(settings)
    spoil(training)
    stop, steps = Stop(), [0]

    def count(photos: int, loss: float) -> None:
        steps[0] += 1
        if steps[0] == stop_after:
            stop.request(15)

    looked_at = validation_batches(PPR10KDataset(root, "val", masks=False))
    seen = _asking(looked_at, stop) if stop_in_validation else looked_at
    return training, train(training, batches, seen, Run(out, CPU, stop=stop, progress=count))


def _asking(batches: Iterable[Any], stop: Stop) -> Iterator[Any]:
    """Batches; after the first it is asked to stop."""
    for batch in batches:
        yield batch
        stop.request(15)


def weights_equal(a: torch.nn.Module, b: torch.nn.Module) -> bool:
    """Bit for bit."""
    one, other = a.state_dict(), b.state_dict()
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def without_seconds(history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "seconds"} for row in history]


class Doomed:
    """Ends the process that reads its last item."""

    def __len__(self) -> int:
        return 3

    def __getitems__(self, places: Sequence[int]) -> list[int]:
        if 2 in places:
            os.kill(os.getpid(), signal.SIGKILL)
        return list(places)


class Called(Doomed):
    """Sends itself the signals that a terminal or a cluster sends to all processes."""

    def __getitems__(self, places: Sequence[int]) -> list[int]:
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(os.getpid(), number)
        return list(places)
