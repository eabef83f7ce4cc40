"""Files of JSON lines that are appended to while the machine may stop at any moment."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from ppr10k_data.errors import JournalError


def whole_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Records of a file, with the numbers of their lines.

    A last line without a line end is what a killed run left: it is dropped. A file that is missing has no lines.

    Raises
    ------
    JournalError
        If the file cannot be read, or another line holds no JSON object; names the line.
    """
    try:
        with path.open("rb") as stream:  # text lines would also end at U+2028, U+0085 and others
            for number, line in enumerate(stream, start=1):
                if line.endswith(b"\n"):
                    yield number, _record(path, number, line)
    except FileNotFoundError:
        return
    except OSError as error:
        raise JournalError(
            f"{path}: cannot be read: {error.strerror or error}; mend it or give another --out"
        ) from error


def _record(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise bad_line(path, number, error) from error
    if not isinstance(record, dict):
        raise bad_line(path, number, "no JSON object")
    return record


def bad_line(path: Path, number: int, reason: object) -> JournalError:
    """The error for a line that is none of ours.

    Parameters
    ----------
    path : Path
    number : int
        The line, from 1.
    reason : object
        What is wrong with it.
    """
    return JournalError(
        f"{path}, line {number}: not a line of this file ({reason}); mend it, or move the file away "
        "and render again with --overwrite"
    )


class LineWriter:
    """Appends records to a file; each is handed to the system before the next is written.

    Parameters
    ----------
    path : Path
        Made if missing; its folder must exist. A torn last line is cut off first.
    durable : bool
        Wait for the disk after each record (fsync), against a loss of power.
    """

    def __init__(self, path: Path, *, durable: bool = False) -> None:
        cut_torn_line(path)
        self._durable = durable
        self._stream = path.open("ab", buffering=0)

    def append(self, *records: dict[str, Any]) -> None:
        """Write records in one piece, in ASCII, which holds any file's name."""
        data = memoryview(b"".join(json.dumps(record).encode() + b"\n" for record in records))
        while data:  # a raw file may take a part
            data = data[self._stream.write(data) :]
        if self._durable:
            os.fsync(self._stream.fileno())

    def __enter__(self) -> LineWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()


def cut_torn_line(path: Path) -> None:
    """Cut off what follows the last line end; a missing file stays missing."""
    try:
        with path.open("r+b") as stream:
            end = stream.seek(0, os.SEEK_END)
            keep = _after_last_line_end(stream, end)
            if keep < end:
                stream.truncate(keep)
    except FileNotFoundError:
        return


def _after_last_line_end(stream: Any, end: int, step: int = 1 << 16) -> int:
    """Where the last whole line ends, sought from the back."""
    while end > 0:
        start = max(0, end - step)
        stream.seek(start)
        at = stream.read(end - start).rfind(b"\n")
        if at >= 0:
            return int(start + at + 1)
        end = start
    return 0


def append_file(base: Path, part: Path) -> None:
    """Append the whole lines of one file to another, then remove it.

    Killed in between, it may be done again: a line that stands there twice says the same twice.

    Parameters
    ----------
    base : Path
        Gets the lines; made if missing.
    part : Path
    """
    cut_torn_line(part)
    cut_torn_line(base)
    with part.open("rb") as source, base.open("ab") as target:
        shutil.copyfileobj(source, target, 1 << 20)
        target.flush()
        os.fsync(target.fileno())
    part.unlink()
