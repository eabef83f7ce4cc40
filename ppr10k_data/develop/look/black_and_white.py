"""Black and white: luminance, with each colour made brighter or darker."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.look.hsl_mixer import color_share, hue_weights
from ppr10k_data.develop.look.hsv import hsv_from_rgb
from ppr10k_data.develop.look.luminance import luminance
from ppr10k_data.xmp import GrayMixer

Array = NDArray[np.float64]

_STOPS_RAISED, _STOPS_LOWERED = 1.0, 1.5
"""What 100 and -100 on a slider do to a fully saturated, bright colour of its hue; by more, orange 100 clips skin."""

COLORFUL_POWER = 2.0
"""How weak colours are spared, more than by the HSL mixer: without colour, speckles in a grey wall would show."""


def stops_by_hue(mixer: GrayMixer, hue_deg: Array) -> Array:
    """What the sliders do to fully saturated colours: (M,) float64 stops, for (M,) float64 hues of 0..360 degrees."""
    mix = np.array(mixer.mix) / 100.0
    return hue_weights(hue_deg) @ (mix * np.where(mix > 0.0, _STOPS_RAISED, _STOPS_LOWERED))


def black_and_white(rgb: Array, mixer: GrayMixer) -> Array:
    """Take the colour out of a picture.

    Parameters
    ----------
    rgb : (..., 3) float64
        Linear ProPhoto 0..1, display side.
    mixer : GrayMixer
        Eight sliders -100..100, red to magenta.

    Returns
    -------
    (..., 3) float64
        Greys, 0..1; what was grey is unchanged.

    Notes
    -----
    A heuristic: Camera Raw's mix has not been measured. Hues are shared among the sliders as the HSL mixer's luminance
    sliders were measured to do.
    """
    hue, saturation, value = hsv_from_rgb(rgb)
    extra = np.exp2(stops_by_hue(mixer, hue.ravel())).reshape(hue.shape) - 1.0
    share = color_share(saturation, value) ** COLORFUL_POWER
    grey = np.minimum(luminance(rgb) * (1.0 + share * extra), 1.0)
    return np.repeat(grey[..., None], 3, axis=-1)
