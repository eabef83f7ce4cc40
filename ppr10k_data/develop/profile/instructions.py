"""How the pixel loop takes the tables of profiles and looks."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ppr10k_data.cameras import HueSatMap
from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from ppr10k_data.develop.profile.rgb_table import RgbTable
from ppr10k_data.develop.profile.table_spaces import decode, encode
from ppr10k_data.develop.program import Instruction, Step, even_axis, root_axis


@lru_cache(maxsize=4)
def hue_sat(table: HueSatMap) -> Instruction:
    """:func:`~ppr10k_data.develop.profile.hue_sat.apply_hue_sat`; kept, as all pictures of a camera have one table."""
    deltas = table.deltas
    entries = np.zeros((*deltas.shape[:3], 4), np.float32)
    entries[..., :3] = deltas
    entries[..., 0] /= 360.0
    numbers = (table.hues, table.saturations, table.values, float(table.encodes_value))
    return Instruction(Step.HUE_SAT, numbers, (srgb_encode(root_axis()), srgb_decode(even_axis())), entries)


@lru_cache(maxsize=4)
def rgb_table(table: RgbTable, amount: float) -> Instruction:
    """:func:`~ppr10k_data.develop.profile.rgb_table.apply_rgb_table`, the amount mixed into the table."""
    samples = table.samples
    axis = np.linspace(0.0, 1.0, table.divisions)
    straight = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1)
    entries = np.zeros((*samples.shape[:3], 4), np.float32)
    entries[..., :3] = straight + amount * (samples - straight)
    there = table.from_prophoto
    numbers = (table.divisions, float(not table.clips), *there.ravel(), *np.linalg.inv(there).ravel())
    tables = (encode(root_axis(), table.gamma), decode(even_axis(), table.gamma))
    return Instruction(Step.RGB_TABLE, tuple(map(float, numbers)), tables, entries)
