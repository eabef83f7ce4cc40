"""DNG's tags by name, and how they are read: with the names of those that hold no usable value."""

from __future__ import annotations

from collections.abc import Container, Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.cameras.matrices import Matrix
from ppr10k_data.files.headers.ifd import Ifd


class Tag(IntEnum):
    """DNG's tags by the names of the specification."""

    DNGVersion = 50706
    UniqueCameraModel = 50708  # in a profile: UniqueCameraModelRestriction
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
    ProfileEmbedPolicy = 50941
    ProfileCopyright = 50942
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


class TagReader:
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
        """Read one number."""
        values = self.numbers(tag, (1,))
        return None if values is None else values[0]

    def integer(self, tag: Tag) -> int | None:
        """Read one number as an integer."""
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
        """Read two numbers."""
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
        """Read a string."""
        return next((ifd.text(tag) for ifd in self.ifds if tag in ifd), None)

    def refuse(self, tag: Tag) -> None:
        """Remember a tag that is there but of no use."""
        if tag in self and tag.name not in self.unusable:
            self.unusable.append(tag.name)
