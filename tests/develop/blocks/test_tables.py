"""The pixel loop's tables beside their specifications in float64."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest

from dcp_builders import random_map, rgb_table_bytes
from ppr10k_data.cameras import HueSatMap
from ppr10k_data.develop.blocks import BLOCK, SCRATCH
from ppr10k_data.develop.blocks.hue_sat import hue_sat
from ppr10k_data.develop.blocks.rgb_table import rgb_table
from ppr10k_data.develop.profile import instructions
from ppr10k_data.develop.profile.hue_sat import apply_hue_sat
from ppr10k_data.develop.profile.rgb_table import RgbTable, apply_rgb_table
from ppr10k_data.develop.profile.table_stream import parse_table
from ppr10k_data.develop.program import Instruction, assemble

SHAPES = ((1, 90, 30), (16, 36, 8), (3, 6, 6), (4, 1, 2), (1, 2, 2))


@numba.njit
def _hue_sat(n: Any, p: Any, rgb: Any, scratch: Any, index: Any) -> None:
    hue_sat(n, p.entries, p.numbers[0], p.tables[0], rgb, scratch, index)


@numba.njit
def _rgb_table(n: Any, p: Any, rgb: Any, scratch: Any, index: Any) -> None:
    rgb_table(n, p.entries, p.numbers[0], p.tables[0], rgb, scratch, index)


def colors() -> np.ndarray[Any, Any]:
    """(BLOCK, 3): random ones, greys, and the corners of the cube."""
    some = np.random.default_rng(0).random((BLOCK, 3))
    some[:20] = np.linspace(0.0, 1.0, 20)[:, None]
    some[20:28] = np.stack(np.meshgrid([0, 1], [0, 1], [0, 1]), axis=-1).reshape(-1, 3)
    return some


def run(stage: Any, instruction: Instruction, rgb: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    planes = np.ascontiguousarray(rgb.T, np.float32)
    scratch, index = np.empty((SCRATCH, BLOCK), np.float32), np.empty((4, BLOCK), np.int32)
    stage(BLOCK, assemble([instruction]), planes, scratch, index)
    return planes.T


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("encoded", [False, True])
def test_hue_sat(shape: tuple[int, int, int], encoded: bool) -> None:
    table = HueSatMap.of(random_map(1, shape), encodes_value=encoded)
    ours = run(_hue_sat, instructions.hue_sat(table), colors())
    assert ours == pytest.approx(apply_hue_sat(colors(), table), abs=1.5e-5)  # one 16-bit level


@pytest.mark.parametrize(
    ("primaries", "gamma", "gamut", "amount"), [(0, 1, 0, 1.0), (1, 3, 1, 0.5), (2, 2, 0, 1.6)]
)
def test_rgb_table(primaries: int, gamma: int, gamut: int, amount: float) -> None:
    axis = np.linspace(0.0, 1.0, 9)
    grid = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1)
    samples = np.clip(grid + 0.15 * np.sin(5.0 * grid[..., ::-1]), 0.0, 1.0) * 65535.0
    data = rgb_table_bytes(np.rint(samples), primaries=primaries, gamma=gamma, gamut=gamut)
    table = parse_table(data, name="t")
    assert isinstance(table, RgbTable)
    ours = run(_rgb_table, instructions.rgb_table(table, amount), colors())
    assert ours == pytest.approx(apply_rgb_table(colors(), table, amount), abs=2e-5)
