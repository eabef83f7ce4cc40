"""The manifest: one JSON line for every file made, appended as it is made; the newest line of a file counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from ppr10k_data.errors import SettingsChangedError, SettingsError

NAME = "manifest.jsonl"
FORMAT = 3
"""Version of the lines and of what the pixels mean; files of another version count as not done."""


def fingerprint(settings: dict[str, Any], inputs: Iterable[Path]) -> str:
    """Tell whether a file would come out the same again, without opening its inputs.

    Parameters
    ----------
    settings : dict
        As written into the manifest.
    inputs : iterable of Path
        The files it is made from; their names, sizes and times of change count.

    Returns
    -------
    str
        32 hexadecimal digits.
    """
    stats = [(path.name, *_size_and_time(path)) for path in inputs]
    text = json.dumps([FORMAT, settings, stats], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _size_and_time(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:  # a missing input is told by the photo's own work
        return -1, -1
    return status.st_size, status.st_mtime_ns


def read_manifest(path: Path) -> dict[str, dict[str, Any]]:
    """Newest line of each file, by the file's path as the manifest has it.

    Parameters
    ----------
    path : Path
        A manifest, or where one would be.

    Raises
    ------
    SettingsError
        If it cannot be read, or a line is none of ours; names the line. A last line without a line end is what a
        killed run left: it is dropped.
    """
    if not path.exists():
        return {}
    try:
        *whole, _torn = path.read_bytes().split(
            b"\n"
        )  # text lines would also end at U+2028, U+0085 and others
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be read: {error.strerror or error}; mend it or give another --out"
        ) from error
    lines: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(whole, start=1):
        try:
            record = _record(line)
        except (ValueError, KeyError, TypeError) as error:
            raise SettingsError(
                f"{path}, line {number}: not a line of this manifest ({error}); mend or move the file away"
            ) from error
        lines[record["file"]] = record
    return lines


def _record(line: bytes) -> dict[str, Any]:
    """One line; raises an error of Python's own where it is not one of ours."""
    record = json.loads(line)
    if not isinstance(record["file"], str) or not isinstance(record["settings"], dict):
        raise TypeError("file must be text and settings an object")
    return dict(record)


def check_same_settings(lines: dict[str, dict[str, Any]], settings: dict[str, Any], path: Path) -> None:
    """Refuse to mix results of different settings in one folder.

    Raises
    ------
    SettingsChangedError
        If some file was made with other settings; names the first that differ.
    """
    for record in lines.values():
        there = record["settings"]
        differing = [key for key in sorted({*there, *settings}) if there.get(key) != settings.get(key)]
        if differing:
            told = ", ".join(f"{key} {there.get(key)!r} (now {settings.get(key)!r})" for key in differing)
            raise SettingsChangedError(
                f"{path.parent} holds renders of other settings: {told}. "
                "Give another --out, or --overwrite to render them again"
            )


class ManifestWriter:
    """Appends lines; each is on its way to the disk before the next photo is reported done."""

    def __init__(self, stream: TextIOWrapper) -> None:
        self._stream = stream

    def append(self, record: dict[str, Any]) -> None:
        """Write one line, in ASCII, which holds any file's name, and flush it."""
        self._stream.write(json.dumps(record) + "\n")
        self._stream.flush()


@contextmanager
def append_manifest(path: Path) -> Iterator[ManifestWriter]:
    """Open a manifest for appending; a torn last line of a killed run is cut off first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _drop_torn_line(path)
    with path.open("a", encoding="utf-8", newline="\n") as stream:
        yield ManifestWriter(stream)


def _drop_torn_line(path: Path) -> None:
    if not path.exists():
        return
    data = path.read_bytes()
    if data and not data.endswith(b"\n"):
        with path.open("r+b") as stream:
            stream.truncate(data.rfind(b"\n") + 1)
