"""What a Camera Raw sidecar asks for, as plain frozen values.

Every class is neutral by default: ``CameraRawEdits()`` asks for nothing. Values are in Camera Raw's own
units: sliders -100..100, exposure in stops, temperature in kelvin, curve points 0..255, crop edges as
fractions of the image as the sensor holds it. The exact limits of each key stand in
:mod:`ppr10k_data.xmp.table`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from ppr10k_data.xmp.groups import (
    Calibration,
    ColorGrading,
    Crop,
    Curve,
    Grain,
    GrayMixer,
    HslMixer,
    LensCorrections,
    NoiseReduction,
    ParametricCurve,
    Perspective,
    PointCurves,
    PostCropVignette,
    Profile,
    Sharpening,
)

DEFAULT_PROCESS_VERSION = "11.0"
"""The version of edits made here: the one that Lightroom Classic 8 to 10 wrote."""

LegacyValue: TypeAlias = float | Curve


@dataclass(frozen=True, slots=True)
class CameraRawEdits:
    """All edits of one photo. Equal edits compare and hash equal; the default changes nothing.

    Parameters
    ----------
    process_version : str
        The version of Camera Raw's rendering, such as "6.7" or "11.0". Before 6.7 the tone sliders were
        others: see `legacy`.
    white_balance : str
        "As Shot", "Auto", "Daylight", "Cloudy", "Shade", "Tungsten", "Fluorescent", "Flash" or "Custom".
    temperature_k, tint : float or None
        2000..50000 kelvin and -150..150, None where the file holds no numbers. "As Shot" usually has them
        too: they are what Lightroom displayed.
    exposure_ev : float
        -5..5 stops.
    contrast, highlights, shadows, whites, blacks, texture, clarity, dehaze, vibrance, saturation : float
        -100..100.
    crop : Crop or None
        None where there is no crop; a full rectangle at angle 0 becomes None.
    orientation : int or None
        ``tiff:Orientation`` 1..8, None where the file does not say.
    already_applied : bool
        True in the XMP of rendered files: the edits are in the pixels and must not be applied again.
    legacy : tuple of (key, value)
        Of process versions before 6.7: what differs from that version's defaults and has no counterpart in
        the current sliders (Brightness, Contrast, Shadows, FillLight, HighlightRecovery, Clarity, ToneCurve
        ...).
    unmodelled : tuple of str
        Keys of adjustments that are in the file but have no field here (local corrections, retouching ...),
        sorted.
    """

    process_version: str = DEFAULT_PROCESS_VERSION
    white_balance: str = "As Shot"
    temperature_k: float | None = None
    tint: float | None = None
    exposure_ev: float = 0.0
    contrast: float = 0.0
    highlights: float = 0.0
    shadows: float = 0.0
    whites: float = 0.0
    blacks: float = 0.0
    texture: float = 0.0
    clarity: float = 0.0
    dehaze: float = 0.0
    vibrance: float = 0.0
    saturation: float = 0.0
    curves: PointCurves = field(default=PointCurves())
    parametric: ParametricCurve = field(default=ParametricCurve())
    hsl: HslMixer = field(default=HslMixer())
    gray: GrayMixer = field(default=GrayMixer())
    grading: ColorGrading = field(default=ColorGrading())
    calibration: Calibration = field(default=Calibration())
    crop: Crop | None = None
    orientation: int | None = None
    vignette: PostCropVignette = field(default=PostCropVignette())
    grain: Grain = field(default=Grain())
    sharpening: Sharpening = field(default=Sharpening())
    noise_reduction: NoiseReduction = field(default=NoiseReduction())
    profile: Profile = field(default=Profile())
    lens: LensCorrections = field(default=LensCorrections())
    perspective: Perspective = field(default=Perspective())
    already_applied: bool = False
    legacy: tuple[tuple[str, LegacyValue], ...] = ()
    unmodelled: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.crop is not None and self.crop == Crop():
            object.__setattr__(self, "crop", None)
