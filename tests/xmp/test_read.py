from __future__ import annotations

from pathlib import Path

import pytest

from ppr10k_data.errors import XmpError
from ppr10k_data.xmp import CameraRawEdits, Crop, Look, PointCurves, parse_xmp, read_xmp

NAMESPACES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'
)
S_CURVE = ((0.0, 0.0), (64.0, 56.0), (255.0, 255.0))
S_CURVE_XML = "<rdf:Seq><rdf:li>0, 0</rdf:li><rdf:li>64, 56</rdf:li><rdf:li>255, 255</rdf:li></rdf:Seq>"


def document(attributes: str = "", elements: str = "", more: str = "") -> str:
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {NAMESPACES}>'
        f'<rdf:Description rdf:about="" {attributes}>{elements}</rdf:Description>{more}</rdf:RDF></x:xmpmeta>'
    )


def parse(attributes: str = "", elements: str = "", more: str = "") -> CameraRawEdits:
    return parse_xmp(document(attributes, elements, more).encode())


def test_attribute_and_element_form_read_alike() -> None:
    by_attribute = parse('crs:Exposure2012="+0.50" crs:Tint="-12" crs:ConvertToGrayscale="True"')
    by_element = parse(
        elements="<crs:Exposure2012>+0.50</crs:Exposure2012><crs:Tint>\n -12 </crs:Tint>"
        "<crs:ConvertToGrayscale>true</crs:ConvertToGrayscale>"
    )
    assert by_attribute == by_element
    assert (by_attribute.exposure_ev, by_attribute.tint) == (0.5, -12.0)
    assert by_attribute.gray.convert_to_grayscale


def test_any_prefix_will_do() -> None:
    text = document('crs:Exposure2012="+0.50"', f"<crs:ToneCurvePV2012>{S_CURVE_XML}</crs:ToneCurvePV2012>")
    renamed = text.replace("crs:", "q:").replace("rdf:", "r:").replace("<x:", "<m:").replace("</x:", "</m:")
    renamed = (
        renamed.replace("xmlns:x=", "xmlns:m=")
        .replace("xmlns:crs=", "xmlns:q=")
        .replace("xmlns:rdf=", "xmlns:r=")
    )
    assert parse_xmp(renamed.encode()) == parse_xmp(text.encode())


def test_another_namespace_under_the_prefix_crs_is_not_camera_raw() -> None:
    text = document('crs:Exposure2012="+0.50"').replace("camera-raw-settings", "something-else")
    assert parse_xmp(text.encode()) == CameraRawEdits()


@pytest.mark.parametrize("array", ["Seq", "Bag", "Alt"])
def test_curves_in_any_array(array: str) -> None:
    xml = S_CURVE_XML.replace("Seq", array)
    assert parse(elements=f"<crs:ToneCurvePV2012>{xml}</crs:ToneCurvePV2012>").curves.master == S_CURVE


def test_several_descriptions_are_one_photo() -> None:
    more = '<rdf:Description rdf:about="" tiff:Orientation="6" crs:Vibrance="+7"/>'
    edits = parse('crs:Exposure2012="+0.50"', more=more)
    assert (edits.exposure_ev, edits.vibrance, edits.orientation) == (0.5, 7.0, 6)


def test_the_same_key_twice_must_agree() -> None:
    again = '<rdf:Description rdf:about="" crs:Exposure2012="{}"/>'
    assert parse('crs:Exposure2012="+0.50"', more=again.format("+0.50")).exposure_ev == 0.5
    with pytest.raises(XmpError, match=r"crs:Exposure2012: stands twice .* '\+0\.50' and '\+0\.60'"):
        parse('crs:Exposure2012="+0.50"', more=again.format("+0.60"))
    with pytest.raises(XmpError, match="stands twice"):
        parse('crs:Tint="+5"', elements="<crs:Tint>+6</crs:Tint>")


