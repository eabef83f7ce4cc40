"""Pictures and masks on the disk: TIFF through tifffile, PNG and JPEG through OpenCV."""

from __future__ import annotations

import errno
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import tifffile
from numpy.typing import NDArray

from ppr10k_data.develop.color_spaces import OutputSpace
from ppr10k_data.errors import ImageFileError, OutputError
from ppr10k_data.files.atomic import atomic_path, write_bytes
from ppr10k_data.files.decode import decoded
from ppr10k_data.files.icc import icc_profile

PictureFormat = Literal["tif", "png", "jpg"]

JPEG_QUALITY = 95
JPEG_SEGMENT = 65533
"""Bytes that one segment holds (ITU-T T.81, B.1.1.4: 65,535 with the length itself)."""
_ICC_TAG, _COPYRIGHT_TAG = 34675, 33432


def write_picture(
    path: Path,
    picture: NDArray[Any],
    *,
    space: OutputSpace,
    description: str,
    licence: str,
    durable: bool = False,
) -> None:
    """Write a picture, atomically, in the format of its suffix.

    Parameters
    ----------
    path : Path
        ``.tif``, ``.png`` or ``.jpg``.
    picture : (H, W, 3) uint8, uint16 or float32
        RGB; float32 in TIFF only, JPEG 8-bit only.
    space : OutputSpace
        Of the pixels, for the embedded ICC profile.
    description : str
        Settings and version; ASCII.
    licence : str
        Goes into the Copyright field; ASCII.
    durable : bool
        Wait until the disk has it.

    Raises
    ------
    OutputError
        If the file cannot be written; nothing is left under its name then.
    """
    writers = {".tif": _write_tiff, ".png": _write_png, ".jpg": _write_jpeg}
    with _writing(path):
        writers[path.suffix](path, picture, icc_profile(space), (licence, description), durable)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Name the file, and for what it could not be written; numpy tells a full disk without its number."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or f"{error} (is the disk full?)"
        raise OutputError(f"{path}: cannot be written: {reason}") from error


_Words = tuple[str, str]
"""Licence and description."""


def _write_tiff(path: Path, picture: NDArray[Any], profile: bytes, words: _Words, durable: bool) -> None:
    licence, description = words
    extra = [(_COPYRIGHT_TAG, "s", 0, licence, True), (_ICC_TAG, "B", len(profile), profile, True)]
    with atomic_path(path, durable=durable) as temporary:
        tifffile.imwrite(
            temporary,
            np.ascontiguousarray(picture),
            photometric="rgb",
            metadata=None,
            description=description,
            software=False,
            extratags=extra,
        )


def _encoded(suffix: str, picture: NDArray[Any], parameters: list[int]) -> bytes:
    done, data = cv2.imencode(suffix, picture[..., ::-1] if picture.ndim == 3 else picture, parameters)
    if not done:
        raise OSError(errno.EINVAL, f"OpenCV cannot encode {picture.dtype} as {suffix}")
    return bytes(data)


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _write_png(path: Path, picture: NDArray[Any], profile: bytes, words: _Words, durable: bool) -> None:
    """Chunks iCCP and tEXt go between the header and the pixels (PNG specification, 11.3)."""
    licence, description = words
    data = _encoded(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 3])
    header = 8 + 25  # signature and IHDR
    chunks = _png_chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(profile))
    chunks += _png_chunk(b"tEXt", b"Copyright\0" + licence.encode("latin-1"))
    chunks += _png_chunk(b"tEXt", b"Description\0" + description.encode("latin-1"))
    write_bytes(path, data[:header] + chunks + data[header:], durable=durable)


def _jpeg_segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def _write_jpeg(path: Path, picture: NDArray[Any], profile: bytes, words: _Words, durable: bool) -> None:
    """APP2 and comment segments go behind APP0 (ICC.1:2010 annex B.4)."""
    quality = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, 0x111111]
    data = _encoded(".jpg", picture, quality)
    behind = 4 + struct.unpack(">H", data[4:6])[0]
    segments = _jpeg_segment(0xE2, b"ICC_PROFILE\0\1\1" + profile)
    comment = "\n".join(words).encode()
    for start in range(0, len(comment), JPEG_SEGMENT):
        segments += _jpeg_segment(0xFE, comment[start : start + JPEG_SEGMENT])
    write_bytes(path, data[:behind] + segments + data[behind:], durable=durable)


