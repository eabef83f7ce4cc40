"""From a sidecar and edits to the sidecar with these edits, all else in it as it was."""

from __future__ import annotations

from dataclasses import replace

from ppr10k_data.errors import XmpError
from ppr10k_data.xmp.active import value_of
from ppr10k_data.xmp.changes import changes_between, settle_white_balance
from ppr10k_data.xmp.edits import CameraRawEdits
from ppr10k_data.xmp.interpret import interpret
from ppr10k_data.xmp.keys import is_legacy
from ppr10k_data.xmp.read import encoding_of, parse_xmp, read_properties
from ppr10k_data.xmp.splice import rewrite
from ppr10k_data.xmp.table import keys_of
from ppr10k_data.xmp.write import check_edits

_BYTES_AS_THEY_ARE = (
    "latin-1"  # one character a byte; markup and keys are ASCII in every encoding that passes
)


def update_xmp(original: bytes, edits: CameraRawEdits, *, name: str = "<xmp>") -> bytes:
    """Change a sidecar's Camera Raw settings and nothing else in it.

    Only the values are replaced that differ between ``parse_xmp(original)`` and `edits`, each where and in
    the form in which it stands. A key that is missing is added to the description that holds the settings:
    as an attribute with the file's own prefix, lists and looks as elements. Every other byte stays: unknown
    elements, comments, order, quotes, line ends, encoding, wrapper and padding. Edits that the file already
    holds give back `original`.

    Where Temperature or Tint change and the white balance mode does not, the mode becomes "Custom". Apart
    from that, ``parse_xmp(update_xmp(original, edits)) == edits``: the result is read again, and an error
    raised if it should not hold.

    Parameters
    ----------
    original : bytes
        The document, in any form that :func:`~ppr10k_data.xmp.parse_xmp` accepts.
    edits : CameraRawEdits
        What it shall say. `unmodelled` must name what the file holds.
    name : str
        What to call the document in messages.

    Returns
    -------
    bytes
        The document in the encoding of `original`.

    Raises
    ------
    XmpError
        If `original` cannot be read, if a value is outside Camera Raw's limits, or, naming the key, if
        something cannot be written into this document.
    """
    found = read_properties(original, name)
    before = interpret(dict(found), name)
    after = settle_white_balance(before, edits)
    if after == before:
        return original
    _check(before, after, name)
    encoding = encoding_of(original) or _BYTES_AS_THEY_ARE
    changes = changes_between(found, before, after, name)
    result = rewrite(original.decode(encoding), changes, name).encode(encoding)
    _confirm(result, after, name)
    return result


def _check(before: CameraRawEdits, after: CameraRawEdits, file: str) -> None:
    """Refuse edits that no sidecar can hold, and other adjustments than the file's."""
    try:
        check_edits(replace(after, unmodelled=()))
    except XmpError as error:
        raise XmpError(error.reason, file=file, key=error.key, value=error.value) from None
    if unknown := sorted(set(after.unmodelled) - set(before.unmodelled)):
        reason = "is not in the file, and its value is not held here; leave it out of unmodelled"
        raise XmpError(reason, file=file, key=f"crs:{unknown[0]}")


def _confirm(result: bytes, after: CameraRawEdits, file: str) -> None:
    """Read the result again and refuse it if it does not say what it should."""
    try:
        again = parse_xmp(result, name=file)
    except XmpError as error:
        reason = f"cannot be written into this document ({error.reason})"
        raise XmpError(reason, file=file, key=error.key, value=error.value) from None
    if again != after:
        raise _difference(again, after, file)


def _difference(again: CameraRawEdits, after: CameraRawEdits, file: str) -> XmpError:
    """Name the first key that the document would not say as it should."""
    for key in keys_of(is_legacy(after.process_version)).values():
        if (read := value_of(key, again)) != (value := value_of(key, after)):
            reason = f"cannot be written into this document: it would read as {read!r}"
            return XmpError(reason, file=file, key=key.label, value=str(value))
    if kept := sorted(set(again.unmodelled) - set(after.unmodelled)):
        reason = "stays in the document, how it is undone is not known here; keep it in unmodelled"
        return XmpError(reason, file=file, key=f"crs:{kept[0]}")
    if gone := sorted(set(after.unmodelled) - set(again.unmodelled)):
        reason = (
            "would not count any more beside the values written; leave it out of unmodelled if it need not"
        )
        return XmpError(reason, file=file, key=f"crs:{gone[0]}")
    reason = "cannot be written into this document"
    return XmpError(reason, file=file, key="crs:ProcessVersion", value=after.process_version)
