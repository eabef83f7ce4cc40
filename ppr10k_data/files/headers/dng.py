"""The colour, profile and frame tags of a DNG (specification 1.7.0.0, chapters 4 to 6)."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from ppr10k_data.cameras.dng import DngColor, DngFrame, DngProfile, HueSatMap
from ppr10k_data.files.headers.ifd import Ifd
from ppr10k_data.files.headers.opcodes import Polynomial, level_polynomials
from ppr10k_data.files.headers.tags import Tag, TagReader

_NOT_APPLIED = (
    Tag.OpcodeList1,
    Tag.OpcodeList2,
    Tag.OpcodeList3,
    Tag.ProfileGainTableMap,
    Tag.ProfileGainTableMap2,
    Tag.RGBTables,
)

_LEVELS = Tag.OpcodeList2
_COMPRESSION, _PHOTOMETRIC = 259, 262
_LOSSY_JPEG, _LINEAR_RAW = 34892, 34892

_XYZ = 3
_PLANES = (1, 3, 4)


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
    tags, frame_tags = TagReader((main, raw)), TagReader((raw, main))
    planes = _planes(tags)
    levels = _level_polynomials(raw)
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
        profile=read_profile(tags),
        frame=_read_frame(frame_tags),
        level_polynomials=levels,
        not_applied=tuple(
            tag.name for tag in _NOT_APPLIED if tag in tags and not (levels and tag == _LEVELS)
        ),
    )
    return replace(color, unusable=tuple(tags.unusable + frame_tags.unusable))


def _level_polynomials(raw: Ifd) -> tuple[Polynomial, ...] | None:
    """The polynomials by which LibRaw turns the codes of a lossy linear DNG into levels."""
    opcodes = raw.blob(_LEVELS)
    lossy_linear = raw.integer(_COMPRESSION) == _LOSSY_JPEG and raw.integer(_PHOTOMETRIC) == _LINEAR_RAW
    return level_polynomials(opcodes, 3) if lossy_linear and opcodes is not None else None


def _planes(tags: TagReader) -> int:
    """Tell how many colours the camera sees: ColorMatrix1 has three numbers for each."""
    values = tags.numbers(Tag.ColorMatrix1, tuple(_XYZ * planes for planes in _PLANES))
    return 3 if values is None else len(values) // _XYZ


def read_profile(tags: TagReader) -> DngProfile:
    """Read the tags that a DNG's embedded profile and a profile's own file have in common."""
    maps = (Tag.ProfileHueSatMapDims, Tag.ProfileHueSatMapEncoding)
    return DngProfile(
        name=tags.text(Tag.ProfileName),
        copyright=tags.text(Tag.ProfileCopyright),
        embed_policy=tags.integer(Tag.ProfileEmbedPolicy),
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


def _tone_curve(tags: TagReader) -> tuple[tuple[float, float], ...] | None:
    """Read pairs of input and output, of growing input; two points are the least."""
    values = tags.numbers(Tag.ProfileToneCurve, range(4, 1 << 20, 2))
    if values is None:
        return None
    points = tuple(zip(values[::2], values[1::2], strict=True))
    if all(before[0] < after[0] for before, after in pairwise(points)):
        return points
    tags.refuse(Tag.ProfileToneCurve)
    return None


def _hue_sat_map(tags: TagReader, dims: Tag, encoding: Tag, data: Tag) -> HueSatMap | None:
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


def _read_frame(tags: TagReader) -> DngFrame:
    area = tags.numbers(Tag.ActiveArea, (4,))
    return DngFrame(
        active_area=None if area is None else (int(area[0]), int(area[1]), int(area[2]), int(area[3])),
        default_crop_origin=tags.pair(Tag.DefaultCropOrigin, above_zero=False),
        default_crop_size=tags.pair(Tag.DefaultCropSize),
        default_scale=tags.pair(Tag.DefaultScale),
    )
