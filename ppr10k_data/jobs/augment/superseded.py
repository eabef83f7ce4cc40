"""Variants of other draws, which stand no longer once ``--overwrite`` draws anew, and their pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ppr10k_data.jobs.engine.hold import hold
from ppr10k_data.jobs.engine.ledger import journal_path, manifest_paths, read_journal
from ppr10k_data.jobs.engine.manifest import read_manifest
from ppr10k_data.jobs.engine.shard import Shard
from ppr10k_data.jobs.engine.withdraw import withdraw
from ppr10k_data.photo import PhotoId

_SIDECAR = re.compile(r"xmp_(source|target_[abc])_aug/(\d+_\d+_\d+)\.xmp")
_PICTURE = re.compile(r"(source|xmp_target_[abc])_aug/(\d+_\d+_\d+)\.(?:tif|png|jpg)")


@dataclass(frozen=True)
class Superseded:
    """What was made of other draws.

    Parameters
    ----------
    out : Path
        Folder of the sidecars' folders.
    shard : Shard
        Whose files these are.
    files : dict
        Names of files by the folder whose records have them; pictures first, sidecars last.
    """

    out: Path
    shard: Shard
    files: dict[Path, list[str]]

    def not_in(self, drawn: Iterable[Path]) -> list[str]:
        """Those that are not made anew either, by their paths under the folder.

        Parameters
        ----------
        drawn : iterable of Path
            All that is to be made.
        """
        again = set(drawn)
        paths = (folder / file for folder, files in self.files.items() for file in files)
        return [path.relative_to(self.out).as_posix() for path in paths if path not in again]

    def remove(self, *, durable: bool) -> None:
        """Remove them all, and have manifests and journals say so.

        Also those that are drawn anew: a run that ends halfway leaves no mixture then.

        Raises
        ------
        FolderBusyError
            If another run is writing to one of the folders; nothing is removed then.
        LayoutError
            If one cannot be written.
        """
        with ExitStack() as held:
            for folder in self.files:
                held.enter_context(hold(folder, self.shard))
            for folder, files in self.files.items():
                withdraw(folder, files, self.shard, durable=durable)


def superseded(out: Path, settings: dict[str, Any], shard: Shard) -> Superseded:
    """Find variants that are recorded with other settings, and their pictures of every size.

    Parameters
    ----------
    out : Path
        Folder of the sidecars' folders.
    settings : dict
        Of the draws to come.
    shard : Shard
        Photos of other shares are theirs to remove.

    Raises
    ------
    JournalError
        If a journal or manifest there is damaged.
    """
    gone = {file for file, made in _recorded(out) if made != settings and _owned(file, shard)}
    found = {folder: _pictures(folder, gone) for folder in _folders_of_pictures(out)} if gone else {}
    files = {folder: pictures for folder, pictures in found.items() if pictures}
    return Superseded(out, shard, files | ({out: sorted(gone)} if gone else {}))


def _pictures(folder: Path, sidecars: set[str]) -> list[str]:
    """A folder's pictures of these sidecars."""
    files = {file for file, _ in _recorded(folder)}
    return sorted(file for file in files if _sidecar_of(file) in sidecars)


def _sidecar_of(picture: str) -> str | None:
    """``xmp_source_aug/12_3_1.xmp`` of ``source_aug/12_3_1.tif``; None for a picture of no variant."""
    match = _PICTURE.fullmatch(picture)
    return match and f"{'xmp_source' if match[1] == 'source' else match[1]}_aug/{match[2]}.xmp"


def _owned(file: str, shard: Shard) -> bool:
    match = _SIDECAR.fullmatch(file)
    return match is not None and shard.owns(PhotoId.parse(match[2]).group)


def _recorded(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Files of the journal and of the manifests with their settings: either may know one that the other lost."""
    journal = read_journal(folder, lost=True)
    for file, entry in journal.done.items():
        yield file, journal.settings[entry.settings]
    for path in manifest_paths(folder):
        for file, line in read_manifest(path).items():
            yield file, line["settings"]


def _folders_of_pictures(out: Path) -> list[Path]:
    return [folder for folder in sorted(out.iterdir()) if folder.is_dir() and _has_records(folder)]


def _has_records(folder: Path) -> bool:
    return any(path.exists() for path in (journal_path(folder), *manifest_paths(folder)))
