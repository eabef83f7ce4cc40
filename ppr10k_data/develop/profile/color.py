"""What a camera profile does to a photo's colour."""

from __future__ import annotations

from dataclasses import dataclass

from ppr10k_data.cameras import HueSatMap
from ppr10k_data.develop.camera_color import CameraColor
from ppr10k_data.develop.color_spaces import Matrix
from ppr10k_data.develop.profile.hue_sat import mixed
from ppr10k_data.develop.profile.tone_curve import Points

NO_PROFILE = "none"


@dataclass(frozen=True)
class ProfileColor:
    """A camera profile, ready to render by.

    Parameters
    ----------
    color : CameraColor
        From camera RGB to the profile connection space. What Temperature and Tint mean is for the camera's own
        matrices to say (:attr:`~ppr10k_data.develop.sensor.SensorImage.color`): profiles of other makers put the
        numbers off by hundreds of kelvin.
    name : str
        As the profile calls itself; empty for none.
    source : str
        The file that it stands in, "embedded", or :data:`NO_PROFILE`.
    hue_sat_maps : tuple of HueSatMap or None
        One for each calibration of `color`; applied to linear ProPhoto before exposure.
    look_table : HueSatMap or None
        Applied after exposure and before the tone curve.
    tone_curve : tuple of (float, float), or None
        In place of Adobe's default curve.
    exposure_offset_ev : float
        Added to the camera's baseline exposure (BaselineExposureOffset).
    black_render : bool
        False where the profile wants no black point (DefaultBlackRender).
    """

    color: CameraColor
    name: str = ""
    source: str = NO_PROFILE
    hue_sat_maps: tuple[HueSatMap | None, ...] = ()
    look_table: HueSatMap | None = None
    tone_curve: Points | None = None
    exposure_offset_ev: float = 0.0
    black_render: bool = True

    def hue_sat_map(self, neutral: Matrix) -> HueSatMap | None:
        """The table for the light that makes ``neutral`` a white object, mixed by the weight of the matrices."""
        maps = (*self.hue_sat_maps, None, None)[:2]
        if maps[1] is None:
            return maps[0]
        return mixed(maps[0], maps[1], self.color.weight_of_first(self.color.xy_from_neutral(neutral)))
