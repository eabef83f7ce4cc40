"""Small camera profiles, and tables in the text that sidecars carry, for tests."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from ppr10k_data.xmp.big_table import DIGITS
from raw_builders import FLOAT, LONG, SHORT, SRATIONAL, Value, text, tiff

MATRIX = (0.6722, -0.0635, -0.0963, -0.4287, 1.246, 0.2028, -0.0908, 0.2162, 0.5668)
FORWARD = (0.5, 0.3, 0.1642, 0.25, 0.7, 0.05, 0.02, 0.1, 0.7051)
Deltas = np.ndarray[Any, Any]


def matrix(values: Sequence[float]) -> Value:
    return Value(SRATIONAL, [part for value in values for part in (round(value * 10_000), 10_000)])


def floats(values: Any) -> Value:
    return Value(FLOAT, np.ravel(values).astype(float).tolist())


def map_tags(first: int, data: Sequence[int], maps: Sequence[Deltas], encoding: int) -> dict[int, Value]:
    """Dimensions, encoding and data of (values, hues, saturations, 3) tables."""
    values, hues, saturations, _ = maps[0].shape
    sizes = {first: Value(LONG, (hues, saturations, values))}
    encodings = {{50937: 51107, 50981: 51108}[first]: Value(LONG, (encoding,))}
    return {**sizes, **encodings, **{tag: floats(m) for tag, m in zip(data, maps, strict=False)}}


def profile_tags(
    *,
    name: str = "Test Profile",
    hue_sat: Sequence[Deltas] = (),
    look: Deltas | None = None,
    curve: Sequence[float] | None = None,
    forward: Sequence[Sequence[float]] = (),
    lights: Sequence[int] = (17, 21),
    encoding: int = 0,
    offset_ev: float | None = None,
    black_render: int | None = None,
) -> dict[int, Value]:
    """A profile's tags, for a file of its own or for a DNG."""
    tags: dict[int, Value] = {50936: text(name), 50942: text("nobody"), 50941: Value(LONG, (3,))}
    for number, light in enumerate(lights):
        tags |= {50721 + number: matrix(MATRIX), 50778 + number: Value(SHORT, (light,))}
    tags |= {50964 + number: matrix(values) for number, values in enumerate(forward)}
    if hue_sat:
        tags |= map_tags(50937, (50938, 50939), hue_sat, encoding)
    if look is not None:
        tags |= map_tags(50981, (50982,), [look], encoding)
    if curve is not None:
        tags[50940] = floats(curve)
    if offset_ev is not None:
        tags[51109] = matrix([offset_ev])
    if black_render is not None:
        tags[51110] = Value(LONG, (black_render,))
    return tags


def dcp_bytes(camera: str | None = "Maker Model 1", *, order: str = "<", **tags: Any) -> bytes:
    """A profile in a file of its own."""
    directory = profile_tags(**tags)
    if camera is not None:
        directory[50708] = text(camera)
    return tiff(directory, order=order, magic=b"RC" if order == "<" else b"CR")


def random_map(
    seed: int, shape: tuple[int, int, int], *, strength: float = 1.0
) -> np.ndarray[Any, np.dtype[np.float32]]:
    """A (values, hues, saturations, 3) table of moderate changes; no change of value where there is no colour."""
    rng = np.random.default_rng(seed)
    deltas = np.empty((*shape, 3), np.float32)
    deltas[..., 0] = rng.uniform(-25.0, 25.0, shape) * strength
    deltas[..., 1:] = 1.0 + rng.uniform(-0.3, 0.3, (*shape, 2)) * strength
    deltas[:, :, 0, 2] = 1.0
    return deltas


def table_text(data: bytes) -> tuple[str, str]:
    """A table's text and digest."""
    packed = struct.pack("<I", len(data)) + zlib.compress(data)
    missing = -len(packed) % 4
    letters = []
    for (word,) in struct.iter_unpack("<I", packed + bytes(missing)):
        for _ in range(5):
            word, digit = divmod(word, 85)
            letters.append(DIGITS[digit])
    return "".join(letters)[: len(letters) - missing], hashlib.md5(data).hexdigest().upper()


def look_table_bytes(
    deltas: Deltas, *, encoding: int = 0, amounts: tuple[float, float] | None = None
) -> bytes:
    values, hues, saturations, _ = deltas.shape
    head = struct.pack("<5I", 0, 1 if amounts is None else 2, hues, saturations, values)
    tail = struct.pack("<I", encoding) + (b"" if amounts is None else struct.pack("<2d", *amounts))
    return head + deltas.astype("<f4").tobytes() + tail


def rgb_table_bytes(
    samples: np.ndarray[Any, Any],
    *,
    primaries: int = 0,
    gamma: int = 1,
    gamut: int = 0,
    amounts: tuple[float, float] = (0.0, 2.0),
) -> bytes:
    """``samples`` is (N, N, N, 3) uint16, indexed [red, green, blue]."""
    divisions = len(samples)
    axis = (np.arange(divisions) * 65535 + divisions // 2) // (divisions - 1)
    straight = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1)
    offsets = (samples.astype(np.int64) - straight) % 65536
    head = struct.pack("<4I", 1, 1, 3, divisions)
    return head + offsets.astype("<u2").tobytes() + struct.pack("<3I2d", primaries, gamma, gamut, *amounts)