NESTED_LOOK = (
    '<rdf:Description crs:Name="Adobe Color" crs:Amount="0.5" crs:UUID="B95"><crs:Parameters>'
    '<rdf:Description crs:Version="15" crs:Clarity2012="+10" crs:Exposure2012="+3" crs:LookTable="E1">'
    f"<crs:ToneCurvePV2012>{S_CURVE_XML}</crs:ToneCurvePV2012></rdf:Description></crs:Parameters></rdf:Description>"
)
FLAT_LOOK = (
    "<crs:Name>Adobe Color</crs:Name><crs:Amount>0.5</crs:Amount><crs:UUID>B95</crs:UUID>"
    '<crs:Parameters rdf:parseType="Resource"><crs:Clarity2012>+10</crs:Clarity2012>'
    "<crs:Exposure2012>+3</crs:Exposure2012><crs:LookTable>E1</crs:LookTable>"
    f"<crs:ToneCurvePV2012>{S_CURVE_XML}</crs:ToneCurvePV2012></crs:Parameters>"
)


@pytest.mark.parametrize(
    "look",
    [f"<crs:Look>{NESTED_LOOK}</crs:Look>", f'<crs:Look rdf:parseType="Resource">{FLAT_LOOK}</crs:Look>'],
)
def test_looks_keep_their_parameters_to_themselves(look: str) -> None:
    edits = parse('crs:Exposure2012="+0.50"', elements=look)
    assert edits.exposure_ev == 0.5
    assert edits.clarity == 0
    assert edits.curves == PointCurves()
    assert edits.profile.look == Look(
        name="Adobe Color",
        uuid="B95",
        amount=0.5,
        table="E1",
        curves=PointCurves(master=S_CURVE),
        parameters=(("Clarity2012", "+10"), ("Exposure2012", "+3")),
    )


def test_a_look_without_name_is_none() -> None:
    assert parse(elements='<crs:Look crs:Name=""/>').profile.look is None
    assert parse(elements="<crs:Look/>").profile.look is None


def test_local_corrections_are_listed_and_do_not_leak() -> None:
    paint = (
        '<crs:PaintBasedCorrections><rdf:Seq><rdf:li><rdf:Description crs:What="Correction" '
        'crs:Exposure2012="9" crs:Tint="nonsense"/></rdf:li></rdf:Seq></crs:PaintBasedCorrections>'
    )
    edits = parse('crs:Tint="+5"', elements=paint)
    assert (edits.tint, edits.exposure_ev) == (5.0, 0.0)
    assert edits.unmodelled == ("PaintBasedCorrections",)


@pytest.mark.parametrize(
    ("attributes", "unmodelled"),
    [
        ('crs:IncrementalTemperature="-8" crs:IncrementalTint="0"', ("IncrementalTemperature",)),
        ('crs:AutoTone="True"', ("AutoTone",)),
        ('crs:AutoTone="False" crs:HDREditMode="0" crs:SomeNewSlider="0.00"', ()),
        ('crs:SomeNewSlider="+3" crs:AnotherOne="+1"', ("AnotherOne", "SomeNewSlider")),
        ('crs:Version="15.0" crs:UUID="AB" crs:SupportsAmount="True" crs:UprightVersion="151388160"', ()),
    ],
)
def test_unknown_keys_are_listed_unless_idle_or_describing(
    attributes: str, unmodelled: tuple[str, ...]
) -> None:
    assert parse(attributes).unmodelled == unmodelled


def test_point_colours_without_a_colour_are_idle() -> None:
    colours = "<crs:PointColors><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></crs:PointColors>"
    assert parse(elements=colours.format(", ".join(["-1.000000"] * 19))).unmodelled == ()
    assert parse(elements=colours.format("0.5, -1.000000")).unmodelled == ("PointColors",)


# white balance


@pytest.mark.parametrize(
    ("attributes", "mode", "temperature"),
    [
        ("", "As Shot", None),
        ('crs:Temperature="5500"', "Custom", 5500.0),
        ('crs:WhiteBalance="As Shot" crs:Temperature="5500"', "As Shot", 5500.0),
        ('crs:WhiteBalance="Auto"', "Auto", None),
        ('crs:WhiteBalance="Daylight" crs:Temperature="5500" crs:Tint="+10"', "Daylight", 5500.0),
    ],
)
def test_white_balance_keeps_mode_and_numbers(attributes: str, mode: str, temperature: float | None) -> None:
    edits = parse(attributes)
    assert (edits.white_balance, edits.temperature_k) == (mode, temperature)


