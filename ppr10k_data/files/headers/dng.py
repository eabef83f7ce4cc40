"""The colour, profile and frame tags of a DNG (specification 1.7.0.0, chapters 4 to 6)."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.cameras.dng import DngColor, DngFrame, DngProfile, HueSatMap
from ppr10k_data.cameras.matrices import Matrix
from ppr10k_data.files.headers.ifd import Ifd


class Tag(IntEnum):
    """DNG's tags by the names of the specification."""

    DNGVersion = 50706
    UniqueCameraModel = 50708
    DefaultScale = 50718
    DefaultCropOrigin = 50719
    DefaultCropSize = 50720
    ColorMatrix1 = 50721
    ColorMatrix2 = 50722
    CameraCalibration1 = 50723
    CameraCalibration2 = 50724
    AnalogBalance = 50727
    AsShotNeutral = 50728
    AsShotWhiteXY = 50729
    BaselineExposure = 50730
    BaselineSharpness = 50732
    ShadowScale = 50739
    CalibrationIlluminant1 = 50778
    CalibrationIlluminant2 = 50779
    ActiveArea = 50829
    ColorimetricReference = 50879
    CameraCalibrationSignature = 50931
    ProfileCalibrationSignature = 50932
    ProfileName = 50936
    ProfileHueSatMapDims = 50937
    ProfileHueSatMapData1 = 50938
    ProfileHueSatMapData2 = 50939
    ProfileToneCurve = 50940
    ForwardMatrix1 = 50964
    ForwardMatrix2 = 50965
    ProfileLookTableDims = 50981
    ProfileLookTableData = 50982
    OpcodeList1 = 51008
    OpcodeList2 = 51009
    OpcodeList3 = 51022
    ProfileHueSatMapEncoding = 51107
    ProfileLookTableEncoding = 51108
    BaselineExposureOffset = 51109
    DefaultBlackRender = 51110
    ProfileGainTableMap = 52525
    CalibrationIlluminant3 = 52529
    CameraCalibration3 = 52530
    ColorMatrix3 = 52531
    ForwardMatrix3 = 52532
    ProfileHueSatMapData3 = 52537
    RGBTables = 52543
    ProfileGainTableMap2 = 52544


_NOT_APPLIED = (
    Tag.OpcodeList1,
    Tag.OpcodeList2,
    Tag.OpcodeList3,
    Tag.ProfileGainTableMap,
    Tag.ProfileGainTableMap2,
    Tag.RGBTables,
)

_XYZ = 3
_PLANES = (1, 3, 4)


class _Tags:
    """Reads tags from the first directory that has them, and keeps the names of those of no use."""

    def __init__(self, ifds: Sequence[Ifd]) -> None:
        self.ifds = ifds
        self.unusable: list[str] = []

    def __contains__(self, tag: Tag) -> bool:
        return any(tag in ifd or tag in ifd.beyond for ifd in self.ifds)

    def numbers(self, tag: Tag, counts: Container[int]) -> tuple[float, ...] | None:
        """Read a tag that must hold one of `counts` numbers."""
        values = next((ifd.numbers(tag) for ifd in self.ifds if tag in ifd), ())
        if values and len(values) in counts:
            return values
        self.refuse(tag)
        return None

    def number(self, tag: Tag) -> float | None:
        values = self.numbers(tag, (1,))
        return None if values is None else values[0]

    def integer(self, tag: Tag) -> int | None:
        value = self.number(tag)
        return None if value is None else int(value)

    def positive(self, tag: Tag, counts: Container[int]) -> tuple[float, ...] | None:
        """Read numbers that must all be above 0."""
        values = self.numbers(tag, counts)
        if values is None or min(values) > 0:
            return values
        self.refuse(tag)
        return None

    def pair(self, tag: Tag, *, above_zero: bool = True) -> tuple[float, float] | None:
        values = self.positive(tag, (2,)) if above_zero else self.numbers(tag, (2,))
        return None if values is None else (values[0], values[1])

    def matrix(self, tag: Tag, rows: int, columns: int) -> Matrix | None:
        """Read a matrix, row by row."""
        values = self.numbers(tag, (rows * columns,))
        if values is None:
            return None
        return tuple(values[start : start + columns] for start in range(0, len(values), columns))

    def floats(self, tag: Tag) -> NDArray[np.float32]:
        """Read a large table."""
        arrays = (ifd.float_array(tag) for ifd in self.ifds if tag in ifd)
        return next(arrays, np.empty(0, np.float32))

    def text(self, tag: Tag) -> str | None:
        return next((ifd.text(tag) for ifd in self.ifds if tag in ifd), None)

    def refuse(self, tag: Tag) -> None:
        """Remember a tag that is there but of no use."""
        if tag in self and tag.name not in self.unusable:
            self.unusable.append(tag.name)


