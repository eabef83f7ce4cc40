"""Two looks at one photo, for group-level consistency: what they share should come out alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import Dataset

from ppr10k_data.baseline.data.blocks import Blocks
from ppr10k_data.baseline.data.dataset import Samples
from ppr10k_data.baseline.data.draws import draw_of
from ppr10k_data.baseline.data.frames import Box, Frame, overlap, seen_from
from ppr10k_data.baseline.data.resize import Planes, Room, alone
from ppr10k_data.baseline.data.samples import Sample, differ
from ppr10k_data.baseline.data.store import pictures_of
from ppr10k_data.baseline.data.together import Place, Together, read_together
from ppr10k_data.baseline.data.transforms import Pictures, View, framed_mask, seen
from ppr10k_data.errors import ImageFileError, SettingsError


class _Always(TypedDict):
    input_1: torch.Tensor
    input_2: torch.Tensor
    target_1: torch.Tensor
    target_2: torch.Tensor
    overlap_1: torch.Tensor
    overlap_2: torch.Tensor
    photo: str
    group: int
    variant_1: int
    variant_2: int


class PairItem(_Always, total=False):
    """Two crops of one photo.

    ``input_1``, ``target_1``, ``mask_1`` and those of the second crop are as in
    :class:`~ppr10k_data.baseline.data.dataset.Item`. ``overlap_1`` and ``overlap_2`` are int64 [4]: top, bottom, left
    and right of what both crops show, ends excluded, each counted in its own crop.
    """

    mask_1: torch.Tensor
    mask_2: torch.Tensor


def shared_by(first: Box, second: Box) -> tuple[Box, Box]:
    """What two crops both show, counted in the first and in the second.

    Raises
    ------
    SettingsError
        If they share nothing.
    """
    common = overlap(first, second)
    if common is None:
        raise SettingsError(f"{first} and {second} share nothing")
    return seen_from(first, common), seen_from(second, common)


class GroupPairs(Dataset[PairItem]):
    """Two augmentations of each photo, resized to one size, a crop of each.

    Parameters
    ----------
    dataset : Samples
        Its transform is not used; its seed, epochs and files are.
    size : int
        Side that photos are squeezed to.
    crop : int
        Side of the crops; more than half of `size`, so that any two share something.
    fixed : bool
        Without, two slips of the official code are repeated: the second mask is cropped where the first crop lies, and
        the second augmentation may be the first once more.

    Raises
    ------
    SettingsError
        If the crop's side makes no sense.

    References
    ----------
    ``ImageDataset_paper`` of csjliang/PPR10K, 3DLUT_PPR10K/datasets_GLC.py: 448 and 336 pixels, no mirroring.
    """

    def __init__(self, dataset: Samples, *, size: int = 448, crop: int = 336, fixed: bool = True) -> None:
        if not size < 2 * crop <= 2 * size:
            raise SettingsError(
                f"crop={crop}: expected more than half of size={size}, and no more than all of it"
            )
        self.dataset, self.size, self.crop, self.fixed = dataset, size, crop, fixed
        self._blocks = Blocks()
        self._of_photo: dict[str, list[int]] = {}
        for index, sample in enumerate(dataset.samples):
            self._of_photo.setdefault(sample.photo, []).append(index)

    def __len__(self) -> int:
        return len(self.dataset)

    def set_epoch(self, epoch: int) -> None:
        """See :meth:`Samples.set_epoch`."""
        self.dataset.set_epoch(epoch)

    def __getitem__(self, place: Place) -> PairItem:
        """Read both, and crop them.

        Raises
        ------
        IndexError
            If there is no such photo.
        ImageFileError
            If a file cannot be read; it names the file.
        """
        return self._item(place, alone)

    def __getitems__(self, places: Sequence[Place]) -> Together[PairItem]:
        """Read a batch, as a DataLoader asks for it, into one piece of memory."""
        return read_together(self._item, places, self._blocks)

    def _item(self, place: Place, room: Room) -> PairItem:
        epoch, index = self.dataset.placed(place)
        sample = self.dataset.samples[index]
        draw = draw_of(self.dataset.seed, epoch, sample.name)
        partner = self.dataset.samples[self._partner(index, draw)]
        boxes = self._box(draw), self._box(draw)
        first, second = self._views(sample, partner, boxes, room)
        shared = shared_by(*boxes)
        item = PairItem(
            input_1=torch.from_numpy(first.input),
            input_2=torch.from_numpy(second.input),
            target_1=torch.from_numpy(first.target),
            target_2=torch.from_numpy(second.target),
            overlap_1=_ends(shared[0]),
            overlap_2=_ends(shared[1]),
            photo=sample.photo,
            group=sample.group,
            variant_1=sample.variant,
            variant_2=partner.variant,
        )
        if first.mask is not None and second.mask is not None:
            item["mask_1"], item["mask_2"] = torch.from_numpy(first.mask), torch.from_numpy(second.mask)
        return item

    def _partner(self, index: int, draw: np.random.Generator) -> int:
        """Another augmentation of the same photo; a photo that has none is its own."""
        others = self._of_photo[self.dataset.samples[index].photo]
        if self.fixed and len(others) > 1:
            others = [other for other in others if other != index]
        return int(others[draw.integers(len(others))])

    def _box(self, draw: np.random.Generator) -> Box:
        top, left = draw.integers(0, self.size - self.crop, 2, endpoint=True).tolist()
        return Box(top, left, self.crop, self.crop)

    def _views(
        self, sample: Sample, partner: Sample, boxes: tuple[Box, Box], room: Room
    ) -> tuple[View, View]:
        """Both crops; target and mask, which are those of the photo, are read once."""
        first = pictures_of(sample, self.dataset.store)
        second = self._in_place_of(first.input, sample, partner)
        near, far = (Frame(Box(0, 0, *first.size), (self.size, self.size), box) for box in boxes)
        rooms = _named(room, "_1"), _named(room, "_2")
        one = seen(first, near, rooms[0])
        other = seen(Pictures(second, first.target), far, rooms[1])
        if first.mask is None:
            return one, other
        mask = framed_mask(first.mask, far if self.fixed else near, rooms[1])
        return one, View(other.input, other.target, mask)

    def _in_place_of(self, first: NDArray[Any], sample: Sample, partner: Sample) -> NDArray[Any]:
        """The other augmentation's picture."""
        if partner == sample:
            return first
        second = self.dataset.store.picture(partner.input)
        if second.shape != first.shape:
            raise ImageFileError(differ(partner.input, second.shape[:2], sample.input, first.shape[:2]))
        return second


def _named(room: Room, which: str) -> Room:
    """Room of one of the two views."""

    def room_of_one(what: str, shape: tuple[int, int, int]) -> Planes:
        return room(what + which, shape)

    return room_of_one


def _ends(box: Box) -> torch.Tensor:
    return torch.tensor([box.top, box.bottom, box.left, box.right])
