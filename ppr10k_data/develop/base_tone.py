"""Which tone a total exposure is given, from scene-linear values to the display."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.fitted_tone import fitted_tone
from ppr10k_data.develop.profile.tone_curve import Points, profile_tone_curve
from ppr10k_data.develop.tone import DEFAULT_SHADOWS, ExposureRamp, acr3_curve, exposure_tone

Array = NDArray[np.float64]

ToneKind = Literal["adaptive", "sdk", "fitted"]
"""How highlights end: ``sdk`` clips what a positive exposure lifts beyond white; ``adaptive`` does the same, but rolls
the highlights of a user's positive exposure off where the photo has any; ``fitted`` has the toe and shoulder of
:func:`~ppr10k_data.develop.fitted_tone.fitted_tone`."""

TONE_KINDS: tuple[ToneKind, ...] = get_args(ToneKind)

TABLE_SIZE = 4096
"""Intervals of the sampled curve, as ``dng_1d_table``."""

KNEE = 0.25
"""Exposed value up to which a roll-off leaves a plain gain, as in the SDK's curve for negative exposures."""

_UNTOUCHED, _ROLLED = 0.6, 1.0
"""Exposed luminance of the brightest 2 % of the photo from which a roll-off sets in, and at which it is complete."""


def roll_off_share(exposure_ev: float, bright: float) -> float:
    """How far the highlights of a positive exposure are rolled off.

    Parameters
    ----------
    exposure_ev : float
        The user's exposure in EV.
    bright : float
        98th percentile of the photo's scene luminance at its baseline exposure; 1 is white.

    Returns
    -------
    float
        0 for a plain gain, 1 for a full roll-off.

    References
    ----------
    The measure and its limits: muraw (BSD-3), which so reconciles a plain gain on a dark scene (lrt-cinema against
    Lightroom Classic 14.5.1: dE 0.2 at +1 and +2 EV) with a roll-off on bright ones (lightcraft against 15.6).
    """
    if exposure_ev <= 0.0:
        return 0.0
    exposed = bright * 2.0**exposure_ev
    return float(np.clip((exposed - _UNTOUCHED) / (_ROLLED - _UNTOUCHED), 0.0, 1.0))


def roll_off_white(bright: float) -> float:
    """The scene value that a roll-off lays on white.

    Parameters
    ----------
    bright : float
        As for :func:`roll_off_share`.

    Returns
    -------
    float
        1, or on a dark photo what is clipped already at the exposure where its roll-off sets in: that stays white.
        Were it taken back, more exposure would darken it (by 1.7 of 255 at worst).
    """
    return min(1.0, bright / _UNTOUCHED)


def rolled_off(x: Array, gain: float, share: float, white: float = 1.0) -> Array:
    """Brighten with a shoulder: a plain gain up to a knee, then a power that meets white with white.

    Parameters
    ----------
    x : (...) float64
        0..1.
    gain : float
        At least 1.
    share : float
        From :func:`roll_off_share`; it moves the knee from white, which is a hard clip, down to KNEE.
    white : float
        From :func:`roll_off_white`: what becomes white, together with all beyond it; never less than a plain gain
        leaves unclipped.

    Returns
    -------
    (...) float64
        0..1, never falling, smooth at the knee. White stays white, as under the SDK's curve for negative exposures.
    """
    knee = 1.0 - (1.0 - KNEE) * share
    if knee >= 1.0:
        return np.minimum(x * gain, 1.0)
    white = max(white, 1.0 / gain)
    x, gain = np.minimum(x / white, 1.0), gain * white
    start = knee / gain
    power = gain * (1.0 - start) / (1.0 - knee)
    beyond = np.clip((x - start) / (1.0 - start), 0.0, 1.0)
    return np.where(x <= start, x * gain, 1.0 - (1.0 - knee) * (1.0 - beyond) ** power)


