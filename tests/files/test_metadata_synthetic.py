from __future__ import annotations

import struct
from datetime import datetime

import numpy as np
import pytest

import raw_builders as build
from ppr10k_data.errors import RawDecodeError
from ppr10k_data.files.metadata import RawMetadata, read_metadata

TAKEN = datetime(2019, 8, 7, 6, 5, 4)


def read(content: bytes) -> RawMetadata:
    return read_metadata(content, name="12_3.raw")


@pytest.mark.parametrize(
    ("kind", "container", "camera", "orientation", "software"),
    [
        ("dng", "dng", ("Canon", "Canon EOS 5D Mark III"), 6, "Firmware 1.0"),
        ("dng-be", "dng", ("Canon", "Canon EOS 5D Mark III"), 6, "Firmware 1.0"),
        ("nef", "tiff", ("NIKON CORPORATION", "NIKON D810"), 6, "Firmware 1.0"),
        ("nef-be", "tiff", ("NIKON CORPORATION", "NIKON D810"), 6, "Firmware 1.0"),
        ("orf", "orf", ("NIKON CORPORATION", "NIKON D810"), 6, "Firmware 1.0"),
        ("raf", "raf", ("FUJIFILM", "X-T3"), 6, "Firmware 1.0"),
        ("cr3", "cr3", ("Canon", "Canon EOS R"), 8, "Firmware 1.0"),
        ("rw2", "rw2", ("Panasonic", "DC-GH5"), 3, "Firmware 1.0"),
    ],
)
def test_every_container(
    kind: str, container: str, camera: tuple[str, str], orientation: int, software: str
) -> None:
    found = read(build.EVERY_KIND[kind])
    assert (found.container, found.make, found.model) == (container, *camera)
    assert (found.orientation, found.software, found.date_time) == (orientation, software, TAKEN)
    assert (found.iso, found.exposure_time_s, found.f_number) == (800, 1 / 250, 2.8)
    assert (found.focal_length_mm, found.lens) == (85, "Portrait 85mm F1.8")


@pytest.mark.parametrize("kind", ["dng", "dng-be", "raf", "cr3", "rw2"])
def test_the_xmp_packet_is_found(kind: str) -> None:
    assert read(build.EVERY_KIND[kind]).xmp == b"<x:xmpmeta/>"


@pytest.mark.parametrize("kind", ["nef", "crw"])
def test_files_without_xmp(kind: str) -> None:
    assert read(build.EVERY_KIND[kind]).xmp is None


def test_crw() -> None:
    found = read(build.crw())
    assert (found.container, found.make, found.model) == ("crw", "Canon", "Canon EOS D60")
    assert (found.orientation, found.iso, found.f_number, found.focal_length_mm) == (6, 200, 4, 50)
    assert found.exposure_time_s == pytest.approx(1 / 60, rel=1e-3)
    assert found.date_time == datetime(2001, 9, 9, 1, 46, 40)  # a thousand million seconds of Unix time
    assert found.software == "Firmware 1.0.4"


def test_raf_without_exif_has_the_name_of_its_table() -> None:
    content = build.raf().replace(b"Exif\0\0", b"Nope\0\0")
    found = read(content)
    assert (found.make, found.model, found.iso) == ("FUJIFILM", "X-T3", None)


def test_cr3_with_a_64_bit_box() -> None:
    assert read(build.cr3(large_mdat=True)).model == "Canon EOS R"


@pytest.mark.parametrize("order", ["<", ">"])
def test_dng_colour_in_the_main_directory_and_frame_in_the_sub_directory(order: str) -> None:
    found = read(build.dng(order=order)).dng
    assert found is not None
    assert found.color_matrix_1 == ((1, 0, 0), (0, 1, 0), (0, 0, 1))
    assert found.as_shot_neutral == (0.5, 1, 2 / 3)
    assert found.baseline_exposure_ev == -0.25
    assert found.frame.default_crop_origin == (8, 4)
    assert found.frame.default_crop_size == (12, 10)
    assert found.frame.active_area == (0, 0, 20, 20)
    assert found.unusable == found.not_applied == ()
    assert read(build.dng(order=order)).unique_camera_model == "Canon EOS 5D Mark III"


def test_dng_with_everything_in_the_main_directory() -> None:
    tags = {**build.raw_strip(), 50706: build.Value(build.BYTE, (1, 4, 0, 0)), 50721: build.identity_matrix()}
    found = read(build.tiff({**tags, 50719: build.Value(build.SHORT, (16, 8))})).dng
    assert found is not None
    assert found.frame.default_crop_origin == (16, 8)


