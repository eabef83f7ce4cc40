"""Batches in the order of an epoch, whatever reads them: the same with no workers and with many."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from typing import Any, Protocol

import torch
from torch.utils.data import DataLoader, Dataset

from ppr10k_data.baseline.batches import Batch, single_views
from ppr10k_data.baseline.data import EpochSampler
from ppr10k_data.errors import Ppr10kError, WorkerDiedError


class Sized(Protocol):
    """A dataset that reads several items at once, by their places: indices, or (epoch, index)."""

    def __len__(self) -> int: ...

    def __getitems__(self, places: Sequence[Any]) -> Sequence[Any]: ...


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
        self._batches = Batches(dataset, batch_size, collate, self.sampler, workers)

    def of(self, epoch: int, photos_seen: int) -> Iterator[Batch]:
        """The batches of an epoch, less the photos that were seen of it; those are whole batches."""
        self.sampler.set_epoch(epoch, start=photos_seen)
        return iter(self._batches)


class Batches:
    """Batches as a loader of torch's reads them; may be iterated again and again.

    Parameters
    ----------
    dataset : Dataset
    batch_size : int
    collate : callable
        Puts items together to a :class:`Batch`.
    order : iterable
        Of places.
    workers : int
        Processes that read, which live as long as this; 0 to read in this one.
    """

    def __init__(
        self,
        dataset: Sized,
        batch_size: int,
        collate: Callable[[Sequence[Any]], Batch],
        order: Iterable[Any],
        workers: int,
    ) -> None:
        self._loader = DataLoader(
            _Reader(dataset, collate),
            batch_size=batch_size,
            sampler=order,
            num_workers=workers,
            collate_fn=_as_it_is,
            pin_memory=torch.cuda.is_available(),
            persistent_workers=workers > 0,
            worker_init_fn=_deaf_to_signals,
            multiprocessing_context=_beginning() if workers else None,
        )

    def __iter__(self) -> Iterator[Batch]:
        """Read them.

        Raises
        ------
        ImageFileError
            If a file cannot be read; it names the file, whichever process reads.
        WorkerDiedError
            If a process that reads has died.
        """
        batches = iter(self._loader)
        while (batch := _next(batches)) is not None:
            if isinstance(batch, Ppr10kError):
                raise batch
            yield batch


def _next(batches: Iterator[Any]) -> Any:
    try:
        return next(batches, None)
    except RuntimeError as error:
        if not str(error).startswith("DataLoader worker"):
            raise
        raise WorkerDiedError(
            f"a process that reads pictures has died ({str(error).splitlines()[0]}): was there too little memory? "
            "Go on with --resume, and with fewer --workers"
        ) from error


def _beginning() -> BaseContext:
    """Workers begin as copies of a process that did nothing but import this: never of the one that learns.

    A copy of that one has the locks of its threads, but not the threads, and may wait for them for ever.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():  # Windows
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["torch", __name__])  # the second where an installed package is found
    return context


class _Reader(Dataset[Any]):
    """Batches in place of items. An error is handed over as a value: torch would add a worker's traceback to it."""

    def __init__(self, dataset: Sized, collate: Callable[[Sequence[Any]], Batch]) -> None:
        self._dataset, self._collate = dataset, collate

    def __len__(self) -> int:
        return len(self._dataset)

    def __getitems__(self, places: Sequence[Any]) -> Batch | Ppr10kError:
        try:
            return self._collate(self._dataset.__getitems__(places))
        except Ppr10kError as error:
            return error


def _as_it_is(batch: Batch | Ppr10kError) -> Batch | Ppr10kError:
    return batch


def _deaf_to_signals(worker: int) -> None:
    """Ctrl-C and a cluster's SIGTERM reach every process of a group; the one that learns decides when to end."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def validation_batches(dataset: Sized, *, workers: int = 0, processes: Processes = Processes()) -> Batches:
    """A process's share of all photos, one at a time: they are of different sizes."""
    share = range(processes.rank, len(dataset), processes.count)
    return Batches(dataset, 1, single_views, share, workers)
