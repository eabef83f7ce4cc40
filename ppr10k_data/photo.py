"""Names of PPR10K: photos, experts and the official split."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ppr10k_data.errors import PhotoNameError

Expert = Literal["a", "b", "c"]
Split = Literal["train", "val"]

LAST_TRAIN_GROUP = 1355
"""Groups 0..1355 train, 1356..1680 validate (official lists of csjliang/PPR10K, counted)."""

_NAME = re.compile(r"(0|[1-9]\d*)_(0|[1-9]\d*)(?:_(0|[1-9]\d*))?")


@dataclass(frozen=True)
class PhotoId:
    """One photo of PPR10K, or one augmented variant of it.

    Parameters
    ----------
    group : int
        The scene, 0..1680 in the release.
    index : int
        The photo's place in its group, from 0.
    variant : int or None
        The augmented variant, as in ``12_3_5``; None for the photo itself.
    """

    group: int
    index: int
    variant: int | None = None

    @classmethod
    def parse(cls, name: str) -> PhotoId:
        """Read ``"12_3"`` or ``"12_3_5"``.

        Raises
        ------
        PhotoNameError
            If the name is spelled in any other way; PPR10K pads no zeros.
        """
        match = _NAME.fullmatch(name)
        if match is None:
            raise PhotoNameError(
                f"{name!r} is not a PPR10K photo: expected <group>_<index>, such as 12_3 or 12_3_5"
            )
        group, index, variant = match.groups()
        return cls(int(group), int(index), None if variant is None else int(variant))

    @property
    def photo(self) -> PhotoId:
        """The photo that a variant was made from; a photo is its own."""
        return self if self.variant is None else PhotoId(self.group, self.index)

    @property
    def split(self) -> Split:
        """The official split that the photo's group belongs to."""
        return "train" if self.group <= LAST_TRAIN_GROUP else "val"

    @property
    def sort_key(self) -> tuple[int, int, int]:
        """Numeric order: a photo comes before its variants, ``2_0`` before ``10_0``."""
        return (self.group, self.index, -1 if self.variant is None else self.variant)

    def __str__(self) -> str:
        stem = f"{self.group}_{self.index}"
        return stem if self.variant is None else f"{stem}_{self.variant}"
