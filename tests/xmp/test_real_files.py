"""Sidecars, packets and presets found in the wild; values read off the files with ElementTree and by eye."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from ppr10k_data.errors import XmpError
from ppr10k_data.xmp import CameraRawEdits, Crop, active_adjustments, format_xmp, parse_xmp, read_xmp
from ppr10k_data.xmp.table import KEYS

pytestmark = pytest.mark.shared

CRS = "{http://ns.adobe.com/camera-raw-settings/1.0/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
UNREADABLE = {"lrc14_catalog.xmp"}


@pytest.fixture(scope="module")
def files(shared: Path) -> list[Path]:
    data = shared / "data"
    found = [*sorted((data / "xmp").rglob("*.xmp")), *sorted((data / "lightroom-pairs").rglob("*.xmp"))]
    assert len(found) == 50
    return found


def top_level(path: Path) -> dict[str, str]:
    """Read the plain values another way: ElementTree, attributes and elements of the top descriptions."""
    root = ET.fromstring(path.read_bytes().strip(b"\0\r\n "))
    found = {}
    for description in root.iter(RDF + "RDF").__next__():
        found.update(
            {name[len(CRS) :]: text for name, text in description.attrib.items() if name.startswith(CRS)}
        )
        for child in description:
            if child.tag.startswith(CRS) and not len(child) and child.text:
                found[child.tag[len(CRS) :]] = child.text.strip()
    return found


def test_every_file_reads_or_says_why(files: list[Path]) -> None:
    failed = {}
    for path in files:
        try:
            read_xmp(path)
        except XmpError as error:
            failed[path.name] = str(error)
    assert set(failed) == UNREADABLE
    assert "goes on after the end of its XMP document, at line 316" in failed["lrc14_catalog.xmp"]


def test_every_number_is_the_one_in_the_file(files: list[Path]) -> None:
    by_name = {key.name: key for key in KEYS}
    compared = 0
    for path in files:
        if path.name in UNREADABLE:
            continue
        texts, active = top_level(path), active_adjustments(read_xmp(path))
        for name, value in active.items():
            if isinstance(value, float):
                assert float(texts[name]) == value, (path, name)
                compared += 1
        for name, text in texts.items():
            key = by_name.get(name)
            if key is not None and key.panel == "hsl" and float(text) != 0:
                assert active[name] == float(text), (path, name)
    assert compared > 500


def test_every_file_survives_writing(files: list[Path]) -> None:
    for path in files:
        if path.name not in UNREADABLE:
            edits = replace(read_xmp(path), unmodelled=())
            assert parse_xmp(format_xmp(edits)) == edits, path


def test_line_ends_and_encodings_of_real_files(files: list[Path]) -> None:
    for path in files:
        if path.name in UNREADABLE:
            continue
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        plain = parse_xmp(text.encode())
        assert read_xmp(path) == plain
        variants = [text.encode("utf-16"), text.encode("utf-16-be"), text.replace("\n", "\r\n").encode()]
        for variant in [*variants, b"\xef\xbb\xbf" + text.encode()]:
            assert parse_xmp(variant) == plain, path


def test_a_sidecar_of_lightroom_classic(shared: Path) -> None:
    edits = read_xmp(shared / "data/xmp/sidecar/canon_r6_lrc_custom_adjustments.xmp")
    assert (edits.process_version, edits.white_balance) == ("15.4", "Custom")
    assert (edits.temperature_k, edits.tint, edits.exposure_ev) == (4350, 3, -0.10)
    assert (edits.contrast, edits.highlights, edits.shadows) == (-4, -74, 31)
    assert (edits.whites, edits.blacks, edits.texture) == (12, -36, 4)
    assert (edits.clarity, edits.dehaze, edits.vibrance, edits.saturation) == (10, -24, 15, -1)
    assert edits.curves.master == ((0, 3), (38, 26), (186, 178), (255, 252))
    assert edits.curves.red == ((0, 0), (255, 255))
    assert (edits.sharpening.amount, edits.sharpening.detail, edits.sharpening.masking) == (49, 35, 59)
    assert (edits.noise_reduction.luminance, edits.noise_reduction.color) == (0, 25)
    assert (edits.vignette.amount, edits.lens.profile_enabled, edits.lens.remove_ca) == (-8, True, True)
    assert (edits.orientation, edits.crop, edits.unmodelled) == (1, None, ())
    look = edits.profile.look
    assert look is not None
    assert (look.name, look.uuid, look.has_table) == ("Adobe Color", "B952C231111CD8E0ECCF14B86BAA7077", True)
    assert look.curves.master[:3] == ((0, 0), (22, 16), (40, 35))


def test_local_corrections_do_not_leak_into_the_photo(shared: Path) -> None:
    edits = read_xmp(shared / "data/xmp/sidecar/goxmp_crs-corrections-L63A5324.xmp")
    assert (edits.temperature_k, edits.exposure_ev, edits.highlights) == (3489, 0.55, -65)
    assert edits.crop == Crop(0.394303, 0.348534, 0.809595, 0.763826)
    assert edits.hsl.saturation == (0, -33, -92, 0, 0, 0, 0, 0)
    assert edits.unmodelled == ("PaintBasedCorrections",)
    assert edits.orientation == 8


def test_element_form_in_several_descriptions(shared: Path) -> None:
    edits = read_xmp(shared / "data/xmp/sidecar/goxmp_CanonEOS7D.xmp")
    assert (edits.process_version, edits.white_balance, edits.temperature_k) == ("5.0", "Daylight", 5500)
    assert edits.legacy == (("Contrast", 30), ("FillLight", 10))
    assert edits.hsl.luminance == (0, 0, 60, 60, 0, 0, 0, 100)


def test_black_and_white_preset(shared: Path) -> None:
    edits = read_xmp(shared / "data/xmp/preset/adobe_black_and_white.xmp")
    assert edits.gray.mix == (-12, -21, -25, -28, -16, 15, 19, 4)
    assert not edits.gray.convert_to_grayscale
    look = edits.profile.look
    assert look is not None
    assert (look.name, look.stubbed, look.amount) == ("B&W 03", True, 1.0)


def test_pairs_of_an_old_process_version(shared: Path) -> None:
    source = read_xmp(shared / "data/lightroom-pairs/fivek_a3232/input.xmp")
    expert = read_xmp(shared / "data/lightroom-pairs/fivek_a3232/expertC.xmp")
    zeros = {"Shadows": 0, "Brightness": 0, "Contrast": 0, "ToneCurve": ((0, 0), (255, 255))}
    assert dict(source.legacy) == zeros
    assert dict(expert.legacy) == {**zeros, "Shadows": 11, "Contrast": 9, "HighlightRecovery": 55}
    assert (expert.exposure_ev, expert.vibrance, expert.saturation) == (1.01, 50, 19)
    assert (expert.parametric.darks, expert.temperature_k, expert.white_balance) == (-4, 4686, "Custom")


def test_settings_at_their_defaults_are_neutral(shared: Path) -> None:
    edits = read_xmp(shared / "data/xmp/sidecar/adobe_lrapi_crs.xmp")
    assert active_adjustments(edits) == {}
    bare = read_xmp(shared / "data/xmp/sidecar/dng_embedded.xmp")
    assert bare == CameraRawEdits(already_applied=True, orientation=1)
