"""The two records of an output folder: the manifest, for people, and the journal, which says what is done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ppr10k_data
from ppr10k_data.errors import JournalError
from ppr10k_data.files.places import is_taken
from ppr10k_data.jobs.engine import manifest
from ppr10k_data.jobs.engine.journal import Journal, Tally, header
from ppr10k_data.jobs.engine.lines import LineWriter, append_file
from ppr10k_data.jobs.engine.outcome import PhotoOutcome
from ppr10k_data.jobs.engine.shard import WHOLE, Shard
from ppr10k_data.jobs.engine.work import Work

JOURNAL = ".journal"
_PART = re.compile(r"(?:\.journal|manifest)-\d+-of-(\d+)\.jsonl")


def journal_path(folder: Path, shard: Shard = WHOLE) -> Path:
    """``.journal.jsonl``; of a share, ``.journal-3-of-8.jsonl``.

    Parameters
    ----------
    folder : Path
        A run's.
    shard : Shard, optional
    """
    return folder / f"{JOURNAL}{shard.tag}.jsonl"


def manifest_path(folder: Path, shard: Shard = WHOLE) -> Path:
    """``manifest.jsonl``; of a share, ``manifest-3-of-8.jsonl``.

    Parameters
    ----------
    folder : Path
        A run's.
    shard : Shard, optional
    """
    return folder / f"{Path(manifest.NAME).stem}{shard.tag}.jsonl"


def manifest_paths(folder: Path) -> list[Path]:
    """The folder's manifest, then those of shares that are not merged yet."""
    whole = manifest_path(folder)
    return [whole, *sorted(folder.glob(f"{whole.stem}-*-of-*.jsonl"))]


def has_run(folder: Path) -> bool:
    """Tell whether any run has recorded anything in a folder.

    Parameters
    ----------
    folder : Path
        A run's.
    """
    return any(folder.glob(f"{JOURNAL}*.jsonl"))


def read_journal(folder: Path, *, lost: bool = False) -> Journal:
    """What is known to be done in a folder, by all its shares.

    Parameters
    ----------
    folder : Path
    lost : bool
        Whether a folder with a manifest may have lost its journal.

    Raises
    ------
    JournalError
        If a journal is damaged, or the folder has a manifest and no journal.
    OutputError
        If the folder may not be entered.
    """
    if not is_taken(folder):
        return Journal()
    paths = [journal_path(folder), *sorted(folder.glob(f"{JOURNAL}-*.jsonl"))]
    if not lost and not any(map(is_taken, paths)) and is_taken(manifest_path(folder)):
        raise JournalError(
            f"{folder}: holds {manifest.NAME} and no {paths[0].name}, so what is done there is not known: "
            "give another --out, or --overwrite to make everything again"
        )
    return Journal.read(paths)


def settle(folder: Path, keep: int | None) -> None:
    """Append what shares wrote to the folder's own manifest and journal.

    Parameters
    ----------
    folder : Path
    keep : int or None
        Shares of this count may be at work: theirs are left alone.
    """
    for stem, base in (("manifest", manifest_path(folder)), (JOURNAL, journal_path(folder))):
        for part in sorted(folder.glob(f"{stem}-*-of-*.jsonl")):
            match = _PART.fullmatch(part.name)
            if match and int(match[1]) != keep:
                append_file(base, part)


class Ledger:
    """Records photos as they are done.

    The manifest is written first and the journal last: a file that the journal knows is in the manifest, and one that
    only the manifest knows is made and recorded again, where the newer line counts.
    """

    def __init__(self, manifest_: LineWriter, journal: LineWriter) -> None:
        self._manifest, self._journal = manifest_, journal

    def again(self, files: Iterable[str]) -> None:
        """Record that files are to be made again, though they may be done."""
        self._journal.append({"again": list(files)})

    def record(
        self,
        work: Work,
        outcome: PhotoOutcome,
        lines: dict[str, dict[str, Any]],
        tallies: dict[str, Tally],
        missing: Iterable[str],
    ) -> None:
        """Record one photo.

        Parameters
        ----------
        work : Work
        outcome : PhotoOutcome
        lines : dict
            The manifest's line of each file that was made.
        tallies : dict
            What a summary counts of each.
        missing : iterable of str
            Files that were wanted and not made.
        """
        self._manifest.append(*lines.values())
        done = {file: [line["bytes"], line["fingerprint"], tallies[file]] for file, line in lines.items()}
        kind = outcome.problems[0].kind if outcome.problems else "not made"
        entry: dict[str, Any] = {
            "photo": str(work.photo),
            "done": done,
            "failed": dict.fromkeys(missing, kind),
        }
        if outcome.problems:
            entry["problems"] = [[problem.what, problem.kind, problem.reason] for problem in outcome.problems]
        self._journal.append(entry)


@contextmanager
def open_ledger(folder: Path, shard: Shard, settings: dict[str, Any], *, durable: bool) -> Iterator[Ledger]:
    """Open a folder's records for appending.

    Parameters
    ----------
    folder : Path
        Must exist and be claimed.
    shard : Shard
    settings : dict
        Of all files to be recorded.
    durable : bool
        Wait for the disk after each photo.
    """
    with (
        LineWriter(manifest_path(folder, shard), durable=durable) as manifest_,
        LineWriter(journal_path(folder, shard), durable=durable) as journal,
    ):
        journal.append(header(settings, ppr10k_data.__version__))
        yield Ledger(manifest_, journal)
