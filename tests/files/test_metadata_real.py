"""Our readers against tifffile, exifread and LibRaw on real files."""

from __future__ import annotations

import logging
import tracemalloc
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ppr10k_data.files.headers.tags import Tag
from ppr10k_data.files.metadata import RawMetadata, read_metadata
from real_files import DNG, EVERY_FILE, READABLE

pytestmark = pytest.mark.shared

MATRICES = {
    "color_matrix_1": Tag.ColorMatrix1,
    "color_matrix_2": Tag.ColorMatrix2,
    "forward_matrix_1": Tag.ForwardMatrix1,
    "forward_matrix_2": Tag.ForwardMatrix2,
    "camera_calibration_1": Tag.CameraCalibration1,
    "camera_calibration_2": Tag.CameraCalibration2,
}
VECTORS = {
    "analog_balance": Tag.AnalogBalance,
    "as_shot_neutral": Tag.AsShotNeutral,
    "as_shot_white_xy": Tag.AsShotWhiteXY,
    "baseline_exposure_ev": Tag.BaselineExposure,
    "shadow_scale": Tag.ShadowScale,
    "calibration_illuminant_1": Tag.CalibrationIlluminant1,
    "calibration_illuminant_2": Tag.CalibrationIlluminant2,
}
FRAME = {
    "active_area": Tag.ActiveArea,
    "default_crop_origin": Tag.DefaultCropOrigin,
    "default_crop_size": Tag.DefaultCropSize,
    "default_scale": Tag.DefaultScale,
}


def read(shared: Path, file: str) -> RawMetadata:
    return read_metadata((shared / "data" / file).read_bytes(), name=file)


@pytest.fixture
def tiff_tags(shared: Path, request: pytest.FixtureRequest) -> Iterator[dict[int, Any]]:
    """All tags of a file as tifffile reads them, the main directory's first."""
    tifffile = pytest.importorskip("tifffile")
    with tifffile.TiffFile(shared / "data" / request.param) as tiff:
        pages = [page for main in tiff.pages for page in (main, *(main.pages or ()))]
        yield {tag.code: tag for page in reversed(pages) for tag in page.tags.values()}


def values(tag: Any) -> np.ndarray | None:
    """A tag's numbers by tifffile, which leaves rationals as pairs; None where one is n/0."""
    numbers = np.asarray(tag.value, float).ravel()
    if tag.dtype in (5, 10):
        if not numbers[1::2].all():
            return None
        numbers = numbers[::2] / numbers[1::2]
    return numbers


@pytest.mark.parametrize(("file", "tiff_tags"), [(file, file) for file in DNG], indirect=["tiff_tags"])
def test_dng_numbers_agree_with_tifffile(shared: Path, file: str, tiff_tags: dict[int, Any]) -> None:
    found = read(shared, file).dng
    assert found is not None
    for names, owner in ((MATRICES, found), (VECTORS, found), (FRAME, found.frame)):
        for name, tag in names.items():
            expected = values(tiff_tags[tag]) if tag in tiff_tags else None
            ours = getattr(owner, name)
            assert (ours is None) == (expected is None), name
            if ours is not None:
                np.testing.assert_allclose(np.ravel(ours), expected, rtol=1e-12, err_msg=name)


@pytest.mark.parametrize(("file", "tiff_tags"), [(file, file) for file in DNG], indirect=["tiff_tags"])
def test_dng_texts_agree_with_tifffile(shared: Path, file: str, tiff_tags: dict[int, Any]) -> None:
    found = read(shared, file)
    assert found.dng is not None
    for ours, tag in ((found.dng.profile.name, Tag.ProfileName), (found.unique_camera_model, 50708)):
        assert ours == (tiff_tags[tag].value.strip() if tag in tiff_tags else None)
    assert found.xmp == (bytes(tiff_tags[700].value) if 700 in tiff_tags else None)


D500 = "adobe-previews/nikon_d500_dngconv16_dark/DSC8695.dng"


@pytest.mark.parametrize(("file", "tiff_tags"), [(D500, D500)], indirect=["tiff_tags"])
def test_profile_tables_agree_with_tifffile(shared: Path, file: str, tiff_tags: dict[int, Any]) -> None:
    found = read(shared, file).dng
    assert found is not None
    maps = {
        Tag.ProfileHueSatMapData1: (found.profile.hue_sat_map_1, Tag.ProfileHueSatMapDims),
        Tag.ProfileHueSatMapData2: (found.profile.hue_sat_map_2, Tag.ProfileHueSatMapDims),
        Tag.ProfileLookTableData: (found.profile.look_table, Tag.ProfileLookTableDims),
    }
    for tag, (table, dims) in maps.items():
        assert table is not None
        hues, saturations, divisions = tiff_tags[dims].value
        assert table.deltas.shape == (divisions, hues, saturations, 3)
        expected = np.array(tiff_tags[tag].value, np.float32).reshape(divisions, hues, -1, 3)
        skipped = saturations - expected.shape[2]
        np.testing.assert_array_equal(table.deltas[:, :, skipped:], expected)
    assert found.profile.calibration_signature == found.camera_calibration_signature == "com.adobe"


