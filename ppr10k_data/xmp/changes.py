"""Which properties of a sidecar must be written so that it reads as other edits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from ppr10k_data.errors import XmpError
from ppr10k_data.xmp.active import value_of
from ppr10k_data.xmp.edits import CameraRawEdits
from ppr10k_data.xmp.groups import Look
from ppr10k_data.xmp.interpret import (
    HAS_CROP,
    HAS_SETTINGS,
    PROCESS_VERSION,
    interpret,
    process_version,
    says,
)
from ppr10k_data.xmp.keys import Key, is_legacy
from ppr10k_data.xmp.rdf import CRS, Properties
from ppr10k_data.xmp.table import NAMED_CURVES, keys_of, only_in
from ppr10k_data.xmp.values import Number

NewValue: TypeAlias = "str | tuple[str, ...] | Look | None"
"""A text, the items of a list, a look; None for a property that must go."""

_WHITE_BALANCE = CRS + "WhiteBalance"
_TEMPERATURE = CRS + "Temperature"
_CURVES_WITH_NAMES = {"ToneCurvePV2012": "ToneCurveName2012", "ToneCurve": "ToneCurveName"}


def settle_white_balance(before: CameraRawEdits, edits: CameraRawEdits) -> CameraRawEdits:
    """Call the white balance "Custom" where its numbers were moved and its mode was left as it is.

    "As Shot", "Daylight" ... stand for numbers of their own, and a reader that goes by the mode would not see
    the new ones. Where the mode changes too, both are taken as they are: so edits can be carried over from
    one sidecar to another.

    Parameters
    ----------
    before, edits : CameraRawEdits
        What the file says, and what it shall say.
    """
    numbers = (edits.temperature_k, edits.tint)
    moved = any(
        new is not None and new != old
        for new, old in zip(numbers, (before.temperature_k, before.tint), strict=True)
    )
    if moved and edits.white_balance == before.white_balance:
        return replace(edits, white_balance="Custom")
    return edits


def changes_between(
    found: Properties, before: CameraRawEdits, after: CameraRawEdits, file: str
) -> dict[str, NewValue]:
    """List the properties to write, by full name.

    Not all stand in the table of keys: ``HasCrop`` comes with a crop, ``HasSettings`` and ``ProcessVersion``
    where the present ones would say otherwise, the curve's name with its points.

    Parameters
    ----------
    found : dict
        The properties of the file.
    before, after : CameraRawEdits
        What they mean, and what they shall mean; not the same.
    file : str
        The file's name, for messages.

    Raises
    ------
    XmpError
        If the look changes inside, or if a value that counts only now cannot be read.
    """
    has_settings = replace(after, orientation=before.orientation) != before
    base = _switched_on(found, before, after, file) if has_settings else before
    changes: dict[str, NewValue] = {}
    along = set(_brought_along(before, after)) - found.keys()
    for full_name, key in keys_of(is_legacy(after.process_version)).items():
        old, new = value_of(key, base), value_of(key, after)
        if old != new or full_name in along:
            changes[full_name] = _spell(key, old, new, file)
    if has_settings:
        changes |= _switches(found, before, base, after, file)
        changes |= _inferred(found, after, changes, file)
        changes |= _curve_names(found, after, changes)
    return changes


def _switched_on(
    found: Properties, before: CameraRawEdits, after: CameraRawEdits, file: str
) -> CameraRawEdits:
    """Read the file as it will read once its switches say what `after` needs, its other values untouched."""
    switches: Properties = {PROCESS_VERSION: after.process_version, HAS_SETTINGS.full_name: "True"}
    if after.crop is not None:
        switches[HAS_CROP.full_name] = "True"
    switched = found | switches
    return before if switched == found else interpret(switched, file)


def _brought_along(before: CameraRawEdits, after: CameraRawEdits) -> Iterator[str]:
    """Name the keys to write even if neutral, where the file lacks them, because others of their kind appear.

    These are the edges of a new crop; and, where the tone sliders of the other process versions counted until
    now, those of the present one: without any of its own, a file is taken to mean the others.
    """
    keys = keys_of(is_legacy(after.process_version)).values()
    if before.crop is None and after.crop is not None:
        yield from (key.full_name for key in keys if key.path[0] == "crop")
    changes_era = is_legacy(before.process_version) != is_legacy(after.process_version)
    forgotten = set(before.unmodelled) - set(after.unmodelled)
    if changes_era or any(key.name in forgotten for key in only_in("legacy")):
        tone = (key for key in keys if key.era != "any" and not key.rare)
        yield from (key.full_name for key in tone if isinstance(key.kind, Number))


def _spell(key: Key, old: Any, new: Any, file: str) -> NewValue:
    """Spell a new value; a text that is empty goes, since it would name a thing without a name."""
    if isinstance(new, Look):
        if isinstance(old, Look) and (old.name, old.uuid) == (new.name, new.uuid):
            reason = (
                "cannot be changed inside, the file may say more of it than is held here; set another look"
            )
            raise XmpError(reason, file=file, key=key.label, value=new.name)
        return new
    return None if new is None or new == "" else key.kind.format(new)


def _switches(
    found: Properties, before: CameraRawEdits, base: CameraRawEdits, after: CameraRawEdits, file: str
) -> Iterator[tuple[str, NewValue]]:
    if not says(found, HAS_SETTINGS, file):
        yield HAS_SETTINGS.full_name, "True"
    has_crop = after.crop is not None
    if has_crop != (before.crop is not None) or has_crop != (base.crop is not None):
        yield HAS_CROP.full_name, str(has_crop)


def _inferred(
    found: Properties, after: CameraRawEdits, changes: dict[str, NewValue], file: str
) -> Iterator[tuple[str, NewValue]]:
    """Say what a reader would otherwise infer from the keys, and now infer wrongly."""
    if process_version(found | dict.fromkeys(changes, ""), file) != after.process_version:
        yield PROCESS_VERSION, after.process_version
    if _WHITE_BALANCE not in found and _TEMPERATURE in changes:
        yield _WHITE_BALANCE, after.white_balance


def _curve_names(
    found: Properties, after: CameraRawEdits, changes: dict[str, NewValue]
) -> Iterator[tuple[str, NewValue]]:
    """Keep a curve's name true to its points."""
    keys = keys_of(is_legacy(after.process_version))
    for points, name in _CURVES_WITH_NAMES.items():
        if CRS + points in changes and CRS + name in found:
            curve = value_of(keys[CRS + points], after)
            known = (known for known, points in NAMED_CURVES.items() if points == curve)
            yield CRS + name, next(known, "Custom")
