"""Which files of the release are there, by name alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.layouts import LAYOUTS
from ppr10k_data.files.lightroom import RELEASE_TIFFS
from ppr10k_data.files.pictures import MASK_SUFFIXES, PictureFolder, find_pictures
from ppr10k_data.files.tree import RAW_SUFFIXES, extras, files_by_photo, require_root
from ppr10k_data.photo import PhotoId
from ppr10k_data.release import (
    LOOSE_PARTS,
    MASKS_360P,
    MASKS_FULL,
    RAW,
    SIDECARS,
    TIFF_AUGMENTED,
    TIFF_SOURCE,
)

_AUGMENTED = frozenset(name for layout in LAYOUTS for name in layout.augmented)


@dataclass(frozen=True)
class ReleaseFolder:
    """A folder that holds files of one part of the release.

    Parameters
    ----------
    part : str
        One of :data:`ppr10k_data.release.PARTS`.
    folder : Path
    files : dict of PhotoId to Path
        By photo or variant, in numeric order.
    doubles : dict of PhotoId to tuple of Path
        Names that have several files, which are not among ``files``.
    suffixes : frozenset of str
        Extensions of the part's files, lower case.
    """

    part: str
    folder: Path
    files: dict[PhotoId, Path]
    doubles: dict[PhotoId, tuple[Path, ...]]
    suffixes: frozenset[str]

    def extras(self) -> tuple[Path, ...]:
        """What else lies there, hidden and system files aside."""
        return tuple(self.folder / name for name in extras(self.folder, self.suffixes))


@dataclass(frozen=True)
class ReleaseFiles:
    """All that lies in the release's folders.

    Parameters
    ----------
    root : Path
    folders : tuple of ReleaseFolder
        Those that are there.
    loose : dict of str to tuple of Path
        Files of parts that are of no photo (``hists``, ``checkpoints``).
    """

    root: Path
    folders: tuple[ReleaseFolder, ...]
    loose: dict[str, tuple[Path, ...]]

    def names(self, without: Collection[str] = ()) -> dict[str, set[PhotoId]]:
        """Names of the files in each part.

        Originals among augmented sources are sources too: a layout may have no other folder for them.

        Parameters
        ----------
        without : collection of str
            Paths under the root, with slashes, of files that do not count.
        """
        found: dict[str, set[PhotoId]] = {}
        for each in self.folders:
            folder = name_under(self.root, each.folder)
            names = {name for name, path in each.files.items() if f"{folder}/{path.name}" not in without}
            names.update(each.doubles)
            found.setdefault(each.part, set()).update(names)
            if each.part == TIFF_AUGMENTED:
                originals = (name for name in names if name.variant is None)
                found.setdefault(TIFF_SOURCE, set()).update(originals)
        return {part: names for part, names in found.items() if names}

    def photos(self) -> tuple[PhotoId, ...]:
        """All photos, in numeric order, of the release or not."""
        found = {name.photo for each in self.folders for name in (*each.files, *each.doubles)}
        return tuple(sorted(found, key=lambda photo: photo.sort_key))

    def counts(self) -> Counter[str]:
        """Numbers of files by folder, as its path under the root."""
        counts = Counter(
            {name_under(self.root, each.folder): len(each.files) for each in self.folders if each.files}
        )
        counts.update({part: len(paths) for part, paths in self.loose.items() if paths})
        return counts


def name_under(root: Path, path: Path) -> str:
    """A path as it is written under the root, with slashes.

    Parameters
    ----------
    root : Path
    path : Path
        Below the root.
    """
    return path.relative_to(root).as_posix()


def list_release(root: Path) -> ReleaseFiles:
    """List the release's folders.

    Parameters
    ----------
    root : Path
        The dataset; small TIFFs may also lie in it directly, laid out for training.

    Raises
    ------
    LayoutError
        If there is no such folder, or nothing of the release in it.
    """
    require_root(root)
    folders = tuple(_folders(root))
    loose = {part: _loose(root / part) for part in LOOSE_PARTS}
    if not any(each.files or each.doubles for each in folders):
        raise LayoutError(
            f"{root}: no file of PPR10K is there by its name; --root must name the folder that holds raw/, "
            f"xmp_source/, masks_360p/ or {RELEASE_TIFFS}/"
        )
    return ReleaseFiles(root, folders, loose)


def _folders(root: Path) -> Iterator[ReleaseFolder]:
    kinds = [
        (RAW, RAW_SUFFIXES),
        *((name, frozenset({"xmp"})) for name in SIDECARS),
        (MASKS_FULL, MASK_SUFFIXES),
    ]
    for part, suffixes in kinds:
        if (folder := root / part).is_dir():
            files = files_by_photo(folder, suffixes)
            yield ReleaseFolder(part, folder, files, files.doubles, suffixes)
    for each in find_pictures([root / RELEASE_TIFFS, root]).folders:
        yield ReleaseFolder(_part(each), each.folder, each.files, each.doubles, each.suffixes)


def _part(each: PictureFolder) -> str:
    if each.kind == "mask":
        return MASKS_360P
    return TIFF_AUGMENTED if each.folder.name in _AUGMENTED else f"tif/{each.kind}"


def _loose(folder: Path) -> tuple[Path, ...]:
    if not folder.is_dir():
        return ()
    return tuple(
        sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    )
