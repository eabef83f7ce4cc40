"""What a file is made from, in a few digits: equal digits, equal file."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ppr10k_data.jobs.engine.manifest import FORMAT


class Fingerprints:
    """Tells whether files would come out the same again, without opening their inputs.

    Parameters
    ----------
    settings : dict
        All that decides what the files are apart from their inputs, as JSON has it. The version of what equal
        settings mean, :data:`ppr10k_data.jobs.engine.manifest.FORMAT`, is added.

    Notes
    -----
    Inputs count by name, size and time of change; times are compared for equality only, so a clock that was set back
    does no harm. Each file is looked at once, as the runs of a plan share most of their inputs.
    """

    def __init__(self, settings: dict[str, Any]) -> None:
        self._seed = hashlib.sha256(json.dumps([FORMAT, settings], sort_keys=True).encode())
        self._seen: dict[str, bytes] = {}  # by text, whose hash is quick

    def of(self, inputs: Iterable[Path]) -> str:
        """32 hexadecimal digits for a file made from these inputs."""
        seen, digest = self._seen, self._seed.copy()
        for path in inputs:
            digest.update(seen.get(key := str(path)) or self._look(key))
        return digest.hexdigest()[:32]

    def anew(self) -> Fingerprints:
        """For the same settings, looking at each file again."""
        other = object.__new__(Fingerprints)
        other._seed, other._seen = self._seed, {}
        return other

    def _look(self, path: str) -> bytes:
        mark = self._seen[path] = f"\n{_name_size_and_time(path)}".encode()
        return mark


def _name_size_and_time(path: str) -> str:
    """By the text of its path: pathlib takes half as long again, of each of a release's files."""
    name = path.rpartition(os.sep)[2]
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:  # a missing input is told by the photo's own work
        return f"{name!r} missing"
    return f"{name!r} {status.st_size} {status.st_mtime_ns}"
