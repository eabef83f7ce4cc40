"""What a training reads: the pictures of its recipe, in batches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ppr10k_data.baseline.batches import pair_views, single_views
from ppr10k_data.baseline.data import GroupPairs, PaperCrop, PPR10KDataset
from ppr10k_data.baseline.data.samples import Incomplete
from ppr10k_data.baseline.loaders import Batches, EpochBatches, Processes, validation_batches
from ppr10k_data.baseline.recipes import TrainSettings
from ppr10k_data.baseline.same_photos import Rolls, rolls_of
from ppr10k_data.errors import SettingsError
from ppr10k_data.files.layouts import LayoutName
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


@dataclass(frozen=True)
class Feed:
    """What a training reads.

    Parameters
    ----------
    learned : EpochBatches
        What is learned from.
    validation : Batches
        What is looked at after each epoch.
    rolls : dict
        Which inputs the one has, and which photos the other, of all processes.
    """

    learned: EpochBatches
    validation: Batches
    rolls: Rolls


def feed_of(settings: TrainSettings, pictures: Pictures, processes: Processes) -> Feed:
    """Find the pictures of a training, and make the batches of its recipe.

    Parameters
    ----------
    settings : TrainSettings
    pictures : Pictures
    processes : Processes

    Raises
    ------
    LayoutError
        If pictures are missing or do not fit; names them.
    SettingsError
        If batches of this size cannot be made.
    """
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
    _check_batch_size(settings.batch_size, processes.count, len(learned))
    seen = (
        GroupPairs(learned, size=crop.size, crop=window(crop.size), fixed=settings.fixed)
        if settings.glc
        else learned
    )
    together = pair_views if settings.glc else single_views
    batches = EpochBatches(
        seen,
        settings.batch_size // processes.count,
        together,
        seed=settings.seed,
        workers=pictures.workers,
        processes=processes,
    )
    validation = validation_batches(looked_at, workers=pictures.workers, processes=processes)
    return Feed(batches, validation, rolls_of(learned.samples, looked_at.samples))


def _check_batch_size(size: int, processes: int, inputs: int) -> None:
    if size % processes:
        raise SettingsError(f"batch size {size}: {processes} processes share it, it must divide by them")
    if size > inputs:
        raise SettingsError(
            f"batch size {size}: there are only {inputs:,} inputs to learn from: --batch-size {inputs} at most"
        )


def window(crop: int) -> int:
    """Side of GLC's windows: 336 of 448 pixels, and as much of any other size."""
    return crop * 3 // 4
