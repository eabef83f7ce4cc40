"""The one table of Camera Raw's keys: each one's place in :class:`CameraRawEdits`, limits and neutral value.

Reading, checking, writing and telling what is active are all derived from it.

References
----------
* XMP Specification Part 2 (Adobe), "Camera Raw namespace", and the Photoshop scripting reference,
  ``CameraRAWOpenOptions``: limits of the old keys. Brightness is let down to -150, wider than theirs.
* Lightroom Classic SDK, ``LrDevelopController``: which keys belong to which panel.
* ExifTool, ``XMP crs`` tags: meaning of PostCropVignetteStyle, PerspectiveUpright and Defringe.
* No specification lists the later sliders' limits: these are the ends of their controls in Lightroom Classic.
  Sidecars found in the wild hold no value outside of them (``tests/xmp/test_real_files.py``).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ppr10k_data.xmp.groups import LINEAR, Curve
from ppr10k_data.xmp.keys import Era, Key, Panel
from ppr10k_data.xmp.look import CURVES, LookStructure
from ppr10k_data.xmp.rdf import TIFF
from ppr10k_data.xmp.values import Choice, CurvePoints, Flag, Kind, Number, Text, Whole

WHITE_BALANCES = (
    "As Shot", "Auto", "Daylight", "Cloudy", "Shade", "Tungsten", "Fluorescent", "Flash", "Custom",
)  # fmt: skip
COLORS = ("Red", "Orange", "Yellow", "Green", "Aqua", "Blue", "Purple", "Magenta")

MEDIUM_CONTRAST: Curve = ((0, 0), (32, 22), (64, 56), (128, 128), (192, 196), (255, 255))
NAMED_CURVES = {
    "Linear": LINEAR,
    "Medium Contrast": MEDIUM_CONTRAST,
    "Strong Contrast": ((0, 0), (32, 16), (64, 50), (128, 128), (192, 202), (255, 255)),
}
"""Curves that a file may call by name. Medium Contrast is neutral in process versions before 6.7."""

_SLIDER = Number(-100, 100)
_AMOUNT = Number(0, 100, signed=False)
_PERCENT = Number(0, 200, signed=False)
_HUE = Number(0, 360, signed=False)
_FRACTION = Number(0, 1, signed=False)
_BOX = Flag("1", "0")


def _sliders(panel: Panel, names: dict[str, str], **more: Any) -> list[Key]:
    """List sliders -100..100 by key and dotted path."""
    return [Key(name, tuple(path.split(".")), panel, _SLIDER, **more) for name, path in names.items()]


def _eight(panel: Panel, prefix: str, *path: str, **more: Any) -> list[Key]:
    """List one slider for each of the eight colours."""
    return [Key(prefix + color, (*path, index), panel, _SLIDER, **more) for index, color in enumerate(COLORS)]


def _legacy(name: str, panel: Panel, kind: Kind, neutral: Any = 0.0) -> Key:
    return Key(name, ("legacy", name), panel, kind, neutral, era="legacy", rare=True)


_BASIC = [
    Key("WhiteBalance", ("white_balance",), "basic", Choice(WHITE_BALANCES), "As Shot"),
    Key(
        "Temperature",
        ("temperature_k",),
        "basic",
        Number(2000, 50000, signed=False),
        None,
        under=("WhiteBalance",),
    ),
    Key("Tint", ("tint",), "basic", Number(-150, 150), None, under=("WhiteBalance",)),
    Key("Exposure2012", ("exposure_ev",), "basic", Number(-5, 5, decimals=2), era="2012"),
    Key("Exposure", ("exposure_ev",), "basic", Number(-4, 4, decimals=2), era="legacy"),
    *_sliders(
        "basic",
        {
            "Contrast2012": "contrast",
            "Highlights2012": "highlights",
            "Shadows2012": "shadows",
            "Whites2012": "whites",
            "Blacks2012": "blacks",
            "Clarity2012": "clarity",
        },
        era="2012",
    ),
    *_sliders("basic", {name: name.lower() for name in ("Texture", "Dehaze", "Vibrance", "Saturation")}),
    _legacy("Shadows", "basic", _AMOUNT, 5.0),
    _legacy("Brightness", "basic", Number(-150, 150), 50.0),
    _legacy("Contrast", "basic", Number(-50, 100), 25.0),
    _legacy("FillLight", "basic", _AMOUNT),
    _legacy("HighlightRecovery", "basic", _AMOUNT),
    _legacy("Clarity", "basic", _SLIDER),
]

_PARAMETRIC = ("ParametricShadows", "ParametricDarks", "ParametricLights", "ParametricHighlights")
_CURVE = [
    *_sliders("curve", {name: f"parametric.{name[10:].lower()}" for name in _PARAMETRIC}),
    *(
        Key(f"Parametric{part}Split", ("parametric", f"{part.lower()}_split"), "curve", _AMOUNT, neutral,
            under=_PARAMETRIC)
        for part, neutral in (("Shadow", 25.0), ("Midtone", 50.0), ("Highlight", 75.0))
    ),
    *(Key(name, ("curves", part), "curve", CurvePoints(), LINEAR, "2012") for name, part in CURVES.items()),
    Key("CurveRefineSaturation", ("curves", "refine_saturation"), "curve", _PERCENT, 100.0,
        under=("ToneCurvePV2012",)),
    _legacy("ToneCurve", "curve", CurvePoints(), MEDIUM_CONTRAST),
    *(_legacy(f"ToneCurve{channel}", "curve", CurvePoints(), LINEAR) for channel in ("Red", "Green", "Blue")),
]  # fmt: skip

_MIXERS = [
    *_eight("hsl", "HueAdjustment", "hsl", "hue"),
    *_eight("hsl", "SaturationAdjustment", "hsl", "saturation"),
    *_eight("hsl", "LuminanceAdjustment", "hsl", "luminance"),
    Key("ConvertToGrayscale", ("gray", "convert_to_grayscale"), "bw", Flag(), False),
    *_eight("bw", "GrayMixer", "gray", "mix", under=("ConvertToGrayscale", "Look"), rare=True),
]


def _wheel(part: str, hue: str, saturation: str, luminance: str) -> list[Key]:
    return [
        Key(hue, ("grading", part, "hue_deg"), "grading", _HUE, under=(saturation,)),
        Key(saturation, ("grading", part, "saturation"), "grading", _AMOUNT),
        Key(luminance, ("grading", part, "luminance"), "grading", _SLIDER),
    ]


_WHEELS = [
    *_wheel("shadows", "SplitToningShadowHue", "SplitToningShadowSaturation", "ColorGradeShadowLum"),
    *_wheel("midtones", "ColorGradeMidtoneHue", "ColorGradeMidtoneSat", "ColorGradeMidtoneLum"),
    *_wheel(
        "highlights", "SplitToningHighlightHue", "SplitToningHighlightSaturation", "ColorGradeHighlightLum"
    ),
    *_wheel("overall", "ColorGradeGlobalHue", "ColorGradeGlobalSat", "ColorGradeGlobalLum"),
]
_TONED = tuple(key.name for key in _WHEELS if not key.under)
_GRADING = [
    *_WHEELS,
    Key("SplitToningBalance", ("grading", "balance"), "grading", _SLIDER, under=_TONED),
    Key("ColorGradeBlending", ("grading", "blending"), "grading", _AMOUNT, 100.0, under=_TONED),
]

_CALIBRATION = _sliders(
    "calibration",
    {
        "ShadowTint": "calibration.shadow_tint",
        "RedHue": "calibration.red_hue",
        "RedSaturation": "calibration.red_saturation",
        "GreenHue": "calibration.green_hue",
        "GreenSaturation": "calibration.green_saturation",
        "BlueHue": "calibration.blue_hue",
        "BlueSaturation": "calibration.blue_saturation",
    },
)

_VIGNETTED = ("PostCropVignetteAmount",)
_GRAINED = ("GrainAmount",)
_EFFECTS = [
    Key("PostCropVignetteAmount", ("vignette", "amount"), "effects", _SLIDER),
    Key("PostCropVignetteMidpoint", ("vignette", "midpoint"), "effects", _AMOUNT, 50.0, under=_VIGNETTED),
    Key("PostCropVignetteFeather", ("vignette", "feather"), "effects", _AMOUNT, 50.0, under=_VIGNETTED),
    Key("PostCropVignetteRoundness", ("vignette", "roundness"), "effects", _SLIDER, 0.0, under=_VIGNETTED),
    Key("PostCropVignetteStyle", ("vignette", "style"), "effects", Whole(1, 3), 1, under=_VIGNETTED),
    Key(
        "PostCropVignetteHighlightContrast",
        ("vignette", "highlight_contrast"),
        "effects",
        _AMOUNT,
        under=_VIGNETTED,
    ),
    Key("GrainAmount", ("grain", "amount"), "effects", _AMOUNT),
    Key("GrainSize", ("grain", "size"), "effects", _AMOUNT, 25.0, under=_GRAINED),
    Key("GrainFrequency", ("grain", "roughness"), "effects", _AMOUNT, 50.0, under=_GRAINED),
    Key(
        "GrainSeed", ("grain", "seed"), "effects", Whole(-(2**31), 2**32 - 1), None, describes=True, rare=True
    ),
]

_SHARPENED = ("Sharpness",)
_SMOOTHED = ("LuminanceSmoothing",)
_DECOLORED = ("ColorNoiseReduction",)
_RADIUS = Number(0.5, 3, decimals=1)
_DETAIL = [
    Key("Sharpness", ("sharpening", "amount"), "detail", Number(0, 150, signed=False)),
    Key("SharpenRadius", ("sharpening", "radius_px"), "detail", _RADIUS, 1.0, under=_SHARPENED),
    Key("SharpenDetail", ("sharpening", "detail"), "detail", _AMOUNT, 25.0, under=_SHARPENED),
    Key("SharpenEdgeMasking", ("sharpening", "masking"), "detail", _AMOUNT, under=_SHARPENED),
    Key("LuminanceSmoothing", ("noise_reduction", "luminance"), "detail", _AMOUNT),
    Key("LuminanceNoiseReductionDetail", ("noise_reduction", "luminance_detail"), "detail", _AMOUNT, 50.0,
        under=_SMOOTHED),
    Key("LuminanceNoiseReductionContrast", ("noise_reduction", "luminance_contrast"), "detail", _AMOUNT,
        under=_SMOOTHED),
    Key("ColorNoiseReduction", ("noise_reduction", "color"), "detail", _AMOUNT),
    Key("ColorNoiseReductionDetail", ("noise_reduction", "color_detail"), "detail", _AMOUNT, 50.0,
        under=_DECOLORED),
    Key("ColorNoiseReductionSmoothness", ("noise_reduction", "color_smoothness"), "detail", _AMOUNT, 50.0,
        under=_DECOLORED),
]  # fmt: skip

_BY_PROFILE = ("LensProfileEnable",)
_FRINGE = Number(0, 20, signed=False)


def _defringe(color: str, part: str, low: float, high: float) -> list[Key]:
    amount = f"Defringe{color}Amount"
    return [
        Key(amount, ("lens", f"{part}_amount"), "lens", _FRINGE),
        Key(f"Defringe{color}HueLo", ("lens", f"{part}_hue_low"), "lens", _AMOUNT, low, under=(amount,)),
        Key(f"Defringe{color}HueHi", ("lens", f"{part}_hue_high"), "lens", _AMOUNT, high, under=(amount,)),
    ]


_LENS = [
    Key("LensProfileEnable", ("lens", "profile_enabled"), "lens", _BOX, False),
    *(
        Key(
            f"LensProfile{name}",
            ("lens", f"profile_{name.lower()}"),
            "lens",
            Text(),
            "",
            describes=True,
            rare=True,
        )
        for name in ("Setup", "Name", "Filename", "Digest")
    ),
    Key(
        "LensProfileDistortionScale", ("lens", "distortion_scale"), "lens", _PERCENT, 100.0, under=_BY_PROFILE
    ),
    Key(
        "LensProfileChromaticAberrationScale",
        ("lens", "ca_scale"),
        "lens",
        _PERCENT,
        100.0,
        under=_BY_PROFILE,
    ),
    Key(
        "LensProfileVignettingScale", ("lens", "vignetting_scale"), "lens", _PERCENT, 100.0, under=_BY_PROFILE
    ),
    Key("AutoLateralCA", ("lens", "remove_ca"), "lens", _BOX, False),
    Key("LensManualDistortionAmount", ("lens", "manual_distortion"), "lens", _SLIDER),
    Key("VignetteAmount", ("lens", "vignette_amount"), "lens", _SLIDER),
    Key("VignetteMidpoint", ("lens", "vignette_midpoint"), "lens", _AMOUNT, 50.0, under=("VignetteAmount",)),
    Key("ChromaticAberrationR", ("lens", "ca_red"), "lens", _SLIDER, rare=True),
    Key("ChromaticAberrationB", ("lens", "ca_blue"), "lens", _SLIDER, rare=True),
    Key("Defringe", ("lens", "defringe"), "lens", Whole(0, 2), 0, rare=True),
    *_defringe("Purple", "purple", 30.0, 70.0),
    *_defringe("Green", "green", 40.0, 60.0),
]

_WARPS = ("PerspectiveUpright", "PerspectiveVertical", "PerspectiveHorizontal", "PerspectiveRotate",
          "PerspectiveAspect", "PerspectiveScale", "PerspectiveX", "PerspectiveY", "LensProfileEnable",
          "LensManualDistortionAmount")  # fmt: skip
_GEOMETRY = [
    Key("PerspectiveUpright", ("perspective", "upright"), "geometry", Whole(0, 5), 0),
    Key("PerspectiveVertical", ("perspective", "vertical"), "geometry", _SLIDER),
    Key("PerspectiveHorizontal", ("perspective", "horizontal"), "geometry", _SLIDER),
    Key("PerspectiveRotate", ("perspective", "rotate_deg"), "geometry", Number(-10, 10, decimals=1)),
    Key("PerspectiveAspect", ("perspective", "aspect"), "geometry", _SLIDER),
    Key("PerspectiveScale", ("perspective", "scale"), "geometry", Number(50, 150, signed=False), 100.0),
    Key("PerspectiveX", ("perspective", "x"), "geometry", Number(-100, 100, decimals=2)),
    Key("PerspectiveY", ("perspective", "y"), "geometry", Number(-100, 100, decimals=2)),
    Key("CropConstrainToWarp", ("perspective", "constrain_crop"), "geometry", _BOX, False, under=_WARPS),
    Key("CropTop", ("crop", "top"), "geometry", _FRACTION),
    Key("CropLeft", ("crop", "left"), "geometry", _FRACTION),
    Key("CropBottom", ("crop", "bottom"), "geometry", _FRACTION, 1.0),
    Key("CropRight", ("crop", "right"), "geometry", _FRACTION, 1.0),
    Key("CropAngle", ("crop", "angle_deg"), "geometry", Number(-45, 45, signed=False)),
    Key("Orientation", ("orientation",), "geometry", Whole(1, 8), None, describes=True, namespace=TIFF),
]

# Adobe Standard is what a RAW file gets by itself, Embedded what a DNG or JPEG brings with it.
_IDLE_PROFILES = frozenset({"Adobe Standard", "Embedded"})
_PROFILE = [
    Key("CameraProfile", ("profile", "camera_profile"), "profile", Text(_IDLE_PROFILES), "", rare=True),
    Key(
        "CameraProfileDigest",
        ("profile", "camera_profile_digest"),
        "profile",
        Text(),
        "",
        describes=True,
        rare=True,
    ),
    Key("Look", ("profile", "look"), "profile", LookStructure(), None),
    Key(
        "OverrideLookVignette",
        ("profile", "override_look_vignette"),
        "profile",
        Flag(),
        False,
        under=("Look",),
    ),
    Key("AlreadyApplied", ("already_applied",), "other", Flag(), False, describes=True),
]

KEYS: tuple[Key, ...] = (
    *_BASIC, *_CURVE, *_MIXERS, *_GRADING, *_CALIBRATION, *_DETAIL, *_EFFECTS, *_LENS, *_GEOMETRY, *_PROFILE,
)  # fmt: skip
"""All keys that have a field, panel by panel."""


@lru_cache(maxsize=2)
def keys_of(legacy: bool) -> dict[str, Key]:
    """Return the keys that count in the old or the present process versions, by full name."""
    era = "legacy" if legacy else "2012"
    return {key.full_name: key for key in KEYS if key.era in ("any", era)}


@lru_cache(maxsize=3)
def only_in(era: Era) -> tuple[Key, ...]:
    """Return the keys that count in one era only."""
    return tuple(key for key in KEYS if key.era == era)