def test_dng_third_illuminant_and_profile() -> None:
    sat = build.Value(build.SRATIONAL, (1, 4))
    curve = build.Value(build.FLOAT, (0, 0, 0.5, 0.75, 1, 1))
    more = {
        52529: build.Value(build.SHORT, (23,)),
        52531: build.identity_matrix(),
        52532: build.identity_matrix(),
        50729: build.Value(build.RATIONAL, (3457, 10000, 3585, 10000)),
        50931: build.text("com.adobe"),
        50932: build.text("com.adobe"),
        50936: build.text("Adobe Standard"),
        50940: curve,
        51109: sat,
        51110: build.Value(build.LONG, (1,)),
    }
    found = read(build.dng(main=more)).dng
    assert found is not None
    assert found.calibration_illuminant_3 == 23
    assert found.color_matrix_3 == found.forward_matrix_3 == ((1, 0, 0), (0, 1, 0), (0, 0, 1))
    assert found.as_shot_white_xy == (0.3457, 0.3585)
    assert found.camera_calibration_signature == found.profile.calibration_signature == "com.adobe"
    assert found.profile.tone_curve == ((0, 0), (0.5, 0.75), (1, 1))
    assert found.profile.baseline_exposure_offset_ev == 0.25
    assert found.profile.default_black_render == 1


def test_hue_sat_map_is_value_hue_saturation() -> None:
    deltas = np.arange(2 * 3 * 4 * 3, dtype=np.float32).reshape(2, 3, 4, 3)
    tags = {
        50937: build.Value(build.LONG, (3, 4, 2)),
        50938: build.Value(build.FLOAT, deltas.ravel().tolist()),
        51107: build.Value(build.LONG, (1,)),
    }
    for order in ("<", ">"):
        found = read(build.dng(main=tags, order=order)).dng
        assert found is not None
        table = found.profile.hue_sat_map_1
        assert table is not None
        assert (table.hues, table.saturations, table.values, table.encodes_value) == (3, 4, 2, True)
        deltas[:, :, 0, 2] = 1  # as the SDK sets it: grey keeps its value
        np.testing.assert_array_equal(table.deltas, deltas)
        assert not table.deltas.flags.writeable


def test_hue_sat_map_without_rows_of_zero_saturation() -> None:
    deltas = np.arange(3 * 2 * 3, dtype=np.float32).reshape(1, 3, 2, 3)
    tags = {50981: build.Value(build.LONG, (3, 3)), 50982: build.Value(build.FLOAT, deltas.ravel().tolist())}
    found = read(build.dng(main=tags)).dng
    assert found is not None
    table = found.profile.look_table
    assert table is not None
    np.testing.assert_array_equal(table.deltas[:, :, 1:], deltas)
    np.testing.assert_array_equal(table.deltas[:, :, 0, :2], deltas[:, :, 0, :2])
    assert (table.deltas[:, :, 0, 2] == 1).all()
    assert not table.encodes_value


@pytest.mark.parametrize(
    ("tag", "value", "name", "field"),
    [
        (50730, build.Value(build.SRATIONAL, (0, 0)), "BaselineExposure", "baseline_exposure_ev"),
        (50721, build.Value(build.SRATIONAL, (1, 1) * 8), "ColorMatrix1", "color_matrix_1"),
        (50721, build.text("matrix"), "ColorMatrix1", "color_matrix_1"),
        (50728, build.Value(build.RATIONAL, (0, 1, 1, 1, 1, 1)), "AsShotNeutral", "as_shot_neutral"),
        (50728, build.Value(build.RATIONAL, (1, 1)), "AsShotNeutral", "as_shot_neutral"),
        (50729, build.Value(build.RATIONAL, (0, 0, 1, 1)), "AsShotWhiteXY", "as_shot_white_xy"),
        (50727, build.Value(build.RATIONAL, (1, 0) * 3), "AnalogBalance", "analog_balance"),
        (50723, build.Value(build.SRATIONAL, (1, 1) * 4), "CameraCalibration1", "camera_calibration_1"),
        (50964, build.Value(build.FLOAT, [float("nan")] * 9), "ForwardMatrix1", "forward_matrix_1"),
    ],
)
def test_tags_of_no_use_are_absent_and_named(tag: int, value: build.Value, name: str, field: str) -> None:
    found = read(build.dng(main={tag: value})).dng
    assert found is not None
    assert getattr(found, field) is None
    assert found.unusable == (name,)


