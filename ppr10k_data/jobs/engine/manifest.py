"""The manifest: one JSON line for every file made, appended as it is made; the newest line of a file counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ppr10k_data.jobs.engine.lines import bad_line, whole_lines

NAME = "manifest.jsonl"
FORMAT = 5
"""Version of the lines and of what the pixels mean; files of another version count as not done."""


def read_manifest(path: Path) -> dict[str, dict[str, Any]]:
    """Newest line of each file, by the file's path as the manifest has it; files that were removed have none.

    Parameters
    ----------
    path : Path
        A manifest, or where one would be.

    Raises
    ------
    JournalError
        If it cannot be read, or a line is none of ours; names the line. A last line without a line end is what a
        killed run left: it is dropped.
    """
    lines: dict[str, dict[str, Any]] = {}
    for number, record in whole_lines(path):
        if record.get("removed") is True:
            lines.pop(str(record.get("file")), None)
            continue
        if not isinstance(record.get("file"), str) or not isinstance(record.get("settings"), dict):
            raise bad_line(path, number, "file must be text and settings an object")
        lines[record["file"]] = record
    return lines
