"""Sums as they are made, so that a run over 345 GB may be interrupted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ppr10k_data.errors import OutputError
from ppr10k_data.jobs.check_photo import HashRecord
from ppr10k_data.jobs.engine.lines import LineWriter, bad_line, whole_lines

JOURNAL = ".sha256-journal.jsonl"


class HashJournal:
    """Appends sums to a file in the output folder, which is removed once all are done.

    Parameters
    ----------
    folder : Path
        Must exist, and be claimed.

    Raises
    ------
    JournalError
        If a line of an earlier run's is damaged; a torn last line is dropped.
    OutputError
        If it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / JOURNAL
        self.before = _read(self._path)
        try:
            self._writer = LineWriter(self._path)
        except OSError as error:
            raise OutputError(f"{self._path}: cannot be written: {error.strerror or error}") from error

    def append(self, sums: Mapping[str, HashRecord]) -> None:
        """Record the sums of a photo's files."""
        fresh = {name: record for name, record in sums.items() if self.before.get(name) != record}
        try:
            self._writer.append(*({"file": name, **vars(record)} for name, record in fresh.items()))
        except OSError as error:
            raise OutputError(
                f"{self._path}: cannot be written: {error.strerror or error}; the same command goes on from there"
            ) from error

    def close(self, *, done: bool) -> None:
        """Close the file, and remove it if all is done."""
        self._writer.__exit__(None, None, None)
        if done:
            self._path.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, HashRecord]:
    sums = {}
    for number, line in whole_lines(path):
        try:
            sums[str(line["file"])] = HashRecord(
                int(line["bytes"]), int(line["mtime_ns"]), str(line["sha256"])
            )
        except (KeyError, TypeError, ValueError) as error:
            raise bad_line(path, number, error) from error
    return sums
