"""DNGs with profiles inside, rendered by us and by Adobe's SDK."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dcp_builders import FORWARD, matrix, profile_tags, random_map
from dng_builders import dng_bytes
from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.camera_picture import camera_picture
from ppr10k_data.develop.chain import develop, plan_rendering
from ppr10k_data.develop.geometry import picture_size, place
from ppr10k_data.files.headers.dcp import read_dcp
from ppr10k_data.files.raw import open_raw
from ppr10k_data.xmp import CameraRawEdits
from raw_builders import LONG, Value
from sdk import needs_sdk

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "benchmarks"))
import fidelity

pytestmark = [pytest.mark.shared, needs_sdk]

RAWTHERAPEE = Path("/usr/share/rawtherapee/dcpprofiles")
CURVE = [value for x in np.linspace(0.0, 1.0, 17) for value in (x, x**0.6 * (1.0 - 0.1 * x) / 0.9)]
SETTINGS: list[tuple[float, Any]] = [(0.0, None), (1.0, None), (-1.5, None), (0.0, (3200.0, 10.0))]
PROFILES: dict[str, dict[str, Any]] = {
    "2.5D map": {"hue_sat": [random_map(1, (1, 90, 30), strength=0.6)]},
    "two maps": {"hue_sat": [random_map(1, (1, 36, 8)), random_map(2, (1, 36, 8))]},
    "map of values": {"hue_sat": [random_map(3, (16, 36, 8))]},
    "encoded maps": {
        "hue_sat": [random_map(4, (8, 36, 8))],
        "look": random_map(5, (8, 36, 8)),
        "encoding": 1,
    },
    "look table": {"look": random_map(6, (16, 36, 8))},
    "tone curve": {"curve": CURVE},
    "straight curve": {"curve": (0.0, 0.0, 1.0, 1.0)},
    "offset, no black point": {"offset_ev": 0.6, "black_render": 1},
    "everything": {
        "hue_sat": [random_map(7, (1, 36, 8)), random_map(8, (1, 36, 8))],
        "look": random_map(9, (8, 18, 6), strength=0.5),
        "curve": CURVE,
        "forward": (FORWARD, FORWARD),
        "lights": (21, 17),
        "offset_ev": -0.35,
        "black_render": 1,
    },
}


def chart() -> np.ndarray:
    """(64, 96, 3) camera RGB: patches of random colours, dark to white, and a grey ramp."""
    colors = np.random.default_rng(0).random((8, 12, 3)) ** 2.2
    colors[-1] = np.linspace(0.0, 1.0, 12)[:, None] ** 2.2 * np.array([0.5, 1.0, 0.625])
    return np.rint(np.kron(colors, np.ones((8, 8, 1))) * 16000.0).astype(np.uint16)


def ours(path: Path, exposure_ev: float, white: Any) -> np.ndarray:
    """Our render with the SDK's tone, as sRGB in 0..1."""
    custom = {} if white is None else {"white_balance": "Custom", "temperature_k": white[0], "tint": white[1]}
    edits = CameraRawEdits(exposure_ev=exposure_ev, **custom)
    with open_raw(path) as raw:
        sensor = raw.sensor
        balance = Anchor.of(sensor.color, sensor.as_shot_neutral, None).white_balance(edits)
        placement = place(sensor.size, None, 1)
        camera = camera_picture(sensor, placement, picture_size(placement, None))
        return develop(camera, plan_rendering(sensor, edits, balance, tone="sdk")) / 65535.0


def compare(path: Path, shared: Path, settings: list[tuple[float, Any]]) -> None:
    theirs = fidelity.sdk(path, shared / "tools", settings)
    assert theirs is not None
    for (exposure, white), picture in zip(settings, theirs, strict=True):
        error = fidelity.errors(ours(path, exposure, white), picture)
        assert error["de76_mean"] < 0.05, (exposure, white)
        assert error["de76_p95"] < 0.3, (exposure, white)


@pytest.mark.parametrize("name", PROFILES)
def test_embedded_profiles(shared: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / "chart.dng"
    path.write_bytes(dng_bytes(chart(), extra=profile_tags(**PROFILES[name])))
    compare(path, shared, SETTINGS)


@pytest.mark.skipif(not RAWTHERAPEE.is_dir(), reason="apt-get install rawtherapee-data")
@pytest.mark.parametrize(
    "name", ["Canon EOS 6D", "Canon EOS 5D", "NIKON D810", "SONY ILCE-7M3", "FUJIFILM X-T3"]
)
def test_rawtherapees_tables(shared: Path, tmp_path: Path, name: str) -> None:
    data = (RAWTHERAPEE / f"{name}.dcp").read_bytes()
    profile = read_dcp(data, name=name)
    maps = [light.hue_sat_map for light in profile.lights if light.hue_sat_map is not None]
    look = profile.tables.look_table
    tags = profile_tags(
        hue_sat=[table.deltas for table in maps],
        look=None if look is None else look.deltas,
        curve=np.ravel(profile.tables.tone_curve) if profile.tables.tone_curve else None,
        forward=[np.ravel(light.forward_matrix) for light in profile.lights if light.forward_matrix],
        lights=[light.illuminant for light in profile.lights],
        black_render=profile.tables.default_black_render,
    )
    tags |= {50721 + n: matrix(np.ravel(light.color_matrix)) for n, light in enumerate(profile.lights)}
    encodings = {
        51107: any(table.encodes_value for table in maps),
        51108: look is not None and look.encodes_value,
    }
    tags |= {tag: Value(LONG, (int(encoded),)) for tag, encoded in encodings.items()}
    path = tmp_path / "chart.dng"
    path.write_bytes(dng_bytes(chart(), extra=tags))
    compare(path, shared, SETTINGS)
