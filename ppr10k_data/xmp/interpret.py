"""From the properties of a sidecar to :class:`CameraRawEdits`."""

from __future__ import annotations

from typing import Any

from ppr10k_data.errors import XmpError
from ppr10k_data.xmp.edits import DEFAULT_PROCESS_VERSION, CameraRawEdits
from ppr10k_data.xmp.groups import Crop
from ppr10k_data.xmp.keys import VERSION, Key, is_legacy
from ppr10k_data.xmp.others import is_adjustment
from ppr10k_data.xmp.paths import Tree, build, put
from ppr10k_data.xmp.rdf import CRS, Properties, Property, shown
from ppr10k_data.xmp.relations import check_relations
from ppr10k_data.xmp.table import KEYS, NAMED_CURVES, keys_of, only_in
from ppr10k_data.xmp.values import CurvePoints, Flag

_TONE_2012 = frozenset(key.full_name for key in only_in("2012"))
_TONE_LEGACY = frozenset(key.full_name for key in only_in("legacy"))
_NEUTRAL = CameraRawEdits()
PROCESS_VERSION = CRS + "ProcessVersion"
HAS_SETTINGS = Key("HasSettings", (), "other", Flag(), True)
HAS_CROP = Key("HasCrop", (), "geometry", Flag(), True)
_ORDER = {key.name: place for place, key in enumerate(KEYS)}


def interpret(found: Properties, file: str) -> CameraRawEdits:
    """Turn a photo's properties into edits.

    Parameters
    ----------
    found : dict
        The properties by full name: all of Camera Raw's, and ``tiff:Orientation``.
    file : str
        The file's name, for messages.

    Raises
    ------
    XmpError
        If a value cannot be read or is outside Camera Raw's limits.
    """
    if not says(found, HAS_SETTINGS, file):
        found = {name: raw for name, raw in found.items() if not name.startswith(CRS)}
    version = process_version(found, file)
    legacy = is_legacy(version)
    unmodelled = _adopt_named_curve(found, legacy) + _strays(found, legacy, file)
    tree = _read_all(found, legacy, unmodelled, file)
    if not says(found, HAS_CROP, file):
        tree.pop("crop", None)
    return _assemble(version, tree, unmodelled, file)


def process_version(found: Properties, file: str) -> str:
    """Return the process version, or infer it where the file has none.

    Without ``crs:ProcessVersion``, a file that holds any of the present tone sliders or curves
    (``Exposure2012``, ``ToneCurvePV2012`` ...) is taken as "6.7", the first version that had them; else one
    with any of the old (``Exposure``, ``Brightness`` ...) as "5.0", since files written before the key
    existed hold these; else the default.

    Parameters
    ----------
    found : Properties
        The document's properties, by full name.
    file : str
        For messages.
    """
    raw = found.get(PROCESS_VERSION)
    if raw is None:
        if not _TONE_2012.isdisjoint(found):
            return "6.7"
        return DEFAULT_PROCESS_VERSION if _TONE_LEGACY.isdisjoint(found) else "5.0"
    text = raw.strip() if isinstance(raw, str) else ""
    if not VERSION.fullmatch(text):
        reason = "is not a process version such as 5.7, 6.7 or 11.0"
        raise XmpError(reason, file=file, key="crs:ProcessVersion", value=shown(raw))
    return text


def _read_all(found: Properties, legacy: bool, unmodelled: list[str], file: str) -> Tree:
    """Read every value that differs from neutral into a tree; note the adjustments that are not modelled."""
    tree: Tree = {}
    keys, other_era = keys_of(legacy), _TONE_2012 if legacy else _TONE_LEGACY
    for full_name, raw in found.items():
        key = keys.get(full_name)
        if key is not None:
            if raw != key.neutral_raw and (value := read_value(key, raw, file)) != key.neutral:
                put(tree, key.path, value)
        elif full_name.startswith(CRS) and full_name not in other_era and is_adjustment(full_name, raw):
            unmodelled.append(full_name.removeprefix(CRS))
    if "white_balance" not in tree and "temperature_k" in tree and CRS + "WhiteBalance" not in found:
        tree["white_balance"] = "Custom"
    return tree


def read_value(key: Key, raw: Property, file: str) -> Any:
    """Read one value.

    Parameters
    ----------
    key : Key
    raw : Property
        As it stands in the document.
    file : str
        For messages.

    Raises
    ------
    XmpError
        Naming file, key, value and what would be right.
    """
    try:
        return key.kind.parse(raw)
    except ValueError as error:
        raise XmpError(str(error), file=file, key=key.label, value=shown(raw)) from None


def says(found: Properties, flag: Key, file: str) -> bool:
    """Whether a switch is on, such as :data:`HAS_CROP`; those that are missing are.

    Parameters
    ----------
    found : Properties
        The document's properties, by full name.
    flag : Key
    file : str
        For messages.
    """
    raw = found.get(flag.full_name)
    return bool(flag.neutral if raw is None else read_value(flag, raw, file))


def _adopt_named_curve(found: Properties, legacy: bool) -> list[str]:
    """Add the points of a curve that a preset only names; return the key if the name is not known."""
    name_key, points_key = (
        ("ToneCurveName", "ToneCurve") if legacy else ("ToneCurveName2012", "ToneCurvePV2012")
    )
    name = found.get(CRS + name_key)
    if name is None or CRS + points_key in found:
        return []
    if not isinstance(name, str) or name not in NAMED_CURVES:
        return [name_key]
    found[CRS + points_key] = CurvePoints().format(NAMED_CURVES[name])
    return []


def _strays(found: Properties, legacy: bool, file: str) -> list[str]:
    """Return old tone sliders that are set in a file of a present version that has none of the present ones.

    Beside present sliders the old ones are remains, and ignored.
    """
    if legacy or not _TONE_2012.isdisjoint(found):
        return []
    strays = [key for key in only_in("legacy") if key.full_name in found]
    return [key.name for key in strays if not key.is_neutral(read_value(key, found[key.full_name], file))]


def _assemble(version: str, tree: Tree, unmodelled: list[str], file: str) -> CameraRawEdits:
    crop, legacy = tree.pop("crop", None), tree.pop("legacy", {})
    tree["process_version"] = version
    tree["legacy"] = tuple(sorted(legacy.items(), key=lambda item: _ORDER[item[0]]))
    tree["unmodelled"] = tuple(sorted(set(unmodelled)))
    if crop:
        tree["crop"] = build(Crop(), crop)
    edits: CameraRawEdits = build(_NEUTRAL, tree)
    if "crop" in tree or "parametric" in tree:
        check_relations(edits, file)
    return edits
