"""From what the user asks for to a training that runs: pictures, model, checks; all before the first step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import torch

from ppr10k_data.baseline.batches import pair_views, single_views
from ppr10k_data.baseline.data import GroupPairs, PaperCrop, PPR10KDataset
from ppr10k_data.baseline.data.layout import LayoutName
from ppr10k_data.baseline.data.samples import Incomplete
from ppr10k_data.baseline.imagenet import DOWNLOAD, downloaded, load_imagenet
from ppr10k_data.baseline.loaders import EpochBatches, Processes, validation_batches
from ppr10k_data.baseline.lut_model import ImageAdaptive3DLUT
from ppr10k_data.baseline.recipes import TrainSettings
from ppr10k_data.baseline.train import Run, train
from ppr10k_data.baseline.training_state import Training, check_new, check_processes, resume
from ppr10k_data.errors import OutputError, SettingsError
from ppr10k_data.files.tree import LICENCE_NOTICE, SAMPLE_MARK, SAMPLE_NOTICE


@dataclass(frozen=True)
class Pictures:
    """Where pictures are, and how they are read; nothing of it changes what is learned.

    Parameters
    ----------
    root : Path
    layout : LayoutName, optional
        Needed where a tree has several.
    incomplete : {"refuse", "leave-out"}
        What becomes of photos that lack a file.
    cache : Path, optional
        Folder for a copy that is quicker to read.
    workers : int
        Processes that read.
    licence : str, optional
        The pictures' notice; found by looking where it is not given.
    """

    root: Path
    layout: LayoutName | None = None
    incomplete: Incomplete = "refuse"
    cache: Path | None = None
    workers: int = 0
    licence: str | None = None

    @property
    def notice(self) -> str:
        """What travels with the model: a generated sample has a notice of its own, anything else is PPR10K's."""
        if self.licence is not None:
            return self.licence
        places = (self.root.resolve(), *self.root.resolve().parents[:2])
        marks = (SAMPLE_MARK, f"sample/{SAMPLE_MARK}")
        sample = any((place / mark).is_file() for place in places for mark in marks)
        return SAMPLE_NOTICE if sample else LICENCE_NOTICE


def start(
    settings: TrainSettings,
    pictures: Pictures,
    run: Run,
    *,
    resumed: bool = False,
    imagenet: str | None = None,
    compiled: bool = False,
    told: Callable[[str], None] = lambda line: None,
) -> bool:
    """Begin or go on with a training, until it is done or stopped.

    Parameters
    ----------
    settings : TrainSettings
    pictures : Pictures
    run : Run
    resumed : bool
        Go on from ``last.pt``.
    imagenet : str, optional
        File of torchvision's ResNet-18, or ``download``.
    compiled : bool
        The classifier through ``torch.compile``.
    told : callable
        Given what the user should know, line by line.

    Returns
    -------
    bool
        Whether all epochs are done.

    Raises
    ------
    Ppr10kError
        If something is missing, or does not fit; before anything is learned.
    """
    _make_folder(run.out)
    batches, validation, photos = _batches(settings, pictures, run.processes)
    training = (
        resume(run.out, settings, pictures.notice, run.device)
        if resumed
        else _begun(settings, pictures, run, imagenet, told)
    )
    check_processes(training, run.processes.count)
    told(photos)
    if compiled:
        training.model.classifier.compile()
    return train(training, batches, validation, run)


def _begun(
    settings: TrainSettings,
    pictures: Pictures,
    run: Run,
    imagenet: str | None,
    told: Callable[[str], None],
) -> Training:
    check_new(run.out)
    model = new_model(settings)
    if imagenet is not None:
        load_imagenet(model.classifier, downloaded() if imagenet == DOWNLOAD else Path(imagenet))
    elif settings.backbone == "resnet18":
        told(
            "The classifier starts from random weights; the official recipes start from ImageNet's: --imagenet"
        )
    return Training.begin(model.to(run.device), settings, pictures.notice)


def new_model(settings: TrainSettings) -> ImageAdaptive3DLUT:
    """A model that has learned nothing; equal seeds give equal models."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        model = ImageAdaptive3DLUT(settings.backbone, settings.luts, settings.vertices)
    if settings.fixed:
        model.start_at_identity()
    return model


def _batches(
    settings: TrainSettings, pictures: Pictures, processes: Processes
) -> tuple[EpochBatches, torch.utils.data.DataLoader[object], str]:
    """What is learned from, what is looked at, and how many photos that are."""
    if settings.batch_size % processes.count:
        raise SettingsError(
            f"batch size {settings.batch_size}: {processes.count} processes share it, it must divide by them"
        )
    dataset = partial(
        PPR10KDataset,
        pictures.root,
        expert=settings.expert,
        layout=pictures.layout,
        incomplete=pictures.incomplete,
        cache=pictures.cache,
        seed=settings.seed,
    )
    crop = PaperCrop(settings.crop)
    learned = dataset(split="train", augmented=settings.augmented, masks=settings.hrp, transform=crop)
    looked_at = dataset(split="val", masks=False)
    size, workers = settings.batch_size // processes.count, pictures.workers
    seen = (
        GroupPairs(learned, size=crop.size, crop=window(crop.size), fixed=settings.fixed)
        if settings.glc
        else learned
    )
    together = pair_views if settings.glc else single_views
    batches = EpochBatches(seen, size, together, seed=settings.seed, workers=workers, processes=processes)
    validation = validation_batches(looked_at, workers=workers, processes=processes)
    return (
        batches,
        validation,
        f"{len(learned):,} inputs to learn from, {len(looked_at):,} photos to validate on",
    )


def window(crop: int) -> int:
    """Side of GLC's windows: 336 of 448 pixels, and as much of any other size."""
    return crop * 3 // 4


def with_imagenet(settings: TrainSettings, imagenet: str | None) -> TrainSettings:
    """Settings that say which weights the classifier began with."""
    if imagenet is None:
        return settings
    if settings.backbone != "resnet18":
        raise SettingsError(
            "ImageNet's weights are of a ResNet-18: leave out --imagenet, or use --backbone resnet18"
        )
    return replace(settings, imagenet=imagenet if imagenet == DOWNLOAD else Path(imagenet).name)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be made: {error.strerror or error}; name another with --out"
        ) from error
