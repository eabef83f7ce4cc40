"""What is to be retouched: files and folders as named, each with the name its result gets, before any is opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from ppr10k_data.errors import CheckpointError, LayoutError, SettingsError
from ppr10k_data.files.photos import PHOTO_SUFFIXES
from ppr10k_data.files.tree import RAW_SUFFIXES

ResultFormat = Literal["tif", "png", "jpg"]


@dataclass(frozen=True)
class Input:
    """A photo to retouch.

    Parameters
    ----------
    path : Path
    sidecar : Path or None
        Of a RAW file, where there is one.
    """

    path: Path
    sidecar: Path | None = None

    @property
    def is_raw(self) -> bool:
        """Whether the photo is developed first."""
        return _suffix(self.path) in RAW_SUFFIXES


def _suffix(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")


def find_inputs(named: Sequence[Path], sidecars: Path | None = None) -> tuple[Input, ...]:
    """Find the photos that were named.

    Parameters
    ----------
    named : sequence of Path
        Files, and folders for all photos and RAW files in them, not below, in the order of their names.
    sidecars : Path, optional
        The folder of the RAW files' sidecars, ``<stem>.xmp``; by default they lie beside them.

    Returns
    -------
    tuple of Input

    Raises
    ------
    LayoutError
        If a file or folder is missing, or a folder holds no photo.
    SettingsError
        If a file is of no known kind, or two photos would get results of the same name.
    """
    if sidecars is not None and not sidecars.is_dir():
        raise LayoutError(f"{sidecars}: no such folder of sidecars")
    paths = [path for each in named for path in _expanded(each)]
    _check_stems(paths)
    return tuple(Input(path, _sidecar(path, sidecars)) for path in paths)


def _expanded(named: Path) -> list[Path]:
    known = PHOTO_SUFFIXES | RAW_SUFFIXES
    if named.is_dir():
        inside = sorted(p for p in named.iterdir() if _suffix(p) in known and not p.name.startswith("."))
        if not inside:
            raise LayoutError(
                f"{named}: no photo in it (.tif, .png, .jpg or RAW); its subfolders are not searched"
            )
        return inside
    if not named.is_file():
        raise LayoutError(f"{named}: no such file or folder")
    if _suffix(named) not in known:
        raise SettingsError(f"{named}: a photo is .tif, .png, .jpg or a RAW file")
    return [named]


def _check_stems(paths: Iterable[Path]) -> None:
    first: dict[str, Path] = {}
    for path in paths:
        if path.stem in first:
            raise SettingsError(
                f"{first[path.stem]} and {path} would both become {path.stem}: "
                "run the command for each, with another --out"
            )
        first[path.stem] = path


def _sidecar(path: Path, folder: Path | None) -> Path | None:
    """A RAW's sidecar; where a folder was named it is taken from there, and missed there when the photo is read."""
    if _suffix(path) not in RAW_SUFFIXES:
        return None
    if folder is not None:
        return folder / f"{path.stem}.xmp"
    beside = (path.with_suffix(suffix) for suffix in (".xmp", ".XMP"))
    return next((sidecar for sidecar in beside if sidecar.is_file()), None)


def check_model_is_there(path: Path) -> None:
    """Tell of a model that cannot be one by its name alone, before torch is imported to read it.

    Parameters
    ----------
    path : Path
        A file or folder, see :func:`~ppr10k_data.baseline.checkpoints.read_checkpoint`.

    Raises
    ------
    CheckpointError
        If it is missing, or one table for all photos.
    """
    if not path.exists():
        raise CheckpointError(f"{path}: no such file or folder of a model; train writes best.pt to its --out")
    if _suffix(path) == "cube":
        raise CheckpointError(
            f"{path}: one table for all photos, not a model; apply it by ppr10k-data lut apply {path} PICTURE..."
        )


def result_suffix(bits: int, wanted: ResultFormat | None) -> str:
    """Ending of a result: PNG for 8 bits and TIFF for 16, unless another was asked for.

    Parameters
    ----------
    bits : {8, 16}
        Of the photo; a RAW file has 16.
    wanted : {"tif", "png", "jpg"}, optional

    Returns
    -------
    str
        With its dot.
    """
    if wanted is None:
        return ".tif" if bits == 16 else ".png"
    if wanted not in get_args(ResultFormat):
        raise SettingsError(f"format {wanted!r}: expected {', '.join(get_args(ResultFormat))}")
    return f".{wanted}"
