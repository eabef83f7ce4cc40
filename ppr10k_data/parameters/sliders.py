"""The twelve sliders that PPR10K's statistics are about: their scales, and the bins that they are counted in.

References
----------
The sliders are those of the release's ``hists/``; their limits are Camera Raw's (:mod:`ppr10k_data.xmp.table`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Slider:
    """One slider.

    Parameters
    ----------
    key : str
        Camera Raw's key, without its prefix.
    title : str
        As Lightroom labels it.
    unit : str
        Empty where it has none.
    low, high : float
        Ends of the scale.
    step : float
        Width of a bin; bins are centred on its multiples, so that a slider's round figures do not fall between two.
    neutral : float
        The value that changes nothing; of temperature, daylight as Camera Raw's preset has it (5500 K).
    """

    key: str
    title: str
    unit: str
    low: float
    high: float
    step: float
    neutral: float = 0.0


def _plain(key: str, title: str) -> Slider:
    return Slider(key, title, "", -100.0, 100.0, 5.0)


SLIDERS = (
    Slider("Temperature", "Temperature", "K", 2000.0, 50000.0, 250.0, 5500.0),
    Slider("Tint", "Tint", "", -150.0, 150.0, 5.0),
    Slider("Exposure2012", "Exposure", "EV", -5.0, 5.0, 0.1),
    _plain("Contrast2012", "Contrast"),
    _plain("Highlights2012", "Highlights"),
    _plain("Shadows2012", "Shadows"),
    _plain("Whites2012", "Whites"),
    _plain("Blacks2012", "Blacks"),
    _plain("Clarity2012", "Clarity"),
    _plain("Dehaze", "Dehaze"),
    _plain("Vibrance", "Vibrance"),
    _plain("Saturation", "Saturation"),
)
"""In the order of Lightroom's basic panel."""