def read_dng_color(main: Ifd, raw: Ifd) -> DngColor:
    """Read a DNG's tags.

    Parameters
    ----------
    main : Ifd
        The first directory, where the colour and profile tags stand.
    raw : Ifd
        The directory of the raw image, where the frame and the opcodes stand; it may be the first too.

    Returns
    -------
    DngColor
        Tags that stand in the other of the two directories are found there.
    """
    tags, frame_tags = _Tags((main, raw)), _Tags((raw, main))
    planes = _planes(tags)
    color = DngColor(
        color_matrix_1=tags.matrix(Tag.ColorMatrix1, planes, _XYZ),
        color_matrix_2=tags.matrix(Tag.ColorMatrix2, planes, _XYZ),
        color_matrix_3=tags.matrix(Tag.ColorMatrix3, planes, _XYZ),
        forward_matrix_1=tags.matrix(Tag.ForwardMatrix1, _XYZ, planes),
        forward_matrix_2=tags.matrix(Tag.ForwardMatrix2, _XYZ, planes),
        forward_matrix_3=tags.matrix(Tag.ForwardMatrix3, _XYZ, planes),
        camera_calibration_1=tags.matrix(Tag.CameraCalibration1, planes, planes),
        camera_calibration_2=tags.matrix(Tag.CameraCalibration2, planes, planes),
        camera_calibration_3=tags.matrix(Tag.CameraCalibration3, planes, planes),
        calibration_illuminant_1=tags.integer(Tag.CalibrationIlluminant1),
        calibration_illuminant_2=tags.integer(Tag.CalibrationIlluminant2),
        calibration_illuminant_3=tags.integer(Tag.CalibrationIlluminant3),
        analog_balance=tags.positive(Tag.AnalogBalance, (planes,)),
        as_shot_neutral=tags.positive(Tag.AsShotNeutral, (planes,)),
        as_shot_white_xy=tags.pair(Tag.AsShotWhiteXY),
        baseline_exposure_ev=tags.number(Tag.BaselineExposure),
        baseline_sharpness=tags.number(Tag.BaselineSharpness),
        shadow_scale=tags.number(Tag.ShadowScale),
        scene_referred=tags.integer(Tag.ColorimetricReference) in (None, 0),
        camera_calibration_signature=tags.text(Tag.CameraCalibrationSignature),
        profile=_read_profile(tags),
        frame=_read_frame(frame_tags),
        not_applied=tuple(tag.name for tag in _NOT_APPLIED if tag in tags),
    )
    return replace(color, unusable=tuple(tags.unusable + frame_tags.unusable))


def _planes(tags: _Tags) -> int:
    """Tell how many colours the camera sees: ColorMatrix1 has three numbers for each."""
    values = tags.numbers(Tag.ColorMatrix1, tuple(_XYZ * planes for planes in _PLANES))
    return 3 if values is None else len(values) // _XYZ


def _read_profile(tags: _Tags) -> DngProfile:
    maps = (Tag.ProfileHueSatMapDims, Tag.ProfileHueSatMapEncoding)
    return DngProfile(
        name=tags.text(Tag.ProfileName),
        calibration_signature=tags.text(Tag.ProfileCalibrationSignature),
        baseline_exposure_offset_ev=tags.number(Tag.BaselineExposureOffset),
        default_black_render=tags.integer(Tag.DefaultBlackRender),
        tone_curve=_tone_curve(tags),
        hue_sat_map_1=_hue_sat_map(tags, *maps, Tag.ProfileHueSatMapData1),
        hue_sat_map_2=_hue_sat_map(tags, *maps, Tag.ProfileHueSatMapData2),
        hue_sat_map_3=_hue_sat_map(tags, *maps, Tag.ProfileHueSatMapData3),
        look_table=_hue_sat_map(
            tags, Tag.ProfileLookTableDims, Tag.ProfileLookTableEncoding, Tag.ProfileLookTableData
        ),
    )


def _tone_curve(tags: _Tags) -> tuple[tuple[float, float], ...] | None:
    """Read pairs of input and output; two points are the least."""
    values = tags.numbers(Tag.ProfileToneCurve, range(4, 1 << 20, 2))
    return None if values is None else tuple(zip(values[::2], values[1::2], strict=True))


def _hue_sat_map(tags: _Tags, dims: Tag, encoding: Tag, data: Tag) -> HueSatMap | None:
    """Read a table, value outermost and saturation innermost, as the SDK's ``ReadHueSatMap`` does.

    A file may leave out the rows of zero saturation; they are then the rows of the first saturation, and
    their value factor is always 1 (``dng_hue_sat_map::SetDelta``).
    """
    if data not in tags:
        return None
    hues, saturations, values = (*map(int, tags.numbers(dims, (2, 3)) or (0, 0)), 1)[:3]
    rows, numbers = values * hues, tags.floats(data)
    fits = numbers.size in (rows * saturations * 3, rows * (saturations - 1) * 3)
    if min(hues, values) < 1 or saturations < 2 or not fits or not np.isfinite(numbers).all():
        tags.refuse(data)
        return None
    deltas = numbers.reshape(rows, -1, 3)
    if deltas.shape[1] < saturations:
        deltas = np.concatenate([deltas[:, :1], deltas], axis=1)
    deltas[:, 0, 2] = 1
    table = deltas.astype("<f4").tobytes()
    return HueSatMap(hues, saturations, values, tags.integer(encoding) == 1, table)


def _read_frame(tags: _Tags) -> DngFrame:
    area = tags.numbers(Tag.ActiveArea, (4,))
    return DngFrame(
        active_area=None if area is None else (int(area[0]), int(area[1]), int(area[2]), int(area[3])),
        default_crop_origin=tags.pair(Tag.DefaultCropOrigin, above_zero=False),
        default_crop_size=tags.pair(Tag.DefaultCropSize),
        default_scale=tags.pair(Tag.DefaultScale),
    )
