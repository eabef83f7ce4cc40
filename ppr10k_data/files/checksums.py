"""SHA-256 of files, in the format of ``sha256sum``, which checks them without this package."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from ppr10k_data.errors import LayoutError, OutputError
from ppr10k_data.files.atomic import write_bytes

SUMS = "SHA256SUMS"
"""Usual name of such a file."""

_PIECE = 1 << 20
_LINE = re.compile(r"(\\?)([0-9a-fA-F]{64}) [ *](.+)", re.DOTALL)
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_ESCAPED = re.compile(r"\\(.)")


def hash_file(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def write_sums(path: Path, sums: Mapping[str, str]) -> None:
    """Write sums, sorted by name, atomically.

    Parameters
    ----------
    path : Path
        Its folder is made.
    sums : mapping of str to str
        SHA-256 in hexadecimal by path under the dataset's root, with slashes.

    Raises
    ------
    OutputError
        If the file cannot be written.

    Notes
    -----
    A name with a backslash or line end is escaped, and its line begins with a backslash (GNU coreutils manual,
    "cksum general options").
    """
    data = "".join(_line(name, sums[name]) for name in sorted(sums)).encode("utf-8", "surrogateescape")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, data, durable=True)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written: {error.strerror or error}; give --out another folder"
        ) from error


def _line(name: str, digest: str) -> str:
    escaped = "".join(_ESCAPES.get(letter, letter) for letter in name)
    return f"{'' if escaped == name else chr(92)}{digest}  {escaped}\n"


def read_sums(path: Path) -> dict[str, str]:
    """Read sums that this package or ``sha256sum`` wrote.

    Returns
    -------
    dict of str to str
        SHA-256 in lower-case hexadecimal by name; a ``./`` before a name is left out.

    Raises
    ------
    LayoutError
        If the file is missing, or a line is none of that format; names the line.
    """
    try:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise LayoutError(
            f"{path}: cannot be read: {error.strerror or error}; --hash write makes it, --sums names another"
        ) from error
    sums = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.rstrip("\r"))
        if match is None:
            raise LayoutError(
                f"{path}, line {number}: not a line of sha256sum (64 hexadecimal digits, two spaces, a name): "
                f"{line[:80]!r}"
            )
        sums[_name(match[3], escaped=bool(match[1])).removeprefix("./")] = match[2].lower()
    return sums


def _name(text: str, *, escaped: bool) -> str:
    letters = {"n": "\n", "r": "\r", "\\": "\\"}
    return _ESCAPED.sub(lambda match: letters.get(match[1], match[0]), text) if escaped else text
