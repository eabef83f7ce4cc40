"""Fits on the disk: three files a photo.

::

    <folder>/xmp_target_a/12_3.cube   the table: colours alone, for any program that reads .cube files
    <folder>/xmp_target_a/12_3.npz    the local maps, what a lossless guide still has beyond them, and a picture of 32
                                      pixels of the render that all this was fitted to
    <folder>/xmp_target_a/12_3.json   registration and quality, and the SHA-256 digests of the others: a fit that was
                                      being replaced when the power went is known, and so is a table from elsewhere
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from ppr10k_data.errors import ImageFileError, OutputError
from ppr10k_data.files.atomic import write_bytes
from ppr10k_data.files.fit_facts import entry, plane, quality_of, registration_of, size_in, table_of
from ppr10k_data.files.guide_places import FIT_SUFFIX
from ppr10k_data.match import Fit
from ppr10k_kernels import Cube, CubeError, format_cube, parse_cube

FORMAT = 2
"""Version of the files; others are refused."""

_WAY_OUT = "fit it again with --match and --save-fits"


def write_fit(path: Path, fit: Fit, *, title: str, licence: str) -> None:
    """Write a fit, its JSON last.

    Parameters
    ----------
    path : Path
        Of the JSON; the others lie beside it.
    fit : Fit
    title : str
        Of the table.
    licence : str
        Goes into the table's comments.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    cube = format_cube(Cube(fit.table, title=title, comments=(licence,)))
    parts = {".cube": cube.encode(), ".npz": _packed(fit)}
    about = {
        "format": FORMAT,
        "registration": asdict(fit.registration),
        "quality": asdict(fit.quality),
        "size": fit.size,
        "sha256": {suffix: sha256(data).hexdigest() for suffix, data in parts.items()},
    }
    texts = {**parts, FIT_SUFFIX: json.dumps(about, indent=1).encode()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for suffix, data in texts.items():
            write_bytes(path.with_suffix(suffix), data)
    except OSError as error:
        reason = error.strerror or error
        raise OutputError(
            f"{path}: fit cannot be written: {reason}; give --save-fits another folder"
        ) from error


def _packed(fit: Fit) -> bytes:
    planes = {"field": fit.field, "fitted_to": fit.fitted_to}
    if fit.residual is not None:
        planes["residual"] = fit.residual
    packed = io.BytesIO()
    np.savez_compressed(packed, **planes)  # type: ignore[arg-type]
    return packed.getvalue()


def read_fit(path: Path) -> Fit:
    """Read a fit.

    Parameters
    ----------
    path : Path
        Of the JSON.

    Raises
    ------
    ImageFileError
        If a file is missing, damaged, of another fit or version, or says what no fit says: names the file and the key.
    """
    with _named(path):
        about = json.loads(path.read_bytes())
        if isinstance(about, dict) and about.get("format", FORMAT) != FORMAT:
            raise ValueError(f"a fit of format {about['format']}, not {FORMAT}")
        registration, quality, size = registration_of(about), quality_of(about), size_in(about)
        digests = entry(about, "sha256")
    with _named(path, ".cube"):
        text = _undamaged(path, ".cube", digests).decode()
        table = table_of(parse_cube(text, name="table"))
    with (
        _named(path, ".npz"),
        np.load(io.BytesIO(_undamaged(path, ".npz", digests)), allow_pickle=False) as planes,
    ):
        field, fitted_to = plane(planes, "field", 12, 2), plane(planes, "fitted_to", 3, 1)
        residual = plane(planes, "residual", 3, 1) if "residual" in planes else None
    return Fit(table, field, residual, registration, quality, size, fitted_to)


@contextmanager
def _named(path: Path, suffix: str = FIT_SUFFIX) -> Iterator[None]:
    """Say of whatever is wrong in one of a fit's files which file it is, and the way out."""
    try:
        yield
    except (
        OSError,
        CubeError,
        BadZipFile,
        EOFError,
        KeyError,
        TypeError,
        ValueError,
        NotImplementedError,
    ) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        other = "" if suffix == FIT_SUFFIX else f"{path.with_suffix(suffix).name}: "
        raise ImageFileError(f"{path}: fit cannot be read: {other}{reason}; {_WAY_OUT}") from error


def _undamaged(path: Path, suffix: str, digests: Any) -> bytes:
    data = path.with_suffix(suffix).read_bytes()
    if sha256(data).hexdigest() != entry(digests, suffix):
        raise ValueError(
            "not the file that was saved with this fit (its SHA-256 is another): changed, damaged, or of a fit whose "
            "saving was cut short"
        )
    return data
