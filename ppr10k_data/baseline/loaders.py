"""Batches in the order of an epoch, whatever reads them: the same with no workers and with many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

import torch
from torch.utils.data import DataLoader, Dataset

from ppr10k_data.baseline.batches import Batch, single_views
from ppr10k_data.baseline.data import EpochSampler


class Sized(Protocol):
    """A dataset of items that takes places: indices, or (epoch, index)."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: Any) -> Any: ...


@dataclass(frozen=True)
class Processes:
    """A process among those of a torchrun.

    Parameters
    ----------
    rank, count : int
        From 0, of how many.
    """

    rank: int = 0
    count: int = 1

    @property
    def is_first(self) -> bool:
        """Whether it is the one that writes and tells."""
        return self.rank == 0


class EpochBatches:
    """An epoch's batches for one process; ``photos`` counts what it sees of an epoch.

    Parameters
    ----------
    dataset : Dataset
        Its items' random numbers depend on the epoch and the photo alone.
    batch_size : int
        Of this process.
    collate : callable
        Puts items together to a :class:`Batch`.
    seed : int
        Of the order.
    workers : int
        Processes that read; 0 to read in this one.
    processes : Processes
    """

    def __init__(
        self,
        dataset: Sized,
        batch_size: int,
        collate: Callable[[Sequence[Any]], Batch],
        *,
        seed: int,
        workers: int = 0,
        processes: Processes = Processes(),
    ) -> None:
        self.sampler = EpochSampler(len(dataset), seed=seed, rank=processes.rank, processes=processes.count)
        self.photos = len(self.sampler)
        self._loader = loader(dataset, batch_size, collate, self.sampler, workers)

    def of(self, epoch: int, photos_seen: int) -> Iterator[Batch]:
        """The batches of an epoch, less the photos that were seen of it; those are whole batches."""
        self.sampler.set_epoch(epoch, start=photos_seen)
        return iter(self._loader)


def loader(
    dataset: Sized,
    batch_size: int,
    collate: Callable[[Sequence[Any]], Batch],
    order: Iterable[Any],
    workers: int,
) -> DataLoader[Any]:
    """A loader of torch's; its workers live as long as it does."""
    return DataLoader(
        _as_dataset(dataset),
        batch_size=batch_size,
        sampler=order,
        num_workers=workers,
        collate_fn=collate,
        pin_memory=torch.cuda.is_available(),
        persistent_workers=workers > 0,
    )


def _as_dataset(dataset: Sized) -> Dataset[Any]:
    return cast("Dataset[Any]", dataset)


def validation_batches(
    dataset: Sized, *, workers: int = 0, processes: Processes = Processes()
) -> DataLoader[Any]:
    """A process's share of all photos, one at a time: they are of different sizes."""
    share = range(processes.rank, len(dataset), processes.count)
    return loader(dataset, 1, single_views, share, workers)
