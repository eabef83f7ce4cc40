"""A photo's sidecars, each read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from ppr10k_data.errors import XmpError
from ppr10k_data.jobs.outcome import PhotoOutcome
from ppr10k_data.jobs.photo_work import PhotoWork
from ppr10k_data.xmp import CameraRawEdits
from ppr10k_data.xmp.big_table import table_texts
from ppr10k_data.xmp.interpret import interpret
from ppr10k_data.xmp.read import read_properties


@dataclass(frozen=True)
class Sidecar:
    """A sidecar's edits, the hash of its file, and the texts of the colour tables in it by their digests."""

    edits: CameraRawEdits
    sha256: str
    tables: Mapping[str, str] = field(default_factory=dict)


def read_sidecar(path: Path) -> Sidecar:
    """Read a sidecar once, for its edits and its hash.

    Raises
    ------
    XmpError
        If it cannot be read or understood.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise XmpError(f"cannot be read: {error.strerror or error}", file=str(path)) from error
    found = read_properties(data, str(path))
    return Sidecar(interpret(found, str(path)), sha256(data).hexdigest(), table_texts(found))


def read_sidecars(work: PhotoWork, outcome: PhotoOutcome) -> dict[Path, Sidecar]:
    """All sidecars of a photo, each once; those that cannot be read are problems."""
    wanted = dict.fromkeys(output.sidecar for output in work.outputs)
    if work.source is not None:
        wanted.setdefault(work.source)
    sidecars = {}
    for path in wanted:
        with outcome.attempt(path.stem, work.raw):
            sidecars[path] = read_sidecar(path)
    return sidecars
