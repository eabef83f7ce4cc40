"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = ".ppr10k-"
"""Temporary files of a killed run are known by this."""

_TEMPORARY = re.compile(rf"{re.escape(PREFIX)}(.*)-\d+-[0-9a-f]{{8}}(?:\.[^.]*)?", re.DOTALL)


@contextmanager
def atomic_path(path: Path, *, durable: bool = False) -> Iterator[Path]:
    """Write beside a file and rename over it at the end.

    Parameters
    ----------
    path : Path
        The final name; its folder must exist.
    durable : bool
        Wait until the disk has the content before it gets its name, and then until it has the name: without it a loss
        of power may leave an empty file.

    Yields
    ------
    Path
        A temporary name in the same folder, with the same suffix. It becomes ``path`` when the block ends; when the
        block raises it is removed, and ``path`` stays as it was.
    """
    temporary = path.with_name(f"{PREFIX}{path.stem}-{os.getpid()}-{uuid.uuid4().hex[:8]}{path.suffix}")
    try:
        yield temporary
        if durable:
            _wait_for_disk(temporary)
        temporary.replace(path)
        if durable and os.name == "posix":  # Windows has no handle of a folder to flush
            _wait_for_disk(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _wait_for_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def target_stem(name: str) -> str | None:
    """The stem of the file that a temporary file was to become; None if the name is of no temporary file."""
    match = _TEMPORARY.fullmatch(name)
    return None if match is None else match[1]


def write_bytes(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Replace a file's content in one step.

    Parameters
    ----------
    path : Path
        Its folder must be there.
    data : bytes
    durable : bool, optional
        Wait until the disk has it.
    """
    with atomic_path(path, durable=durable) as temporary:
        temporary.write_bytes(data)
