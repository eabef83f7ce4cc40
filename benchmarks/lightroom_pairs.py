"""Photos that Lightroom rendered with every slider at 0, and with an expert's edits: what our operators make of them.

No RAW files go with them, and their edits are of process version 5.0, whose exposure, contrast and blacks are other
ones: only Vibrance, Saturation and the parametric curve can be tried. They are applied to the untouched render, decoded
to linear ProPhoto, and should bring it nearer to the expert's.

The expert changed exposure and white balance too, which moves every colour further than Vibrance does. So they are
also tried on the untouched render with white balance and tone matched first: adapted from the one temperature to the
other, and put through the hue-preserving curve that gives it the expert's distribution of luminance.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from ppr10k_data.develop.base_tone import base_tone
from ppr10k_data.develop.color_spaces import (
    PCS_TO_PROPHOTO,
    PROPHOTO_TO_PCS,
    PROPHOTO_TO_SRGB,
    adaptation,
    srgb_decode,
    srgb_encode,
)
from ppr10k_data.develop.look.order import apply_all, look_operators
from ppr10k_data.develop.look.rgb_tone import rgb_tone
from ppr10k_data.develop.white_balance import xy_from_temp_tint
from ppr10k_data.metrics import delta_e_2000, lab_from_srgb
from ppr10k_data.xmp import CameraRawEdits, read_xmp


def against_experts(shared: Path) -> list[dict[str, Any]]:
    """Mean dE2000 to the expert's picture: untouched, and after each set of operators."""
    rows = []
    for folder in sorted((shared / "data" / "lightroom-pairs").iterdir()):
        start, goal = (_linear(_read(folder / name)) for name in ("input.png", "expertC.png"))
        before, after = (read_xmp(folder / name) for name in ("input.xmp", "expertC.xmp"))
        matched = _toned_like(_balanced_like(start, before, after), goal)
        for name, edits in _steps(after).items():
            rows.append(
                {
                    "pair": folder.name,
                    "applied": name,
                    "de2000_mean": _distance(_applied(start, edits), goal),
                    "de2000_matched_first": _distance(_applied(matched, edits), goal),
                }
            )
    return rows


def _read(path: Path) -> np.ndarray:
    return cv2.imread(str(path))[..., ::-1] / 255.0


def _steps(expert: CameraRawEdits) -> dict[str, CameraRawEdits]:
    """The expert's edits, one by one and together; those that are neutral are left out."""
    none = CameraRawEdits()
    steps = {"nothing": none}
    if expert.vibrance:
        steps[f"Vibrance {expert.vibrance:+g}"] = replace(none, vibrance=expert.vibrance)
    if expert.saturation:
        steps[f"Saturation {expert.saturation:+g}"] = replace(none, saturation=expert.saturation)
    both = replace(none, vibrance=expert.vibrance, saturation=expert.saturation)
    steps["Vibrance, Saturation"] = both
    if expert.parametric != none.parametric:
        steps["parametric curve"] = replace(none, parametric=expert.parametric)
        steps["all of these"] = replace(both, parametric=expert.parametric)
    return steps


def _linear(encoded: np.ndarray) -> np.ndarray:
    """SRGB to linear ProPhoto."""
    return np.clip(srgb_decode(encoded) @ np.linalg.inv(PROPHOTO_TO_SRGB).T, 0.0, 1.0)


def _balanced_like(linear: np.ndarray, before: CameraRawEdits, after: CameraRawEdits) -> np.ndarray:
    """Move white from one sidecar's temperature to the other's, by Bradford on the finished picture."""
    xy = [xy_from_temp_tint(edits.temperature_k or 5500.0, edits.tint or 0.0) for edits in (before, after)]
    matrix = PCS_TO_PROPHOTO @ adaptation(xy[1], xy[0]) @ PROPHOTO_TO_PCS
    return np.clip(linear @ matrix.T, 0.0, 1.0)


def _toned_like(linear: np.ndarray, goal: np.ndarray) -> np.ndarray:
    """Match the distribution of luminance, 512 quantiles of it, by a hue-preserving curve."""
    luminance = PROPHOTO_TO_PCS[1]
    shares = np.linspace(0.0, 1.0, 513)
    x, first = np.unique(np.r_[0.0, np.quantile(linear @ luminance, shares), 1.0], return_index=True)
    y = np.r_[0.0, np.quantile(goal @ luminance, shares), 1.0][first]
    return rgb_tone(linear, lambda value: np.interp(value, x, y))


def _applied(linear: np.ndarray, edits: CameraRawEdits) -> np.ndarray:
    finished = base_tone(0.0, scene_referred=False)  # the picture has had its exposure and its curve
    return apply_all(linear, look_operators(edits, finished, lambda: 0.0))


def _distance(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Mean dE2000 of linear ProPhoto, shown in sRGB."""
    labs = [
        lab_from_srgb(srgb_encode(np.clip(linear @ PROPHOTO_TO_SRGB.T, 0.0, 1.0)))
        for linear in (ours, theirs)
    ]
    return float(delta_e_2000(*labs).mean())
