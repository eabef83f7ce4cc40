"""Which of a sidecar's adjustments the chain replays, and how sure its mathematics is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ppr10k_data.develop.detail.finish import Finish, plan_finish
from ppr10k_data.xmp import CameraRawEdits, active_adjustments, panel_of
from ppr10k_data.xmp.active import NOT_MODELLED

Fidelity = Literal["replayed", "approximated"]
Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True)
class Coverage:
    """How an adjustment is done.

    Parameters
    ----------
    source : str
        Where the mathematics comes from.
    confidence : Confidence
        That Lightroom does the same.
    """

    source: str
    confidence: Confidence = "medium"

    @property
    def fidelity(self) -> Fidelity:
        """An adjustment whose mathematics is of low confidence counts as approximated."""
        return "approximated" if self.confidence == "low" else "replayed"


SHARPENING = ("Sharpness", "SharpenRadius", "SharpenDetail", "SharpenEdgeMasking")
COLOR_NOISE = ("ColorNoiseReduction", "ColorNoiseReductionDetail", "ColorNoiseReductionSmoothness")
LUMINANCE_NOISE = ("LuminanceSmoothing", "LuminanceNoiseReductionDetail", "LuminanceNoiseReductionContrast")

_COLORS = ("Red", "Orange", "Yellow", "Green", "Aqua", "Blue", "Purple", "Magenta")

_SDK = "DNG SDK 1.7.1"
_FITTED = "lightcraft, fitted to Lightroom Classic 15.6"
_CHECKED = f"{_FITTED}; checked by lrt-cinema against 14.5.1"
_OUR_READING = "public converters' reading, not checked against Lightroom"

_GROUPS: tuple[tuple[Coverage, tuple[str, ...]], ...] = (
    (Coverage(_SDK, "high"), ("WhiteBalance", "Temperature", "Tint")),
    (Coverage(_SDK, "medium"), ("Exposure2012",)),
    # Process versions before 6.7 mean another curve by it; only its mid-tones are known to be a plain gain.
    (Coverage(_SDK, "low"), ("Exposure",)),
    (
        Coverage(_OUR_READING, "medium"),
        (*("HasCrop", "CropLeft", "CropTop", "CropRight", "CropBottom", "CropAngle", "Orientation"),),
    ),
    (Coverage(_CHECKED, "high"), ("Contrast2012",)),
    (Coverage(_CHECKED, "medium"), ("Whites2012", "Blacks2012")),
    (Coverage(_FITTED, "medium"), ("Vibrance", "Saturation")),
    (
        Coverage(_FITTED, "medium"),
        tuple(f"{part}Adjustment{color}" for part in ("Hue", "Saturation", "Luminance") for color in _COLORS),
    ),
    (
        Coverage(_FITTED, "high"),
        (
            *(f"Parametric{part}" for part in ("Shadows", "Darks", "Lights", "Highlights")),
            *(f"Parametric{part}Split" for part in ("Shadow", "Midtone", "Highlight")),
            *(f"ToneCurvePV2012{channel}" for channel in ("", "Red", "Green", "Blue")),
        ),
    ),
    (
        Coverage(_FITTED, "medium"),
        (
            *(
                f"SplitToning{part}{what}"
                for part in ("Shadow", "Highlight")
                for what in ("Hue", "Saturation")
            ),
            "SplitToningBalance",
            *(f"ColorGrade{part}{what}" for part in ("Midtone", "Global") for what in ("Hue", "Sat", "Lum")),
            *("ColorGradeShadowLum", "ColorGradeHighlightLum", "ColorGradeBlending"),
        ),
    ),
    (
        Coverage(_FITTED, "medium"),
        (
            "ShadowTint",
            *(f"{color}{what}" for color in ("Red", "Green", "Blue") for what in ("Hue", "Saturation")),
        ),
    ),
    (Coverage(_FITTED, "medium"), SHARPENING),
    (Coverage("guided filter by the picture's own noise", "low"), (*COLOR_NOISE, *LUMINANCE_NOISE)),
    (
        Coverage("luminance with the HSL mixer's hues", "low"),
        ("ConvertToGrayscale", *(f"GrayMixer{color}" for color in _COLORS)),
    ),
    (
        Coverage("lightcraft, darkening at -50 fitted to Lightroom Classic 15.6, the rest by eye", "low"),
        tuple(
            f"PostCropVignette{part}"
            for part in ("Amount", "Midpoint", "Feather", "Roundness", "Style", "HighlightContrast")
        ),
    ),
    (Coverage("lightcraft, by eye", "low"), ("GrainAmount", "GrainSize", "GrainFrequency")),
)

COVERAGE: dict[str, Coverage] = {key: coverage for coverage, keys in _GROUPS for key in keys}
"""What changes the picture here as it does in Lightroom, by Camera Raw key."""

REPLAYED = frozenset(COVERAGE)
"""Keys that change the picture here."""


SCENE_LINEAR = frozenset(key for coverage, keys in _GROUPS[:4] for key in keys)
"""What still acts on a scene-linear picture: white balance, exposure and geometry."""


def not_replayed(edits: CameraRawEdits, *, scene_linear: bool = False) -> dict[str, object]:
    """What a sidecar asks for and the chain does not do.

    Parameters
    ----------
    edits : CameraRawEdits
    scene_linear : bool
        Of a picture that is taken before any tone: only :data:`SCENE_LINEAR` is done to it.

    Returns
    -------
    dict
        Values by Camera Raw key, in the order of the key table; sharpening and noise reduction are left out, see
        :func:`detail_left_out`.
    """
    missing = _missing(edits)
    if scene_linear:
        missing = {
            k: v for k, v in active_adjustments(edits).items() if k in missing or k not in SCENE_LINEAR
        }
    return {key: value for key, value in missing.items() if panel_of(key) != "detail"}


def approximated(edits: CameraRawEdits, *, absent: frozenset[str] = frozenset()) -> dict[str, object]:
    """What a sidecar asks for and the chain does by mathematics of low confidence: values by Camera Raw key.

    ``absent`` are keys that are not done this time.
    """
    return {
        key: value
        for key, value in active_adjustments(edits).items()
        if key in COVERAGE and key not in absent and COVERAGE[key].fidelity == "approximated"
    }


def detail_left_out(edits: CameraRawEdits, *, absent: frozenset[str] = frozenset()) -> dict[str, object]:
    """Sharpening and noise reduction that a sidecar asks for and a picture does without.

    Nearly every sidecar has Camera Raw's defaults of them, and a reduction to 360p all but removes them, so they are
    counted apart from the adjustments that change a picture's look.

    Parameters
    ----------
    edits : CameraRawEdits
    absent : frozenset of str
        Keys that are not done at the picture's size: :func:`invisible_detail`.
    """
    active = active_adjustments(edits).items()
    left_out = {key: value for key, value in active if key not in COVERAGE or key in absent}
    return {key: value for key, value in left_out.items() if panel_of(key) == "detail"}


def invisible_detail(finish: Finish, scale: float) -> frozenset[str]:
    """Keys of the sharpening and noise reduction that are left out of a picture because it is too small to show them.

    Parameters
    ----------
    finish : Finish
    scale : float
        Pixels of the picture to a photosite.
    """
    plan = plan_finish(finish, scale)
    done = (None, None, None) if plan is None else (plan.sharpener, plan.color, plan.luminance)
    groups = zip(done, (SHARPENING, COLOR_NOISE, LUMINANCE_NOISE), strict=True)
    return frozenset(key for step, keys in groups if step is None for key in keys)


def _missing(edits: CameraRawEdits) -> dict[str, object]:
    """What is active and not replayed, or not modelled: Exposure where Exposure2012 would count."""
    active = active_adjustments(edits).items()
    return {key: value for key, value in active if key not in COVERAGE or value == NOT_MODELLED}
