"""The values that a sidecar states, key by key: what is not in the file stays unknown instead of neutral."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from ppr10k_data.xmp.interpret import HAS_CROP, HAS_SETTINGS, interpret, says
from ppr10k_data.xmp.keys import is_legacy
from ppr10k_data.xmp.rdf import TIFF
from ppr10k_data.xmp.read import read_properties
from ppr10k_data.xmp.table import keys_of


@dataclass(frozen=True, slots=True)
class Stated:
    """What one sidecar states.

    Parameters
    ----------
    process_version : str
        As the file has it, or as it is inferred where the file has none.
    has_crop : bool
        Whether a crop is switched on.
    values : dict
        Typed values by key, without the ``crs:`` prefix. Only keys that are in the file and count: none of the other
        tone sliders' era, no crop where it is switched off, nothing but the orientation where ``crs:HasSettings`` is
        False.
    not_modelled : tuple of str
        Keys of adjustments in the file that have no field in :class:`~ppr10k_data.xmp.CameraRawEdits`.
    """

    process_version: str
    has_crop: bool
    values: dict[str, Any] = field(default_factory=dict)
    not_modelled: tuple[str, ...] = ()


def parse_stated(data: bytes, *, name: str = "<xmp>") -> Stated:
    """Read what a sidecar states.

    Parameters
    ----------
    data : bytes
        The document, as :func:`~ppr10k_data.xmp.parse_xmp` takes it.
    name : str
        What to call it in messages.

    Raises
    ------
    XmpError
        As :func:`~ppr10k_data.xmp.parse_xmp`: a sidecar that cannot be rendered is not told of either.
    """
    found = read_properties(data, name)
    edits = interpret(found, name)
    has_settings = says(found, HAS_SETTINGS, name)
    has_crop = has_settings and says(found, HAS_CROP, name)
    readers = _readers(is_legacy(edits.process_version), has_settings, has_crop)
    values = {
        reader.name: reader.read(raw) if isinstance(raw, (str, tuple)) else edits.profile.look
        for full_name, raw in found.items()
        if (reader := readers.get(full_name)) is not None
    }
    return Stated(edits.process_version, has_crop and edits.crop is not None, values, edits.unmodelled)


class _Reader(NamedTuple):
    """A key's short name, and what reads its texts and lists; a look, which is neither, stands in the edits."""

    name: str
    read: Callable[[str | tuple[str, ...]], Any]


@lru_cache(maxsize=8)
def _readers(legacy: bool, has_settings: bool, has_crop: bool) -> dict[str, _Reader]:
    """The keys that count, by full name. Most values of a dataset's sidecars recur, so each is read once."""
    return {
        full_name: _Reader(key.name, lru_cache(maxsize=1 << 12)(key.kind.parse))
        for full_name, key in keys_of(legacy).items()
        if (has_settings or full_name.startswith(TIFF)) and (has_crop or key.path[0] != "crop")
    }
