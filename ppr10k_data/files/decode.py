"""OpenCV's decoder, without its own words on stderr: what is wrong with a file is told once, by who reads it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

_PNG_SIGNATURE, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND"
"""First bytes of a PNG, and the name of its last chunk (PNG specification, 5.2 and 11.2.5)."""


def decoded(data: bytes, flags: int) -> NDArray[Any] | None:
    """Decode a PNG or JPEG, or another format that OpenCV knows.

    Parameters
    ----------
    data : bytes
        The file's.
    flags : int
        ``cv2.IMREAD_...``.

    Returns
    -------
    (H, W) or (H, W, C) array, or None
        Colours in the order B, G, R; None where it is no picture, or a PNG that is cut short.
    """
    if not data or (data.startswith(_PNG_SIGNATURE) and _PNG_END not in data):
        return None  # libpng itself would write to stderr of a PNG without an end
    with _quiet():
        picture: NDArray[Any] | None = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    return picture


@contextmanager
def _quiet() -> Iterator[None]:
    logging: Any = cv2.utils.logging
    before = logging.setLogLevel(logging.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        logging.setLogLevel(before)
