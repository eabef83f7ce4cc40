"""Temperature and tint as Camera Raw counts them, to and from CIE xy.

Adobe measures tint along Robertson's isotherms, in units of 1/3000 of the CIE 1960 uv plane; positive tint
assumes a greener light, so that the picture turns magenta.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import NamedTuple

TINT_PER_UV = -3000.0
"""Tint units per unit of uv distance along an isotherm (``dng_temperature.cpp``, DNG SDK 1.7.1)."""

# Robertson's isotherms: reciprocal megakelvin (mired), u, v, slope; A. R. Robertson, JOSA 58 (1968) 1528;
# Wyszecki & Stiles, Color Science, 2nd ed., p. 228. u at 325 mired is the historic misprint .24702 (correct:
# .24792), because Adobe has it too and the aim is Adobe's numbers.
_ISOTHERMS = (
    (0, 0.18006, 0.26352, -0.24341),
    (10, 0.18066, 0.26589, -0.25479),
    (20, 0.18133, 0.26846, -0.26876),
    (30, 0.18208, 0.27119, -0.28539),
    (40, 0.18293, 0.27407, -0.30470),
    (50, 0.18388, 0.27709, -0.32675),
    (60, 0.18494, 0.28021, -0.35156),
    (70, 0.18611, 0.28342, -0.37915),
    (80, 0.18740, 0.28668, -0.40955),
    (90, 0.18880, 0.28997, -0.44278),
    (100, 0.19032, 0.29326, -0.47888),
    (125, 0.19462, 0.30141, -0.58204),
    (150, 0.19962, 0.30921, -0.70471),
    (175, 0.20525, 0.31647, -0.84901),
    (200, 0.21142, 0.32312, -1.0182),
    (225, 0.21807, 0.32909, -1.2168),
    (250, 0.22511, 0.33439, -1.4512),
    (275, 0.23247, 0.33904, -1.7298),
    (300, 0.24010, 0.34308, -2.0637),
    (325, 0.24702, 0.34655, -2.4681),
    (350, 0.25591, 0.34951, -2.9641),
    (375, 0.26400, 0.35200, -3.5814),
    (400, 0.27218, 0.35407, -4.3633),
    (425, 0.28039, 0.35577, -5.3762),
    (450, 0.28863, 0.35714, -6.7262),
    (475, 0.29685, 0.35823, -8.5955),
    (500, 0.30505, 0.35907, -11.324),
    (525, 0.31320, 0.35968, -15.628),
    (550, 0.32129, 0.36011, -23.325),
    (575, 0.32931, 0.36038, -40.770),
    (600, 0.33724, 0.36051, -116.45),
)
_MIREDS = tuple(row[0] for row in _ISOTHERMS)


class TempTint(NamedTuple):
    """A white balance as Camera Raw shows it.

    Attributes
    ----------
    temperature_k : float
        Correlated colour temperature in kelvin.
    tint : float
        Distance from the black-body curve; positive turns the picture magenta.
    """

    temperature_k: float
    tint: float


class _Isotherm(NamedTuple):
    """A point of the black-body curve and the unit vector of its isotherm, in CIE 1960 uv."""

    mired: float
    u: float
    v: float
    du: float
    dv: float


def _unit(slope: float) -> tuple[float, float]:
    length = math.hypot(1.0, slope)
    return 1.0 / length, slope / length


def _between(index: int, f: float) -> _Isotherm:
    """Interpolate between isotherms ``index - 1`` (f = 1) and ``index`` (f = 0), direction included."""
    m0, u0, v0, slope0 = _ISOTHERMS[index - 1]
    m1, u1, v1, slope1 = _ISOTHERMS[index]
    (du0, dv0), (du1, dv1) = _unit(slope0), _unit(slope1)
    g = 1.0 - f
    du, dv = du0 * f + du1 * g, dv0 * f + dv1 * g
    length = math.hypot(du, dv)
    return _Isotherm(m0 * f + m1 * g, u0 * f + u1 * g, v0 * f + v1 * g, du / length, dv / length)


def xy_from_temp_tint(temperature_k: float, tint: float) -> tuple[float, float]:
    """Chromaticity of the light that a white-balance setting assumes.

    Parameters
    ----------
    temperature_k : float
        Kelvin, above 0; below 1,667 K (600 mired) the last isotherms are extrapolated.
    tint : float
        Camera Raw's tint, usually -150..150.

    Returns
    -------
    tuple of float
        CIE 1931 x and y.

    References
    ----------
    DNG SDK 1.7.1, ``dng_temperature.cpp``; Robertson 1968.
    """
    mired = 1e6 / temperature_k
    index = min(max(bisect_left(_MIREDS, mired), 1), len(_MIREDS) - 1)
    f = (_MIREDS[index] - mired) / (_MIREDS[index] - _MIREDS[index - 1])
    line = _between(index, f)
    offset = tint / TINT_PER_UV
    u, v = line.u + line.du * offset, line.v + line.dv * offset
    denominator = u - 4.0 * v + 2.0
    return 1.5 * u / denominator, v / denominator


def temp_tint_from_xy(x: float, y: float) -> TempTint:
    """Temperature and tint that Camera Raw shows for a white of chromaticity (x, y).

    Parameters
    ----------
    x, y : float
        CIE 1931 chromaticity.

    Returns
    -------
    TempTint
        Kelvin and tint; whites redder than 600 mired come back as 600 mired.

    References
    ----------
    DNG SDK 1.7.1, ``dng_temperature.cpp``; Robertson 1968.
    """
    denominator = 1.5 - x + 6.0 * y
    u, v = 2.0 * x / denominator, 3.0 * y / denominator
    before = 0.0  # how far short of (u, v) the last isotherm lay
    for index in range(1, len(_ISOTHERMS)):
        _, u0, v0, slope = _ISOTHERMS[index]
        du, dv = _unit(slope)
        beyond = (u - u0) * dv - (v - v0) * du
        if beyond >= 0.0 or index == len(_ISOTHERMS) - 1:
            break
        before = -beyond
    beyond = max(beyond, 0.0)
    line = _between(index, 0.0 if index == 1 else beyond / (before + beyond))
    tint = ((u - line.u) * line.du + (v - line.v) * line.dv) * TINT_PER_UV
    return TempTint(1e6 / line.mired, tint)
