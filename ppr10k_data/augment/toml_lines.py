"""Lines of keys in a TOML file, which the standard library's reader does not tell."""

from __future__ import annotations

import re
from collections.abc import Sequence


def line_of(text: str, keys: Sequence[str]) -> int | None:
    """The line of a key, from 1; None where it is not to be found.

    Parameters
    ----------
    text : str
        A TOML document that could be read.
    keys : sequence of str
        The table, then the key in it; or a key of the top level alone.

    Notes
    -----
    Headers (``[Tint]``), plain, dotted and inline keys are found, quoted or not. It is for messages: what is spelled in
    stranger ways yields the line of the last key that was found.
    """
    lines = [_without_comment(line) for line in text.splitlines()]
    found = None
    for depth, key in enumerate(keys):
        pattern = _key(key, first=depth == 0)
        start = found or 0
        found = next((n for n in range(start, len(lines)) if pattern.search(lines[n])), found)
    return None if found is None else found + 1


def _key(key: str, *, first: bool) -> re.Pattern[str]:
    """A key at the start of a line, or, behind the first, anywhere between the marks that end a key."""
    start = r"^\s*\[{0,2}\s*" if first else r"(?:^|[\s.{,\[])"
    return re.compile(rf"""{start}["']?{re.escape(key)}["']?\s*[\].=]""")


def _without_comment(line: str) -> str:
    return line.partition("#")[0]
