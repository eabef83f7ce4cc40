from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dcp_builders import random_map
from ppr10k_data.cameras import HueSatMap
from ppr10k_data.develop.profile.hue_sat import apply_hue_sat, mixed, scaled
from sdk import needs_sdk, run_sdk

UNIT = st.floats(0.0, 1.0, width=32)
COLORS = arrays(np.float64, (8, 3), elements=UNIT)
SHAPES = ((1, 6, 4), (3, 6, 6), (5, 9, 3), (4, 1, 2))
IDENTITY = np.broadcast_to(np.array([0.0, 1.0, 1.0], np.float32), (3, 6, 4, 3))


@given(COLORS, st.booleans())
def test_the_table_that_changes_nothing(rgb: np.ndarray, encoded: bool) -> None:
    table = HueSatMap.of(IDENTITY, encodes_value=encoded)
    assert apply_hue_sat(rgb, table) == pytest.approx(rgb, abs=1e-7)


@given(COLORS, st.integers(0, 99), st.sampled_from(SHAPES), st.booleans(), st.floats(0.0, 3.0))
def test_results_stay_in_range(
    rgb: np.ndarray, seed: int, shape: tuple[int, int, int], encoded: bool, strength: float
) -> None:
    table = HueSatMap.of(random_map(seed, shape, strength=strength), encodes_value=encoded)
    result = apply_hue_sat(rgb, table)
    assert np.isfinite(result).all()
    assert result.min() >= -1e-12
    assert result.max() <= 1.0 + 1e-12


@given(arrays(np.float64, 8, elements=UNIT), st.integers(0, 99), st.sampled_from(SHAPES))
def test_greys_stay_as_they_are(grey: np.ndarray, seed: int, shape: tuple[int, int, int]) -> None:
    table = HueSatMap.of(random_map(seed, shape), encodes_value=False)
    rgb = np.repeat(grey[:, None], 3, axis=1)
    assert apply_hue_sat(rgb, table) == pytest.approx(rgb, abs=1e-6)


def test_hue_goes_around() -> None:
    deltas = np.tile(np.array([0.0, 1.0, 1.0], np.float32), (1, 6, 2, 1))
    deltas[0, 5, 1, 0] = 40.0  # entries of saturation 1 at 300 degrees; the neighbours are at 240 and 0
    table = HueSatMap.of(deltas, encodes_value=False)
    halfway = np.array([[1.0, 0.0, 0.5]])  # 330 degrees
    hue_330_plus_20 = np.array([[1.0, 0.0, 10.0 / 60.0]])
    assert apply_hue_sat(halfway, table) == pytest.approx(hue_330_plus_20, abs=1e-6)


_REFERENCE = """
call = dngsdk._f("_Z20RefBaselineHueSatMapPKfS0_S0_PfS1_S1_jRK15dng_hue_sat_mapPK12dng_1d_tableS7_b", None,
                 *[vp] * 6, u32, vp, vp, vp, C.c_bool)
rgb = np.load(sys.argv[2]).astype(np.float32)
for number, deltas in enumerate(np.load(sys.argv[3], allow_pickle=True)):
    values, hues, saturations, _ = deltas.shape
    lut = C.create_string_buffer(256)
    dngsdk._f("_ZN15dng_hue_sat_mapC1Ev", None, vp)(lut)
    dngsdk._f("_ZN15dng_hue_sat_map12SetDivisionsEjjj", None, vp, u32, u32, u32)(lut, hues, saturations, values)
    put = dngsdk._f("_ZN15dng_hue_sat_map22SetDeltaKnownWriteableEjjjRKNS_9HSBModifyE", None, vp, u32, u32, u32, vp)
    for v, h, s in np.ndindex(values, hues, saturations):
        entry = (C.c_float * 3)(*map(float, deltas[v, h, s]))
        put(lut, h, s, v, entry)
    planes = [np.ascontiguousarray(rgb[:, c]) for c in range(3)]
    out = [np.empty_like(p) for p in planes]
    call(*[p.ctypes.data for p in planes], *[p.ctypes.data for p in out], len(rgb), C.addressof(lut), None, None, False)
    np.save(f"{sys.argv[4]}/{number}.npy", np.stack(out, 1))
"""


@needs_sdk
@pytest.mark.shared
def test_the_sdks_own_function(shared: Path, tmp_path: Path) -> None:
    rgb = np.random.default_rng(0).random((2000, 3)).astype(np.float32)
    tables = np.empty(3, object)
    tables[:] = [random_map(seed, shape) for seed, shape in enumerate(SHAPES[:3])]
    np.save(tmp_path / "rgb.npy", rgb)
    np.save(tmp_path / "tables.npy", tables, allow_pickle=True)
    run_sdk(shared, _REFERENCE, tmp_path / "rgb.npy", tmp_path / "tables.npy", tmp_path)
    for number, deltas in enumerate(tables):
        ours = apply_hue_sat(rgb.astype(np.float64), HueSatMap.of(deltas, encodes_value=False))
        assert ours == pytest.approx(np.load(tmp_path / f"{number}.npy"), abs=2e-6)


def test_mixing_and_scaling() -> None:
    first, second = (HueSatMap.of(random_map(seed, (1, 6, 4)), encodes_value=False) for seed in (1, 2))
    other_shape = HueSatMap.of(random_map(3, (2, 6, 4)), encodes_value=False)
    assert mixed(first, None, 0.3) is first
    assert mixed(None, second, 0.3) is second
    assert mixed(first, other_shape, 0.3) is first
    assert mixed(first, second, 1.0) is first
    between = mixed(first, second, 0.25)
    assert between is not None
    assert between.deltas == pytest.approx(0.25 * first.deltas + 0.75 * second.deltas, abs=1e-6)
    assert scaled(first, 1.0) is first
    assert np.array_equal(scaled(first, 0.0).deltas, np.broadcast_to([0.0, 1.0, 1.0], (1, 6, 4, 3)))
