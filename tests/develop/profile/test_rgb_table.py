from __future__ import annotations

import json
from pathlib import Path

import colour
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dcp_builders import look_table_bytes, random_map, rgb_table_bytes
from ppr10k_data.develop.profile.rgb_table import RgbTable, apply_rgb_table
from ppr10k_data.develop.profile.table_spaces import PRIMARIES_TO_PCS, Gamma, Primaries, decode, encode
from ppr10k_data.develop.profile.table_stream import LookTable, parse_table
from ppr10k_data.errors import ProfileError
from sdk import needs_sdk, run_sdk

GAMMAS: tuple[Gamma, ...] = ("linear", "srgb", "1.8", "2.2", "rec2020")
SPACES: tuple[Primaries, ...] = ("srgb", "adobe", "prophoto", "p3", "rec2020")
COLORS = arrays(np.float64, (6, 3), elements=st.floats(0.0, 1.0, width=32))


def straight(divisions: int) -> np.ndarray:
    axis = (np.arange(divisions) * 65535 + divisions // 2) // (divisions - 1)
    return np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).astype(np.uint16)


def random_samples(seed: int, divisions: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 65536, (divisions,) * 3 + (3,)).astype(np.uint16)


def table_of(samples: np.ndarray, **tags: int) -> RgbTable:
    table = parse_table(rgb_table_bytes(samples, **tags), name="t")
    assert isinstance(table, RgbTable)
    return table


@given(COLORS, st.sampled_from(range(5)), st.sampled_from(range(5)))
def test_the_table_that_changes_nothing(rgb: np.ndarray, primaries: int, gamma: int) -> None:
    table = table_of(straight(5), primaries=primaries, gamma=gamma, gamut=1)
    assert apply_rgb_table(rgb, table) == pytest.approx(rgb, abs=3e-4)


@given(COLORS, st.integers(0, 9), st.sampled_from((0, 1)), st.floats(0.0, 2.0))
def test_results_stay_in_range(rgb: np.ndarray, seed: int, gamut: int, amount: float) -> None:
    result = apply_rgb_table(rgb, table_of(random_samples(seed, 4), gamut=gamut), amount)
    assert np.isfinite(result).all()
    assert result.min() >= 0.0
    assert result.max() <= 1.0


@given(COLORS)
def test_amount_0_leaves_colours(rgb: np.ndarray) -> None:
    table = table_of(random_samples(1, 4), gamut=1)
    assert apply_rgb_table(rgb, table, 0.0) == pytest.approx(rgb, abs=1e-6)


def test_a_table_of_one_colour() -> None:
    table = table_of(np.full((2, 2, 2, 3), 65535, np.uint16), primaries=2)
    assert apply_rgb_table(np.random.default_rng(0).random((9, 3)), table) == pytest.approx(np.ones((9, 3)))


@pytest.mark.parametrize("gamma", GAMMAS)
def test_curves_are_undone(gamma: Gamma) -> None:
    x = np.linspace(0.0, 1.0, 1001)
    assert decode(encode(x, gamma), gamma) == pytest.approx(x, abs=1e-7)
    assert (np.diff(encode(x, gamma)) > 0).all()


def test_spaces_and_curves_of_colour_science() -> None:
    names: dict[Primaries, str] = {
        "adobe": "Adobe RGB (1998)",
        "p3": "Display P3",
        "rec2020": "ITU-R BT.2020",
    }
    primaries: Primaries
    for primaries, name in names.items():
        space, prophoto = colour.RGB_COLOURSPACES[name], colour.RGB_COLOURSPACES["ProPhoto RGB"]
        adapted = colour.matrix_RGB_to_RGB(space, prophoto, "Bradford")
        expected = prophoto.matrix_RGB_to_XYZ @ adapted
        assert PRIMARIES_TO_PCS[primaries] == pytest.approx(expected, abs=1.5e-3), name
    x = np.linspace(0.0, 1.0, 101)
    assert encode(x, "rec2020") == pytest.approx(
        colour.models.oetf_BT2020(x, is_12_bits_system=True), abs=1e-3
    )
    assert encode(x[1:], "1.8") == pytest.approx(x[1:] ** (1 / 1.8))


