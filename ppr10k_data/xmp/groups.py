"""The groups of values in :class:`CameraRawEdits`, roughly Camera Raw's panels, all neutral by default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Curve: TypeAlias = tuple[tuple[float, float], ...]
"""Points (x, y) of a tone curve, 0..255, from left to right."""

Eight: TypeAlias = tuple[float, float, float, float, float, float, float, float]
"""One value for each of red, orange, yellow, green, aqua, blue, purple and magenta, in this order."""

LINEAR: Curve = ((0.0, 0.0), (255.0, 255.0))
"""The curve that changes nothing."""

EIGHT_ZEROS: Eight = (0.0,) * 8


@dataclass(frozen=True, slots=True)
class PointCurves:
    """The point curves: master, then one for each channel.

    Parameters
    ----------
    master, red, green, blue : Curve
        At least two points each, 0..255, x rising.
    refine_saturation : float
        How far the master curve also raises saturation, 0..200; 100 is the curve's natural effect.
    """

    master: Curve = LINEAR
    red: Curve = LINEAR
    green: Curve = LINEAR
    blue: Curve = LINEAR
    refine_saturation: float = 100.0


@dataclass(frozen=True, slots=True)
class ParametricCurve:
    """The parametric curve: four regions, -100..100, and the three places 0..100 where they meet."""

    shadows: float = 0.0
    darks: float = 0.0
    lights: float = 0.0
    highlights: float = 0.0
    shadow_split: float = 25.0
    midtone_split: float = 50.0
    highlight_split: float = 75.0


@dataclass(frozen=True, slots=True)
class HslMixer:
    """Hue, saturation and luminance shifts of eight colours, each -100..100, red to magenta."""

    hue: Eight = EIGHT_ZEROS
    saturation: Eight = EIGHT_ZEROS
    luminance: Eight = EIGHT_ZEROS


@dataclass(frozen=True, slots=True)
class GrayMixer:
    """The black-and-white mix: on or off, and the brightness of eight colours, -100..100, red to magenta.

    A monochrome look uses the mix too, with `convert_to_grayscale` off.
    """

    convert_to_grayscale: bool = False
    mix: Eight = EIGHT_ZEROS


@dataclass(frozen=True, slots=True)
class ColorWheel:
    """One wheel of colour grading: hue 0..360 degrees, saturation 0..100, luminance -100..100."""

    hue_deg: float = 0.0
    saturation: float = 0.0
    luminance: float = 0.0


@dataclass(frozen=True, slots=True)
class ColorGrading:
    """Colour grading; split toning is its shadows and highlights wheels.

    Parameters
    ----------
    shadows, midtones, highlights, overall : ColorWheel
        The four wheels; `overall` is the one that Camera Raw calls global.
    blending : float
        Overlap of the ranges, 0..100. 100 where the file does not say: that is split toning as it was before
        colour grading (Lightroom 10) came; new files write 50.
    balance : float
        Where shadows end and highlights begin, -100..100.
    """

    shadows: ColorWheel = ColorWheel()
    midtones: ColorWheel = ColorWheel()
    highlights: ColorWheel = ColorWheel()
    overall: ColorWheel = ColorWheel()
    blending: float = 100.0
    balance: float = 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """Camera calibration: tint of the shadows, hue and saturation of the three primaries, all -100..100."""

    shadow_tint: float = 0.0
    red_hue: float = 0.0
    red_saturation: float = 0.0
    green_hue: float = 0.0
    green_saturation: float = 0.0
    blue_hue: float = 0.0
    blue_saturation: float = 0.0


@dataclass(frozen=True, slots=True)
class Crop:
    """A crop rectangle and its angle.

    Parameters
    ----------
    left, top, right, bottom : float
        Fractions 0..1 of the image before ``tiff:Orientation`` turns it, left < right and top < bottom.
    angle_deg : float
        Rotation of the rectangle about its centre, -45..45 degrees.
    """

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0
    angle_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class PostCropVignette:
    """The vignette drawn after the crop.

    Parameters
    ----------
    amount, roundness : float
        -100..100; a negative amount darkens.
    midpoint, feather, highlight_contrast : float
        0..100.
    style : int
        1 highlight priority, 2 colour priority, 3 paint overlay.
    """

    amount: float = 0.0
    midpoint: float = 50.0
    feather: float = 50.0
    roundness: float = 0.0
    style: int = 1
    highlight_contrast: float = 0.0


@dataclass(frozen=True, slots=True)
class Grain:
    """Film grain: amount, size and roughness, each 0..100, and the seed of its pattern, if the file has one."""

    amount: float = 0.0
    size: float = 25.0
    roughness: float = 50.0
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Sharpening:
    """Sharpening: amount 0..150, radius 0.5..3 pixels, detail and masking 0..100.

    Neutral is no sharpening; Camera Raw's own default for RAW files, 40 (25 before 2018), is written in the
    file.
    """

    amount: float = 0.0
    radius_px: float = 1.0
    detail: float = 25.0
    masking: float = 0.0


@dataclass(frozen=True, slots=True)
class NoiseReduction:
    """Noise reduction of luminance and colour, each 0..100. Camera Raw's own default of `color` is 25."""

    luminance: float = 0.0
    luminance_detail: float = 50.0
    luminance_contrast: float = 0.0
    color: float = 0.0
    color_detail: float = 50.0
    color_smoothness: float = 50.0


