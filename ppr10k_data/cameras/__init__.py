"""What is known of each camera model: colour matrices and Adobe's hidden baseline exposure."""

from ppr10k_data.cameras.baseline import (
    BaselineExposure,
    BaselineRow,
    baseline_exposure,
    parse_baseline_table,
)
from ppr10k_data.cameras.dng import DngColor, DngFrame, DngProfile, HueSatMap
from ppr10k_data.cameras.illuminants import illuminant_kelvin
from ppr10k_data.cameras.matrices import ColorMatrices, camera_matrices
from ppr10k_data.cameras.profile import CameraProfile, ProfileLight, embedded_profile

__all__ = [
    "BaselineExposure",
    "BaselineRow",
    "CameraProfile",
    "ColorMatrices",
    "DngColor",
    "DngFrame",
    "DngProfile",
    "HueSatMap",
    "ProfileLight",
    "baseline_exposure",
    "camera_matrices",
    "embedded_profile",
    "illuminant_kelvin",
    "parse_baseline_table",
]
