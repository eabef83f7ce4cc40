"""Small DNGs of every shape that LibRaw can be asked to open, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from raw_builders import BYTE, LONG, RATIONAL, SHORT, SRATIONAL, Image, Value, text, tiff

CFA, LINEAR_RAW = 32803, 34892
NEUTRAL = (0.5, 1.0, 0.625)
MATRIX_D65 = (0.6722, -0.0635, -0.0963, -0.4287, 1.246, 0.2028, -0.0908, 0.2162, 0.5668)
XTRANS = (
    (1, 1, 0, 1, 1, 2),
    (1, 1, 2, 1, 1, 0),
    (2, 0, 1, 0, 2, 1),
    (1, 1, 2, 1, 1, 0),
    (1, 1, 0, 1, 1, 2),
    (0, 2, 1, 2, 0, 1),
)
"""Fujifilm's 6 x 6 pattern (one of its phases): 0 red, 1 green, 2 blue."""

Pattern = Sequence[Sequence[int]]


def bayer(letters: str) -> Pattern:
    """``"RGGB"`` as rows of numbers."""
    numbers = ["RGB".index(letter) for letter in letters]
    return (numbers[:2], numbers[2:])


def _rationals(values: Sequence[float], denominator: int = 1_000_000) -> list[int]:
    return [part for value in values for part in (round(value * denominator), denominator)]


RGGB = bayer("RGGB")


def dng_bytes(
    pixels: np.ndarray[Any, Any],
    *,
    pattern: Pattern | None = RGGB,
    black: Sequence[float] = (0,),
    black_repeat: tuple[int, int] = (1, 1),
    white: int = 16000,
    active: tuple[int, int, int, int] | None = None,
    crop: tuple[int, int, int, int] | None = None,
    scale: tuple[float, float] | None = None,
    neutral: Sequence[float] | None = NEUTRAL,
    orientation: int = 1,
    baseline_ev: float = 0.0,
    colors: int = 3,
    extra: dict[int, Any] | None = None,
) -> bytes:
    """A DNG of one uncompressed strip.

    ``pixels`` is (H, W) uint16 under a ``pattern``, or (H, W, 3) uint16 for a linear DNG; ``active`` is top, left,
    bottom, right; ``crop`` is left, top, width, height within the active area; ``scale`` is DefaultScale.
    """
    height, width = pixels.shape[:2]
    samples = 1 if pixels.ndim == 2 else pixels.shape[2]
    content = np.ascontiguousarray(pixels, dtype="<u2").tobytes()
    matrix = [value for row in range(colors) for value in MATRIX_D65[3 * (row % 3) : 3 * (row % 3) + 3]]
    directory: dict[int, Any] = {
        254: Value(LONG, (0,)),
        256: Value(LONG, (width,)),
        257: Value(LONG, (height,)),
        258: Value(SHORT, (16,) * samples),
        259: Value(SHORT, (1,)),
        262: Value(SHORT, (CFA if samples == 1 and pattern is not None else LINEAR_RAW,)),
        271: text("Maker"),
        272: text("Model 1"),
        273: Image(content),
        274: Value(SHORT, (orientation,)),
        277: Value(SHORT, (samples,)),
        278: Value(LONG, (height,)),
        279: Value(LONG, (len(content),)),
        284: Value(SHORT, (1,)),
        50706: Value(BYTE, (1, 4, 0, 0)),
        50707: Value(BYTE, (1, 1, 0, 0)),
        50708: text("Maker Model 1"),
        50713: Value(SHORT, black_repeat),
        50714: Value(RATIONAL, _rationals(black, 100)),
        50717: Value(LONG, (white,) * samples),
        50721: Value(SRATIONAL, _rationals(matrix, 10_000)),
        50730: Value(SRATIONAL, _rationals([baseline_ev], 100)),
        50778: Value(SHORT, (21,)),
    }
    if samples == 1 and pattern is not None:
        flat = [colour for row in pattern for colour in row]
        directory |= {
            33421: Value(SHORT, (len(pattern), len(pattern[0]))),
            33422: Value(BYTE, flat),
            50710: Value(BYTE, tuple(range(colors))),
            50711: Value(SHORT, (1,)),
        }
    if neutral is not None:
        directory[50728] = Value(RATIONAL, _rationals(neutral))
    if active is not None:
        directory[50829] = Value(LONG, active)
    if crop is not None:
        directory[50719] = Value(LONG, crop[:2])
        directory[50720] = Value(LONG, crop[2:])
    if scale is not None:
        directory[50718] = Value(RATIONAL, _rationals(scale))
    return tiff({**directory, **(extra or {})})


def mosaic_of(
    scene: np.ndarray[Any, Any],
    pattern: Pattern,
    *,
    black: np.ndarray[Any, Any] | float = 0.0,
    white: float = 16000.0,
    origin: tuple[int, int] = (0, 0),
) -> np.ndarray[Any, Any]:
    """What a sensor counts of an (H, W, 3) scene in 0..1: ``pattern`` and ``black`` repeat from ``origin`` (y, x)."""
    y, x = np.mgrid[: scene.shape[0], : scene.shape[1]]
    cfa = np.asarray(pattern)
    channel = cfa[(y - origin[0]) % cfa.shape[0], (x - origin[1]) % cfa.shape[1]]
    level = np.atleast_2d(np.asarray(black, dtype=np.float64))
    level = level[(y - origin[0]) % level.shape[0], (x - origin[1]) % level.shape[1]]
    value = np.take_along_axis(scene, channel[..., None], axis=2)[..., 0]
    return np.clip(np.round(level + value * (white - level)), 0, 65535).astype(np.uint16)
