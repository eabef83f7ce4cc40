"""The one door to rawpy: a RAW file opened once, checked, and handed on as a sensor image."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import rawpy
from numpy.typing import NDArray

from ppr10k_data.cameras import BaselineExposure, BaselineRow, DngColor, baseline_exposure
from ppr10k_data.develop.sensor import CameraPixels, SensorImage
from ppr10k_data.errors import RawDecodeError, UnsupportedRawError
from ppr10k_data.files.camera_profile import as_shot_neutral, camera_color, embedded_color
from ppr10k_data.files.completeness import check_complete
from ppr10k_data.files.lossy_levels import rounded_levels
from ppr10k_data.files.metadata import RawMetadata, open_metadata, read_metadata
from ppr10k_data.files.raw_frame import RawFrame, default_crop

COLOURS = b"RGBG"
"""LibRaw's names of the colours of a Bayer or X-Trans sensor; the second green is the last."""

_SECOND_GREEN = 3

PATTERN_SHAPES = ((2, 2), (6, 6))
"""Photosites after which the pattern of colours repeats: Bayer and X-Trans."""

STRONGEST_BALANCE = 8.0
"""Largest gain before the demosaic relative to the smallest: more would cost the other channels their levels."""


@dataclass(frozen=True)
class RawPhoto:
    """A RAW file that was read and unpacked.

    Parameters
    ----------
    sensor : SensorImage
        Valid while the file is open.
    metadata : RawMetadata
        What the file says of its camera and shot.
    sha256 : str
        Of the whole file.
    """

    sensor: SensorImage
    metadata: RawMetadata
    sha256: str

    @property
    def frame(self) -> RawFrame:
        """What a picture's geometry goes by."""
        sensor = self.sensor
        return RawFrame(sensor.size, sensor.orientation, sensor.pixel_aspect, self.metadata)


def open_frame(path: Path) -> RawFrame:
    """Read a RAW file's size and orientation from its header; no pixel is decoded.

    Parameters
    ----------
    path : Path
        Any format that LibRaw opens.

    Returns
    -------
    RawFrame
        As :attr:`RawPhoto.frame` has it. Whether the pixels are all there, and of a kind that is rendered, is not
        looked at.

    Raises
    ------
    RawDecodeError
        If the file is missing, empty, no RAW file, or its header cannot be read.
    """
    metadata = open_metadata(path)
    raw = rawpy.RawPy()
    try:
        raw.open_file(str(path))
        sizes = raw.sizes
    except (rawpy.LibRawError, OSError) as error:
        raise RawDecodeError(f"{path}: LibRaw cannot read its header: {_reason(error)}") from error
    finally:
        raw.close()
    _, _, height, width = default_crop(sizes, None if metadata.dng is None else metadata.dng.frame)
    return RawFrame((width, height), metadata.orientation or 1, float(sizes.pixel_aspect), metadata)


@contextmanager
def open_raw(path: Path, *, baselines: Sequence[BaselineRow] = ()) -> Iterator[RawPhoto]:
    """Open and unpack a RAW file; each file is read from the disk once.

    Parameters
    ----------
    path : Path
        Any format that LibRaw opens.
    baselines : sequence of BaselineRow
        The user's own baseline exposures, which go before the shipped ones.

    Yields
    ------
    RawPhoto
        Its arrays lie in LibRaw's memory and are gone when the context ends.

    Raises
    ------
    RawDecodeError
        If the file is missing, empty, cut short or damaged, also where LibRaw would open it in silence.
    UnsupportedRawError
        If the sensor is of a kind that is not rendered.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RawDecodeError(f"{path}: cannot be read: {error.strerror or error}") from error
    metadata = read_metadata(data, name=str(path))
    check_complete(data, name=str(path))
    raw = rawpy.RawPy()
    try:
        try:
            raw.open_buffer(io.BytesIO(data))
            raw.unpack()
        except (rawpy.LibRawError, OSError) as error:
            raise RawDecodeError(f"{path}: LibRaw cannot decode it: {_reason(error)}") from error
        yield RawPhoto(
            _sensor_image(raw, metadata, path, baselines), metadata, hashlib.sha256(data).hexdigest()
        )
    finally:
        raw.close()


def _reason(error: BaseException) -> str:
    """LibRaw's own words; rawpy hands them on as bytes."""
    words = error.args[0] if error.args else type(error).__name__
    return words.decode(errors="replace") if isinstance(words, bytes) else str(words)


