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
    error : str
        Difference from Lightroom's own renders, as whoever fitted or checked it measured it; empty where nobody did.
    """

    source: str
    confidence: Confidence = "medium"
    error: str = ""

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
_LOCAL = "lightcraft's responses to one photo, adapted to the key after lrt-cinema's, on a bilateral grid"
_BY_EYE = "common practice, by eye: nobody has measured Adobe's"
_OLD = "said in today's sliders, tried on two Lightroom renders"
_ORDER = "DNG SDK 1.7.1; its order beside the sliders is not measured"
_LENSFUN = "lensfun's calibrations in place of Adobe's"
_OUR_READING = "public converters' reading, not checked against Lightroom"

_GROUPS: tuple[tuple[Coverage, tuple[str, ...]], ...] = (
    (Coverage(_SDK, "high"), ("WhiteBalance", "Temperature", "Tint")),
    (Coverage(_SDK, "medium", "mid-tones within 0.1 %"), ("Exposure2012",)),
    # Process versions before 6.7 mean another curve by it; only its mid-tones are known to be a plain gain.
    (Coverage(_SDK, "low"), ("Exposure",)),
    (
        Coverage(_OUR_READING, "medium"),
        (*("HasCrop", "CropLeft", "CropTop", "CropRight", "CropBottom", "CropAngle", "Orientation"),),
    ),
    (Coverage(_CHECKED, "high", "0.003 EV below 0, 0.05 EV above"), ("Contrast2012",)),
    (
        Coverage(_CHECKED, "medium", "0.02 EV; above 0 up to 1.5 times too much on a dark photo"),
        ("Whites2012",),
    ),
    (Coverage(_CHECKED, "medium", "0.08 EV above 0, up to 0.2 EV below"), ("Blacks2012",)),
    (Coverage(_FITTED, "medium", "dE2000 0.4 to 1.5 above 0, 1.0 to 2.3 below"), ("Vibrance",)),
    (Coverage(_FITTED, "medium", "dE2000 1.0 to 1.9"), ("Saturation",)),
    (
        Coverage(
            _LOCAL, "low", "0.1 to 0.2 EV on the photo of the fit; two photos differed by a factor 2 to 3"
        ),
        ("Highlights2012", "Shadows2012"),
    ),
    (Coverage(_BY_EYE, "low"), ("Texture", "Clarity2012", "Dehaze")),
    *(
        (Coverage(_FITTED, "medium", error), tuple(f"{part}Adjustment{color}" for color in _COLORS))
        for part, error in (
            ("Hue", "dE2000 0.1 to 0.3"),
            ("Saturation", "dE2000 0.2 to 1.7"),
            ("Luminance", "dE2000 0.6 to 1.8"),
        )
    ),
    (
        Coverage(_FITTED, "high", "point curves within 0.05 of 255"),
        tuple(f"ToneCurvePV2012{channel}" for channel in ("", "Red", "Green", "Blue")),
    ),
    (
        Coverage(_FITTED, "high"),
        (
            *(f"Parametric{part}" for part in ("Shadows", "Darks", "Lights", "Highlights")),
            *(f"Parametric{part}Split" for part in ("Shadow", "Midtone", "Highlight")),
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
        Coverage(_FITTED, "medium", "dE2000 up to 1.3"),
        (
            "ShadowTint",
            *(f"{color}{what}" for color in ("Red", "Green", "Blue") for what in ("Hue", "Saturation")),
        ),
    ),
    (Coverage(_FITTED, "medium", "masking 50 and 100 dE2000 0.1 to 0.2"), SHARPENING),
    (Coverage("guided filter by the picture's own noise", "low"), (*COLOR_NOISE, *LUMINANCE_NOISE)),
    (
        Coverage("luminance with the HSL mixer's hues", "low"),
        ("ConvertToGrayscale", *(f"GrayMixer{color}" for color in _COLORS)),
    ),
    (
        Coverage(
            "lightcraft, one amount of darkening and of lightening fitted",
            "low",
            "dE2000 1.7 at -50, 6.1 at +50",
        ),
        tuple(f"PostCropVignette{part}" for part in ("Amount", "Midpoint", "Feather")),
    ),
    (
        Coverage("lightcraft, by eye", "low"),
        (
            *(f"PostCropVignette{part}" for part in ("Roundness", "Style", "HighlightContrast")),
            *("GrainAmount", "GrainSize", "GrainFrequency"),
        ),
    ),
    (Coverage(_SDK, "medium"), ("Shadows",)),
    (
        Coverage(_OLD, "low"),
        (
            "Contrast",
            "HighlightRecovery",
            *(f"ToneCurve{channel}" for channel in ("", "Red", "Green", "Blue")),
        ),
    ),
    (Coverage(_SDK, "high", "dE76 0.01 beside the SDK"), ("CameraProfile",)),
    (Coverage(_ORDER, "low"), ("Look",)),
    (
        Coverage(_LENSFUN, "low"),
        (
            "LensProfileEnable",
            *(f"LensProfile{part}Scale" for part in ("Distortion", "ChromaticAberration", "Vignetting")),
        ),
    ),
)

COVERAGE: dict[str, Coverage] = {key: coverage for coverage, keys in _GROUPS for key in keys}
"""What changes the picture here as it does in Lightroom, by Camera Raw key."""

REPLAYED = frozenset(COVERAGE)
"""Keys that change the picture here."""


LENS_PROFILE = frozenset(
    (
        "LensProfileEnable",
        *(f"LensProfile{p}Scale" for p in ("Distortion", "ChromaticAberration", "Vignetting")),
    )
)
"""Keys that are done only where the photo's lens is known."""

