"""Camera Raw settings: read, hold and write them.

::

    groups     the panels' groups of values, frozen, neutral by default
    edits      what a sidecar asks for: CameraRawEdits, made of these groups
    values     kinds of value: how each is read, checked and written
    keys       what a key is: name, place, kind, neutral value, panel
    table      the one table of all keys (others: the keys without a field)
    rdf        the forms in which XMP spells a property
    read       bytes -> properties -> (interpret) -> CameraRawEdits
    write      CameraRawEdits -> the bytes of a new sidecar
    update     a sidecar's bytes and CameraRawEdits -> its bytes with these (changes, spans, splice)
    spell      how both spell texts, lists and looks
    active     what differs from neutral, by key
"""

from ppr10k_data.xmp.active import active_adjustments, panel_of
from ppr10k_data.xmp.edits import CameraRawEdits
from ppr10k_data.xmp.groups import (
    Calibration,
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
from ppr10k_data.xmp.keys import Key, Panel
from ppr10k_data.xmp.read import parse_xmp, read_xmp
from ppr10k_data.xmp.table import KEYS
from ppr10k_data.xmp.update import update_xmp
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
    "update_xmp",
]
