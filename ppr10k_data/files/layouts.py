"""Which of the layouts in use a tree of pictures has, and which of its folders hold what.

::

    official   <root>/train/source_aug/583_9_1.tif  train/target_a/583_9.tif  train/masks/583_9.png   val/source ...
    adaint     <root>/source_aug_6/583_9_1.tif      target_a/583_9.tif        masks/583_9.png   source  train.txt ...
    renders    <root>/360p/source_aug/583_9_1.tif   360p/xmp_target_a/583_9.tif   360p/masks/583_9.png   xmp_source

``official`` is what the official training code reads, ``adaint`` what AdaInt's and its descendants read, ``renders``
what ``ppr10k-data render`` and ``augment`` write; variants that ``augment --paired`` made have targets of their own in
``360p/xmp_target_a_aug``. The release's ``train_val_images_tif_360p`` is looked into where it
lies under the root; its masks may lie beside it in ``masks_360p``. Nothing here opens a picture.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from ppr10k_data.errors import LayoutError, SettingsError
from ppr10k_data.files.lightroom import RELEASE_TIFFS
from ppr10k_data.photo import Expert, Split

LayoutName = Literal["official", "adaint", "renders"]

PICTURES = frozenset({"tif", "tiff", "png", "jpg"})

MASK_FOLDERS = ("masks", "masks_360p")
"""Names of the folder of masks, in every layout."""

_LISTS = {("train", True): "train_aug.txt", ("train", False): "train.txt"}
_VAL_LISTS = ("test.txt", "val.txt")


@dataclass(frozen=True)
class Layout:
    """What a layout calls its folders.

    Parameters
    ----------
    name : LayoutName
    sides : bool
        Whether the sides of the split have folders of their own, ``train`` and ``val``.
    originals : str
        Sources of the photos themselves.
    augmented : tuple of str
        Names that the folder of augmented sources goes by.
    target_prefix : str
        Before the expert's letter.
    """

    name: LayoutName
    sides: bool
    originals: str
    augmented: tuple[str, ...]
    target_prefix: str

    def side(self, base: Path, split: Split) -> Path:
        """The folder that holds a side's folders."""
        return base / split if self.sides else base

    def sources(self, side: Path) -> list[Path]:
        """Folders of sources that hold pictures."""
        return _folders(side, (self.originals, *self.augmented))

    def targets(self, side: Path) -> list[Path]:
        """Folders of targets that hold pictures, of any expert."""
        return _folders(side, tuple(map(self.target, get_args(Expert))))

    def target(self, expert: Expert) -> str:
        """Name of the folder of an expert's targets."""
        return f"{self.target_prefix}{expert}"

    def is_at(self, base: Path) -> bool:
        """Whether sources and targets of this layout lie in a folder."""
        sides = {self.side(base, split) for split in get_args(Split)}
        return any(self.sources(side) and self.targets(side) for side in sides)


LAYOUTS = (
    Layout("official", True, "source", ("source_aug", "source_aug_6"), "target_"),
    Layout("adaint", False, "source", ("source_aug_6", "source_aug"), "target_"),
    Layout("renders", False, "xmp_source", ("source_aug", "xmp_source_aug"), "xmp_target_"),
)


def _folders(above: Path, names: tuple[str, ...]) -> list[Path]:
    """Those that hold pictures: the dataset's own xmp_source holds sidecars."""
    return [above / name for name in names if _holds_pictures(above / name)]


def _holds_pictures(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entry.name.rpartition(".")[2].lower() in PICTURES for entry in entries)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise LayoutError(f"{folder}: cannot be read: {error.strerror or error}") from error


@dataclass(frozen=True)
class Folders:
    """Where the pictures of one side of the split lie.

    Parameters
    ----------
    layout : LayoutName
    base : Path
        The tree, as it was found.
    originals : Path
        Sources of the photos themselves; perhaps among augmented ones.
    augmented : Path or None
        Augmented sources, perhaps with the photos' own among them; None where they are not asked for.
    targets : Path
    paired : Path or None
        Targets of augmented sources, where these were augmented together with them.
    masks : Path or None
        None where masks are not asked for.
    names : Path or None
        A list of what belongs to this side, one name a line.
    by_group : bool
        Whether the official split by group tells what belongs to this side.
    """

    layout: LayoutName
    base: Path
    originals: Path
    augmented: Path | None
    targets: Path
    paired: Path | None
    masks: Path | None
    names: Path | None
    by_group: bool