def _sensor_image(
    raw: Any, metadata: RawMetadata, path: Path, baselines: Sequence[BaselineRow]
) -> SensorImage:
    sizes = raw.sizes
    linear = raw.raw_type == rawpy.RawType.Stack
    _refuse_unsupported(raw, path, linear=linear)
    top, left, height, width = default_crop(sizes, None if metadata.dng is None else metadata.dng.frame)
    neutral = as_shot_neutral(metadata, raw.camera_whitebalance)
    cfa = np.zeros((1, 1), np.int8) if linear else _pattern(raw, top, left)
    levels = np.asarray(raw.black_level_per_channel, dtype=np.float32)
    dng = metadata.dng
    color = camera_color(metadata, raw.rgb_xyz_matrix, neutral)
    return SensorImage(
        mosaic=None if linear else raw.raw_image[top : top + height, left : left + width],
        cfa=np.where(cfa == _SECOND_GREEN, 1, cfa).astype(np.int8),
        black=levels[cfa],
        white=float(raw.white_level),
        size=(width, height),
        demosaic=lru_cache(maxsize=1)(
            lambda: (
                _linear_pixels(raw, dng, top, left, height, width)
                if linear
                else _demosaiced(
                    raw, path, top - sizes.top_margin, left - sizes.left_margin, height, width, neutral
                )
            )
        ),
        color=color,
        as_shot_neutral=neutral,
        baseline=_baseline(metadata, metadata.iso or raw.other.iso_speed or None, baselines),
        orientation=metadata.orientation or 1,
        pixel_aspect=float(sizes.pixel_aspect),
        scene_referred=dng is None or dng.scene_referred,
        shadow_scale=1.0 if dng is None or dng.shadow_scale is None else dng.shadow_scale,
        baseline_sharpness=_sharpness(dng),
        profile=embedded_color(metadata, color),
    )


def _refuse_unsupported(raw: Any, path: Path, *, linear: bool) -> None:
    if raw.num_colors == 1:
        raise UnsupportedRawError(
            f"{path}: a monochrome sensor has no colours to balance; it is not supported"
        )
    if raw.num_colors != 3 or bytes(raw.color_desc)[:3] != COLOURS[:3]:
        names = bytes(raw.color_desc).decode(errors="replace")
        raise UnsupportedRawError(
            f"{path}: a sensor of {raw.num_colors} colours ({names}) is not supported, only RGB"
        )
    if not linear and raw.raw_type != rawpy.RawType.Flat:
        raise UnsupportedRawError(f"{path}: LibRaw's raw type {raw.raw_type} is not supported")
    if not linear and raw.raw_pattern.shape not in PATTERN_SHAPES:
        rows, columns = raw.raw_pattern.shape
        raise UnsupportedRawError(
            f"{path}: a colour pattern of {rows} x {columns} photosites is not supported, only Bayer and X-Trans"
        )


def _pattern(raw: Any, top: int, left: int) -> NDArray[np.int64]:
    """LibRaw's colour numbers (3 is the second green) from the top left photosite of the default crop."""
    period = raw.raw_pattern.shape[0]
    height, width = raw.raw_image.shape
    return np.array(
        [
            [raw.raw_color((top + y) % height, (left + x) % width) for x in range(period)]
            for y in range(period)
        ]
    )


