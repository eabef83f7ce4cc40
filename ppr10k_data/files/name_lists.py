"""Lists of names, one a line, as training codes read them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ppr10k_data.errors import LayoutError, OutputError
from ppr10k_data.files.atomic import write_bytes
from ppr10k_data.photo import PhotoId

_SUFFIXES = frozenset({".tif", ".tiff", ".png", ".jpg", ".xmp"})


def format_names(names: Iterable[PhotoId]) -> bytes:
    """Spell names, one a line, each line ended."""
    return "".join(f"{name}\n" for name in names).encode("ascii")


def write_names(path: Path, names: bytes) -> None:
    """Write a list, atomically; its folder is made.

    Parameters
    ----------
    path : Path
    names : bytes
        As :func:`format_names` spells them.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, names)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written: {error.strerror or error}; give --out another folder"
        ) from error


def read_names(path: Path) -> tuple[str, ...]:
    """Read a list as it stands: the names may be wrong, which is for an audit to say.

    Parameters
    ----------
    path : Path
        Text in UTF-8; empty lines do not count. An entry may have a picture's extension and folders before it, which
        are left out.

    Raises
    ------
    LayoutError
        If the file is missing, or no text.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise LayoutError(f"{path}: not a readable list of names, one a line: {reason}") from error
    return tuple(_entry(line.strip()) for line in lines if line.strip())


def _entry(line: str) -> str:
    name = line.replace("\\", "/").rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and f".{suffix.lower()}" in _SUFFIXES else name