def test_broken_profile_tables_are_absent_and_named() -> None:
    tags = {
        50937: build.Value(build.LONG, (3, 4)),
        50938: build.Value(build.FLOAT, (1.0,) * 7),
        50940: build.Value(build.FLOAT, (0.0, 0.0, 1.0)),
    }
    found = read(build.dng(main=tags)).dng
    assert found is not None
    assert found.profile.hue_sat_map_1 is None
    assert found.profile.tone_curve is None
    assert sorted(found.unusable) == ["ProfileHueSatMapData1", "ProfileToneCurve"]


def test_corrections_that_are_not_made_are_named() -> None:
    raw = {51009: build.Value(build.UNDEFINED, bytes(8)), 51022: build.Value(build.UNDEFINED, bytes(8))}
    found = read(build.dng(main={52525: build.Value(build.UNDEFINED, bytes(8))}, raw=raw)).dng
    assert found is not None
    assert found.not_applied == ("OpcodeList2", "OpcodeList3", "ProfileGainTableMap")


def test_four_colour_and_monochrome_matrices() -> None:
    four = {50721: build.Value(build.SRATIONAL, (1, 2) * 12), 50728: build.Value(build.RATIONAL, (1, 1) * 4)}
    found = read(build.dng(main={**four, 50723: build.Value(build.SRATIONAL, (1, 1) * 16)})).dng
    assert found is not None
    assert np.shape(found.color_matrix_1) == (4, 3)
    assert np.shape(found.camera_calibration_1) == (4, 4)
    one = {50721: build.Value(build.SRATIONAL, (1, 2) * 3), 50728: build.Value(build.RATIONAL, (1, 1))}
    found = read(build.dng(main=one)).dng
    assert found is not None
    assert np.shape(found.color_matrix_1) == (1, 3)


@pytest.mark.parametrize(
    ("tags", "field"),
    [
        ({"t829a": build.rational(0, 1_000_000)}, "exposure_time_s"),
        ({"t829d": build.rational(0, 0)}, "f_number"),
        ({"t8827": build.Value(build.SHORT, (0,))}, "iso"),
        ({"t8827": build.text("100")}, "iso"),
        ({"ta434": build.text("  ")}, "lens"),
        ({"t9003": build.text("2019:13:07 06:05:04"), "t9004": build.text("")}, "date_time"),
    ],
)
def test_zeros_and_blanks_are_absent(tags: dict[str, build.Value], field: str) -> None:
    content = build.tiff({**build.raw_strip(), 0x8769: build.Ifds([build.exif(**tags)])})
    assert getattr(read(content), field) is None


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_orientations_that_exif_does_not_define_are_absent(orientation: int) -> None:
    assert read(build.tiff(build.main_directory("Canon", "X", orientation))).orientation is None


def test_iso_above_the_short_tag() -> None:
    tags = {"t8827": build.Value(build.SHORT, (65535,)), "t8832": build.Value(build.LONG, (102400,))}
    assert read(build.tiff({0x8769: build.Ifds([build.exif(**tags)])})).iso == 102400
    assert read(build.tiff({0x8769: build.Ifds([build.exif(t8827=tags["t8827"])])})).iso == 65535


def test_a_loop_of_directories_ends() -> None:
    content = bytearray(build.tiff(build.main_directory("Canon", "X")))
    (first,) = struct.unpack_from("<I", content, 4)
    struct.pack_into("<I", content, len(content) - 4, first)
    assert read(bytes(content)).model == "X"


def test_a_heap_inside_itself_ends() -> None:
    body = build.heap([(0x3000 + i, b"") for i in range(300)])
    looped = body.replace(struct.pack("<II", 0, 0), struct.pack("<II", len(body), 0))
    content = b"II" + struct.pack("<I", 26) + b"HEAPCCDR" + bytes(12) + looped
    assert read(content).model is None


def test_memoryviews_are_read_like_bytes() -> None:
    assert read_metadata(memoryview(build.dng()), name="x") == read(build.dng())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (bytes(100), "zeros"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "a JPEG"),
        (b"\x89PNG\r\n\x1a\n", "a PNG"),
        (b"<x:xmpmeta/>", "text"),
        (b"II+\0\x08\0\0\0", "BigTIFF"),
        (b"hello world", "68 65 6c 6c 6f"),
        (b"II*\0", "cannot be read"),
        (b"II*\0\xff\xff\xff\xff", "cannot be read"),
        (b"FUJIFILMCCD-RAW ", "cannot be read"),
        (b"\0\0\0\x18ftypcrx ", "cannot be read"),
        (b"II\x1a\0\0\0HEAPCCDR", "cannot be read"),
    ],
)
def test_what_is_no_raw_file_is_named(content: bytes, words: str) -> None:
    with pytest.raises(RawDecodeError, match=r"12_3\.raw") as error:
        read(content)
    assert words in str(error.value)