def jpeg_bytes(picture: NDArray[np.uint8], *, quality: int = JPEG_QUALITY) -> bytes:
    """A picture as a plain JPEG file, without profile or notice: for a page that shows it.

    Parameters
    ----------
    picture : (H, W, 3) uint8
        sRGB-encoded RGB.
    quality : int
        1..100; colour is stored at full resolution.
    """
    return _encoded(
        ".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, 0x111111]
    )


def read_picture(path: Path) -> NDArray[Any]:
    """Read a picture that :func:`write_picture` wrote, or another RGB file of its formats.

    Parameters
    ----------
    path : Path
        ``.tif`` or ``.tiff``, ``.png`` or ``.jpg``, in any case.

    Returns
    -------
    (H, W, 3) uint8, uint16 or float32
        RGB, as stored; an embedded profile is not applied.

    Raises
    ------
    ImageFileError
        If the file is missing, or no RGB picture.
    """
    try:
        picture = _read_tiff(path) if path.suffix.lower() in (".tif", ".tiff") else _decoded(path)
    except Exception as error:  # a damaged TIFF makes tifffile raise nearly anything
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise ImageFileError(f"{path}: picture cannot be read: {reason}") from error
    if picture is None or picture.ndim != 3 or picture.shape[2] != 3:
        raise ImageFileError(f"{path}: not a readable RGB picture{_way_out(picture)}")
    return picture


def _way_out(picture: NDArray[Any] | None) -> str:
    """What is the matter with what was decoded, and what to do."""
    if picture is None:
        return "; is it cut short? save or render it again"
    kind = "grey, of one channel" if picture.ndim == 2 else f"of shape {picture.shape}"
    return f", but {kind}; save it as RGB of three channels, or render it again"


def _read_tiff(path: Path) -> NDArray[Any]:
    return np.asarray(tifffile.imread(path))


def _decoded(path: Path) -> NDArray[Any] | None:
    picture = decoded(path.read_bytes(), cv2.IMREAD_UNCHANGED)
    return picture[..., ::-1] if picture is not None and picture.ndim == 3 else picture


def read_mask(path: Path) -> NDArray[np.uint8]:
    """Read a human-region mask.

    Parameters
    ----------
    path : Path
        8- or 16-bit grey PNG; of a colour picture the largest channel counts.

    Returns
    -------
    (H, W) uint8
        0 and 255: any value above 0 is human, as the official code takes it.

    Raises
    ------
    ImageFileError
        If the file is missing or is no picture.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ImageFileError(f"{path}: mask cannot be read: {error.strerror or error}") from error
    human = mask_values(data, path) != 0
    return np.asarray(
        human.view(np.uint8) * np.uint8(255)
    )  # three times as fast as a choice between two values


def mask_values(data: bytes, path: Path) -> NDArray[Any]:
    """Decode a mask as it is stored.

    Parameters
    ----------
    data : bytes
        The file's.
    path : Path
        Its name, for messages.

    Returns
    -------
    (H, W) uint8 or uint16
        Of a colour picture the largest channel; transparency does not count.

    Raises
    ------
    ImageFileError
        If it is no picture.
    """
    mask = decoded(data, cv2.IMREAD_UNCHANGED)
    if mask is None:
        raise ImageFileError(
            f"{path}: mask is not a readable PNG; download it again or render without --masks"
        )
    return np.asarray(mask if mask.ndim == 2 else mask[..., :3].max(axis=2))


def write_mask(path: Path, mask: NDArray[np.uint8], *, durable: bool = False) -> None:
    """Write a binary mask as PNG, atomically.

    Parameters
    ----------
    path : Path
        ``.png``.
    mask : (H, W) uint8
        0 and 255.
    durable : bool
        Wait until the disk has it.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    with _writing(path):
        write_bytes(path, _encoded(".png", mask, [cv2.IMWRITE_PNG_COMPRESSION, 6]), durable=durable)
