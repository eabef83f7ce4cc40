"""A copy of a tree's pixels that is quick to read: one file a folder and group, mapped into memory.

::

    <cache>/source_aug/583-1f0c9a4e77d2.pixels     sources of group 583, 16 bits as they are stored
    <cache>/target_a/583-90b1c3d45e6f.pixels       its targets, 8 bits
    <cache>/masks/583-0a1b2c3d4e5f.pixels          its masks

A file's name has a digest of the names, sizes and times of the files it was made from: where one of them changes, the
group is copied anew. Files are whole or not there, so a copy that was broken off goes on where it ended. Several
experts' datasets share the sources' files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.baseline.data.samples import Sample
from ppr10k_data.errors import ImageFileError, OutputError
from ppr10k_data.files.atomic import atomic_path
from ppr10k_data.files.images import read_mask
from ppr10k_data.files.pixels import read_pixels

SUFFIX = ".pixels"
Progress = Callable[[int, int], None]

_HEAD = "<u8"
"""A cache file begins with the length of its table of contents, which follows as JSON; then pixels."""


@dataclass(frozen=True)
class _Entry:
    """Where one picture stands in a cache file."""

    offset: int
    shape: tuple[int, ...]
    kind: str


@dataclass(frozen=True)
class _Pack:
    """One file of the cache, and the files that it is a copy of."""

    path: Path
    files: tuple[Path, ...]
    masks: bool


class CacheStore:
    """Pictures from a cache, which is filled when this is made.

    Parameters
    ----------
    folder : Path
        Of the cache; made where it is missing.
    samples : sequence of Sample
        Whose pictures are to be had.
    progress : callable, optional
        Told after each group's file: how many are there, and of how many.

    Raises
    ------
    ImageFileError
        If a picture cannot be read.
    OutputError
        If the cache cannot be written.
    """

    def __init__(
        self,
        folder: Path,
        samples: Sequence[Sample],
        *,
        progress: Progress | None = None,
    ) -> None:
        packs = _packs(folder, samples)
        self._pack_of = {file: pack.path for pack in packs for file in pack.files}
        self._opened: dict[Path, _Opened] = {}
        for done, pack in enumerate(packs, start=1):
            if not pack.path.is_file():
                _write(pack)
            if progress is not None:
                progress(done, len(packs))

    def picture(self, path: Path) -> NDArray[Any]:
        """A source or target: (H, W, 3) uint8, uint16 or float32, read-only, as the disk has it.

        Raises
        ------
        ImageFileError
            If the cache's file is damaged; it names it.
        """
        pack = self._pack_of[path]
        if pack not in self._opened:
            self._opened[pack] = _Opened(pack)
        return self._opened[pack].picture(path.name)

    def mask(self, path: Path) -> NDArray[np.uint8]:
        """A mask: (H, W) uint8 of 0 and 255; see :meth:`picture`."""
        return self.picture(path)

    def __getstate__(self) -> dict[str, Any]:
        """Maps are opened again in each worker."""
        return {**self.__dict__, "_opened": {}}


class _Opened:
    """One cache file, mapped."""

    def __init__(self, path: Path) -> None:
        try:
            self._bytes: NDArray[np.uint8] = np.memmap(path, np.uint8, mode="r")
            start = np.dtype(_HEAD).itemsize
            length = int(self._bytes[:start].view(_HEAD)[0])
            table = json.loads(bytes(self._bytes[start : start + length]))
        except (OSError, ValueError, IndexError) as error:
            raise ImageFileError(f"{path}: damaged file of the cache ({error}); remove it") from error
        self._pixels = start + length
        self._entries = {name: _Entry(**entry) for name, entry in table.items()}

    def picture(self, name: str) -> NDArray[Any]:
        """One of its pictures, by its file's name; nothing is copied."""
        entry = self._entries[name]
        kind = np.dtype(entry.kind)
        start = self._pixels + entry.offset
        stop = start + int(np.prod(entry.shape)) * kind.itemsize
        return np.ndarray(entry.shape, kind, self._bytes[start:stop])


def _packs(folder: Path, samples: Iterable[Sample]) -> list[_Pack]:
    """One file for each folder of the tree and group."""
    files: dict[tuple[Path, int, bool], set[Path]] = {}
    for sample in samples:
        for path in (sample.input, sample.target):
            files.setdefault((path.parent, sample.group, False), set()).add(path)
        if sample.mask is not None:
            files.setdefault((sample.mask.parent, sample.group, True), set()).add(sample.mask)
    return [
        _Pack(folder / above.name / f"{group}-{_digest(paths)}{SUFFIX}", tuple(sorted(paths)), masks)
        for (above, group, masks), paths in files.items()
    ]


def _digest(paths: Iterable[Path]) -> str:
    marks = [
        [str(path.resolve()), stat.st_size, stat.st_mtime_ns]
        for path in sorted(paths)
        if (stat := _stat(path))
    ]
    return hashlib.sha256(json.dumps(marks).encode()).hexdigest()[:12]


def _stat(path: Path) -> Any:
    try:
        return path.stat()
    except OSError as error:
        raise ImageFileError(f"{path}: picture cannot be read: {error.strerror or error}") from error


def _write(pack: _Pack) -> None:
    pictures = {path.name: read_mask(path) if pack.masks else read_pixels(path) for path in pack.files}
    entries, offset = {}, 0
    for name, picture in pictures.items():
        entries[name] = asdict(_Entry(offset, picture.shape, picture.dtype.str))
        offset += -(-picture.nbytes // 64) * 64  # a cache line; any type lies well on it
    table = json.dumps(entries).encode()
    table += b" " * (-(np.dtype(_HEAD).itemsize + len(table)) % 64)
    try:
        pack.path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_path(pack.path) as temporary, temporary.open("wb") as file:
            file.write(np.array(len(table), _HEAD).tobytes() + table)
            for picture in pictures.values():
                file.write(np.ascontiguousarray(picture).tobytes())
                file.write(b"\0" * (-picture.nbytes % 64))
    except OSError as error:
        raise OutputError(
            f"{pack.path}: the cache cannot be written: {error.strerror or error}; name another folder by cache="
        ) from error
