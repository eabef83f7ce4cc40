"""What a RAW file or a sidecar holds, and what of it is rendered."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from ppr10k_data.errors import RawDecodeError
from ppr10k_data.files.raw import open_raw
from ppr10k_data.files.tree import RAW_SUFFIXES
from ppr10k_data.jobs.describe.raw import AsShot, RawDescription, describe_raw
from ppr10k_data.jobs.describe.sidecar import Adjustment, SidecarDescription, describe_edits
from ppr10k_data.xmp import read_xmp

__all__ = [
    "Adjustment",
    "AsShot",
    "RawDescription",
    "SidecarDescription",
    "describe",
    "describe_edits",
    "recorded",
]


def describe(path: Path) -> RawDescription | SidecarDescription:
    """Describe a RAW file, or a sidecar (``.xmp``), and look up nothing beside it.

    Parameters
    ----------
    path : Path
        The file; its extension says which of the two it is.

    Raises
    ------
    RawDecodeError, UnsupportedRawError, XmpError
        If the file cannot be read, is of neither kind, or would not be rendered.
    """
    suffix = path.suffix.lower()
    if suffix == ".xmp":
        return describe_edits(read_xmp(path), str(path))
    if path.is_dir():
        raise RawDecodeError(f"{path}: is a folder; name the files in it")
    if suffix[1:] not in RAW_SUFFIXES and path.exists():
        raise RawDecodeError(f"{path}: neither a RAW file (.dng, .cr2, .nef, .arw, ...) nor a sidecar (.xmp)")
    with open_raw(path) as raw:
        return describe_raw(raw.sensor, raw.metadata, str(path), raw.sha256)


def recorded(description: RawDescription | SidecarDescription) -> dict[str, Any]:
    """A description as JSON has it, with its ``kind`` first."""
    kind = "raw" if isinstance(description, RawDescription) else "xmp"
    return {"kind": kind, **asdict(description)}