PROFILE = frozenset(("CameraProfile", "Look"))
"""Keys that are done only where the profile's file, or the look's table, is at hand."""

SCENE_LINEAR = frozenset(key for coverage, keys in _GROUPS[:4] for key in keys) | LENS_PROFILE
"""What still acts on a scene-linear picture: white balance, exposure, geometry and lens."""


@dataclass(frozen=True)
class Account:
    """What becomes of the adjustments that a sidecar asks for: values by Camera Raw key.

    Parameters
    ----------
    replayed, approximated : dict
        Done, by mathematics of high or medium, or of low confidence.
    not_replayed : dict
        Not done, apart from the next.
    detail_left_out : dict
        Sharpening and noise reduction that are not done, since the picture is too small to show them. Nearly every
        sidecar has Camera Raw's defaults of them, so they are counted apart.
    """

    replayed: dict[str, object]
    approximated: dict[str, object]
    not_replayed: dict[str, object]
    detail_left_out: dict[str, object]


def account(
    edits: CameraRawEdits, *, scene_linear: bool = False, absent: frozenset[str] = PROFILE
) -> Account:
    """Sort a sidecar's adjustments by what becomes of them.

    Parameters
    ----------
    edits : CameraRawEdits
    scene_linear : bool
        Of a picture that is taken before any tone: only :data:`SCENE_LINEAR` is done to it.
    absent : frozenset of str
        Keys that are not done this time, such as :data:`LENS_PROFILE` where the lens is not known, or
        :func:`invisible_detail`; by default those that need files of the user's.

    Returns
    -------
    Account
        Each in the order of the key table.
    """
    done = (SCENE_LINEAR if scene_linear else REPLAYED) - absent
    sorted_out = Account({}, {}, {}, {})
    for key, value in active_adjustments(edits).items():
        if key in done and value != NOT_MODELLED:  # not modelled: Exposure where Exposure2012 would count
            part: str = COVERAGE[key].fidelity
        else:
            part = "detail_left_out" if panel_of(key) == "detail" else "not_replayed"
        getattr(sorted_out, part)[key] = value
    return sorted_out


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


def not_replayed(edits: CameraRawEdits, *, scene_linear: bool = False) -> dict[str, object]:
    """What a sidecar asks for and the chain does not do, sharpening and noise reduction apart: see :func:`account`."""
    return account(edits, scene_linear=scene_linear).not_replayed


def approximated(edits: CameraRawEdits) -> dict[str, object]:
    """What a sidecar asks for and the chain does by mathematics of low confidence: see :func:`account`."""
    return account(edits).approximated


def detail_left_out(edits: CameraRawEdits) -> dict[str, object]:
    """Sharpening and noise reduction that a sidecar asks for and the chain does not do: see :func:`account`."""
    return account(edits).detail_left_out