# crop


@pytest.mark.parametrize(
    ("attributes", "crop"),
    [
        ('crs:CropLeft="0.1" crs:CropRight="0.9"', Crop(left=0.1, right=0.9)),
        ('crs:HasCrop="True" crs:CropTop="0.25" crs:CropAngle="-1.5"', Crop(top=0.25, angle_deg=-1.5)),
        ('crs:HasCrop="False" crs:CropLeft="0.1" crs:CropAngle="2"', None),
        ('crs:HasCrop="True" crs:CropLeft="0" crs:CropRight="1" crs:CropAngle="0"', None),
    ],
)
def test_crop(attributes: str, crop: Crop | None) -> None:
    assert parse(attributes).crop == crop


# process versions


def test_present_versions_ignore_the_old_sliders() -> None:
    edits = parse('crs:ProcessVersion="11.0" crs:Contrast="+25" crs:Brightness="+50" crs:Contrast2012="+7"')
    assert edits == CameraRawEdits(contrast=7.0)


def test_old_versions_ignore_the_present_sliders() -> None:
    edits = parse('crs:ProcessVersion="5.7" crs:Contrast2012="+7" crs:Exposure2012="+3" crs:Exposure="+1.01"')
    assert edits == CameraRawEdits(process_version="5.7", exposure_ev=1.01)


def test_defaults_of_an_old_version_are_neutral() -> None:
    medium = ["0, 0", "32, 22", "64, 56", "128, 128", "192, 196", "255, 255"]
    curve = "".join(f"<rdf:li>{point}</rdf:li>" for point in medium)
    edits = parse(
        'crs:ProcessVersion="5.7" crs:Shadows="5" crs:Brightness="+50" crs:Contrast="25" crs:Exposure="0.00"',
        elements=f"<crs:ToneCurve><rdf:Seq>{curve}</rdf:Seq></crs:ToneCurve>",
    )
    assert edits == CameraRawEdits(process_version="5.7")


def test_differences_from_an_old_versions_defaults_are_kept() -> None:
    edits = parse(
        'crs:ProcessVersion="5.0" crs:FillLight="12" crs:Shadows="0" crs:Brightness="+75" '
        'crs:ToneCurveName="Linear"'
    )
    linear = ((0.0, 0.0), (255.0, 255.0))
    assert edits.legacy == (
        ("Shadows", 0.0),
        ("Brightness", 75.0),
        ("FillLight", 12.0),
        ("ToneCurve", linear),
    )


@pytest.mark.parametrize(
    ("attributes", "version"),
    [
        ('crs:Exposure2012="0.00"', "6.7"),
        ('crs:Exposure="0.00"', "5.0"),
        ('crs:Exposure="0.00" crs:Exposure2012="0.00"', "6.7"),
        ('crs:Vibrance="+5"', "11.0"),
    ],
)
def test_missing_process_version_follows_from_the_keys(attributes: str, version: str) -> None:
    assert parse(attributes).process_version == version


def test_an_old_slider_alone_in_a_present_version_is_reported() -> None:
    assert parse('crs:ProcessVersion="6.7" crs:Exposure="+0.15" crs:Brightness="+50"').unmodelled == (
        "Exposure",
    )


def test_presets_may_only_name_their_curve() -> None:
    assert parse('crs:ToneCurveName2012="Strong Contrast"').curves.master[1] == (32.0, 16.0)
    assert parse('crs:ToneCurveName2012="Linear"') == CameraRawEdits()
    assert parse('crs:ToneCurveName2012="My own"').unmodelled == ("ToneCurveName2012",)


