"""An output folder as it is found: the files that are there, and what killed runs left."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ppr10k_data.errors import PhotoNameError
from ppr10k_data.files.atomic import PREFIX, target_stem
from ppr10k_data.files.places import no_entry
from ppr10k_data.jobs.engine.shard import Shard
from ppr10k_data.photo import PhotoId


def sizes_of_files(folder: Path) -> dict[str, int]:
    """Bytes of every file in the folders of a run's folder, by its path under it, with slashes."""
    return {
        f"{inside}/{entry.name}": entry.stat().st_size
        for inside, entry in _entries(folder)
        if entry.is_file(follow_symlinks=True)
    }


def remove_stale(folder: Path, shard: Shard) -> int:
    """Remove temporary files that killed runs left.

    Parameters
    ----------
    folder : Path
        Claimed: nobody else writes files of this share there.
    shard : Shard
        Files of photos of other shares may be in the making: they are left alone.

    Returns
    -------
    int
        How many there were.
    """
    names = ((entry, entry.name) for _, entry in _entries(folder))
    stale = [entry for entry, name in names if name.startswith(PREFIX) and _is_stale(name, shard)]
    for entry in stale:
        Path(entry.path).unlink(missing_ok=True)
    return len(stale)


def _entries(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Entries of the folder's folders."""
    try:
        with os.scandir(folder) as found:
            inside = sorted(entry.name for entry in found if entry.is_dir())
    except FileNotFoundError:
        return
    except OSError as error:
        raise no_entry(folder, error) from error
    for name in inside:
        with os.scandir(folder / name) as found:
            for entry in found:
                yield name, entry


def _is_stale(name: str, shard: Shard) -> bool:
    stem = target_stem(name)
    if stem is None:
        return False
    try:
        return shard.owns(PhotoId.parse(stem).group)
    except PhotoNameError:
        return shard.count == 1
