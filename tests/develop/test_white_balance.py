"""Temperature, tint and camera neutrals against figures that the DNG SDK 1.7.1 gave."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.develop.camera_color import (
    CameraColor,
    IlluminantMatrices,
    normalized_color_matrix,
    normalized_forward_matrix,
)
from ppr10k_data.develop.color_spaces import D50_XY, adaptation, xyz_from_xy
from ppr10k_data.develop.white_balance import temp_tint_from_xy, xy_from_temp_tint

# Canon EOS 450D, ColorMatrix1 (A) and ColorMatrix2 (D65) of Adobe's DNG Converter.
CANON_450D = {
    2850.0: [[0.5784, -0.0262, -0.0821], [-0.7539, 1.5064, 0.2672], [-0.1982, 0.2681, 0.7427]],
}


def rows(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "reference/dng-sdk" / name).open() as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def cameras(shared: Path) -> dict[str, CameraColor]:
    about = json.loads((shared / "reference/dng-sdk/README.json").read_text())
    a, d65 = (
        IlluminantMatrices(kelvin, normalized_color_matrix(np.array(about[key])))
        for kelvin, key in ((2850.0, "mkdng_cm1_StdA"), (6500.0, "mkdng_cm2_D65"))
    )
    return {"dual": CameraColor((a, d65), "SDK"), "singleD65": CameraColor((d65,), "SDK")}


@pytest.mark.shared
def test_xy_of_temperature_and_tint(shared: Path) -> None:
    for row in rows(shared, "temp_tint_xy_neutral.csv"):
        xy = xy_from_temp_tint(float(row["T"]), float(row["tint"]))
        assert xy == pytest.approx((float(row["x"]), float(row["y"])), abs=1e-6)


@pytest.mark.shared
def test_temperature_and_tint_round_trip_as_in_the_sdk(shared: Path) -> None:
    for row in rows(shared, "temp_tint_xy_neutral.csv"):
        there = temp_tint_from_xy(*xy_from_temp_tint(float(row["T"]), float(row["tint"])))
        assert there.temperature_k == pytest.approx(float(row["T_roundtrip"]), abs=0.2)
        assert there.tint == pytest.approx(float(row["tint_roundtrip"]), abs=0.01)


def test_points_that_adobe_documents_in_its_code() -> None:
    assert xy_from_temp_tint(5500, 10) == pytest.approx((0.332456, 0.347454), abs=1e-6)
    assert xy_from_temp_tint(6500, 0) == pytest.approx((0.313528, 0.323534), abs=1e-6)


@given(st.floats(1700, 50000), st.floats(-150, 150))
def test_temperature_and_tint_come_back(temperature_k: float, tint: float) -> None:
    there = temp_tint_from_xy(*xy_from_temp_tint(temperature_k, tint))
    # Between isotherms Adobe's interpolation is not its own exact inverse; far off the curve a little less.
    assert 1e6 / there.temperature_k == pytest.approx(1e6 / temperature_k, abs=0.5)
    assert there.tint == pytest.approx(tint, abs=0.1)


@given(st.floats(0.2, 0.6), st.floats(0.2, 0.5))
def test_any_chromaticity_has_a_temperature(x: float, y: float) -> None:
    temperature_k, tint = temp_tint_from_xy(x, y)
    assert 1666.0 <= temperature_k <= 1e6
    assert np.isfinite(tint)


def test_positive_tint_assumes_a_greener_light() -> None:
    neutral, greener = xy_from_temp_tint(5500, 0), xy_from_temp_tint(5500, 50)
    assert greener[1] > neutral[1]


@pytest.mark.shared
@pytest.mark.parametrize("name", ["dual", "singleD65"])
def test_neutrals(shared: Path, cameras: dict[str, CameraColor], name: str) -> None:
    for row in rows(shared, "temp_tint_xy_neutral.csv"):
        neutral = cameras[name].neutral_from_xy(xy_from_temp_tint(float(row["T"]), float(row["tint"])))
        expected = [float(row[f"{name}_neutral_{channel}"]) for channel in "RGB"]
        assert neutral == pytest.approx(expected, abs=1e-4)


@pytest.mark.shared
def test_white_of_a_neutral(shared: Path, cameras: dict[str, CameraColor]) -> None:
    for row in rows(shared, "neutral_to_xy_temp_tint.csv"):
        neutral = np.array([float(row[f"n{channel}"]) for channel in "RGB"])
        xy = cameras[row["matrices"]].xy_from_neutral(neutral)
        assert xy == pytest.approx((float(row["x"]), float(row["y"])), abs=1e-6)
        assert temp_tint_from_xy(*xy).temperature_k == pytest.approx(float(row["T"]), abs=0.2)


@pytest.mark.shared
def test_camera_to_pcs(shared: Path, cameras: dict[str, CameraColor]) -> None:
    for row in rows(shared, "dual_illuminant_camera_to_pcs.csv"):
        neutral = cameras["dual"].neutral_from_xy((float(row["x"]), float(row["y"])))
        expected = [[float(row[f"m{i}{j}"]) for j in range(3)] for i in range(3)]
        assert cameras["dual"].camera_to_pcs(neutral) == pytest.approx(np.array(expected), abs=1e-5)


def test_the_order_of_the_calibrations_does_not_matter(cameras: dict[str, CameraColor]) -> None:
    turned = CameraColor(cameras["dual"].calibrations[::-1], "turned")
    for temperature_k in (2000, 2850, 4000, 6500, 9000):
        xy = xy_from_temp_tint(temperature_k, 5)
        assert turned.neutral_from_xy(xy) == pytest.approx(cameras["dual"].neutral_from_xy(xy), abs=1e-12)


@given(st.floats(0.3, 0.9), st.floats(0.3, 0.9))
def test_white_comes_out_white(red: float, blue: float) -> None:
    matrix = normalized_color_matrix(np.array(CANON_450D[2850.0]))
    camera = CameraColor((IlluminantMatrices(6500.0, matrix),), "test")
    neutral = np.array([red, 1.0, blue])
    neutral /= neutral.max()
    assert camera.balanced_to_prophoto(neutral).sum(axis=1) == pytest.approx(np.ones(3), abs=1e-3)


def test_forward_matrix_is_scaled_to_the_pcs_white() -> None:
    # LG G4, ForwardMatrix2, whose stored rows sum to almost, but not quite, the D50 white.
    stored = np.array([[0.6797, -0.0781, 0.3594], [0.2109, 0.7031, 0.0859], [-0.0469, -0.8281, 1.6953]])
    assert normalized_forward_matrix(stored).sum(axis=1) == pytest.approx(xyz_from_xy(D50_XY), abs=1e-12)


def test_adaptation_carries_white_to_white() -> None:
    white = xy_from_temp_tint(3200, 10)
    assert adaptation(white, D50_XY) @ xyz_from_xy(white) == pytest.approx(xyz_from_xy(D50_XY), abs=1e-9)
