from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import exifread
import numpy as np
import pytest
import rawpy
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st

from ppr10k_data.errors import ImageFileError, SettingsError
from ppr10k_data.files.dng import BAYER_PATTERNS, DngCalibration, DngFacts, stored_neutral, write_dng
from ppr10k_data.files.metadata import read_metadata

MATRIX_A = ((0.7234, -0.1413, -0.06), (-0.3631, 1.115, 0.285), (-0.0382, 0.1335, 0.6437))
MATRIX_D65 = ((0.6722, -0.0635, -0.0963), (-0.4287, 1.246, 0.2028), (-0.0908, 0.2162, 0.5668))
FACTS = DngFacts(
    make="Maker",
    model="Model 1",
    unique_camera_model="Maker Model 1",
    software="tests",
    cfa="RGGB",
    black_level=(500, 510, 520, 530),
    white_level=15000,
    crop=(8, 6, 80, 50),
    calibrations=(DngCalibration(17, MATRIX_A), DngCalibration(21, MATRIX_D65)),
    as_shot_neutral=(0.5, 1.0, 0.625),
    baseline_exposure_ev=0.25,
    orientation=1,
    iso=400,
    exposure_time_s=0.008,
    f_number=2.8,
    focal_length_mm=85.0,
)


@pytest.fixture
def mosaic() -> np.ndarray[Any, Any]:
    return np.random.default_rng(0).integers(500, 15000, (64, 96), dtype=np.uint16)


def test_libraw_reads_the_mosaic_unchanged(tmp_path: Path, mosaic: np.ndarray[Any, Any]) -> None:
    write_dng(tmp_path / "a.dng", mosaic, FACTS)
    with rawpy.imread(str(tmp_path / "a.dng")) as raw:
        np.testing.assert_array_equal(raw.raw_image, mosaic)
        assert raw.white_level == 15000
        assert raw.camera_whitebalance[:3] == pytest.approx([2.0, 1.0, 1.6])
        sizes = raw.sizes
        crop = (sizes.crop_left_margin, sizes.crop_top_margin, sizes.crop_width, sizes.crop_height)
        assert crop == FACTS.crop


@pytest.mark.parametrize("cfa", BAYER_PATTERNS)
def test_libraw_finds_the_colours_and_their_black_levels(
    tmp_path: Path, mosaic: np.ndarray[Any, Any], cfa: str
) -> None:
    write_dng(tmp_path / "a.dng", mosaic, replace(FACTS, cfa=cfa))
    with rawpy.imread(str(tmp_path / "a.dng")) as raw:
        names = [raw.color_desc.decode()[raw.raw_color(y, x)] for y in (0, 1) for x in (0, 1)]
        blacks = raw.black_level_per_channel
        by_place = tuple(blacks[raw.raw_color(y, x)] for y in (0, 1) for x in (0, 1))
    assert "".join(names) == cfa
    assert by_place == FACTS.black_level


@pytest.mark.parametrize(("orientation", "flip"), [(1, 0), (3, 3), (6, 6), (8, 5)])
def test_libraw_turns_it_upright(
    tmp_path: Path, mosaic: np.ndarray[Any, Any], orientation: int, flip: int
) -> None:
    # LibRaw's flip: 3 is 180 degrees, 5 is 90 counter-clockwise, 6 is 90 clockwise (LibRaw API, imgdata.sizes.flip)
    write_dng(tmp_path / "a.dng", mosaic, replace(FACTS, orientation=orientation))
    with rawpy.imread(str(tmp_path / "a.dng")) as raw:
        assert raw.sizes.flip == flip


def test_tags_read_by_exifread(tmp_path: Path, mosaic: np.ndarray[Any, Any]) -> None:
    write_dng(tmp_path / "a.dng", mosaic, FACTS)
    with (tmp_path / "a.dng").open("rb") as file:
        tags = exifread.process_file(file, details=False)
    assert str(tags["Image Make"]) == "Maker"
    assert str(tags["Image Model"]) == "Model 1"
    assert float(tags["Image ExposureTime"].values[0]) == 0.008
    assert float(tags["Image FNumber"].values[0]) == 2.8
    assert float(tags["Image FocalLength"].values[0]) == 85.0


def test_tags_read_by_tifffile(tmp_path: Path, mosaic: np.ndarray[Any, Any]) -> None:
    write_dng(tmp_path / "a.dng", mosaic, FACTS)
    with tifffile.TiffFile(tmp_path / "a.dng") as tiff:
        tags = {tag.name: tag.value for tag in tiff.pages[0].tags}
    assert tags["NewSubfileType"] == 0
    assert tags["DNGVersion"] == bytes([1, 4, 0, 0])
    assert tags["UniqueCameraModel"] == "Maker Model 1"
    assert tags["BlackLevel"] == (500, 510, 520, 530)
    assert tags["ISOSpeedRatings"] == 400
    assert tags["DefaultCropOrigin"] == (8, 6)
    assert tags["DefaultCropSize"] == (80, 50)
    assert (tags["CalibrationIlluminant1"], tags["CalibrationIlluminant2"]) == (17, 21)
    assert np.array(tags["ColorMatrix1"]).reshape(9, 2)[:, 0] == pytest.approx(np.ravel(MATRIX_A) * 10000)
    assert tags["BaselineExposure"] == (25, 100)


