"""Photos for torch: dicts of tensors, the same whatever the workers, the order or the subset."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

import numpy as np
import torch
from torch.utils.data import Dataset

from ppr10k_data.baseline.data.blocks import Blocks
from ppr10k_data.baseline.data.cache import CacheStore, Progress
from ppr10k_data.baseline.data.collect import collect
from ppr10k_data.baseline.data.draws import draw_of
from ppr10k_data.baseline.data.resize import Room, alone
from ppr10k_data.baseline.data.samples import Incomplete, Sample, checked_incomplete, misfits, refuse
from ppr10k_data.baseline.data.store import FileStore, Store, pictures_of
from ppr10k_data.baseline.data.together import Place, Together, read_together
from ppr10k_data.baseline.data.transforms import Framing, Pictures, Transform, View, Whole, seen
from ppr10k_data.errors import LayoutError
from ppr10k_data.files.layouts import LayoutName, find_folders
from ppr10k_data.photo import Expert, Split


class _Always(TypedDict):
    input: torch.Tensor
    target: torch.Tensor
    photo: str
    group: int
    variant: int


class Item(_Always, total=False):
    """One photo.

    ``input`` and ``target`` are float32 [3, H, W] in 0..1, sRGB-encoded; ``mask`` is float32 [1, H, W], 1 on people and
    0 elsewhere, where masks are asked for; ``photo`` is ``"583_9"``, ``group`` 583, ``variant`` 1 for 583_9_1 and 0
    for the photo itself.
    """

    mask: torch.Tensor


class Samples(Dataset[Item]):
    """Samples as tensors.

    Parameters
    ----------
    samples : sequence of Sample
    transform : Transform, optional
        Makes the network's view of a photo; the whole photo by default.
    seed : int
        Of the transforms' random numbers, which depend on it, the epoch and the photo's name alone.
    store : Store, optional
        Where pictures are read from; their files by default.
    """

    def __init__(
        self,
        samples: Sequence[Sample],
        *,
        transform: Transform | None = None,
        seed: int = 0,
        store: Store | None = None,
    ) -> None:
        self.samples = tuple(samples)
        self.transform: Transform = transform or Whole()
        self.seed, self.epoch = seed, 0
        self.store = store or FileStore()
        self._blocks = Blocks()

    def __len__(self) -> int:
        return len(self.samples)

    def set_epoch(self, epoch: int) -> None:
        """Which epoch an index alone means; not needed with an EpochSampler, whose places tell theirs."""
        self.epoch = epoch

    def __getitem__(self, place: Place) -> Item:
        """Read and transform a photo.

        Raises
        ------
        IndexError
            If there is no such photo.
        ImageFileError
            If a file cannot be read; it names the file.
        """
        return self._item(place, alone)

    def __getitems__(self, places: Sequence[Place]) -> Together[Item]:
        """Read a batch, as a DataLoader asks for it, into one piece of memory where its views are of one size."""
        return read_together(self._item, places, self._blocks)

    def _item(self, place: Place, room: Room) -> Item:
        epoch, index = self.placed(place)
        sample = self.samples[index]
        draw = draw_of(self.seed, epoch, sample.name)
        return item_of(sample, self._view(pictures_of(sample, self.store), draw, room))

    def _view(self, pictures: Pictures, draw: np.random.Generator, room: Room) -> View:
        """A transform that is no frame has memory of its own."""
        if isinstance(self.transform, Framing):
            return seen(pictures, self.transform.frame(*pictures.size, draw), room)
        return self.transform(pictures, draw)

    def placed(self, place: Place) -> tuple[int, int]:
        """Epoch and index of a place."""
        return place if isinstance(place, tuple) else (self.epoch, place)


def item_of(sample: Sample, view: View) -> Item:
    """A sample's view as tensors, which share its memory."""
    item = Item(
        input=torch.from_numpy(view.input),
        target=torch.from_numpy(view.target),
        photo=sample.photo,
        group=sample.group,
        variant=sample.variant,
    )
    if view.mask is not None:
        item["mask"] = torch.from_numpy(view.mask)
    return item


def store_of(samples: Sequence[Sample], cache: Path | str | None, progress: Progress | None = None) -> Store:
    """The files themselves, or a cache of them."""
    return FileStore() if cache is None else CacheStore(Path(cache), samples, progress=progress)


class PPR10KDataset(Samples):
    """PPR10K, downloaded or rendered, as inputs, targets and masks.

    Parameters
    ----------
    root : Path or str
        A tree in the official training layout, in AdaInt's, or of our renders; see
        :mod:`ppr10k_data.files.layouts`.
    split : {"train", "val"}
        The side. Trees without sides are split by their lists, or by the official groups.
    expert : {"a", "b", "c"}
        Whose targets.
    augmented : bool or str
        Augmented sources too, in training; or the name of their folder, where there are several.
    masks : bool
        Masks of people too.
    transform : Transform, optional
        Makes the network's view of a photo; the whole photo by default.
    layout : {"official", "adaint", "renders"}, optional
        Needed where a tree has several.
    seed : int
        Of the transforms' random numbers, which depend on it, the epoch and the photo's name alone.
    incomplete : {"refuse", "leave-out"}
        What becomes of photos of which a file is missing, damaged or of another size. Left-out ones stand in
        ``left_out`` with the reason, as does 1680_3 of experts b and c, whose sidecar the release lacks.
    check : bool
        Look at every file's header now. Without, files are only matched by name, which is quicker on slow disks.
    cache : Path or str, optional
        Folder for a copy that is quicker to read; see :mod:`ppr10k_data.baseline.data.cache`.
    progress : callable, optional
        Told, while the cache is filled, how many of its files are there, and of how many.

    Raises
    ------
    LayoutError
        If the tree is not understood, ambiguous or incomplete; it names the folders or files.
    SettingsError
        If an argument is none of its values.
    """

    def __init__(
        self,
        root: Path | str,
        split: Split = "train",
        expert: Expert = "a",
        augmented: bool | str = True,
        masks: bool = True,
        transform: Transform | None = None,
        *,
        layout: LayoutName | None = None,
        seed: int = 0,
        incomplete: Incomplete = "refuse",
        check: bool = True,
        cache: Path | str | None = None,
        progress: Progress | None = None,
    ) -> None:
        incomplete = checked_incomplete(incomplete)
        self.folders = find_folders(
            Path(root), split, expert, augmented=augmented, masks=masks, layout=layout
        )
        found = collect(self.folders, split)
        refuse(str(root), found.wrong, incomplete)
        unfit = misfits(found.samples) if check else {}
        refuse(str(root), unfit, incomplete)
        self.split, self.expert = split, expert
        self.left_out = found.holes | found.wrong | unfit
        samples = [sample for sample in found.samples if sample.name not in unfit]
        if not samples:
            raise LayoutError(f"{root}: nothing is left: all {len(self.left_out):,} inputs are incomplete")
        super().__init__(samples, transform=transform, seed=seed, store=store_of(samples, cache, progress))
