"""From what the user asks for to a training that runs: model, pictures, checks; all before the first step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch

from ppr10k_data.baseline.feed import Pictures, feed_of
from ppr10k_data.baseline.imagenet import DOWNLOAD, downloaded, load_imagenet, weights_name
from ppr10k_data.baseline.lut_model import ImageAdaptive3DLUT
from ppr10k_data.baseline.recipes import TrainSettings
from ppr10k_data.baseline.train import Run, train
from ppr10k_data.baseline.training_state import Training, check_new, check_photos, check_processes, resume
from ppr10k_data.errors import OutputError, SettingsError


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
    known = resume(run.out, settings, pictures.notice, run.device) if resumed else None
    if known is None:
        check_new(run.out)
    feed = feed_of(settings, pictures, run.processes)
    training = known or Training.begin(
        _begun(settings, imagenet, told).to(run.device), settings, pictures.notice
    )
    check_processes(training, run.processes.count)
    check_photos(training, feed.rolls, run.out)
    inputs, photos = (feed.rolls[side]["inputs"] for side in ("train", "val"))
    told(f"{inputs:,} inputs to learn from, {photos:,} photos to validate on")
    if compiled:
        training.model.classifier.compile()
    return train(training, feed.learned, feed.validation, run)


def _begun(settings: TrainSettings, imagenet: str | None, told: Callable[[str], None]) -> ImageAdaptive3DLUT:
    """A model that has learned from ImageNet alone, or from nothing."""
    model = new_model(settings)
    if imagenet is not None:
        load_imagenet(model.classifier, downloaded() if imagenet == DOWNLOAD else Path(imagenet))
    elif settings.backbone == "resnet18":
        told(
            "The classifier starts from random weights; the official recipes start from ImageNet's: --imagenet"
        )
    return model


def new_model(settings: TrainSettings) -> ImageAdaptive3DLUT:
    """A model that has learned nothing; equal seeds give equal models."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        model = ImageAdaptive3DLUT(settings.backbone, settings.luts, settings.vertices)
    if settings.fixed:
        model.start_at_identity()
    return model


def with_imagenet(settings: TrainSettings, imagenet: str | None) -> TrainSettings:
    """Settings that say which weights the classifier began with."""
    if imagenet is None:
        return settings
    if settings.backbone != "resnet18":
        raise SettingsError(
            "ImageNet's weights are of a ResNet-18: leave out --imagenet, or use --backbone resnet18"
        )
    return replace(settings, imagenet=weights_name(imagenet))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be made: {error.strerror or error}; name another with --out"
        ) from error
