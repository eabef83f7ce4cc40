"""The official split: by group, so that no scene is on both sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ppr10k_data.photo import PhotoId
from ppr10k_data.release import VARIANTS

ListName = Literal["train", "test", "train_aug"]

LISTS: tuple[ListName, ...] = ("train", "test", "train_aug")
"""Names of the lists, as AdaInt's code expects them (ImCharlesY/AdaInt, adaint/annfiles/PPR10K)."""


@dataclass(frozen=True)
class SplitLists:
    """Names to train on and to test on.

    Parameters
    ----------
    train, test : tuple of PhotoId
        Photos, in numeric order.
    train_aug : tuple of PhotoId
        Each photo of ``train``, followed by its variants.
    """

    train: tuple[PhotoId, ...]
    test: tuple[PhotoId, ...]
    train_aug: tuple[PhotoId, ...]

    def named(self) -> dict[ListName, tuple[PhotoId, ...]]:
        """The lists by their names."""
        return {"train": self.train, "test": self.test, "train_aug": self.train_aug}


def with_variants(photos: Iterable[PhotoId], variants: int = VARIANTS) -> tuple[PhotoId, ...]:
    """Each photo and its augmented variants 1, 2, ... whether or not they exist yet.

    Parameters
    ----------
    photos : iterable of PhotoId
    variants : int
        How many of each, at least 0.
    """
    return tuple(
        PhotoId(photo.group, photo.index, k or None) for photo in photos for k in range(variants + 1)
    )


def lists_of(train: Iterable[PhotoId], test: Iterable[PhotoId], *, variants: int = VARIANTS) -> SplitLists:
    """Sort photos, and list the variants of those to train on.

    Parameters
    ----------
    train, test : iterable of PhotoId
        Photos; those given twice are listed once.
    variants : int
        Variants of each photo in ``train_aug``.
    """
    ordered = tuple(sorted(set(train), key=lambda photo: photo.sort_key))
    others = tuple(sorted(set(test), key=lambda photo: photo.sort_key))
    return SplitLists(ordered, others, with_variants(ordered, variants))


def official_lists(photos: Iterable[PhotoId]) -> SplitLists:
    """Split photos as the authors did.

    Parameters
    ----------
    photos : iterable of PhotoId
        Photos or variants, in any order; of a variant its photo counts.

    Returns
    -------
    SplitLists
        Groups 0..1355 to train on and 1356..1680 to test on (official lists, counted). Of the whole release 8,875,
        2,286 and 53,250 names.
    """
    known = {name.photo for name in photos}
    return lists_of(
        (photo for photo in known if photo.split == "train"),
        (photo for photo in known if photo.split == "val"),
    )
