"""The sample's edits: the untouched source, and three experts who disagree on purpose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from ppr10k_data.develop.white_balance import temp_tint_from_xy
from ppr10k_data.photo import Expert
from ppr10k_data.sample.plan import SamplePhoto, Shot
from ppr10k_data.xmp import CameraRawEdits, Crop

EXPERTS: tuple[Expert, ...] = ("a", "b", "c")

SHOWN_STEP_K = 50
"""Lightroom shows as-shot temperatures in steps of 50 K."""


@dataclass(frozen=True)
class Taste:
    """How an expert likes a photo: what is added to a faithful rendering, in Camera Raw's units.

    Parameters
    ----------
    warmth_mired : float
        How much warmer than the light's own white, in reciprocal megakelvin, in which equal steps look equal.
    tint, exposure_ev : float
        Added to the light's own tint and to the exposure that shows the scene as it is.
    sliders : CameraRawEdits
        All else.
    """

    warmth_mired: float
    tint: float
    exposure_ev: float
    sliders: CameraRawEdits


TASTES: dict[Expert, Taste] = {
    "a": Taste(9, 3, 0.2, CameraRawEdits(contrast=8, highlights=-20, shadows=18, vibrance=10)),
    "b": Taste(-13, -4, -0.1, CameraRawEdits(contrast=22, blacks=-8, clarity=8, saturation=-6)),
    "c": Taste(2, 6, 0.4, CameraRawEdits(contrast=-12, highlights=-35, shadows=32, whites=6, saturation=-4)),
}
"""Warm and bright; cool and contrasty; airy."""

CROPS: dict[tuple[str, Expert], Crop] = {
    ("0_2", "a"): Crop(0.1, 0.02, 0.82, 0.96),
    ("0_1", "b"): Crop(0.06, 0.08, 0.95, 0.93, angle_deg=1.2),
    ("1355_1", "c"): Crop(0.05, 0.05, 0.95, 0.95, angle_deg=-2.0),
    ("1680_1", "b"): Crop(0.12, 0.0, 0.94, 1.0),
}
"""Before orientation, as Camera Raw counts. The angles set straight what was shot with the camera askew."""


def source_edits(shot: Shot, as_shot_xy: tuple[float, float]) -> CameraRawEdits:
    """What Lightroom writes of a photo that nobody has touched.

    Parameters
    ----------
    shot : Shot
        The photo.
    as_shot_xy : tuple of float
        Chromaticity that the file's AsShotNeutral stands for.
    """
    shown = temp_tint_from_xy(*as_shot_xy)
    return CameraRawEdits(
        white_balance="As Shot",
        temperature_k=float(SHOWN_STEP_K * round(shown.temperature_k / SHOWN_STEP_K)),
        tint=float(round(shown.tint)),
        orientation=shot.view.orientation,
    )


def expert_edits(photo: SamplePhoto, expert: Expert, *, seed: int) -> CameraRawEdits:
    """What an expert made of a photo: the same for the whole group, but for small differences.

    Parameters
    ----------
    photo : SamplePhoto
        Its light and exposure are what the expert makes good; its name decides, with `expert` and `seed`,
        the small differences.
    expert : Expert
        Whose taste.
    seed : int
        At least 0.
    """
    taste, light, shot = TASTES[expert], photo.group.light, photo.shot
    rng = np.random.default_rng([seed, crc32(str(photo.name).encode()), EXPERTS.index(expert)])
    mired_off, tint_off, ev_off = rng.uniform([-1, -1, -0.05], [1, 1, 0.05])
    temperature_k = 1e6 / (1e6 / light.temperature_k - taste.warmth_mired - mired_off)
    return replace(
        taste.sliders,
        white_balance="Custom",
        temperature_k=float(10 * round(temperature_k / 10)),
        tint=float(round(light.tint + taste.tint + tint_off)),
        exposure_ev=round(taste.exposure_ev - shot.exposure_ev + float(ev_off), 2),
        crop=CROPS.get((str(photo.name), expert)),
        orientation=shot.view.orientation,
    )
