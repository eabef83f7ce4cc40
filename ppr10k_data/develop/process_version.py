"""Process versions 2003 and 2010 ("5.0", "5.7"): their tone sliders in the words of today's.

Their defaults (Shadows 5, Brightness +50, Contrast +25, curve Medium Contrast) are what Adobe's default tone curve
shows, so only differences from them change a picture.

References
----------
* Names, defaults and the black point in thousandths: DNG SDK 1.7.1 (``dng_render``'s ``Shadows``).
* Medium Contrast: Camera Raw's own named curve, as sidecars hold it.
* HighlightRecovery as half as much of Highlights2012, its sign turned, and Contrast one for one: tried on two photos
  that Lightroom Classic 9.4 rendered by process version 5.0, see ``docs/adjustments.md``. Nothing was found by which
  Brightness, FillLight and Clarity could be checked, so those are left alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from ppr10k_data.develop.base_tone import ToneKind
from ppr10k_data.develop.look.point_curves import point_curve
from ppr10k_data.develop.tone import DEFAULT_SHADOWS
from ppr10k_data.xmp import CameraRawEdits, PointCurves
from ppr10k_data.xmp.groups import Curve
from ppr10k_data.xmp.keys import is_legacy
from ppr10k_data.xmp.table import MEDIUM_CONTRAST

DEFAULT_CONTRAST = 25.0
HIGHLIGHTS_A_RECOVERY = -0.5
"""Highlights2012 that a unit of HighlightRecovery becomes: -1 brings only one of the two photos nearer."""

STEPS = 64
"""Intervals of a point curve that stands for a curve relative to Medium Contrast."""


@dataclass(frozen=True)
class Translation:
    """Edits in today's sliders.

    Parameters
    ----------
    edits : CameraRawEdits
        To be rendered; those of process version 6.7 and later are handed on as they are.
    black_point : float
        Thousandths of the scene's white that become black; 5 by default.
    said_as : tuple of (str, str)
        Each old key that was put into other words, and the words: ``("Contrast", "Contrast2012 -16")``.
    """

    edits: CameraRawEdits
    black_point: float = DEFAULT_SHADOWS
    said_as: tuple[tuple[str, str], ...] = ()


def translated(edits: CameraRawEdits) -> Translation:
    """Put the tone sliders of an old process version into today's.

    Parameters
    ----------
    edits : CameraRawEdits
        As they stand in a sidecar.

    Returns
    -------
    Translation
        Brightness, FillLight and Clarity have no counterpart that could be checked, and change nothing.
    """
    old: dict[str, Any] = dict(edits.legacy)
    if not old:
        return Translation(edits)
    contrast = float(np.clip(old.get("Contrast", DEFAULT_CONTRAST) - DEFAULT_CONTRAST, -100.0, 100.0))
    highlights = HIGHLIGHTS_A_RECOVERY * old.get("HighlightRecovery", 0.0)
    black_point = old.get("Shadows", DEFAULT_SHADOWS)
    curves = _curves(old)
    words = {
        "Shadows": f"black point {black_point:g}/1000",
        "Contrast": f"Contrast2012 {contrast:+g}",
        "HighlightRecovery": f"Highlights2012 {highlights:+g}",
        "ToneCurve": "ToneCurvePV2012 relative to Medium Contrast",
        **{f"ToneCurve{channel}": f"ToneCurvePV2012{channel}" for channel in ("Red", "Green", "Blue")},
    }
    said_as = tuple((key, words[key]) for key in old if key in words)
    now = replace(edits, contrast=contrast, highlights=highlights, curves=curves)
    return Translation(now, black_point, said_as)


def tone_kind(edits: CameraRawEdits, asked: ToneKind) -> ToneKind:
    """How highlights end in a picture by a sidecar's process version.

    Parameters
    ----------
    edits : CameraRawEdits
    asked : ToneKind
        As set; ``sdk`` and ``fitted`` stand for every process version.

    Returns
    -------
    ToneKind
        ``sdk`` in place of ``adaptive`` before 6.7: Exposure clipped hard in those, and what it clipped was for
        HighlightRecovery to bring back (the DNG SDK's renderer, which is of that time, clips so).
    """
    return "sdk" if asked == "adaptive" and is_legacy(edits.process_version) else asked


def _curves(old: dict[str, Any]) -> PointCurves:
    """The old curves; the master as what it changes of Medium Contrast, which the default tone curve holds already."""
    neutral = PointCurves()
    channels = {name.lower(): old.get(f"ToneCurve{name}", neutral.red) for name in ("Red", "Green", "Blue")}
    points = old.get("ToneCurve")
    return PointCurves(neutral.master if points is None else beyond_medium_contrast(points), **channels)


@lru_cache(maxsize=16)
def beyond_medium_contrast(points: Curve) -> Curve:
    """What is left of a curve once Medium Contrast is taken out: applied after that, it gives the curve.

    Parameters
    ----------
    points : Curve
        An old master curve, 0..255.

    Returns
    -------
    Curve
        So many points that a spline through them is right to 0.2 of 255.
    """
    x = np.linspace(0.0, 1.0, 32 * STEPS + 1)
    medium, wanted = point_curve(x, MEDIUM_CONTRAST), point_curve(x, points)
    at = np.linspace(0.0, 1.0, STEPS + 1)
    values = np.interp(np.interp(at, medium, x), x, wanted)
    return tuple((float(a), float(v)) for a, v in zip(255.0 * at, 255.0 * values, strict=True))
