"""Where everything lies: the dataset's folders, and those that commands write.

::

    <root>/raw/12_3.CR2                     <out>/360p/xmp_target_a/12_3.tif
    <root>/xmp_source/12_3.xmp              <out>/360p/masks/12_3.png
    <root>/xmp_target_a/12_3.xmp  b c       <out>/360p/manifest.jsonl
    <root>/masks_full/12_3.png              <out>/360p/.journal.jsonl  .lock  .gate
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from ppr10k_data.errors import LayoutError, PhotoNameError
from ppr10k_data.photo import PhotoId

RAW, SOURCE, MASKS = "raw", "xmp_source", "masks_full"

OWN_FOLDERS = frozenset(
    {
        *(RAW, SOURCE, MASKS, "xmp_target_a", "xmp_target_b", "xmp_target_c", "masks_360p", "hists"),
        *("train_val_images_tif_360p", "checkpoints"),
    }
)
"""Folders of the release, in which nothing is ever written; the second one has the authors' checkpoints."""

SAMPLE_MARK = "sample.json"
"""Stands in a generated sample, with the credits of its photographs."""

LICENCE_NOTICE = "Derived from PPR10K (Liang et al., CVPR 2021): for non-commercial research purposes only."
"""Travels with every picture: the dataset's agreement covers everything derived from it."""

SAMPLE_NOTICE = f"Made from a generated sample; the credits of its photographs stand in its {SAMPLE_MARK}."

RAW_SUFFIXES = frozenset(
    """
    3fr arw bay cap cr2 cr3 crw cs1 dcr dcs dng drf eip erf fff gpr iiq k25 kdc mdc mef mos mrw nef nrw orf pef
    ptx pxn r3d raf raw rw2 rwl rwz sr2 srf srw x3f
    """.split()  # noqa: SIM905 - a word list is easier to read than forty strings
)
"""Extensions of the formats that LibRaw opens, lower case."""


_ROOT = "--root must name the folder that holds raw/, xmp_source/, ..."


class PhotoFiles(dict[PhotoId, Path]):
    """One file a photo, in numeric order.

    Parameters
    ----------
    files : dict
        Of the photos that have one.
    doubles : dict
        Files of the photos that have several, which are not among ``files``: nobody can tell which is meant.
    """

    def __init__(self, files: dict[PhotoId, Path], doubles: dict[PhotoId, tuple[Path, ...]]) -> None:
        super().__init__(files)
        self.doubles = doubles


def files_by_photo(folder: Path, suffixes: frozenset[str]) -> PhotoFiles:
    """Photos of a folder, by name alone; no file is opened.

    Parameters
    ----------
    folder : Path
        Searched without its subfolders.
    suffixes : frozenset of str
        Extensions wanted, lower case, without the dot; files may spell them in any case.

    Returns
    -------
    PhotoFiles
        Files whose names are not a photo's are left out; see :func:`strangers`.

    Raises
    ------
    LayoutError
        If the folder is missing.
    """
    named = [
        (photo, path)
        for path in _listed(folder)
        if _suffix(path.name) in suffixes and (photo := _photo(path.name.rpartition(".")[0])) is not None
    ]
    named.sort(key=lambda item: item[0].sort_key)
    files = dict(named)
    doubles: dict[PhotoId, tuple[Path, ...]] = {}
    if len(files) < len(named):
        for photo, group in groupby(named, key=itemgetter(0)):
            paths = tuple(sorted(path for _, path in group))
            if len(paths) > 1:
                doubles[photo] = paths
                del files[photo]
    return PhotoFiles(files, doubles)


def _suffix(name: str) -> str:
    return name.rpartition(".")[2].lower()


def strangers(folder: Path, suffixes: frozenset[str]) -> tuple[str, ...]:
    """Names of files of the wanted kinds that are not spelled like photos.

    Parameters
    ----------
    folder : Path
    suffixes : frozenset of str
        Extensions wanted, lower case, without the dot.
    """
    names = sorted(path.name for path in _listed(folder))
    return tuple(name for name in names if _suffix(name) in suffixes and _photo(Path(name).stem) is None)


SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})
"""What Windows leaves in folders, lower case."""


