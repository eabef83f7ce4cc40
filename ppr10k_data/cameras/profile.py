"""A camera profile, whether it stands in a DNG or in a file of its own."""

from __future__ import annotations

from dataclasses import dataclass

from ppr10k_data.cameras.dng import DngColor, DngProfile, HueSatMap
from ppr10k_data.cameras.matrices import Matrix


@dataclass(frozen=True)
class ProfileLight:
    """What a profile says of one calibration illuminant.

    Parameters
    ----------
    illuminant : int or None
        EXIF LightSource; in kelvin by :func:`~ppr10k_data.cameras.illuminants.illuminant_kelvin`.
    color_matrix : 3 rows of 3 float, or None
        XYZ to camera RGB.
    forward_matrix : 3 rows of 3 float, or None
        White-balanced camera RGB to XYZ D50.
    hue_sat_map : HueSatMap or None
    """

    illuminant: int | None
    color_matrix: Matrix | None = None
    forward_matrix: Matrix | None = None
    hue_sat_map: HueSatMap | None = None


@dataclass(frozen=True)
class CameraProfile:
    """A camera profile (DNG 1.7, chapters 5 and 6).

    Parameters
    ----------
    camera : str or None
        The only camera that it is for (UniqueCameraModelRestriction); None for any, and for a DNG's own.
    lights : tuple of ProfileLight
        One for each calibration illuminant that it has anything for, at most three; the first need not be the
        warmer one.
    tables : DngProfile
        Its name and tables.
    """

    camera: str | None
    lights: tuple[ProfileLight, ...]
    tables: DngProfile

    @property
    def name(self) -> str:
        """Its name; empty where it has none."""
        return self.tables.name or ""


def embedded_profile(color: DngColor) -> CameraProfile:
    """The profile that stands in a DNG.

    Parameters
    ----------
    color : DngColor
        Its colour tags.
    """
    return CameraProfile(None, profile_lights(color, color.profile), color.profile)


def profile_lights(color: DngColor, tables: DngProfile) -> tuple[ProfileLight, ...]:
    """Matrices and maps by illuminant; without those that a file says nothing of.

    Parameters
    ----------
    color : DngColor
        Only its matrices and illuminants are looked at.
    tables : DngProfile
    """
    rows = (
        (color.calibration_illuminant_1, color.color_matrix_1, color.forward_matrix_1, tables.hue_sat_map_1),
        (color.calibration_illuminant_2, color.color_matrix_2, color.forward_matrix_2, tables.hue_sat_map_2),
        (color.calibration_illuminant_3, color.color_matrix_3, color.forward_matrix_3, tables.hue_sat_map_3),
    )
    return tuple(ProfileLight(*row) for row in rows if any(part is not None for part in row[1:]))
