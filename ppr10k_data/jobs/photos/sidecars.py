"""A photo's sidecars, read once for all of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from ppr10k_data.errors import XmpError
from ppr10k_data.jobs.engine.outcome import PhotoOutcome, Problem
from ppr10k_data.jobs.photos.work import PhotoWork
from ppr10k_data.xmp import CameraRawEdits
from ppr10k_data.xmp.big_table import table_texts
from ppr10k_data.xmp.interpret import interpret
from ppr10k_data.xmp.read import read_properties


@dataclass(frozen=True)
class Sidecar:
    """A sidecar as it was read.

    Parameters
    ----------
    edits : CameraRawEdits
    sha256 : str
        Of the file, in hexadecimal.
    tables : mapping of str to str
        Texts of the colour tables in it, by their digests.
    """

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
    """All sidecars of a photo, each once; those that cannot be read are problems of the outcome.

    Parameters
    ----------
    work : PhotoWork
    outcome : PhotoOutcome
        Is told of those that cannot be read.
    """
    wanted = dict.fromkeys(output.sidecar for output in work.outputs)
    if work.source is not None:
        wanted.setdefault(work.source)
    sidecars = {}
    for path in wanted:
        with outcome.attempt(path.stem, work.raw):
            sidecars[path] = read_sidecar(path)
    return sidecars


def leave_out_hopeless(
    work: PhotoWork, sidecars: Mapping[Path, Sidecar], outcome: PhotoOutcome, *, source_counts: bool
) -> PhotoWork:
    """The work less the outputs whose own sidecar, or whose photo's xmp_source where it counts, is unreadable.

    Without its xmp_source a picture would be another one, and not lie on the others of its photo.

    Parameters
    ----------
    work : PhotoWork
    sidecars : mapping
        Those that could be read, by path.
    outcome : PhotoOutcome
        Told of the outputs that are left out because of xmp_source.
    source_counts : bool
        Whether the outputs go by xmp_source.
    """
    readable = tuple(output for output in work.outputs if output.sidecar in sidecars)
    if work.source is None or work.source in sidecars or not source_counts:
        return replace(work, outputs=readable)
    for output in readable:
        reason = f"{output.sidecar}: not rendered, because {work.source}, which it goes by, cannot be read"
        outcome.problems.append(Problem(str(output.photo), "XmpError", reason))
    return replace(work, outputs=())