CONTAINERS = {".CRW": "crw", ".KDC": "tiff", ".NEF": "tiff", ".cr2": "tiff", ".RW2": "rw2", ".dng": "dng"}


@pytest.mark.parametrize("file", EVERY_FILE)
def test_container(shared: Path, file: str) -> None:
    assert read(shared, file).container == CONTAINERS[Path(file).suffix]


@pytest.mark.parametrize("file", [file for file in EVERY_FILE if Path(file).suffix not in (".CRW", ".RW2")])
def test_shot_agrees_with_exifread(shared: Path, file: str) -> None:
    exifread = pytest.importorskip("exifread")
    found = read(shared, file)
    logging.getLogger("exifread").setLevel(logging.CRITICAL)
    with (shared / "data" / file).open("rb") as stream:
        theirs = exifread.process_file(stream, details=False)

    def text(tag: str) -> str | None:
        return str(theirs[tag].values).strip() or None if tag in theirs else None

    def number(group: str, name: str) -> float | None:
        tag = theirs.get(f"EXIF {name}") or theirs.get(f"Image {name}")
        value = tag.values[0] if tag else 0
        return float(value) if value else None

    assert (found.make, found.model) == (text("Image Make"), text("Image Model"))
    assert found.software == text("Image Software")
    orientation = theirs.get("Image Orientation")
    assert found.orientation == (orientation.values[0] if orientation else None)
    ours = (found.iso, found.exposure_time_s, found.f_number, found.focal_length_mm)
    names = ("ISOSpeedRatings", "ExposureTime", "FNumber", "FocalLength")
    assert ours == pytest.approx(tuple(number("EXIF", name) for name in names))
    stamp = text("EXIF DateTimeOriginal") or text("Image DateTimeOriginal") or text("Image DateTime")
    assert found.date_time == (datetime.strptime(stamp, "%Y:%m:%d %H:%M:%S") if stamp else None)
    assert found.lens == text("EXIF LensModel")


ORIENTATION_OF_FLIP = {0: 1, 3: 3, 5: 8, 6: 6}


@pytest.mark.parametrize("file", [*READABLE, EVERY_FILE[-1]])
def test_shot_agrees_with_libraw(shared: Path, file: str) -> None:
    """Where both know a fact; LibRaw also reads maker notes, and has 0 or 1 for what it does not know."""
    rawpy = pytest.importorskip("rawpy")
    found = read(shared, file)
    with rawpy.imread(str(shared / "data" / file)) as raw:
        other, flip = raw.other, raw.sizes.flip
    for ours, theirs in (
        (found.iso, other.iso_speed),
        (found.exposure_time_s, other.shutter_speed),
        (found.f_number, other.aperture),
        (found.focal_length_mm, other.focal_length),
    ):
        if ours and theirs:
            assert ours == pytest.approx(theirs, rel=1e-6)
    if found.date_time is not None:
        assert found.date_time == other.timestamp
    assert (found.orientation or 1) == ORIENTATION_OF_FLIP[flip]


def test_known_traps(shared: Path) -> None:
    kiss = read(shared, "raw/canon_kiss_x4_magiclantern_colorchart.dng")
    assert kiss.dng is not None
    assert kiss.dng.baseline_exposure_ev is None  # 0/0
    assert kiss.dng.unusable == ("BaselineExposure",)
    assert (kiss.iso, kiss.date_time) == (None, None)
    sony = read(shared, "raw/sony_a7r4_12mp_crop_lossless.dng")
    assert (sony.make, sony.model, sony.unique_camera_model) == ("Synth", "SYNTH-1", "Synth SYNTH-1")
    g4 = read(shared, "adobe-previews/lg_h815_acr9_preview/dng_with_preview.dng")
    assert g4.dng is not None
    assert (g4.dng.calibration_illuminant_1, g4.dng.calibration_illuminant_2) == (21, 17)  # D65 first
    assert g4.dng.not_applied == ()  # its polynomials are LibRaw's to apply
    crw = read(shared, "raw/canon_powershot_s30.CRW")
    assert (crw.make, crw.model, crw.iso) == ("Canon", "Canon PowerShot S30", 50)


def test_embedded_xmp_is_the_extracted_one(shared: Path) -> None:
    for dng in sorted((shared / "data/adobe-previews").glob("*/*.dng")):
        packet = read_metadata(dng.read_bytes(), name=dng.name).xmp
        extracted = next(dng.parent.glob("*.embedded.xmp")).read_bytes()
        assert packet is not None
        assert packet.strip(b"\0\n ") == extracted.strip(b"\0\n ")


def test_a_large_file_is_not_copied(shared: Path) -> None:
    content = (shared / "data/raw/sony_a7r4_12mp_crop_lossless.dng").read_bytes()
    read_metadata(content, name="warm-up")
    tracemalloc.start()
    read_metadata(content, name="sony")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200_000 < len(content)
