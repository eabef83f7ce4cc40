"""From :class:`CameraRawEdits` to the bytes of a sidecar."""

from __future__ import annotations

from collections.abc import Iterator

from ppr10k_data.errors import XmpError
from ppr10k_data.xmp.active import value_of
from ppr10k_data.xmp.edits import CameraRawEdits
from ppr10k_data.xmp.keys import VERSION, Key, is_legacy
from ppr10k_data.xmp.relations import check_relations
from ppr10k_data.xmp.spell import attribute_lines, list_lines, look_lines
from ppr10k_data.xmp.table import keys_of, only_in
from ppr10k_data.xmp.values import CurvePoints, Kind, Text

_HEAD = """\
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="ppr10k-data">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
    xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
"""
_PAD = "   "
_TAIL = """\
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
"""


def format_xmp(edits: CameraRawEdits, *, raw_file_name: str | None = None) -> bytes:
    """Spell edits as a sidecar, with numbers as Lightroom writes them: ``+0.35``, ``5450``, ``-12``, ``0``.

    ``parse_xmp(format_xmp(edits)) == edits`` holds exactly: a value that the usual digits cannot hold is
    written with as many as it needs.

    Parameters
    ----------
    edits : CameraRawEdits
        The edits. `unmodelled` must be empty: the file's other adjustments are not here to be written.
    raw_file_name : str, optional
        The RAW file that the sidecar belongs to (``crs:RawFileName``).

    Returns
    -------
    bytes
        UTF-8, one attribute a line.

    Raises
    ------
    XmpError
        If a value is outside Camera Raw's limits, or if the edits cannot be written without loss.
    """
    check_edits(edits)
    keys = _written(edits)
    attributes = dict(_attributes(keys, edits))
    if raw_file_name is not None:
        _check(Text(), "crs:RawFileName", raw_file_name)
        attributes["crs:RawFileName"] = raw_file_name
    lines = [*attribute_lines(attributes, _PAD), *_elements(keys, edits)]
    return "".join([_HEAD, *[line + "\n" for line in lines], _TAIL]).encode()


def check_edits(edits: CameraRawEdits) -> None:
    """Refuse edits that Camera Raw would not accept, or that a sidecar could not hold.

    Raises
    ------
    XmpError
        Naming the key, its value and what would be right.
    """
    if not VERSION.fullmatch(edits.process_version):
        reason = "is not a process version such as 5.7, 6.7 or 11.0"
        raise XmpError(reason, key="crs:ProcessVersion", value=edits.process_version)
    _check_lossless(edits)
    for key in keys_of(is_legacy(edits.process_version)).values():
        value = value_of(key, edits)
        if value is not None:
            _check(key.kind, key.label, value)
    check_relations(edits)


def _check(kind: Kind, label: str, value: object) -> None:
    try:
        kind.check(value)
    except ValueError as error:
        raise XmpError(str(error), key=label, value=str(value)) from None


def _check_lossless(edits: CameraRawEdits) -> None:
    """Refuse what would not be there when the sidecar is read again."""
    if edits.unmodelled:
        names = ", ".join(edits.unmodelled)
        raise XmpError(
            f"cannot be written, their values are not held here: {names}; set unmodelled=() to drop them"
        )
    keys = keys_of(is_legacy(edits.process_version)).values()
    version = f"process version {edits.process_version}"
    paths = {key.path for key in keys}
    lost = [
        key for key in only_in("2012") if key.path not in paths and not key.is_neutral(value_of(key, edits))
    ]
    if lost:
        reason = f"does not exist in {version}; set process_version to 6.7 or later"
        raise XmpError(reason, key=lost[0].label, value=str(value_of(lost[0], edits)))
    old = {key.name: value_of(key, edits) for key in keys if key.path[0] == "legacy"}
    listed = tuple(
        (key.name, old[key.name]) for key in keys if key.name in old and old[key.name] != key.neutral
    )
    if edits.legacy != listed:
        reason = (
            f"must list the old tone sliders of {version} that differ from its defaults, once and in order"
        )
        raise XmpError(reason, key="legacy", value=str(edits.legacy))


def _written(edits: CameraRawEdits) -> list[Key]:
    """Choose the keys to write: those that act or usually stand in a sidecar, as Lightroom does."""
    keys = list(keys_of(is_legacy(edits.process_version)).values())
    values = {key.name: value_of(key, edits) for key in keys}
    loud = {key.name for key in keys if values[key.name] != key.neutral}

    def is_written(key: Key) -> bool:
        if values[key.name] is None or (key.path[0] == "crop" and edits.crop is None):
            return False
        if key.name in loud:
            return True
        return not key.rare and (not key.under or not loud.isdisjoint(key.under))

    return [key for key in keys if is_written(key)]


def _attributes(keys: list[Key], edits: CameraRawEdits) -> Iterator[tuple[str, str]]:
    yield "crs:ProcessVersion", edits.process_version
    for key in keys:
        text = key.kind.format(value_of(key, edits))
        if isinstance(text, str) and key.name != "Look":
            yield key.label, text
    yield "crs:HasCrop", str(edits.crop is not None)
    yield "crs:HasSettings", "True"


def _elements(keys: list[Key], edits: CameraRawEdits) -> Iterator[str]:
    for key in keys:
        if isinstance(key.kind, CurvePoints):
            yield from list_lines(key.label, key.kind.format(value_of(key, edits)), pad=_PAD)
    if edits.profile.look is not None:
        yield from look_lines(edits.profile.look, pad=_PAD)
