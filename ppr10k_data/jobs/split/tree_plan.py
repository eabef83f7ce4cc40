"""What a training tree is made of, found by looking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.lightroom import RELEASE_TIFFS
from ppr10k_data.files.pictures import Pictures, find_pictures
from ppr10k_data.photo import PhotoId
from ppr10k_data.split import TARGETS, PictureKind


@dataclass(frozen=True)
class TreePlan:
    """What a training tree is to hold, and where it is to be had.

    Parameters
    ----------
    pictures : Pictures
    photos : tuple of PhotoId
        Those with a source or a target, in numeric order.
    kinds : frozenset of PictureKind
    variants : int
        Augmented variants of each training source; 0 where none was found.
    kept : tuple of Path
        Folders in which no tree may lie, of those in which pictures were looked for.
    root : Path
        The dataset.
    given : tuple of Path
        Folders of pictures as they were named; empty for the dataset's own.
    """

    pictures: Pictures
    photos: tuple[PhotoId, ...]
    kinds: frozenset[PictureKind]
    variants: int
    kept: tuple[Path, ...]
    root: Path
    given: tuple[Path, ...]


def plan_tree(root: Path, pictures: Sequence[Path] = ()) -> TreePlan:
    """Find pictures to train on.

    Parameters
    ----------
    root : Path
        The dataset; its ``train_val_images_tif_360p``, or what lies in it directly, is taken where ``pictures`` is
        empty, and its ``masks_360p`` where there are no other masks.
    pictures : sequence of Path
        Folders to look in, see :mod:`ppr10k_data.files.pictures`; the first that holds a picture counts.

    Raises
    ------
    LayoutError
        If a folder is missing, or no sources are found.
    """
    for folder in pictures:
        if not folder.is_dir():
            raise LayoutError(
                f"{folder}: no such folder of pictures; --pictures names the --out of render, say"
            )
    looked = tuple(folder.resolve() for folder in pictures or (root / RELEASE_TIFFS, root))
    found = find_pictures(looked, masks=[(root / "masks_360p").resolve()])
    sources = found.files["source"]
    if not sources:
        raise LayoutError(
            f"no pictures to train on: looked for TIFFs named like photos (12_3.tif) in source/, source_aug_6/ and "
            f"xmp_source/ of {', '.join(map(str, looked))}, also under train/, val/ and 360p/ there; "
            f"download {RELEASE_TIFFS}, or render --res 360p and name its --out by --pictures"
        )
    names = {name.photo for kind in ("source", *TARGETS) for name in found.files[kind]}
    photos = tuple(sorted(names, key=lambda photo: photo.sort_key))
    kinds = frozenset(kind for kind, files in found.files.items() if files)
    variants = max(name.variant or 0 for name in sources)
    # A folder of the user's own under the dataset's root, such as PPR10K/training, is no folder of pictures.
    kept = tuple(folder for folder in looked if pictures or folder != root.resolve())
    return TreePlan(found, photos, kinds, variants, kept, root, tuple(pictures))
