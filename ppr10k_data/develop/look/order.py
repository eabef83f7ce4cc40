"""Which operators a sidecar asks for, in Camera Raw's order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.look import blacks, calibration, grading, hsl_mixer, vibrance, whites
from ppr10k_data.develop.look import contrast as contrasts
from ppr10k_data.develop.look import saturation as saturations
from ppr10k_data.develop.look.black_and_white import black_and_white
from ppr10k_data.develop.look.point_curves import tone_curves
from ppr10k_data.develop.look.rgb_tone import Curve, rgb_tone
from ppr10k_data.develop.tone import BaseTone
from ppr10k_data.xmp import CameraRawEdits, ColorGrading, HslMixer, ParametricCurve, PointCurves

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Operator:
    """One step of the look.

    Parameters
    ----------
    name : str
        For people.
    apply : callable
        (..., 3) float64 linear ProPhoto 0..1 to the same.
    curve : callable or None
        Set where the step is a hue-preserving curve of linear values and nothing else.
    """

    name: str
    apply: Callable[[Array], Array]
    curve: Curve | None = None


def _toned(name: str, curve: Curve) -> Operator:
    return Operator(name, partial(rgb_tone, curve=curve), curve)


def look_operators(edits: CameraRawEdits, tone: BaseTone, key: Callable[[], float]) -> tuple[Operator, ...]:
    """Everything between the exposure ramp and the output space.

    Parameters
    ----------
    edits : CameraRawEdits
    tone : BaseTone
        Its two curves, exposure and profile, stand among the operators.
    key : callable
        Gives the photo's key; called only where an operator needs it.

    Returns
    -------
    tuple of Operator
        Empty where the sidecar asks for none of the adjustments: the base tone alone is then the whole look.

    References
    ----------
    Order: lightcraft (storytold, MIT) and lrt-cinema (turgid-secretion, Apache-2.0), both measured against Lightroom
    Classic.
    """
    scene, display = _scene_side(edits), _display_side(edits, key)
    if not scene and not display:
        return ()
    exposure = [_toned("exposure", tone.exposure_curve)] if tone.exposure_ev < 0.0 else []
    profile = [_toned("profile", tone.profile_curve)] if tone.scene_referred else []
    return (*exposure, *scene, *profile, *display)


def _scene_side(edits: CameraRawEdits) -> list[Operator]:
    """Before the profile's tone curve."""
    steps = []
    if tint := edits.calibration.shadow_tint / 100.0:
        steps.append(Operator("ShadowTint", partial(calibration.tint_shadows, amount=tint)))
    if (white := edits.whites / 100.0) > 0.0:
        steps.append(_toned("Whites2012", partial(whites.raised_whites, amount=white)))
    elif white < 0.0:
        steps.append(Operator("Whites2012", partial(whites.lowered_whites, amount=-white)))
    if (black := edits.blacks / 100.0) > 0.0:
        steps.append(Operator("Blacks2012", partial(blacks.lifted, amount=black)))
    elif black < 0.0:
        steps.append(_toned("Blacks2012", partial(blacks.lowered_blacks, amount=-black)))
    return steps


def _display_side(edits: CameraRawEdits, key: Callable[[], float]) -> list[Operator]:
    """After the profile's tone curve."""
    steps = []
    if amount := edits.contrast / 100.0:
        steps.append(_toned("Contrast2012", partial(contrasts.contrast, amount=amount, key=key())))
    if edits.gray.convert_to_grayscale:  # of the adjustments of colour, only curves and grading then count
        steps.append(Operator("black and white", partial(black_and_white, mixer=edits.gray)))
        return [*steps, *_curves_and_grading(edits)]
    if edits.hsl != HslMixer():
        steps.append(Operator("HSL", partial(hsl_mixer.mix, mixer=edits.hsl)))
    if amount := edits.vibrance / 100.0:
        steps.append(Operator("Vibrance", partial(vibrance.vibrance, amount=amount)))
    if amount := edits.saturation / 100.0:
        steps.append(Operator("Saturation", partial(saturations.saturation, amount=amount)))
    return [*steps, *_curves_and_grading(edits)]


def _curves_and_grading(edits: CameraRawEdits) -> list[Operator]:
    steps = []
    if _bends(edits.parametric, edits.curves):
        curves = partial(tone_curves, parametric=edits.parametric, curves=edits.curves)
        steps.append(Operator("curves", curves))
    if _grades(edits.grading):
        steps.append(Operator("grading", partial(grading.grade, grading=edits.grading)))
    return steps


def _bends(parametric: ParametricCurve, curves: PointCurves) -> bool:
    linear = PointCurves().master
    points = (curves.master, curves.red, curves.green, curves.blue)
    regions = (parametric.shadows, parametric.darks, parametric.lights, parametric.highlights)
    return any(regions) or any(curve != linear for curve in points)


def _grades(wheels: ColorGrading) -> bool:
    """A hue alone does nothing, nor do balance and blending."""
    every = (wheels.shadows, wheels.midtones, wheels.highlights, wheels.overall)
    return any(wheel.saturation or wheel.luminance for wheel in every)


def apply_all(rgb: Array, operators: tuple[Operator, ...]) -> Array:
    """Run operators one after the other: the specification of what a baked look does.

    Parameters
    ----------
    rgb : (..., 3) float64
        Linear ProPhoto 0..1.
    operators : tuple of Operator
    """
    for operator in operators:
        rgb = operator.apply(rgb)
    return rgb
