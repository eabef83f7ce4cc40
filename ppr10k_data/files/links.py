"""A file under a second name: as a hard link, a symbolic link or a copy. Nothing is ever moved or renamed."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from pathlib import Path
from typing import Literal

from ppr10k_data.errors import OutputError
from ppr10k_data.files.atomic import atomic_path

LinkKind = Literal["hard", "symbolic", "copy"]
LinkOutcome = Literal["made", "there", "other kind", "wrong"]

_NO_HARD_LINK = frozenset(
    {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
)
"""Reasons for which a hard link cannot be, though the file can be reached (link(2)): another file system, one without
links, or a system that refuses links to other people's files (Linux's fs.protected_hardlinks)."""

_CLOCK_S = 2.0
"""FAT keeps times to two seconds."""


class Linker:
    """Puts files under second names, all in one way.

    Parameters
    ----------
    kind : LinkKind
        Hard links become symbolic ones for good once one cannot be made; ``fallback`` then says why.
    overwrite : bool
        Replace what stands under a name and is not the file.
    """

    def __init__(self, kind: LinkKind, *, overwrite: bool = False) -> None:
        self.kind, self.overwrite = kind, overwrite
        self.fallback: str | None = None

    def put(self, source: str, target: str) -> LinkOutcome:
        """Put a file under a second name.

        Parameters
        ----------
        source : str
            An absolute path.
        target : str
            Its folder must exist.

        Returns
        -------
        {"made", "there", "other kind", "wrong"}
            "there": it was there already, as it is wanted; where hard links are asked for, a symbolic link to the same
            file is also right. "other kind": the same file, or a copy of it, that is had in another way than wanted;
            "wrong": another file, or a link to another one. Both are left alone.

        Raises
        ------
        OutputError
            If it cannot be made; says why and the way out.
        """
        try:
            try:
                self._make(source, target)
            except FileExistsError:
                if self._is_right(source, target):
                    return "there"
                if not self.overwrite:
                    return "other kind" if _is_had(source, target) else "wrong"
                with atomic_path(Path(target)) as temporary:
                    self._make(source, str(temporary))
        except OSError as error:
            raise OutputError(
                f"{target}: cannot be made: {error.strerror or error}{self._way_out()}"
            ) from error
        return "made"

    def _way_out(self) -> str:
        if self.kind == "symbolic":
            return "; --link copy needs no links"
        return "; make room, or give --out another folder: the same command goes on from there"

    def _make(self, source: str, target: str) -> None:
        if self.kind == "copy":
            _copy(source, target)
        elif self.kind == "symbolic":
            os.symlink(source, target)  # noqa: PTH211
        else:
            self._hard_link(source, target)

    def _hard_link(self, source: str, target: str) -> None:
        # link(2) on a symbolic link makes a second name of the link and not of its file.
        file = os.path.realpath(source) if os.path.islink(source) else source  # noqa: PTH114 - Path is far slower
        try:
            os.link(file, target)
        except OSError as error:
            if error.errno not in _NO_HARD_LINK:
                raise
            self.kind = "symbolic"
            self.fallback = f"hard links cannot be made there ({error.strerror}): symbolic links instead"
            os.symlink(source, target)  # noqa: PTH211

    def _is_right(self, source: str, target: str) -> bool:
        there, wanted = os.lstat(target), _stat(source)
        if wanted is None:
            return False
        if stat.S_ISLNK(there.st_mode):
            aim = _stat(target)
            return self.kind != "copy" and aim is not None and os.path.samestat(aim, wanted)
        if self.kind == "hard":
            return os.path.samestat(there, wanted)
        return self.kind == "copy" and _is_copy(there, wanted)


def _stat(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116
    except OSError:
        return None


def _is_had(source: str, target: str) -> bool:
    """Whether a picture is there in any way: as a link of either kind, or as a copy."""
    there, wanted, aim = os.lstat(target), _stat(source), _stat(target)
    if wanted is None or aim is None:
        return False
    return os.path.samestat(aim, wanted) or _is_copy(there, wanted)


def _is_copy(there: os.stat_result, wanted: os.stat_result) -> bool:
    same = there.st_size == wanted.st_size and abs(there.st_mtime - wanted.st_mtime) <= _CLOCK_S
    return stat.S_ISREG(there.st_mode) and same and not os.path.samestat(there, wanted)


def _copy(source: str, target: str) -> None:
    """Copy content and time, by which the copy is known later; a copy of a read-only file can be written to."""
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target)
    with atomic_path(Path(target)) as temporary:
        shutil.copyfile(source, temporary)
        times = os.stat(source)  # noqa: PTH116
        os.utime(temporary, ns=(times.st_atime_ns, times.st_mtime_ns))
