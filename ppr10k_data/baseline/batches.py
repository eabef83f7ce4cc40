"""What a step learns from: one view of each photo, or two that show the same in part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ppr10k_data.baseline.data.together import stacked
from ppr10k_data.baseline.losses import Box


@dataclass(frozen=True)
class Views:
    """A batch of pictures.

    Parameters
    ----------
    input, target : (B, 3, H, W) float32 tensors
        In [0, 1], sRGB-encoded.
    mask : (B, 1, H, W) tensor or None
        Human where it is above 0.
    """

    input: Tensor
    target: Tensor
    mask: Tensor | None

    def to(self, device: torch.device) -> Views:
        """The same on a device."""
        mask = None if self.mask is None else self.mask.to(device, non_blocking=True)
        return Views(
            self.input.to(device, non_blocking=True), self.target.to(device, non_blocking=True), mask
        )

    def pin_memory(self) -> Views:
        """The same where a GPU can fetch it by itself; a loader calls this where there is one."""
        mask = None if self.mask is None else self.mask.pin_memory()
        return Views(self.input.pin_memory(), self.target.pin_memory(), mask)


@dataclass(frozen=True)
class Batch:
    """What a step learns from.

    Parameters
    ----------
    views : tuple of Views
        One, or two under GLC.
    overlaps : sequence of pairs of boxes
        Under GLC what both views show, for each photo.
    photos : sequence of str
        Their names, with variants.
    """

    views: tuple[Views, ...]
    overlaps: Sequence[tuple[Box, Box]]
    photos: Sequence[str]

    def __len__(self) -> int:
        return len(self.photos)

    def to(self, device: torch.device) -> Batch:
        """The same on a device."""
        return Batch(tuple(view.to(device) for view in self.views), self.overlaps, self.photos)

    def pin_memory(self) -> Batch:
        """See :meth:`Views.pin_memory`."""
        return Batch(tuple(view.pin_memory() for view in self.views), self.overlaps, self.photos)


def single_views(items: Sequence[Mapping[str, Any]]) -> Batch:
    """Put items of a :class:`~ppr10k_data.baseline.data.PPR10KDataset` together: a collate function.

    Parameters
    ----------
    items : sequence of dict
        With pictures of one size.
    """
    return Batch((_stacked(items),), (), [_name(item) for item in items])


def pair_views(items: Sequence[Mapping[str, Any]]) -> Batch:
    """Put items of a :class:`~ppr10k_data.baseline.data.GroupPairs` together: a collate function.

    Parameters
    ----------
    items : sequence of dict
    """
    overlaps = [(_box(item["overlap_1"]), _box(item["overlap_2"])) for item in items]
    names = [f"{_name(item, '_1')} + {_name(item, '_2')}" for item in items]
    return Batch((_stacked(items, "_1"), _stacked(items, "_2")), overlaps, names)


def _box(ends: Tensor) -> Box:
    top, bottom, left, right = ends.tolist()
    return top, left, bottom, right


def _stacked(items: Sequence[Mapping[str, Any]], which: str = "") -> Views:
    mask = stacked(items, f"mask{which}") if f"mask{which}" in items[0] else None
    return Views(stacked(items, f"input{which}"), stacked(items, f"target{which}"), mask)


def _name(item: Mapping[str, Any], which: str = "") -> str:
    variant = int(item.get(f"variant{which}") or 0)
    return f"{item['photo']}_{variant}" if variant else str(item["photo"])
