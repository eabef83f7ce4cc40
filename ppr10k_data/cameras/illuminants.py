"""The light sources that calibration matrices were made under."""

from __future__ import annotations

STANDARD_LIGHT_A = 17
D65 = 21

_KELVIN = {
    1: 5500.0,  # daylight
    2: (3800 + 4500) / 2,  # fluorescent, taken as cool white
    3: 2850.0,  # tungsten
    4: 5500.0,  # flash
    9: 5500.0,  # fine weather
    10: 6500.0,  # cloudy
    11: 7500.0,  # shade
    12: (5700 + 7100) / 2,  # daylight fluorescent; the middle of EXIF's range, like the next four
    13: (4600 + 5500) / 2,  # day white fluorescent
    14: (3800 + 4500) / 2,  # cool white fluorescent
    15: (3250 + 3800) / 2,  # white fluorescent
    16: (2600 + 3250) / 2,  # warm white fluorescent
    STANDARD_LIGHT_A: 2850.0,
    18: 5500.0,  # Standard Light B
    19: 6500.0,  # Standard Light C
    20: 5500.0,  # D55
    D65: 6500.0,
    22: 7500.0,  # D75
    23: 5000.0,  # D50
    24: 3200.0,  # ISO studio tungsten
}


def illuminant_kelvin(code: int) -> float | None:
    """Give the temperature that a calibration illuminant stands for.

    Parameters
    ----------
    code : int
        EXIF LightSource, as in DNG's CalibrationIlluminant1: 17 is Standard Light A, 21 is D65.

    Returns
    -------
    float or None
        Kelvin; None for 0 (unknown), 255 (other) and codes that EXIF does not define.

    Notes
    -----
    The figures are those of the DNG SDK 1.4 and later (``dng_camera_profile::IlluminantToTemperature``),
    which takes A as 2850 K, not 2856 K, and D50 and D65 as 5000 K and 6500 K.
    """
    return _KELVIN.get(code)