def test_without_settings_there_are_no_edits() -> None:
    assert parse() == CameraRawEdits()
    without = parse('crs:HasSettings="False" crs:Exposure2012="+1.00" tiff:Orientation="3"')
    assert without == CameraRawEdits(orientation=3)
    assert parse('crs:AlreadyApplied="True"').already_applied


# forms of the file

PLAIN = document(
    'crs:Exposure2012="+0.35" crs:CameraProfile="Größe \u2603" tiff:Orientation="8"',
    f"\n <crs:ToneCurvePV2012>\n {S_CURVE_XML}\n</crs:ToneCurvePV2012>\n",
)
PACKET = (
    f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n{PLAIN}\n{" " * 200}\n<?xpacket end="w"?>'
)


@pytest.mark.parametrize(
    "data",
    [
        PACKET.encode(),
        PACKET.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        b"\n\0\0" + PACKET.encode() + b"\0\0\n",
        b"http://ns.adobe.com/xap/1.0/\0" + PACKET.encode(),
        b'<?xml version="1.0" encoding="UTF-8"?>\n' + PLAIN.encode(),
        PACKET.encode("utf-16"),
        PACKET.encode("utf-16-le"),
        PACKET.encode("utf-16-be"),
        PACKET.encode("utf-32"),
        PACKET.encode("utf-32-le"),
        PACKET.encode("utf-32-be"),
        ("\n" + PLAIN).encode("utf-16-be"),
        b"\xfe\xff" + ('<?xml version="1.0" encoding="UTF-16"?>' + PLAIN).encode("utf-16-be"),
        PLAIN[PLAIN.index("<rdf:RDF") : -len("</x:xmpmeta>")].encode(),
        PLAIN.replace("x:xmpmeta", "x:xapmeta").encode(),
    ],
)
def test_wrappers_padding_line_ends_and_encodings_change_nothing(data: bytes) -> None:
    edits = parse_xmp(data)
    assert edits == parse_xmp(PLAIN.encode())
    assert (edits.exposure_ev, edits.orientation, edits.profile.camera_profile) == (0.35, 8, "Größe \u2603")


# bad input


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"\0\0 \n", "is empty"),
        (b"\xff\xd8\xff\xe0 JPEG", "is not XMP: an XMP document begins with"),
        (b"hello", "is not XMP"),
        (b"<html><body/></html>", "root element is <html>"),
        (b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>', "holds 0 rdf:RDF elements"),
        (PLAIN.encode()[:-40], "ends in the middle.*truncated"),
        (PLAIN.encode()[:400], "ends in the middle.*truncated"),
        (PLAIN.encode("utf-16")[:-41], "not readable as utf-16-le.*truncated data"),
        (PLAIN.encode() * 2, "two documents in one file"),
        (PLAIN.replace("</rdf:RDF>", "</rdf:FDR>").encode(), "not well-formed XML: mismatched tag"),
        (PLAIN.encode().replace(b"+0.35", b"\xff\xfe"), "not well-formed XML"),
        (b'<?xml version="1.0" encoding="shift-jis"?>' + PLAIN.encode(), "encoding that XMP does not allow"),
        (b'<?xml version="1.0" encoding="klingon"?>' + PLAIN.encode(), "encoding that XMP does not allow"),
    ],
)
def test_bad_documents_are_named(data: bytes, message: str) -> None:
    with pytest.raises(XmpError, match=message) as caught:
        parse_xmp(data, name="xmp_source/12_3.xmp")
    assert str(caught.value).startswith("xmp_source/12_3.xmp: ")


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
EXTERNAL = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
BARE_DTD = '<!DOCTYPE l SYSTEM "http://example.invalid/a.dtd">'


