"""Sums as they are made, so that a run over 345 GB may be interrupted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ppr10k_data.errors import OutputError
from ppr10k_data.jobs.engine.lines import LineWriter, bad_line, whole_lines
from ppr10k_data.jobs.verify.check_photo import HashRecord

JOURNAL = ".sha256-journal.jsonl"


class HashJournal:
    """Appends sums to a file in the output folder, which is removed once all are done.

    Parameters
    ----------
    folder : Path
        Must exist, and be claimed.
    root : Path
        The dataset that the sums are of. Those of another one count for nothing: a copy keeps names, sizes and times,
        and whether it kept the content is what is asked.

    Raises
    ------
    JournalError
        If a line of an earlier run's is damaged; a torn last line is dropped.
    OutputError
        If it cannot be written.
    """

    def __init__(self, folder: Path, root: Path) -> None:
        self._path, whole = folder / JOURNAL, str(root.resolve())
        self.before = _read(self._path, whole)
        try:
            self._writer = LineWriter(self._path)
            self._writer.append({"root": whole})
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


def _read(path: Path, root: str) -> dict[str, HashRecord]:
    """Sums of a dataset; each run begins with a line that says which one its sums are of."""
    sums: dict[str, HashRecord] = {}
    is_ours = False
    for number, line in whole_lines(path):
        if "root" in line:
            is_ours = line["root"] == root
            continue
        try:
            record = HashRecord(int(line["bytes"]), int(line["mtime_ns"]), str(line["sha256"]))
            if is_ours:
                sums[str(line["file"])] = record
        except (KeyError, TypeError, ValueError) as error:
            raise bad_line(path, number, error) from error
    return sums