@dataclass(frozen=True, slots=True)
class Look:
    """A creative profile laid over the camera profile, such as "Adobe Color".

    Parameters
    ----------
    name, uuid : str
        How Camera Raw finds the look.
    amount : float
        Strength, 0..2; 1 is the look as designed.
    table : str
        The digest of its colour table. The table itself is not in the sidecar.
    curves : PointCurves
        The look's own tone curve, applied besides the photo's.
    parameters : tuple of (key, text)
        The look's other parameters as they stand in the file, without the ``crs:`` prefix.
    stubbed : bool
        True where the file names the look but leaves its parameters out.
    """

    name: str
    uuid: str = ""
    amount: float = 1.0
    table: str = ""
    curves: PointCurves = PointCurves()
    parameters: tuple[tuple[str, str], ...] = ()
    stubbed: bool = False

    @property
    def has_table(self) -> bool:
        """Whether the look needs a colour table that the sidecar does not hold."""
        return bool(self.table) or any(key in {"RGBTable", "RGBTables"} for key, _ in self.parameters)


@dataclass(frozen=True, slots=True)
class Profile:
    """The camera profile by name and digest, the look over it, and whether its vignette is overridden."""

    camera_profile: str = ""
    camera_profile_digest: str = ""
    look: Look | None = None
    override_look_vignette: bool = False


@dataclass(frozen=True, slots=True)
class LensCorrections:
    """Lens corrections, by profile and by hand.

    Parameters
    ----------
    profile_enabled, remove_ca : bool
        The two tick boxes.
    profile_setup, profile_name, profile_filename, profile_digest : str
        Which lens profile.
    distortion_scale, ca_scale, vignetting_scale : float
        Strength of the profile's parts, 0..200 percent.
    manual_distortion, vignette_amount, ca_red, ca_blue : float
        -100..100.
    vignette_midpoint : float
        0..100.
    defringe : int
        The old control: 0 off, 1 highlight edges, 2 all edges.
    purple_amount, green_amount : float
        Defringing, 0..20, of the hues between `purple_hue_low` and `purple_hue_high` (0..100; green
        likewise).
    """

    profile_enabled: bool = False
    profile_setup: str = ""
    profile_name: str = ""
    profile_filename: str = ""
    profile_digest: str = ""
    distortion_scale: float = 100.0
    ca_scale: float = 100.0
    vignetting_scale: float = 100.0
    remove_ca: bool = False
    manual_distortion: float = 0.0
    vignette_amount: float = 0.0
    vignette_midpoint: float = 50.0
    ca_red: float = 0.0
    ca_blue: float = 0.0
    defringe: int = 0
    purple_amount: float = 0.0
    purple_hue_low: float = 30.0
    purple_hue_high: float = 70.0
    green_amount: float = 0.0
    green_hue_low: float = 40.0
    green_hue_high: float = 60.0


@dataclass(frozen=True, slots=True)
class Perspective:
    """The transform panel.

    Parameters
    ----------
    upright : int
        0 off, 1 auto, 2 full, 3 level, 4 vertical, 5 guided.
    vertical, horizontal, aspect, x, y : float
        -100..100.
    rotate_deg : float
        -10..10 degrees.
    scale : float
        50..150 percent.
    constrain_crop : bool
        Whether the crop is kept inside the warped image.
    """

    upright: int = 0
    vertical: float = 0.0
    horizontal: float = 0.0
    rotate_deg: float = 0.0
    aspect: float = 0.0
    scale: float = 100.0
    x: float = 0.0
    y: float = 0.0
    constrain_crop: bool = False
