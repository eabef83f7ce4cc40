from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dcp_builders import FORWARD, MATRIX, dcp_bytes, random_map
from ppr10k_data.errors import ProfileError
from ppr10k_data.files.headers.dcp import read_dcp, read_dcp_names

RAWTHERAPEE = Path("/usr/share/rawtherapee/dcpprofiles")
CURVE = (0.0, 0.0, 0.5, 0.6, 1.0, 1.0)


@pytest.mark.parametrize("order", ["<", ">"])
def test_everything_in_a_profile(order: str) -> None:
    maps = [random_map(seed, (3, 6, 4)) for seed in (1, 2)]
    look = random_map(3, (5, 8, 4))
    data = dcp_bytes(
        "Canon EOS 6D",
        order=order,
        name="Camera Portrait",
        hue_sat=maps,
        look=look,
        curve=CURVE,
        forward=(FORWARD, FORWARD),
        encoding=1,
        offset_ev=-0.25,
        black_render=1,
    )
    profile = read_dcp(data, name="p.dcp")
    tables = profile.tables
    assert (profile.camera, profile.name) == ("Canon EOS 6D", "Camera Portrait")
    assert (tables.copyright, tables.embed_policy) == ("nobody", 3)
    assert (tables.baseline_exposure_offset_ev, tables.default_black_render) == (-0.25, 1)
    assert np.ravel(tables.tone_curve) == pytest.approx(CURVE)
    assert [light.illuminant for light in profile.lights] == [17, 21]
    for light, expected in zip(profile.lights, maps, strict=True):
        assert np.ravel(light.color_matrix) == pytest.approx(MATRIX)
        assert np.ravel(light.forward_matrix) == pytest.approx(FORWARD)
        assert light.hue_sat_map is not None
        assert light.hue_sat_map.encodes_value
        assert np.array_equal(light.hue_sat_map.deltas, expected)
    assert tables.look_table is not None
    assert np.array_equal(tables.look_table.deltas, look)


def test_names_alone() -> None:
    assert read_dcp_names(memoryview(dcp_bytes("Canon EOS 6D", name="X")), name="p") == ("Canon EOS 6D", "X")
    assert read_dcp_names(memoryview(dcp_bytes(None, name="X")), name="p") == ("", "X")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "IIRC"),
        (b"II*\0" + bytes(20), "IIRC"),
        (b"IIRC" + bytes(4), "directory cannot be read"),
        (dcp_bytes(lights=()), "ColorMatrix1 is missing"),
        (dcp_bytes(curve=(0.0, 0.0, 1.0)), "ProfileToneCurve holds no usable value"),
        (dcp_bytes(forward=(FORWARD[:6],)), "ForwardMatrix1 holds no usable value"),
        (dcp_bytes(hue_sat=[np.full((1, 6, 4, 3), np.nan)]), "ProfileHueSatMapData1 holds no usable value"),
    ],
)
def test_a_damaged_profile_is_told_by_file_and_tag(data: bytes, told: str) -> None:
    with pytest.raises(ProfileError, match=r"^some\.dcp: not a usable camera profile") as caught:
        read_dcp(data, name="some.dcp")
    assert told in str(caught.value)


def test_a_table_beyond_the_end_is_told() -> None:
    data = bytearray(dcp_bytes(hue_sat=[random_map(1, (1, 6, 4))]))
    entry = next(
        at for at in range(8, len(data), 2) if data[at : at + 4] == b"\xfa\xc6\x0b\x00"
    )  # 50938, FLOAT
    data[entry + 8 : entry + 12] = (len(data) - 10).to_bytes(4, "little")
    with pytest.raises(ProfileError, match="ProfileHueSatMapData1 would lie beyond its end"):
        read_dcp(bytes(data), name="some.dcp")


@given(st.binary(max_size=300), st.integers(0, 4000))
def test_no_damage_gives_another_error(noise: bytes, at: int) -> None:
    data = bytearray(dcp_bytes(hue_sat=[random_map(1, (1, 6, 4))], curve=CURVE))
    data[at % len(data) : at % len(data) + len(noise)] = noise
    for read in (read_dcp, lambda d, name: read_dcp_names(memoryview(d), name=name)):
        told = "some.dcp: "
        try:
            read(bytes(data), name="some.dcp")
        except ProfileError as error:
            told = str(error)
        assert told.startswith("some.dcp: ")


@pytest.mark.skipif(not RAWTHERAPEE.is_dir(), reason="apt-get install rawtherapee-data")
def test_the_139_profiles_of_rawtherapee() -> None:
    profiles = [read_dcp(path.read_bytes(), name=path.name) for path in sorted(RAWTHERAPEE.glob("*.dcp"))]
    assert len(profiles) >= 139
    dual = [p for p in profiles if [light.illuminant for light in p.lights] == [17, 21]]
    assert len(dual) >= 91
    assert sum(p.lights[0].forward_matrix is not None for p in profiles) >= 105
    assert sum(p.tables.look_table is not None for p in profiles) >= 72
