"""Camera Raw settings: read, hold and write them.

::

    edits    what a sidecar asks for: CameraRawEdits and its parts, frozen, neutral by default
    values   kinds of value: how each is read, checked and written
    keys     the one table: key, place, limits, neutral value, panel
    rdf      the forms in which XMP spells a property
    read     bytes -> properties -> (interpret) -> CameraRawEdits
    write    CameraRawEdits -> bytes
    active   what differs from neutral, by key
"""

from ppr10k_data.xmp.active import active_adjustments, panel_of
from ppr10k_data.xmp.edits import (
    Calibration,
    CameraRawEdits,
    ColorGrading,
    ColorWheel,
    Crop,
    Grain,
    GrayMixer,
    HslMixer,
    LensCorrections,
    Look,
    NoiseReduction,
    ParametricCurve,
    Perspective,
    PointCurves,
    PostCropVignette,
    Profile,
    Sharpening,
)
from ppr10k_data.xmp.keys import KEYS, Key, Panel
from ppr10k_data.xmp.read import parse_xmp, read_xmp
from ppr10k_data.xmp.write import check_edits, format_xmp

__all__ = [
    "KEYS",
    "Calibration",
    "CameraRawEdits",
    "ColorGrading",
    "ColorWheel",
    "Crop",
    "Grain",
    "GrayMixer",
    "HslMixer",
    "Key",
    "LensCorrections",
    "Look",
    "NoiseReduction",
    "Panel",
    "ParametricCurve",
    "Perspective",
    "PointCurves",
    "PostCropVignette",
    "Profile",
    "Sharpening",
    "active_adjustments",
    "check_edits",
    "format_xmp",
    "panel_of",
    "parse_xmp",
    "read_xmp",
]
