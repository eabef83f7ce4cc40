"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = ".ppr10k-"
"""Temporary files of a killed run are known by this."""


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Write beside a file and rename over it at the end.

    Parameters
    ----------
    path : Path
        The final name; its folder must exist.

    Yields
    ------
    Path
        A temporary name in the same folder, with the same suffix. It becomes ``path`` when the block ends; when the
        block raises it is removed, and ``path`` stays as it was.
    """
    temporary = path.with_name(f"{PREFIX}{os.getpid()}-{uuid.uuid4().hex[:8]}{path.suffix}")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """Replace a file's content in one step."""
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)
