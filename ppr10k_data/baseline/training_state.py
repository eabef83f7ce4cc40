"""A training that stands still: all that is needed to go on as if it had never stopped."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from ppr10k_data.baseline.checkpoints import Checkpoint, read_checkpoint, write_checkpoint
from ppr10k_data.baseline.lut_model import ImageAdaptive3DLUT
from ppr10k_data.baseline.recipes import TrainSettings, check_unchanged, settings_of
from ppr10k_data.baseline.same_photos import Rolls, check_same_photos
from ppr10k_data.errors import CheckpointError, SettingsChangedError

LAST, BEST, LOG = "last.pt", "best.pt", "log.csv"


@dataclass
class Training:
    """A model on its way.

    Parameters
    ----------
    model : ImageAdaptive3DLUT
    optimizer : torch.optim.Adam
    settings : TrainSettings
    licence : str
        The notice of what is learned from; it travels with the model.
    epoch, photos_seen : int
        Where it is: photos of this epoch, and of this process, that were learned from already.
    sums : dict
        Of the loss and its parts over the epoch so far, and ``photos`` they are of.
    history : list of dict
        One row an epoch.
    best : float
        The highest validation PSNR so far.
    processes : int
        How many share an epoch.
    photos : dict
        Which photos it is about; empty where nobody asked.
    """

    model: ImageAdaptive3DLUT
    optimizer: torch.optim.Adam
    settings: TrainSettings
    licence: str
    epoch: int = 0
    photos_seen: int = 0
    sums: dict[str, float] = field(default_factory=dict)
    history: list[dict[str, Any]] = field(default_factory=list)
    best: float = -math.inf
    processes: int = 1
    photos: Rolls = field(default_factory=dict)

    @classmethod
    def begin(cls, model: ImageAdaptive3DLUT, settings: TrainSettings, licence: str) -> Training:
        """Start with a model that has learned nothing yet; it must be on its device already."""
        slow = settings.learning_rate
        groups = [
            {"params": list(model.classifier.parameters()), "lr": slow},
            {"params": [model.tables], "lr": settings.tables_learning_rate or slow},
        ]
        adam = torch.optim.Adam(groups, betas=(0.9, 0.999))
        return cls(model, adam, settings, licence)

    def add(self, values: dict[str, float], photos: int) -> None:
        """Count a step's photos, and what it came to."""
        for name, value in (values | {"photos": 1.0}).items():
            self.sums[name] = self.sums.get(name, 0.0) + value * photos
        self.photos_seen += photos

    def means(self) -> dict[str, float]:
        """Of the epoch so far."""
        photos = self.sums.get("photos", 0.0)
        return {name: total / photos for name, total in self.sums.items() if name != "photos"}

    def end_epoch(self, row: dict[str, Any]) -> None:
        """Go on to the next epoch."""
        self.history.append(row)
        self.epoch, self.photos_seen, self.sums = self.epoch + 1, 0, {}

    def save(self, path: Path, *, for_resuming: bool) -> None:
        """Write a checkpoint, atomically.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        psnr = self.history[-1]["psnr"] if self.history else math.nan
        state = {
            "optimizer": self.optimizer.state_dict(),
            "epoch": self.epoch,
            "photos_seen": self.photos_seen,
            "sums": self.sums,
            "history": self.history,
            "best": self.best,
            "processes": self.processes,
            "photos": self.photos,
        }
        progress = {"epoch": self.epoch, "psnr": psnr}
        checkpoint = Checkpoint(self.model, self.licence, self.settings.recorded(), progress)
        if for_resuming:
            checkpoint = Checkpoint(self.model, self.licence, checkpoint.settings, progress, state=state)
        write_checkpoint(path, checkpoint)


def settings_to_go_on(out: Path, given: Mapping[str, Any]) -> TrainSettings:
    """The settings of a training that is to go on.

    Parameters
    ----------
    out : Path
        The training's folder.
    given : mapping
        Settings that were asked for by name; all others are the training's own.

    Raises
    ------
    CheckpointError
        If there is no ``last.pt``, or it is damaged.
    SettingsChangedError
        If one was given that differs, and must not; names each.
    """
    found = _last(out / LAST)
    check_unchanged(found.settings, given, out)
    return settings_of({**found.settings, **given}, out / LAST)


def _last(path: Path) -> Checkpoint:
    if not path.is_file():
        raise CheckpointError(f"{path}: nothing to go on from; start without --resume")
    return read_checkpoint(path)


def resume(out: Path, settings: TrainSettings, licence: str, device: torch.device) -> Training:
    """Go on from ``last.pt``.

    Parameters
    ----------
    out : Path
        The training's folder.
    settings : TrainSettings
        As before; the number of epochs may be another.
    licence : str
    device : torch.device

    Raises
    ------
    CheckpointError
        If there is no such file, or it is damaged.
    SettingsChangedError
        If the settings differ; names each.
    """
    path = out / LAST
    found = _last(path)
    check_unchanged(found.settings, settings.recorded(), out)
    training = Training.begin(found.model.to(device), settings, licence)
    state = found.state
    try:
        training.optimizer.load_state_dict(state["optimizer"])
        training.epoch, training.photos_seen = state["epoch"], state["photos_seen"]
        training.sums, training.history, training.best = state["sums"], state["history"], state["best"]
        training.processes, training.photos = state["processes"], state["photos"]
    except (KeyError, ValueError) as error:
        raise CheckpointError(
            f"{path}: has no state to go on from ({error}); is it {BEST}, renamed?"
        ) from error
    return training


def check_processes(training: Training, count: int) -> None:
    """Refuse to go on in the middle of an epoch that was shared among another number of processes.

    Raises
    ------
    SettingsChangedError
        Says how many there were.
    """
    if training.photos_seen and training.processes != count:
        raise SettingsChangedError(
            f"the epoch was begun by {training.processes} processes, now there are {count}: "
            f"end it with --nproc-per-node {training.processes}"
        )
    training.processes = count


def check_photos(training: Training, photos: Rolls, where: object) -> None:
    """Refuse to go on with other photos than a training was begun with.

    Raises
    ------
    SettingsChangedError
        Names the difference.
    """
    if training.photos:
        check_same_photos(training.photos, photos, where)
    training.photos = photos


def check_new(out: Path) -> None:
    """Refuse to begin where a training has been.

    Raises
    ------
    SettingsChangedError
        If there is one; says how to go on with it.
    """
    if (out / LAST).exists() or (out / BEST).exists():
        raise SettingsChangedError(
            f"{out}: holds a training already: go on with it by --resume, or name another --out"
        )
