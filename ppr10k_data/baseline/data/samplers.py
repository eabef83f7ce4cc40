"""The order of an epoch: shuffled by its number alone, shared among processes, begun in its middle to go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, islice

import numpy as np
from torch.utils.data import Sampler

from ppr10k_data.baseline.data.draws import order_of
from ppr10k_data.baseline.data.samples import Sample
from ppr10k_data.errors import SettingsError


class EpochSampler(Sampler[tuple[int, int]]):
    """Every photo once an epoch; its places tell the epoch, so that workers that live on draw anew.

    Parameters
    ----------
    length : int
        Photos in the dataset.
    seed : int
        With the epoch, decides the order.
    shuffle : bool
        Without, the dataset's own order.
    rank, processes : int
        This process, from 0, and how many share the epoch; each gets as many photos, the first few of the order once
        more where they do not divide.
    """

    def __init__(
        self, length: int, *, seed: int = 0, shuffle: bool = True, rank: int = 0, processes: int = 1
    ) -> None:
        if not 0 <= rank < processes:
            raise SettingsError(f"rank={rank}: expected 0..{processes - 1} for {processes} processes")
        self.length, self.seed, self.shuffle = length, seed, shuffle
        self.rank, self.processes = rank, processes
        self.epoch, self.start = 0, 0

    def set_epoch(self, epoch: int, *, start: int = 0) -> None:
        """Choose the epoch, and how many of this process's photos were seen of it already."""
        self.epoch, self.start = epoch, start

    def __len__(self) -> int:
        """Photos that are left of the epoch, for this process."""
        return max(0, -(-self.length // self.processes) - self.start)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Places: (epoch, index)."""
        order = order_of(self.seed, self.epoch, self.length) if self.shuffle else list(range(self.length))
        each = -(-self.length // self.processes)
        padded = islice(cycle(order), each * self.processes)
        for index in islice(padded, self.rank + self.start * self.processes, None, self.processes):
            yield self.epoch, index


class GroupBatches(Sampler[list[tuple[int, int]]]):
    """Batches in which photos of one group stand together, for losses that compare them; every photo once an epoch.

    Parameters
    ----------
    samples : sequence of Sample
        The dataset's.
    batch_size : int
        Photos a batch; the last batch may have fewer.
    per_group : int
        Photos of a group that stand together; of a group's last, fewer.
    seed : int
        With the epoch, decides the order of groups and photos.
    """

    def __init__(
        self, samples: Sequence[Sample], batch_size: int, *, per_group: int = 4, seed: int = 0
    ) -> None:
        if not 1 <= per_group <= batch_size:
            raise SettingsError(f"per_group={per_group}: expected 1..{batch_size}, the batch's size")
        self.batch_size, self.per_group, self.seed, self.epoch = batch_size, per_group, seed, 0
        groups: dict[int, list[int]] = {}
        for index, sample in enumerate(samples):
            groups.setdefault(sample.group, []).append(index)
        self._groups = list(groups.values())

    def set_epoch(self, epoch: int) -> None:
        """Choose the epoch."""
        self.epoch = epoch

    def __len__(self) -> int:
        return len(self._batches())

    def __iter__(self) -> Iterator[list[tuple[int, int]]]:
        """Batches of places: (epoch, index)."""
        for batch in self._batches():
            yield [(self.epoch, index) for index in batch]

    def _batches(self) -> list[list[int]]:
        """Groups are cut into pieces, pieces shuffled, and batches filled with whole pieces."""
        draw = np.random.default_rng([self.seed, self.epoch])
        pieces: list[list[int]] = []
        for group in self._groups:
            order = draw.permutation(group).tolist()
            pieces += [order[i : i + self.per_group] for i in range(0, len(order), self.per_group)]
        batches: list[list[int]] = [[]]
        for place in draw.permutation(len(pieces)):
            if len(batches[-1]) + len(pieces[place]) > self.batch_size:
                batches.append([])
            batches[-1] += pieces[place]
        return [batch for batch in batches if batch]
