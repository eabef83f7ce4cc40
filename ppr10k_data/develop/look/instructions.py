"""How each operator is taken by the pixel loop: as numbers, and as curves sampled where they bend least."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.base_tone import BaseTone
from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from ppr10k_data.develop.effects.vignette import Vignette, highlight
from ppr10k_data.develop.look import (
    black_and_white,
    blacks,
    calibration,
    grading,
    hsl_mixer,
    point_curves,
    saturation,
    vibrance,
)
from ppr10k_data.develop.look.rgb_tone import Curve
from ppr10k_data.develop.look.whites import lowered_whites_gain
from ppr10k_data.develop.program import Instruction, Step, even_axis, root_axis
from ppr10k_data.xmp import ColorGrading, GrayMixer, HslMixer, ParametricCurve, PointCurves

Array = NDArray[np.float64]


def tone(curve: Curve) -> Instruction:
    """A hue-preserving curve of linear values."""
    return Instruction(Step.TONE, tables=(curve(root_axis()),))


def exposed(tone_: BaseTone) -> list[Instruction]:
    """The exposure: its ramp, and its curve where it has one."""
    ramp = tone_.ramp
    coefficient = ramp.slope / (4.0 * ramp.radius) if ramp.radius > 0.0 else 0.0
    numbers = (ramp.black - ramp.radius, ramp.black + ramp.radius, coefficient, ramp.slope)
    curve = [tone(tone_.exposure)] if tone_.exposure else []
    return [Instruction(Step.EXPOSE, numbers), *curve]


def lowered_whites(amount: float) -> Instruction:
    """Whites2012 below 0."""
    return Instruction(Step.GAIN, tables=(lowered_whites_gain(root_axis(), amount),))


def lifted_blacks(amount: float) -> Instruction:
    """Blacks2012 above 0."""
    y = root_axis()
    tables = (blacks.raised_blacks(y, amount), blacks.raised_blacks_gain(y, amount))
    return Instruction(Step.LIFT, (blacks.gained_share(amount),), tables)


def tinted_shadows(amount: float) -> Instruction:
    """ShadowTint."""
    return Instruction(Step.CHANNEL_GAINS, tables=tuple(calibration.tint_gains(root_axis(), amount).T))


def mixed_colors(mixer: HslMixer) -> Instruction:
    """The HSL mixer."""
    shift_deg, spread, stops = hsl_mixer.by_hue(mixer, even_axis() * 360.0)
    tables = (
        shift_deg / 360.0,
        spread,
        np.exp2(stops) - 1.0,
        np.cbrt(root_axis()),
        even_axis() ** hsl_mixer.COLORFUL_POWER,
        (4.0 * root_axis()) ** hsl_mixer.SPREAD_POWER,
    )
    return Instruction(Step.HSL, tables=tables)


def grey(mixer: GrayMixer) -> Instruction:
    """Black and white."""
    tables = (
        np.exp2(black_and_white.stops_by_hue(mixer, even_axis() * 360.0)) - 1.0,
        np.cbrt(root_axis()),
        even_axis() ** black_and_white.COLORFUL_POWER,
    )
    return Instruction(Step.GREY, tables=tables)


def vignetted(vignette: Vignette) -> Instruction:
    """The vignette: a gain before the tone curves, or paint after them."""
    frame = (2.0 / vignette.size[0], 2.0 / vignette.size[1])
    tables = (vignette.across, vignette.down, vignette.falloff)
    if vignette.paint:
        return Instruction(Step.PAINT, (*frame, vignette.paint), tables)
    gain = np.exp(vignette.strength * even_axis())
    return Instruction(Step.VIGNETTE, (*frame, vignette.spared), (*tables, gain, highlight(root_axis())))


def more_vibrance(amount: float) -> Instruction:
    """Vibrance above 0."""
    tables = (vibrance.raised_strength(root_axis()), vibrance.beside_skin(even_axis() * 360.0))
    numbers = (vibrance.RAISED * amount, vibrance.BRIGHTENED * amount * np.log(2.0))
    return Instruction(Step.VIBRANCE, numbers, tables)


def less_vibrance(amount: float) -> Instruction:
    """Vibrance below 0."""
    tables = (vibrance.lowered_strength(root_axis()), vibrance.dimming(1.0 - even_axis()))
    numbers = (vibrance.LOWERED * amount, vibrance.DARKENED * amount * np.log(2.0))
    return Instruction(Step.VIBRANCE, numbers, tables)


def saturated(amount: float) -> Instruction:
    """Saturation."""
    return Instruction(Step.SATURATION, tables=(saturation.factor(1.0 - root_axis(), amount),))


def tone_curves(parametric: ParametricCurve, curves: PointCurves) -> Instruction:
    """The whole tone curve panel."""
    master, channels = point_curves.panel_curves(even_axis(), parametric, curves)
    tables = (srgb_encode(root_axis()), master, *(srgb_decode(channel) for channel in channels))
    return Instruction(Step.CURVES, tables=tables)


def graded(wheels: ColorGrading) -> Instruction:
    """Colour grading and split toning."""
    return Instruction(Step.CHANNEL_GAINS, tables=tuple(grading.gains(root_axis(), wheels).T))
