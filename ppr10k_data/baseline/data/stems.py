"""Files of a folder by their names without extension."""

from __future__ import annotations

from pathlib import Path

from ppr10k_data.errors import LayoutError


def files_by_stem(folder: Path, suffixes: frozenset[str]) -> tuple[dict[str, Path], dict[str, str]]:
    """Find a folder's pictures.

    Parameters
    ----------
    folder : Path
        Searched without its subfolders; hidden files are passed over.
    suffixes : frozenset of str
        Extensions wanted, lower case, without the dot; files may spell them in any case.

    Returns
    -------
    files : dict
        By name without extension.
    doubles : dict
        Names that several files have, with these files in words.

    Raises
    ------
    LayoutError
        If the folder is missing or cannot be read.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise LayoutError(f"{folder}: no such folder of pictures: {error.strerror or error}") from error
    files: dict[str, Path] = {}
    doubles: dict[str, str] = {}
    for path in paths:
        if path.suffix.lower().lstrip(".") not in suffixes:
            continue
        if path.stem in files:
            doubles[path.stem] = f"{files[path.stem].name} and {path.name}: nobody can tell which is meant"
        files.setdefault(path.stem, path)
    return files, doubles
