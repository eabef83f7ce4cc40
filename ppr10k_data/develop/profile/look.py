"""A look: what Lightroom's creative profiles lay over the camera profile, and how a sidecar's own edits join them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ppr10k_data.cameras import HueSatMap
from ppr10k_data.develop.profile.hue_sat import scaled
from ppr10k_data.develop.profile.rgb_table import RgbTable
from ppr10k_data.develop.profile.table_stream import LookTable
from ppr10k_data.xmp import CameraRawEdits, PointCurves
from ppr10k_data.xmp.groups import Curve

SLIDERS = (
    *("exposure_ev", "contrast", "highlights", "shadows", "whites", "blacks"),
    *("texture", "clarity", "dehaze", "vibrance", "saturation"),
)
"""Edits that a look adds to the photo's own."""

_LIMITS = {"exposure_ev": 5.0}
_LIMIT = 100.0
_GROUPS = ("parametric", "hsl", "gray", "grading", "calibration", "vignette", "grain")


@dataclass(frozen=True)
class AppliedLook:
    """A look, ready to render by.

    Parameters
    ----------
    name : str
    look_table : HueSatMap or None
        Applied after the camera profile's own, its strength already in it.
    rgb_table : RgbTable or None
        Applied after the profile's tone curve and the look's.
    rgb_amount : float
        Strength of `rgb_table`.
    curves : PointCurves
        Applied after the profile's tone curve.
    """

    name: str
    look_table: HueSatMap | None = None
    rgb_table: RgbTable | None = None
    rgb_amount: float = 1.0
    curves: PointCurves = field(default=PointCurves())


def applied_look(
    name: str, amount: float, tables: tuple[LookTable | RgbTable, ...], rgb_amount: float, curves: PointCurves
) -> AppliedLook:
    """Bring a look to its strength.

    Parameters
    ----------
    name : str
    amount : float
        The sidecar's Amount, 0..2. Each table holds it within the range that its maker allows; a look table without a
        range is not scaled at all.
    tables : tuple of LookTable or RgbTable
        At most one of each kind.
    rgb_amount : float
        The look's own strength of its RGB table.
    curves : PointCurves

    References
    ----------
    ``dng_look_table::SetAmount`` and ``dng_rgb_table::SetAmount``, DNG SDK 1.7.1. That amount 0 leaves the camera
    profile alone: J. Kost, "Using the Amount Slider with Creative Profiles", Adobe 2018.
    """
    look = AppliedLook(name, curves=_scaled_curves(curves, amount))
    for table in tables:
        if isinstance(table, LookTable):
            look = replace(look, look_table=scaled(table.table, _held(amount, table.amounts)))
        else:
            look = replace(look, rgb_table=table, rgb_amount=_held(amount * rgb_amount, table.amounts))
    return look


def _held(amount: float, limits: tuple[float, float]) -> float:
    return min(max(round(amount, 2), limits[0]), limits[1])


def _scaled_curves(curves: PointCurves, amount: float) -> PointCurves:
    """Curves whose distance from the straight line is so many times as large."""
    if amount == 1.0:
        return curves
    return replace(
        curves,
        master=_scaled(curves.master, amount),
        red=_scaled(curves.red, amount),
        green=_scaled(curves.green, amount),
        blue=_scaled(curves.blue, amount),
    )


def _scaled(curve: Curve, amount: float) -> Curve:
    return tuple((x, min(max(round(x + amount * (y - x)), 0), 255)) for x, y in curve)


def joined(
    edits: CameraRawEdits, look: CameraRawEdits, amount: float
) -> tuple[CameraRawEdits, tuple[str, ...]]:
    """Join a look's adjustments to a photo's own.

    Parameters
    ----------
    edits : CameraRawEdits
        The photo's.
    look : CameraRawEdits
        The look's parameters; its curves and tables are not looked at.
    amount : float
        Strength of the look.

    Returns
    -------
    edits : CameraRawEdits
        Sliders added up, held within their limits. A group of settings (HSL, grading, ...) is the look's where the
        photo has none of its own.
    left_out : tuple of str
        Groups of the look that the photo has its own of, or that cannot be had at another strength than 1.
    """
    changes: dict[str, object] = {}
    for name in SLIDERS:
        if extra := getattr(look, name):
            limit = _LIMITS.get(name, _LIMIT)
            changes[name] = min(max(getattr(edits, name) + amount * extra, -limit), limit)
    neutral, left_out = CameraRawEdits(), []
    for name in _GROUPS:
        own, wanted, none = getattr(edits, name), getattr(look, name), getattr(neutral, name)
        if wanted == none or amount == 0.0:
            continue
        if own == none and amount == 1.0:
            changes[name] = wanted
        else:
            left_out.append(name)
    return replace(edits, **changes), tuple(left_out)  # type: ignore[arg-type]
