"""Which operators a sidecar asks for, in Camera Raw's order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.base_tone import BaseTone
from ppr10k_data.develop.look import blacks, calibration, grading, hsl_mixer, instructions, vibrance, whites
from ppr10k_data.develop.look import contrast as contrasts
from ppr10k_data.develop.look import saturation as saturations
from ppr10k_data.develop.look.black_and_white import black_and_white
from ppr10k_data.develop.look.point_curves import tone_curves
from ppr10k_data.develop.look.rgb_tone import Curve, rgb_tone
from ppr10k_data.develop.profile import instructions as profile_instructions
from ppr10k_data.develop.profile.look import AppliedLook
from ppr10k_data.develop.profile.rgb_table import apply_rgb_table
from ppr10k_data.develop.program import Instruction
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
        (..., 3) float64 linear ProPhoto 0..1 to the same: the specification.
    instruction : callable
        Gives the same for the pixel loop.
    curve : callable or None
        Set where the step is a hue-preserving curve of linear values and nothing else: such neighbours are joined.
    bends_tone : bool
        Whether it has to act before pixels are averaged: true of what bends the tone scale, where an average of the
        results is not the result of the average.
    """

    name: str
    apply: Callable[[Array], Array]
    instruction: Callable[[], Instruction]
    curve: Curve | None = None
    bends_tone: bool = False


def toned(name: str, curve: Curve) -> Operator:
    """An operator that is a hue-preserving curve."""
    return Operator(name, partial(rgb_tone, curve=curve), partial(instructions.tone, curve), curve, True)


def look_operators(
    edits: CameraRawEdits, tone: BaseTone, key: float, look: AppliedLook | None = None
) -> tuple[Operator, ...]:
    """Everything between the exposure, with the local adjustments that follow it, and the output space.

    Parameters
    ----------
    edits : CameraRawEdits
    tone : BaseTone
        The profile's curve stands among the operators.
    key : float
        The photo's key; see :func:`ppr10k_data.develop.look.key.picture_key`.
    look : AppliedLook, optional
        Its curves and RGB table stand right behind the profile's curve.

    Returns
    -------
    tuple of Operator
        Without adjustments, the profile's curve alone.

    References
    ----------
    Order: lightcraft (storytold, MIT) and lrt-cinema (turgid-secretion, Apache-2.0), both measured against Lightroom
    Classic.
    """
    profile = [toned("profile", tone.profile)] if tone.profile else []
    return (*_scene_side(edits), *profile, *_of_look(look), *_display_side(edits, key))


def _of_look(look: AppliedLook | None) -> list[Operator]:
    """A creative profile's curves and RGB table, which come after the tone curve as in the DNG SDK's chain."""
    steps = []
    if look is not None and _bends(ParametricCurve(), look.curves):
        panel = (ParametricCurve(), look.curves)
        bend = partial(tone_curves, parametric=panel[0], curves=panel[1])
        steps.append(Operator("look's curves", bend, partial(instructions.tone_curves, *panel)))
    if look is not None and look.rgb_table is not None and look.rgb_amount != 0.0:
        table = (look.rgb_table, look.rgb_amount)
        replaced = partial(apply_rgb_table, table=table[0], amount=table[1])
        instruct = partial(profile_instructions.rgb_table, *table)
        steps.append(Operator("look's RGB table", replaced, instruct, bends_tone=True))
    return steps


def _scene_side(edits: CameraRawEdits) -> list[Operator]:
    """Before the profile's tone curve."""
    steps = []
    if tint := edits.calibration.shadow_tint / 100.0:
        steps.append(
            Operator(
                "ShadowTint",
                partial(calibration.tint_shadows, amount=tint),
                partial(instructions.tinted_shadows, tint),
                bends_tone=True,
            )
        )
    if (white := edits.whites / 100.0) > 0.0:
        steps.append(toned("Whites2012", partial(whites.raised_whites, amount=white)))
    elif white < 0.0:
        lower = partial(whites.lowered_whites, amount=-white)
        steps.append(
            Operator("Whites2012", lower, partial(instructions.lowered_whites, -white), bends_tone=True)
        )
    if (black := edits.blacks / 100.0) > 0.0:
        lift = partial(blacks.lifted, amount=black)
        steps.append(
            Operator("Blacks2012", lift, partial(instructions.lifted_blacks, black), bends_tone=True)
        )
    elif black < 0.0:
        steps.append(toned("Blacks2012", partial(blacks.lowered_blacks, amount=-black)))
    return steps


def _display_side(edits: CameraRawEdits, key: float) -> list[Operator]:
    """After the profile's tone curve."""
    steps = []
    if amount := edits.contrast / 100.0:
        steps.append(toned("Contrast2012", partial(contrasts.contrast, amount=amount, key=key)))
    if edits.gray.convert_to_grayscale:  # of the adjustments of colour, only curves and grading then count
        convert = partial(black_and_white, mixer=edits.gray)
        steps.append(Operator("black and white", convert, partial(instructions.grey, edits.gray)))
        return [*steps, *_curves_and_grading(edits)]
    if edits.hsl != HslMixer():
        mix = partial(hsl_mixer.mix, mixer=edits.hsl)
        steps.append(Operator("HSL", mix, partial(instructions.mixed_colors, edits.hsl)))
    if amount := edits.vibrance / 100.0:
        instruct = instructions.more_vibrance if amount > 0.0 else instructions.less_vibrance
        vibrant = partial(vibrance.vibrance, amount=amount)
        steps.append(Operator("Vibrance", vibrant, partial(instruct, amount)))
    if amount := edits.saturation / 100.0:
        saturate = partial(saturations.saturation, amount=amount)
        steps.append(Operator("Saturation", saturate, partial(instructions.saturated, amount)))
    return [*steps, *_curves_and_grading(edits)]


def _curves_and_grading(edits: CameraRawEdits) -> list[Operator]:
    steps = []
    if _bends(edits.parametric, edits.curves):
        panel = (edits.parametric, edits.curves)
        bend = partial(tone_curves, parametric=edits.parametric, curves=edits.curves)
        steps.append(Operator("curves", bend, partial(instructions.tone_curves, *panel)))
    if _grades(edits.grading):
        tint = partial(grading.grade, grading=edits.grading)
        steps.append(Operator("grading", tint, partial(instructions.graded, edits.grading)))
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
    """Run operators one after the other: the specification of what the pixel loop does.

    Parameters
    ----------
    rgb : (..., 3) float64
        Linear ProPhoto 0..1.
    operators : tuple of Operator
    """
    for operator in operators:
        rgb = operator.apply(rgb)
    return rgb