def test_our_own_reader_gets_the_facts_back(tmp_path: Path, mosaic: np.ndarray[Any, Any]) -> None:
    write_dng(tmp_path / "a.dng", mosaic, FACTS)
    found = read_metadata((tmp_path / "a.dng").read_bytes(), name="a.dng")
    assert (found.make, found.model, found.orientation, found.iso) == ("Maker", "Model 1", 1, 400)
    assert found.exposure_time_s == pytest.approx(0.008)
    assert found.dng is not None


def test_one_calibration_is_enough(tmp_path: Path, mosaic: np.ndarray[Any, Any]) -> None:
    write_dng(tmp_path / "a.dng", mosaic, replace(FACTS, calibrations=FACTS.calibrations[1:]))
    with tifffile.TiffFile(tmp_path / "a.dng") as tiff:
        tags = tiff.pages[0].tags
        assert tags["CalibrationIlluminant1"].value == 21
        assert "ColorMatrix2" not in tags


@settings(max_examples=25)
@given(st.integers(2, 40), st.integers(2, 40), st.integers(0, 2**32 - 1))
def test_any_mosaic_reads_back(tmp_path_factory: pytest.TempPathFactory, h: int, w: int, seed: int) -> None:
    path = tmp_path_factory.mktemp("dng") / "a.dng"
    mosaic = np.random.default_rng(seed).integers(0, 65536, (h, w), dtype=np.uint16)
    write_dng(path, mosaic, replace(FACTS, crop=(0, 0, w, h)))
    np.testing.assert_array_equal(tifffile.imread(io.BytesIO(path.read_bytes())), mosaic)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, mosaic: np.ndarray[Any, Any]) -> None:
    for name in ("a.dng", "b.dng"):
        write_dng(tmp_path / name, mosaic, FACTS)
    assert (tmp_path / "a.dng").read_bytes() == (tmp_path / "b.dng").read_bytes()


def test_stored_neutral_is_what_a_reader_finds(tmp_path: Path, mosaic: np.ndarray[Any, Any]) -> None:
    neutral = (0.123456789, 1.0, 0.987654321)
    write_dng(tmp_path / "a.dng", mosaic, replace(FACTS, as_shot_neutral=neutral))
    with tifffile.TiffFile(tmp_path / "a.dng") as tiff:
        pairs = np.array(tiff.pages[0].tags["AsShotNeutral"].value).reshape(3, 2)
    assert tuple(pairs[:, 0] / pairs[:, 1]) == stored_neutral(neutral)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"cfa": "RGBG"}, "RGGB, GRBG, GBRG, BGGR"),
        ({"crop": (8, 6, 89, 50)}, "96 x 64"),
        ({"crop": (-1, 0, 10, 10)}, "96 x 64"),
        ({"black_level": (500, 500, 500, 15000)}, "must lie below white"),
        ({"white_level": 70000}, "0..65535"),
        ({"black_level": (-1, 500, 500, 500)}, "0..65535"),
        ({"calibrations": ()}, "calibrations"),
        ({"orientation": 9}, "1..8"),
        ({"as_shot_neutral": (0.5, 0.0, 1.0)}, "as_shot_neutral"),
        ({"iso": 102400}, "1..65535"),
    ],
)
def test_impossible_facts_are_refused(
    tmp_path: Path, mosaic: np.ndarray[Any, Any], change: dict[str, Any], named: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        write_dng(tmp_path / "a.dng", mosaic, replace(FACTS, **change))
    assert named in str(caught.value)
    assert "a.dng" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_picture_is_no_mosaic(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"\(H, W\) uint16"):
        write_dng(tmp_path / "a.dng", np.zeros((64, 96, 3), np.uint16), FACTS)


def test_a_missing_folder_is_named(tmp_path: Path, mosaic: np.ndarray[Any, Any]) -> None:
    with pytest.raises(ImageFileError, match=r"gone.a\.dng: cannot be written"):
        write_dng(tmp_path / "gone" / "a.dng", mosaic, FACTS)


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, mosaic: np.ndarray[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.dng").write_bytes(b"old")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tifffile.TiffWriter, "write", full)
    with pytest.raises(ImageFileError, match="No space left"):
        write_dng(tmp_path / "a.dng", mosaic, FACTS)
    assert [path.name for path in tmp_path.iterdir()] == ["a.dng"]
    assert (tmp_path / "a.dng").read_bytes() == b"old"