def _linear_pixels(
    raw: Any, dng: DngColor | None, top: int, left: int, height: int, width: int
) -> CameraPixels:
    """Full-colour pixels of a linear DNG, black subtracted."""
    pixels = raw.raw_image[top : top + height, left : left + width, :3].astype(np.float32)
    if dng is not None and dng.level_polynomials is not None:
        pixels = rounded_levels(pixels, dng.level_polynomials)
    black = np.asarray(raw.black_level_per_channel, dtype=np.float32)[:3]
    return CameraPixels(pixels - black, float(raw.white_level) - black.astype(np.float64))


def _demosaiced(
    raw: Any,
    path: Path,
    top: int,
    left: int,
    height: int,
    width: int,
    neutral: NDArray[np.float64] | None,
) -> CameraPixels:
    """All pixels with all colours, by LibRaw's AHD, white-balanced as shot so that edges are judged in true colours.

    Nothing is clipped (highlight mode 1): other white balances are reached from here by a gain a channel.
    """
    gains = np.ones(3) if neutral is None else 1.0 / np.maximum(neutral, 1.0 / STRONGEST_BALANCE)
    multipliers = gains[[0, 1, 2, 1]] * _black_correction(raw)
    try:
        pixels = raw.postprocess(
            demosaic_algorithm=rawpy.DemosaicAlgorithm.AHD,
            user_wb=multipliers.tolist(),
            output_color=rawpy.ColorSpace.raw,
            gamma=(1, 1),
            output_bps=16,
            no_auto_bright=True,
            adjust_maximum_thr=0.0,
            highlight_mode=rawpy.HighlightMode.Ignore,
            user_flip=0,
        )
    except rawpy.LibRawError as error:
        raise RawDecodeError(
            f"{path}: LibRaw cannot interpolate its colours at full size: {_reason(error)}"
        ) from error
    photosites = _not_stretched(pixels, raw.sizes)
    return CameraPixels(
        photosites[top : top + height, left : left + width], 65535.0 * gains / multipliers.max()
    )


def _black_correction(raw: Any) -> NDArray[np.float64]:
    """Gains of R, G, B and second green that end them at one white: LibRaw scales all by the lowest black level."""
    black = np.asarray(raw.black_level_per_channel, dtype=np.float64)
    return np.asarray((raw.white_level - black.min()) / (raw.white_level - black))


def _not_stretched(pixels: NDArray[Any], sizes: Any) -> NDArray[Any]:
    """Undo LibRaw's stretching to square pixels, which repeats rows or columns; the chain does that at the end."""
    if pixels.shape[1::-1] == (sizes.iwidth, sizes.iheight):
        return pixels
    across, down = max(sizes.pixel_aspect, 1.0), max(1.0 / sizes.pixel_aspect, 1.0)
    rows, columns = _middles(sizes.iheight, down), _middles(sizes.iwidth, across)
    rows, columns = np.minimum(rows, len(pixels) - 1), np.minimum(columns, pixels.shape[1] - 1)
    return np.asarray(pixels[rows[:, None], columns])


def _middles(count: int, stretch: float) -> NDArray[np.int64]:
    """The middle one of the pixels k with floor(k / stretch) = i, for each i: what LibRaw makes of photosite i."""
    return np.asarray(np.rint((np.arange(count) + 0.5) * stretch - 1e-9), dtype=np.int64)


def _sharpness(dng: DngColor | None) -> float:
    """A DNG's own figure, else the tag's default."""
    stated = None if dng is None else dng.baseline_sharpness
    return stated if stated is not None and stated > 0.0 else 1.0


def _baseline(metadata: RawMetadata, iso: float | None, extra: Sequence[BaselineRow]) -> BaselineExposure:
    """The DNG's own figure, else the table's."""
    if metadata.dng is None:
        return baseline_exposure(metadata.make or "", metadata.model or "", iso, extra=extra)
    stated = metadata.dng.baseline_exposure_ev
    if stated is None:
        return BaselineExposure(0.0, "absent from the DNG: 0")
    return BaselineExposure(stated, "DNG tag BaselineExposure")
