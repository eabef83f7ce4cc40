"""The trees that training codes read: which file lies where.

::

    official (csjliang/PPR10K, code_3DLUT)          adaint (ImCharlesY/AdaInt and its descendants)
    train/source_aug/583_9.tif  583_9_1.tif ...     source/583_9.tif
    train/target_a/583_9.tif  b c                   source_aug_6/583_9.tif  583_9_1.tif ...
    train/masks/583_9.png                           target_a/583_9.tif  b c
    val/source/1356_0.tif                           masks/583_9.png
    val/target_a/1356_0.tif  val/masks/...          train.txt  test.txt  train_aug.txt
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ppr10k_data.photo import PhotoId
from ppr10k_data.release import VARIANTS
from ppr10k_data.split.official import with_variants

LayoutName = Literal["official", "adaint"]

PictureKind = Literal["source", "target_a", "target_b", "target_c", "mask"]

TARGETS: tuple[PictureKind, ...] = ("target_a", "target_b", "target_c")


FOLDERS: dict[LayoutName, tuple[str, ...]] = {
    "official": ("train", "val"),
    "adaint": ("source", "source_aug_6", *TARGETS, "masks"),
}
"""Folders of a tree's root."""


@dataclass(frozen=True)
class Placed:
    """One file of a training tree.

    Parameters
    ----------
    kind : PictureKind
    name : PhotoId
        Photo; of sources also a variant.
    place : str
        Path in the tree, with slashes.
    """

    kind: PictureKind
    name: PhotoId
    place: str


def layout(
    name: LayoutName,
    photos: Iterable[PhotoId],
    kinds: frozenset[PictureKind],
    *,
    variants: int = VARIANTS,
) -> Iterator[Placed]:
    """List the files of a training tree.

    Parameters
    ----------
    name : LayoutName
    photos : iterable of PhotoId
    kinds : frozenset of PictureKind
        What the tree is to hold.
    variants : int
        Augmented variants of each training source; 0 leaves ``source_aug_6`` out of AdaInt's tree, and only the
        originals in the official ``source_aug``.

    Yields
    ------
    Placed
        Photo by photo. Whether the files exist is not asked.
    """
    place = _official if name == "official" else _adaint
    for photo in photos:
        for kind, picture, folder in place(photo, variants):
            if kind in kinds:
                yield Placed(kind, picture, f"{folder}/{picture}.{'png' if kind == 'mask' else 'tif'}")


_Place = tuple[PictureKind, PhotoId, str]


def _official(photo: PhotoId, variants: int) -> Iterator[_Place]:
    side = photo.split
    if side == "train":
        for each in with_variants([photo], variants):
            yield "source", each, "train/source_aug"
    else:
        yield "source", photo, "val/source"
    for target in TARGETS:
        yield target, photo, f"{side}/{target}"
    yield "mask", photo, f"{side}/masks"


def _adaint(photo: PhotoId, variants: int) -> Iterator[_Place]:
    yield "source", photo, "source"
    if photo.split == "train" and variants:
        for each in with_variants([photo], variants):
            yield "source", each, "source_aug_6"
    for target in TARGETS:
        yield target, photo, target
    yield "mask", photo, "masks"