_REFERENCE = """
call = L["_Z18RefRGBtoRGBTable3DPfS_S_PKfjjiijPKtfjPK10dng_matrixS6_PK12dng_1d_tableS9_b"]
sizes = [u32, u32, C.c_int32, C.c_int32, u32, vp, C.c_float, u32]
call.restype, call.argtypes = None, [vp] * 4 + sizes + [vp] * 4 + [C.c_bool]
make = dngsdk._f("_ZN10dng_matrixC1Ejj", None, vp, u32, u32)
def matrix(values):
    m = dngsdk.Mat(); make(C.byref(m), 3, 3)
    for i, j in np.ndindex(3, 3): m.d[i][j] = values[i, j]
    return m
given = np.load(sys.argv[2])
rgb, samples, to_table = given["rgb"].astype(np.float32), given["samples"], given["to_table"]
there, back = matrix(to_table), matrix(np.linalg.inv(to_table))
n = len(samples); padded = np.zeros((n**3, 4), np.uint16); padded[:, :3] = samples.reshape(-1, 3)
for gamut in (0, 1):
    for amount in (0.4, 1.0, 1.7):
        planes = [np.ascontiguousarray(rgb[:, c]) for c in range(3)]
        call(*[p.ctypes.data for p in planes], None, 1, len(rgb), len(rgb), 0, n, padded.ctypes.data, amount, gamut,
             C.addressof(there), C.addressof(back), None, None, False)
        np.save(f"{sys.argv[3]}/{gamut}-{amount}.npy", np.stack(planes, 1))
"""


@needs_sdk
@pytest.mark.shared
def test_the_sdks_own_function(shared: Path, tmp_path: Path) -> None:
    rgb, samples = np.random.default_rng(2).random((2000, 3)).astype(np.float32), random_samples(3, 4)
    to_table = table_of(samples, primaries=1).from_prophoto
    np.savez(tmp_path / "given.npz", rgb=rgb, samples=samples, to_table=to_table)
    run_sdk(shared, _REFERENCE, tmp_path / "given.npz", tmp_path)
    for gamut in (0, 1):
        for amount in (0.4, 1.0, 1.7):
            table = table_of(samples, primaries=1, gamma=0, gamut=gamut)
            ours = apply_rgb_table(rgb.astype(np.float64), table, amount)
            assert ours == pytest.approx(np.load(tmp_path / f"{gamut}-{amount}.npy"), abs=3e-6)


_CURVES = """
import json
x = np.linspace(0, 1, 2001)**3
out = {}
for power in ("1_8", "2_2"):
    name = "dng_function_GammaEncode_" + power
    one = dngsdk._f(f"_ZN{len(name)}{name}3GetEv", vp)()
    evaluate = dngsdk._f(f"_ZNK{len(name)}{name}8EvaluateEd", C.c_double, vp, C.c_double)
    out[power.replace("_", ".")] = [evaluate(one, float(v)) for v in x]
print(json.dumps(out))
"""


@needs_sdk
@pytest.mark.shared
def test_the_sdks_curves(shared: Path) -> None:
    curves: dict[Gamma, list[float]] = json.loads(run_sdk(shared, _CURVES))
    for gamma, expected in curves.items():
        assert encode(np.linspace(0.0, 1.0, 2001) ** 3, gamma) == pytest.approx(expected, abs=1e-6)


def test_look_tables_are_read() -> None:
    deltas = random_map(1, (3, 6, 4))
    plain = parse_table(look_table_bytes(deltas, encoding=1), name="t")
    assert isinstance(plain, LookTable)
    assert np.array_equal(plain.table.deltas, deltas)
    assert (plain.table.encodes_value, plain.amounts) == (True, (1.0, 1.0))
    ranged = parse_table(look_table_bytes(deltas, amounts=(0.5, 1.5)), name="t")
    assert isinstance(ranged, LookTable)
    assert (ranged.table.encodes_value, ranged.amounts) == (False, (0.5, 1.5))


def test_rgb_tables_are_read() -> None:
    samples = random_samples(5, 3)
    table = table_of(samples, primaries=4, gamma=2, gamut=1)
    assert np.array_equal(np.round(table.samples * 65535), samples)
    assert (table.primaries, table.gamma, table.clips) == ("rec2020", "1.8", False)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "usable table"),
        (b"\x07\0\0\0" + bytes(40), "kind 7"),
        (look_table_bytes(random_map(1, (1, 6, 4)))[:-8], "usable table"),
        (look_table_bytes(random_map(1, (1, 6, 4)), amounts=(0.5, 0.9)), "strengths from 0.5 to 0.9"),
        (rgb_table_bytes(straight(3))[:60], "usable table"),
        (rgb_table_bytes(straight(3), primaries=9), "usable table"),
        (b"\1\0\0\0\1\0\0\0\1\0\0\0" + bytes(40), "1 dimensions"),
    ],
)
def test_damaged_tables_are_told(data: bytes, told: str) -> None:
    with pytest.raises(ProfileError, match=told):
        parse_table(data, name="a.xmp: crs:Table_0A")


@given(st.binary(max_size=120))
def test_no_damage_gives_another_error(data: bytes) -> None:
    for head in (b"", b"\0\0\0\0", b"\1\0\0\0\1\0\0\0\3\0\0\0"):
        told = "t "
        try:
            parse_table(head + data, name="t")
        except ProfileError as error:
            told = str(error)
        assert told.startswith("t ")