@dataclass(frozen=True)
class BaseTone:
    """A ramp for each channel, then two hue-preserving curves: the exposure's and the profile's.

    Parameters
    ----------
    exposure_ev : float
        Total exposure in EV, the user's plus the baseline.
    ramp : ExposureRamp
        Applied to each channel of linear ProPhoto.
    exposure : callable or None
        (...) float64 of 0..1 to the same, applied to the ramp's output; None where it changes nothing.
    profile : callable or None
        Scene to display, likewise; None where the file's pixels are rendered already.
    """

    exposure_ev: float
    ramp: ExposureRamp
    exposure: Callable[[Array], Array] | None
    profile: Callable[[Array], Array] | None

    def exposure_curve(self, x: Array) -> Array:
        """The exposure's curve, (...) float64 of 0..1."""
        return x if self.exposure is None else self.exposure(x)

    def profile_curve(self, x: Array) -> Array:
        """The profile's curve, (...) float64 of 0..1: scene to display."""
        return x if self.profile is None else self.profile(x)

    @cached_property
    def curve(self) -> NDArray[np.float32]:
        """Both curves as (TABLE_SIZE + 1,) samples evenly spaced over 0..1."""
        x = np.linspace(0.0, 1.0, TABLE_SIZE + 1)
        return self.profile_curve(self.exposure_curve(x)).astype(np.float32)


def base_tone(
    exposure_ev: float,
    *,
    kind: ToneKind = "sdk",
    user_ev: float = 0.0,
    bright: float = 0.0,
    scene_referred: bool = True,
    shadow_scale: float = 1.0,
    black_render: bool = True,
    black_point: float = DEFAULT_SHADOWS,
    tone_curve: Points | None = None,
) -> BaseTone:
    """The tone of a total exposure.

    Parameters
    ----------
    exposure_ev : float
        The user's exposure plus the file's BaselineExposure, in EV.
    kind : ToneKind
    user_ev, bright : float
        Of the kind ``adaptive`` only: the user's part of the exposure, and how bright the photo is; see
        :func:`roll_off_share`.
    scene_referred : bool
        False for a DNG whose ColorimetricReference says that its pixels are rendered already: no black point and
        no curve, as ``dng_render``'s constructor decides.
    shadow_scale : float
        The DNG tag ShadowScale.
    black_render : bool
        False where DefaultBlackRender says None: no black point by default.
    black_point : float
        In thousandths, where a sidecar of an old process version sets another than the default.
    tone_curve : tuple of (float, float), or None
        The camera profile's own, in place of Adobe's default curve.
    """
    shadows = black_point
    if black_point == DEFAULT_SHADOWS and not (scene_referred and black_render):
        shadows = 0.0
    profile = acr3_curve if scene_referred else None
    if tone_curve is not None:
        profile = partial(profile_tone_curve, tone_curve)
    if kind == "fitted" and scene_referred:
        gain = 2.0**exposure_ev
        return BaseTone(
            exposure_ev, ExposureRamp(0.0, 1.0, 0.0), lambda x: fitted_tone(x * gain, exposure_ev), profile
        )
    ramp = ExposureRamp.of(exposure_ev, shadows=shadows, shadow_scale=shadow_scale)
    if exposure_ev < 0.0:
        return BaseTone(exposure_ev, ramp, lambda x: exposure_tone(x, exposure_ev), profile)
    if kind != "adaptive" or user_ev <= 0.0:
        return BaseTone(exposure_ev, ramp, None, profile)
    # The camera's own baseline clips as ever, so that the picture without edits is the SDK's.
    unlifted = ExposureRamp.of(exposure_ev - user_ev, shadows=shadows, shadow_scale=shadow_scale)
    share, white = roll_off_share(user_ev, bright), roll_off_white(bright)
    if share <= 0.0:
        # Above 4.5 EV the SDK tightens the bend at black, by which more exposure would darken the deepest shadows.
        return BaseTone(exposure_ev, replace(ramp, radius=unlifted.radius), None, profile)
    gain = ramp.slope / unlifted.slope
    return BaseTone(exposure_ev, unlifted, lambda x: rolled_off(x, gain, share, white), profile)
