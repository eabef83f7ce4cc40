"""Fits on the disk: three files a photo.

::

    <folder>/xmp_target_a/12_3.cube   the table: colours alone, for any program that reads .cube files
    <folder>/xmp_target_a/12_3.npz    the local maps, what a lossless guide still has beyond them, and a picture of 32
                                      pixels of the render that all this was fitted to
    <folder>/xmp_target_a/12_3.json   registration and quality; written last, so that a fit that has it is whole
"""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from ppr10k_data.errors import ImageFileError, OutputError
from ppr10k_data.files.atomic import write_bytes
from ppr10k_data.files.guide_places import FIT_SUFFIX
from ppr10k_data.match import Fit, Quality, Registration
from ppr10k_kernels import Cube, CubeError, format_cube, read_cube

FORMAT = 2
"""Version of the files; others are refused."""


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
    planes = {"field": fit.field, "fitted_to": fit.fitted_to} | (
        {} if fit.residual is None else {"residual": fit.residual}
    )
    packed = io.BytesIO()
    np.savez_compressed(packed, **planes)  # type: ignore[arg-type]
    cube = format_cube(Cube(fit.table, title=title, comments=(licence,)))
    about = {
        "format": FORMAT,
        "registration": asdict(fit.registration),
        "quality": asdict(fit.quality),
        "size": fit.size,
    }
    texts = {
        ".cube": cube.encode(),
        ".npz": packed.getvalue(),
        FIT_SUFFIX: json.dumps(about, indent=1).encode(),
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for suffix, data in texts.items():
            write_bytes(path.with_suffix(suffix), data)
    except OSError as error:
        reason = error.strerror or error
        raise OutputError(
            f"{path}: fit cannot be written: {reason}; give --save-fits another folder"
        ) from error


def read_fit(path: Path) -> Fit:
    """Read a fit.

    Parameters
    ----------
    path : Path
        Of the JSON.

    Raises
    ------
    ImageFileError
        If a file is missing, damaged, or of another version.
    """
    way_out = "fit it again with --match and --save-fits"
    try:
        about = json.loads(path.read_bytes())
        if about.get("format") != FORMAT:
            raise ImageFileError(f"{path}: a fit of format {about.get('format')}, not {FORMAT}; {way_out}")
        with np.load(io.BytesIO(path.with_suffix(".npz").read_bytes()), allow_pickle=False) as planes:
            field, fitted_to = planes["field"], planes["fitted_to"]
            residual = planes.get("residual", None)
        table = read_cube(path.with_suffix(".cube")).lut
        width, height = (int(side) for side in about["size"])
        quality = Quality(**about["quality"])
        found = Fit(table, field, residual, _registration(about), quality, (width, height), fitted_to)
        return _checked(found)
    except (
        OSError,
        CubeError,
        BadZipFile,
        EOFError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
    ) as error:
        if isinstance(error, ImageFileError):
            raise
        raise ImageFileError(f"{path}: fit cannot be read: {error}; {way_out}") from error


def _registration(about: dict[str, Any]) -> Registration:
    fields = dict(about["registration"])
    first, second = (tuple(float(value) for value in row) for row in fields.pop("warp"))
    return Registration((first, second), **fields)  # type: ignore[arg-type]


def _checked(fit: Fit) -> Fit:
    """Refuse what could not be applied."""
    if fit.field.ndim != 3 or fit.field.shape[2] != 12 or min(fit.field.shape) < 2:
        raise ValueError(f"local maps of shape {fit.field.shape}")
    if fit.residual is not None and (fit.residual.ndim != 3 or fit.residual.shape[2] != 3):
        raise ValueError(f"a residual of shape {fit.residual.shape}")
    if fit.fitted_to.ndim != 3 or fit.fitted_to.shape[2] != 3 or not fit.fitted_to.size:
        raise ValueError(f"a picture of shape {fit.fitted_to.shape}")
    planes = [fit.field, fit.fitted_to, *([] if fit.residual is None else [fit.residual])]
    if not all(np.isfinite(plane).all() for plane in planes):
        raise ValueError("numbers that are not finite")
    return fit