def extras(folder: Path, suffixes: frozenset[str]) -> tuple[str, ...]:
    """Names in a folder that are no photo's file of the wanted kinds, hidden and system files aside.

    Parameters
    ----------
    folder : Path
    suffixes : frozenset of str
        Extensions wanted, lower case, without the dot.

    Raises
    ------
    LayoutError
        If the folder is missing.
    """
    return tuple(
        name
        for name in sorted(path.name for path in _listed(folder))
        if (_suffix(name) not in suffixes or _photo(name.rpartition(".")[0]) is None)
        and name.lower() not in SYSTEM_FILES
    )


@lru_cache(maxsize=1 << 17)
def _photo(stem: str) -> PhotoId | None:
    try:
        return PhotoId.parse(stem)
    except PhotoNameError:
        return None


def _listed(folder: Path) -> list[Path]:
    """What is in a folder, but for hidden files, which copying tools leave ("._12_3.xmp" of macOS).

    pathlib's own listing makes a path in half the time that joining folder and name takes.
    """
    try:
        return [path for path in folder.iterdir() if not path.name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError):
        raise LayoutError(f"{folder}: no such folder; {_ROOT}") from None
    except OSError as error:
        raise LayoutError(f"{folder}: cannot be read: {error.strerror or error}") from error


def require_root(root: Path) -> None:
    """Refuse a root that is no folder, before its parts are missed one by one.

    Parameters
    ----------
    root : Path

    Raises
    ------
    LayoutError
        If it is missing, or a file.
    """
    if not root.is_dir():
        what = "a file, not a folder" if root.exists() else "no such folder"
        raise LayoutError(f"{root}: {what}; {_ROOT}")


def refuse_inside(root: Path, out: Path, option: str = "--out") -> None:
    """Keep results out of the dataset's own folders.

    Parameters
    ----------
    root : Path
        The dataset.
    out : Path
        Where results are to go; links are followed.
    option : str
        That named the place, for the message.

    Raises
    ------
    LayoutError
        If ``out`` is the dataset's root, or lies in one of its folders.
    """
    dataset, target = root.resolve(), out.resolve()
    inside = target.relative_to(dataset).parts if target.is_relative_to(dataset) else None
    if inside == () or (inside and inside[0] in OWN_FOLDERS):
        raise LayoutError(f"{out} is the dataset's own folder, which is only read; give {option} another")


@dataclass(frozen=True)
class Dataset:
    """A copy of PPR10K, or a part of one; only ever read.

    Parameters
    ----------
    root : Path
        The folder that holds ``raw``, ``xmp_source`` and so on.
    """

    root: Path

    @property
    def is_sample(self) -> bool:
        """Whether it is a generated sample, of which the release's names, counts and sizes say nothing."""
        return (self.root / SAMPLE_MARK).is_file()

    @property
    def licence(self) -> str:
        """The notice that travels with everything made from this dataset."""
        return SAMPLE_NOTICE if self.is_sample else LICENCE_NOTICE

    def raws(self) -> PhotoFiles:
        """RAW files by photo, of any extension in any case."""
        return files_by_photo(self.root / RAW, RAW_SUFFIXES)

    def sidecar_folder(self, name: str) -> Path:
        """Folder of sidecars, by name under the root or by path.

        Raises
        ------
        LayoutError
            If there is neither; names the sidecar folders that are there.
        """
        for folder in (self.root / name, Path(name)):
            if folder.is_dir():
                return folder
        there = sorted(path.name for path in self.root.glob("xmp*") if path.is_dir())
        hint = f"there are {', '.join(there)}" if there else "it holds no folder named xmp_..."
        raise LayoutError(f"no folder of sidecars {name!r} under {self.root}: {hint}")

    def sidecars(self, folder: Path) -> PhotoFiles:
        """Sidecars of a folder by photo or variant."""
        return files_by_photo(folder, frozenset({"xmp"}))

    def sources(self) -> PhotoFiles:
        """Sidecars of xmp_source by photo; none where the folder is missing."""
        folder = self.root / SOURCE
        return self.sidecars(folder) if folder.is_dir() else PhotoFiles({}, {})

    def masks(self) -> PhotoFiles:
        """Full-size masks by photo; none where the folder is missing."""
        folder = self.root / MASKS
        return files_by_photo(folder, frozenset({"png"})) if folder.is_dir() else PhotoFiles({}, {})

    def mask(self, photo: PhotoId) -> Path:
        """Where the photo's full-size mask should lie."""
        return self.root / MASKS / f"{photo.photo}.png"
