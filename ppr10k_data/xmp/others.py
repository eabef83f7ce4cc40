"""Keys without a field: which only describe the file, and which are adjustments that are not modelled."""

from __future__ import annotations

from ppr10k_data.xmp.keys import Panel
from ppr10k_data.xmp.rdf import CRS, Property
from ppr10k_data.xmp.values import parse_number

_DESCRIBING = frozenset(
    f"{CRS}{name}"
    for name in (
        # the file and the program that wrote it
        "Version", "CompatibleVersion", "ProcessVersion", "HasSettings", "HasCrop", "RawFileName",
        # a preset's own description
        "PresetType", "Cluster", "UUID", "CameraModelRestriction", "Copyright", "ContactInfo", "Name",
        "ShortName", "SortName", "Group", "Description", "RequiresRGBTables", "AllowFilters",
        # fingerprints of an automatic adjustment, whose result is written in the sliders
        "AutoToneDigest", "AutoToneDigestNoSat", "AutoWhiteVersion",
        # the curve's name; its points are read
        "ToneCurveName", "ToneCurveName2012",
        # units and size of a crop for print; a crop's aspect lock
        "CropUnit", "CropUnits", "CropWidth", "CropHeight", "CropConstrainToUnitSquare",
        # belong to another key, which is reported where it is active
        "LensProfileIsEmbedded", "ColorVariance", "HDRMaxValue",
    )
)  # fmt: skip
_DESCRIBING_PREFIXES = tuple(
    CRS + prefix for prefix in ("Supports", "Upright", "LensProfileMatchKey", "Table_")
)

PANELS: dict[str, Panel] = {
    "PaintBasedCorrections": "local",
    "GradientBasedCorrections": "local",
    "CircularGradientBasedCorrections": "local",
    "MaskGroupBasedCorrections": "local",
    "RetouchAreas": "local",
    "RetouchInfo": "local",
    "RedEyeInfo": "local",
    "PointColors": "hsl",
    "IncrementalTemperature": "basic",
    "IncrementalTint": "basic",
    "AutoTone": "basic",
    "AutoExposure": "basic",
    "AutoShadows": "basic",
    "AutoBrightness": "basic",
    "AutoContrast": "basic",
    "AutoGrayscaleMix": "bw",
    "AILook": "profile",
}
"""The panels of known adjustments that are not modelled; any other is of the panel "other"."""


def is_adjustment(full_name: str, raw: Property) -> bool:
    """Whether a key without a field adjusts the photo: it does more than describe, and is not idle.

    Parameters
    ----------
    full_name : str
        With its namespace.
    raw : Property
        As it stands in the document.
    """
    describes = full_name in _DESCRIBING or full_name.startswith(_DESCRIBING_PREFIXES)
    return not describes and not _is_idle(raw)


def _is_idle(raw: Property) -> bool:
    """Whether an unknown key's value asks for nothing: empty, zero, False, or an array of such and of -1.

    ``PointColors`` without any colour picked is one item of nineteen times -1.
    """
    if isinstance(raw, str):
        return raw.strip().lower() in {"", "false"} or parse_number(raw) == 0
    if isinstance(raw, tuple):
        parts = {part.strip() for item in raw for part in item.split(",")}
        return not raw or parts == {"-1.000000"}
    fields = {name.removeprefix(CRS): text for name, text in raw.attrib.items()}
    return fields.get("Active", "true").lower() == "false"
