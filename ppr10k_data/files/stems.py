"""Files of a folder by their names without extension, whatever the names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ppr10k_data.errors import LayoutError


@dataclass(frozen=True)
class Stems:
    """A folder's files.

    Parameters
    ----------
    folder : Path
    files : dict
        By name without extension; of the names that a single file has.
    doubles : dict
        Names that several files have, with these files.
    """

    folder: Path
    files: dict[str, Path]
    doubles: dict[str, tuple[Path, ...]]

    def fault(self, name: str, what: str) -> str:
        """Why there is no such file, in words; empty where there is.

        Parameters
        ----------
        name : str
            The stem that was looked for.
        what : str
            What the file is, in words.
        """
        if name in self.files:
            return ""
        if name in self.doubles:
            names = " and ".join(path.name for path in self.doubles[name])
            return f"{what} {name} is there as {names} in {self.folder}: nobody can tell which is meant"
        return f"{what} {name} is missing from {self.folder}"


def files_by_stem(folder: Path, suffixes: frozenset[str]) -> Stems:
    """Find a folder's files.

    Parameters
    ----------
    folder : Path
        Searched without its subfolders; hidden files are passed over.
    suffixes : frozenset of str
        Extensions wanted, lower case, without the dot; files may spell them in any case.

    Raises
    ------
    LayoutError
        If the folder is missing or cannot be read.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise LayoutError(f"{folder}: no such folder of pictures: {error.strerror or error}") from error
    named: dict[str, list[Path]] = {}
    for path in paths:
        if path.suffix.lower().lstrip(".") in suffixes:
            named.setdefault(path.stem, []).append(path)
    files = {name: paths[0] for name, paths in named.items() if len(paths) == 1}
    doubles = {name: tuple(paths) for name, paths in named.items() if len(paths) > 1}
    return Stems(folder, files, doubles)