def find_folders(
    root: Path,
    split: Split = "train",
    expert: Expert = "a",
    *,
    augmented: bool | str = True,
    masks: bool = True,
    layout: LayoutName | None = None,
) -> Folders:
    """Find out how a tree is laid out, by looking at its folders' names.

    Parameters
    ----------
    root : Path
        Of the tree, or a folder above the release's ``train_val_images_tif_360p`` or above one resolution's renders.
    split : {"train", "val"}
    expert : {"a", "b", "c"}
    augmented : bool or str
        Whether augmented sources are wanted for training, or the name of their folder. Validation has none.
    masks : bool
        Whether masks are wanted.
    layout : LayoutName, optional
        Which layout to take, where there are several.

    Raises
    ------
    LayoutError
        If no layout is found, several are, or a folder of the one found is missing.
    SettingsError
        If an argument is none of its values.
    """
    _check("split", split, get_args(Split))
    _check("expert", expert, get_args(Expert))
    if layout is not None:
        _check("layout", layout, get_args(LayoutName))
    if not root.is_dir():
        raise LayoutError(f"{root}: no such folder; root must name a tree of rendered or downloaded pictures")
    shape, base = _the_only(
        root, [found for found in _found(root) if layout in (None, found[0].name)], layout
    )
    side = shape.side(base, split)
    there = shape.sources(side)
    if not there:
        raise LayoutError(
            f"{side / shape.originals}: no such folder: of the {split} side no sources are there"
        )
    wanted = augmented if split == "train" else False
    own = next((path for path in there if path.name == shape.originals), None)
    return Folders(
        layout=shape.name,
        base=base,
        originals=own or _augmented(shape, side, augmented or True),
        augmented=_augmented(shape, side, wanted) if wanted else None,
        targets=_targets(shape, side, expert),
        paired=next(iter(_folders(side, (f"{shape.target(expert)}_aug",))), None) if wanted else None,
        masks=_masks(side, base) if masks else None,
        names=None if shape.sides else _list(base, split, augmented=bool(wanted)),
        by_group=not shape.sides,
    )


def _check(name: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise SettingsError(f"{name}={value!r}: expected one of {', '.join(map(repr, allowed))}")


def _found(root: Path) -> Iterator[tuple[Layout, Path]]:
    """Every layout that stands at the root, in the release's folder under it, or one folder down for renders."""
    below = sorted(path for path in root.iterdir() if path.is_dir())
    for shape in LAYOUTS:
        more = below if shape.name == "renders" else [root / RELEASE_TIFFS]
        yield from ((shape, base) for base in (root, *more) if shape.is_at(base))


def _the_only(root: Path, found: list[tuple[Layout, Path]], layout: LayoutName | None) -> tuple[Layout, Path]:
    if not found:
        asked = f"of layout {layout!r}" if layout else "of sources and targets"
        there = ", ".join(sorted(path.name for path in root.iterdir() if path.is_dir())) or "none"
        raise LayoutError(
            f"{root}: no tree {asked} there: expected train/source_aug and train/target_a (official), source and "
            f"target_a (adaint), or xmp_source and xmp_target_a (renders), with any of the experts a, b, c; "
            f"folders there: {there}"
        )
    if len(found) == 1:
        return found[0]
    places = ", ".join(f"{shape.name!r} at {base}" for shape, base in found)
    if len({shape.name for shape, _ in found}) > 1:
        raise LayoutError(
            f"{root}: several layouts: {places}; choose one by layout= (train: --layout), or name its folder as root"
        )
    raise LayoutError(f"{root}: several trees: {places}; name one of these folders as root")


def _augmented(shape: Layout, side: Path, wanted: bool | str) -> Path:
    if isinstance(wanted, str):
        if not _holds_pictures(side / wanted):
            raise LayoutError(f"{side}: no folder {wanted!r} of augmented sources, as augmented= says")
        return side / wanted
    there = _folders(side, shape.augmented)
    if not there:
        raise LayoutError(
            f"{side}: no augmented sources ({' or '.join(shape.augmented)}); make them by ppr10k-data augment, or go "
            "without by augmented=False (train: --not-augmented)"
        )
    if len(there) > 1:
        names = " and ".join(repr(path.name) for path in there)
        raise LayoutError(f"{side}: both {names} are there; choose one by augmented=")
    return there[0]


def _targets(shape: Layout, side: Path, expert: Expert) -> Path:
    wanted = side / shape.target(expert)
    if not _holds_pictures(wanted):
        there = ", ".join(path.name for path in shape.targets(side)) or "none"
        raise LayoutError(
            f"{wanted}: no such folder of targets; those there: {there}; choose the expert by expert= (train: --expert)"
        )
    return wanted


def _masks(side: Path, base: Path) -> Path:
    places = [place / name for place in dict.fromkeys((side, base, base.parent)) for name in MASK_FOLDERS]
    found = next((place for place in places if place.is_dir()), None)
    if found is None:
        raise LayoutError(
            f"{side}: no masks: looked for {', '.join(map(str, places))}; render with --masks, link masks_360p "
            "there, or go without by masks=False (train: --no-hrp)"
        )
    return found


def _list(base: Path, split: Split, *, augmented: bool) -> Path | None:
    names = _VAL_LISTS if split == "val" else (_LISTS[split, augmented],)
    return next((base / name for name in names if (base / name).is_file()), None)