@pytest.mark.parametrize("dtd", [LAUGHS, EXTERNAL, BARE_DTD])
def test_document_types_and_entities_are_refused(dtd: str) -> None:
    hostile = dtd + PLAIN.replace("+0.35", "&c;")
    with pytest.raises(XmpError, match="declares a DTD or an entity"):
        parse_xmp(hostile.encode())


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ('crs:Exposure2012="abc"', r"f\.xmp: crs:Exposure2012='abc': is not a number such as"),
        ('crs:Exposure2012="1/2"', "is not a number"),
        ('crs:Exposure2012="0,5"', "is not a number"),
        ('crs:Exposure2012="nan"', "is not a number"),
        ('crs:Exposure2012="inf"', "is not a number"),
        ('crs:Exposure2012="1e1"', "is not a number"),
        ('crs:Exposure2012=""', "is not a number"),
        ('crs:Exposure2012="+5.01"', r"crs:Exposure2012='\+5\.01': is outside Camera Raw's limits, -5 to 5"),
        ('crs:Temperature="1999"', r"crs:Temperature='1999': is outside Camera Raw's limits, 2000 to 50000"),
        (f'crs:Tint="{"9" * 500}"', "is outside Camera Raw's limits, -150 to 150"),
        ('crs:WhiteBalance="Sunny"', "must be one of As Shot, Auto, Daylight"),
        ('crs:ConvertToGrayscale="maybe"', "must be True, False, 1 or 0"),
        ('tiff:Orientation="9"', r"tiff:Orientation='9': must be a whole number from 1 to 8"),
        ('crs:PostCropVignetteStyle="1.5"', "must be a whole number from 1 to 3"),
        ('crs:ProcessVersion="new"', r"crs:ProcessVersion='new': is not a process version such as"),
        ('crs:CropLeft="0.6" crs:CropRight="0.4"', r"crs:CropLeft='0\.6': must be less than crs:CropRight"),
        ('crs:ParametricShadowSplit="60"', "must be less than crs:ParametricMidtoneSplit, which is 50"),
        ('crs:ToneCurvePV2012="0, 0"', "must be a list of points"),
        ('crs:HasCrop="2"', "crs:HasCrop='2': must be True"),
    ],
)
def test_bad_values_name_file_key_value_and_limits(attributes: str, message: str) -> None:
    with pytest.raises(XmpError, match=message):
        parse_xmp(document(attributes).encode(), name="f.xmp")


@pytest.mark.parametrize(
    ("items", "message"),
    [
        (["0, 0"], "at least two points"),
        (["0, 0", "255"], "'255' that is not a point such as"),
        (["0, 0", "64, x"], "is not a point"),
        (["0, 0", "300, 255"], "outside Camera Raw's limits, 0 to 255"),
        (["0, 0", "64, 20", "64, 30"], "from left to right"),
    ],
)
def test_bad_curves(items: list[str], message: str) -> None:
    points = "".join(f"<rdf:li>{item}</rdf:li>" for item in items)
    curve = f"<crs:ToneCurvePV2012><rdf:Seq>{points}</rdf:Seq></crs:ToneCurvePV2012>"
    with pytest.raises(XmpError, match=message):
        parse(elements=curve)
    look = f'<crs:Name>L</crs:Name><crs:Parameters rdf:parseType="Resource">{curve}</crs:Parameters>'
    with pytest.raises(XmpError, match=f"crs:Look.*has a crs:ToneCurvePV2012 that .*{message}"):
        parse(elements=f'<crs:Look rdf:parseType="Resource">{look}</crs:Look>')


def test_a_structure_where_a_number_belongs() -> None:
    with pytest.raises(XmpError, match=r"crs:Tint='\(a structure\)': is not a number"):
        parse(elements='<crs:Tint><rdf:Description crs:Tint="5"/></crs:Tint>')


def test_read_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "12_3.xmp"
    path.write_text(document('crs:Tint="+999"'))
    with pytest.raises(XmpError) as caught:
        read_xmp(path)
    assert (caught.value.file, caught.value.key, caught.value.value) == (str(path), "crs:Tint", "+999")
    path.write_text(PLAIN, encoding="utf-8")
    assert read_xmp(str(path)).exposure_ev == 0.35


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(XmpError, match="cannot be read: No such file"):
        read_xmp(tmp_path / "missing.xmp")
    with pytest.raises(XmpError, match="cannot be read"):
        read_xmp(tmp_path)
