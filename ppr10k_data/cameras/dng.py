"""What a DNG says of its own camera's colour, profile and frame."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.cameras.matrices import Matrix


@dataclass(frozen=True)
class HueSatMap:
    """A profile's table of hue shifts and saturation and value factors (DNG 1.7, ProfileHueSatMapData1).

    Parameters
    ----------
    hues, saturations, values : int
        Divisions of the three axes; hue wraps around.
    encodes_value : bool
        Whether the value axis is sRGB-encoded (encoding 1) and not linear (0).
    table : bytes
        Little-endian float32, as in :attr:`deltas`; kept as bytes so that equal tables compare equal.
    """

    hues: int
    saturations: int
    values: int
    encodes_value: bool
    table: bytes = field(repr=False)

    @classmethod
    def of(cls, deltas: NDArray[np.float32], *, encodes_value: bool) -> HueSatMap:
        """A map of (values, hues, saturations, 3) deltas."""
        values, hues, saturations, _ = deltas.shape
        return cls(hues, saturations, values, encodes_value, deltas.astype("<f4").tobytes())

    @property
    def deltas(self) -> NDArray[np.float32]:
        """(values, hues, saturations, 3) float32, read-only: hue shift in degrees, factors of the others."""
        shape = (self.values, self.hues, self.saturations, 3)
        return np.frombuffer(self.table, "<f4").reshape(shape).astype(np.float32, copy=False)


@dataclass(frozen=True)
class DngProfile:
    """A camera profile, in a DNG or in a file of its own; None where it leaves something to the renderer.

    Parameters
    ----------
    name, copyright : str or None
    embed_policy : int or None
        0 may be copied, 1 may be embedded where it is used, 2 never, 3 no restriction (ProfileEmbedPolicy).
    calibration_signature : str or None
        CameraCalibration applies only if this equals :attr:`DngColor.camera_calibration_signature`
        (DNG 1.7, ProfileCalibrationSignature).
    baseline_exposure_offset_ev : float or None
        Added to BaselineExposure.
    default_black_render : int or None
        0 automatic, 1 none.
    tone_curve : tuple of (float, float), or None
        Points from (0, 0) to (1, 1), linear on both axes.
    hue_sat_map_1, hue_sat_map_2, hue_sat_map_3 : HueSatMap or None
        One for each calibration illuminant.
    look_table : HueSatMap or None
    """

    name: str | None = None
    copyright: str | None = None
    embed_policy: int | None = None
    calibration_signature: str | None = None
    baseline_exposure_offset_ev: float | None = None
    default_black_render: int | None = None
    tone_curve: tuple[tuple[float, float], ...] | None = None
    hue_sat_map_1: HueSatMap | None = None
    hue_sat_map_2: HueSatMap | None = None
    hue_sat_map_3: HueSatMap | None = None
    look_table: HueSatMap | None = None


@dataclass(frozen=True)
class DngFrame:
    """Which part of the sensor is the picture, None where the DNG does not say.

    Parameters
    ----------
    active_area : (top, left, bottom, right) of int, or None
        Pixels of the raw image.
    default_crop_origin : (horizontal, vertical) of float, or None
        Pixels from the active area's top left corner.
    default_crop_size : (width, height) of float, or None
        Pixels.
    default_scale : (horizontal, vertical) of float, or None
        Factors that make the pixels square.
    """

    active_area: tuple[int, int, int, int] | None = None
    default_crop_origin: tuple[float, float] | None = None
    default_crop_size: tuple[float, float] | None = None
    default_scale: tuple[float, float] | None = None


@dataclass(frozen=True)
class DngColor:
    """The colour tags of a DNG, None where they are absent or hold no usable number.

    Parameters
    ----------
    color_matrix_1, color_matrix_2, color_matrix_3 : matrix of `planes` rows and 3 columns, or None
        XYZ to camera under the calibration illuminants.
    forward_matrix_1, forward_matrix_2, forward_matrix_3 : matrix of 3 rows and `planes` columns, or None
        White-balanced camera to D50 XYZ.
    camera_calibration_1, camera_calibration_2, camera_calibration_3 : square matrix, or None
        This camera's difference from its model's matrix; see :attr:`DngProfile.calibration_signature`.
    calibration_illuminant_1, calibration_illuminant_2, calibration_illuminant_3 : int or None
        EXIF LightSource; in kelvin by :func:`~ppr10k_data.cameras.illuminants.illuminant_kelvin`. The first
        need not be the warmer one.
    analog_balance, as_shot_neutral : tuple of float, or None
        One positive number a plane.
    as_shot_white_xy : (x, y) of float, or None
        What a DNG may state in place of AsShotNeutral.
    baseline_exposure_ev : float or None
        Stops.
    baseline_sharpness : float or None
        How much sharpening the camera needs, 1 for a reference camera.
    shadow_scale : float or None
        Factor on the renderer's black point.
    scene_referred : bool
        False where ColorimetricReference says that the pixels are rendered already.
    camera_calibration_signature : str or None
    profile : DngProfile
    frame : DngFrame
    level_polynomials : tuple of tuple of float, or None
        How the 8-bit codes of a lossy linear DNG become levels, for each plane, the constant first.
    not_applied : tuple of str
        Tags in the file that ask for corrections which are not made here, by name, such as "OpcodeList2".
    unusable : tuple of str
        Tags that stand in the file but hold no usable value (0/0, wrong type or count), by name.
    """

    color_matrix_1: Matrix | None = None
    color_matrix_2: Matrix | None = None
    color_matrix_3: Matrix | None = None
    forward_matrix_1: Matrix | None = None
    forward_matrix_2: Matrix | None = None
    forward_matrix_3: Matrix | None = None
    camera_calibration_1: Matrix | None = None
    camera_calibration_2: Matrix | None = None
    camera_calibration_3: Matrix | None = None
    calibration_illuminant_1: int | None = None
    calibration_illuminant_2: int | None = None
    calibration_illuminant_3: int | None = None
    analog_balance: tuple[float, ...] | None = None
    as_shot_neutral: tuple[float, ...] | None = None
    as_shot_white_xy: tuple[float, float] | None = None
    baseline_exposure_ev: float | None = None
    baseline_sharpness: float | None = None
    shadow_scale: float | None = None
    scene_referred: bool = True
    camera_calibration_signature: str | None = None
    profile: DngProfile = DngProfile()
    frame: DngFrame = DngFrame()
    level_polynomials: tuple[tuple[float, ...], ...] | None = None
    not_applied: tuple[str, ...] = ()
    unusable: tuple[str, ...] = ()
