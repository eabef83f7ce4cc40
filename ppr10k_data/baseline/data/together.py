"""Photos of a batch, read into one piece of memory, so that putting them together copies nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor
from torch.utils.data import default_collate

from ppr10k_data.baseline.data.blocks import Blocks
from ppr10k_data.baseline.data.resize import Planes, Room, alone

Place = int | tuple[int, int]
"""An index, or (epoch, index), as :class:`~ppr10k_data.baseline.data.samplers.EpochSampler` gives it."""

Item = TypeVar("Item", bound=Mapping[str, Any])


class Together(list[Item], Generic[Item]):
    """Items that were read together.

    Parameters
    ----------
    items : sequence of dict
    wholes : dict
        By key, what the items' tensors are parts of: (B, ...), in their order. Keys whose tensors lie apart are not
        in it.
    """

    def __init__(self, items: Sequence[Item], wholes: Mapping[str, Tensor]) -> None:
        super().__init__(items)
        self.wholes = dict(wholes)


class _Memory:
    """Room for the planes of some photos: of each kind in one piece, where they are of one size."""

    def __init__(self, photos: int, blocks: Blocks) -> None:
        self._photos, self._blocks = photos, blocks
        self._wholes: dict[str, Tensor] = {}
        self._taken: dict[str, int] = {}

    def room(self, number: int) -> Room:
        """Of one of the photos."""
        return partial(self._take, number)

    def _take(self, number: int, what: str, shape: tuple[int, int, int]) -> Planes:
        whole = self._wholes.get(what)
        if whole is None:
            whole = self._wholes[what] = self._blocks.take(what, (self._photos, *shape))
        if whole.shape[1:] != shape:
            return alone(what, shape)
        self._taken[what] = self._taken.get(what, 0) + 1
        planes: Planes = whole[number].numpy()
        return planes

    def wholes(self) -> dict[str, Tensor]:
        """Those that all photos are in."""
        return {what: whole for what, whole in self._wholes.items() if self._taken[what] == self._photos}


def read_together(
    read: Callable[[Place, Room], Item], places: Sequence[Place], blocks: Blocks
) -> Together[Item]:
    """Read items into one piece of memory.

    Parameters
    ----------
    read : callable
        Reads the item of a place, its planes into the room that it is given.
    places : sequence of Place
    blocks : Blocks
        Where that memory comes from.
    """
    memory = _Memory(len(places), blocks)
    items = [read(place, memory.room(number)) for number, place in enumerate(places)]
    return Together(items, memory.wholes())


def stacked(items: Sequence[Mapping[str, Any]], key: str) -> Tensor:
    """One tensor of all items, along a new first axis; of items that were read together nothing is copied.

    Parameters
    ----------
    items : sequence of dict
    key : str
        Of a tensor, of one shape in all of them.
    """
    whole = items.wholes.get(key) if isinstance(items, Together) else None
    return torch.stack([item[key] for item in items]) if whole is None else whole


def collate(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Put items together as torch's ``default_collate`` does, without copying their pictures: for ``DataLoader``.

    Parameters
    ----------
    items : sequence of dict
        As a DataLoader has them from one of our datasets.

    Returns
    -------
    dict
        Tensors (B, ...), and lists of names.
    """
    wholes = items.wholes if isinstance(items, Together) else {}
    rest = [{key: value for key, value in item.items() if key not in wholes} for item in items]
    put: dict[str, Any] = default_collate(rest)
    return {key: wholes[key] if key in wholes else put[key] for key in items[0]}
