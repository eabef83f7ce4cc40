"""A file's bytes without reading all of them."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def mapped(path: Path) -> Iterator[memoryview]:
    """Give a file's bytes, of which only those that are looked at are read.

    Parameters
    ----------
    path : Path

    Yields
    ------
    memoryview of bytes
        Empty for an empty file; it must not be kept beyond the context.

    Raises
    ------
    OSError
        If the file cannot be opened.
    """
    with path.open("rb") as file:
        try:
            content: mmap.mmap | bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:  # an empty file cannot be mapped
            content = b""
    yield memoryview(content)  # the mapping goes with its last view: an error on its way up still holds one
