from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

import ppr10k_data.xmp.update
from ppr10k_data.errors import XmpError
from ppr10k_data.xmp import (
    CameraRawEdits,
    Look,
    PointCurves,
    Profile,
    parse_xmp,
    update_xmp,
)
from xmp_documents import assert_becomes, packet, update

S_CURVE = ((0.0, 0.0), (64.0, 56.0), (255.0, 255.0))
LOOK = '<crs:Look><rdf:Description crs:Name="A" crs:Texture="+3"/></crs:Look>'


# where and in which form a value stands


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            '<rdf:Description a="" crs:Texture="+50" b=""/>',
            '<rdf:Description a="" crs:Texture="+35" b=""/>',
            id="attribute",
        ),
        pytest.param(
            "<rdf:Description\n crs:Texture = '0'\tcrs:Tint='5'></rdf:Description>",
            "<rdf:Description\n crs:Texture = '+35'\tcrs:Tint='5'></rdf:Description>",
            id="single quotes",
        ),
        pytest.param(
            "<rdf:Description><crs:Texture>\n +10 </crs:Texture><crs:Tint>5</crs:Tint></rdf:Description>",
            "<rdf:Description><crs:Texture>\n +35 </crs:Texture><crs:Tint>5</crs:Tint></rdf:Description>",
            id="element",
        ),
        pytest.param(
            '<rdf:Description crs:Texture="0" crs:Tint="5">\n<crs:Texture>0</crs:Texture></rdf:Description>',
            '<rdf:Description crs:Texture="+35" crs:Tint="5">\n<crs:Texture>+35</crs:Texture></rdf:Description>',
            id="twice",
        ),
        pytest.param(
            "<rdf:Description tiff:Make='a'/><rdf:Description\n   crs:Tint='5'\n   b=''/>",
            "<rdf:Description tiff:Make='a'/><rdf:Description\n   crs:Tint='5'\n   crs:Texture=\"+35\"\n   b=''/>",
            id="missing, in the description that holds the settings",
        ),
        pytest.param(
            "<rdf:Description a='b' />",
            "<rdf:Description a='b' crs:Texture=\"+35\" />",
            id="missing, no settings",
        ),
        pytest.param(
            "<rdf:Description/>", '<rdf:Description crs:Texture="+35"/>', id="missing, no attributes"
        ),
        pytest.param(
            f'<rdf:Description crs:Tint="5">{LOOK}</rdf:Description>',
            f'<rdf:Description crs:Tint="5" crs:Texture="+35">{LOOK}</rdf:Description>',
            id="nested descriptions are another's",
        ),
        pytest.param(
            '<rdf:Description note="crs:Texture=&quot;0&quot; > &#39;" crs:Texture="0"><!-- crs:Texture="0" -->'
            '<d:e xmlns:d="d"><![CDATA[<crs:Texture>]]>&lt;</d:e></rdf:Description>',
            '<rdf:Description note="crs:Texture=&quot;0&quot; > &#39;" crs:Texture="+35"><!-- crs:Texture="0" -->'
            '<d:e xmlns:d="d"><![CDATA[<crs:Texture>]]>&lt;</d:e></rdf:Description>',
            id="what only looks like it",
        ),
    ],
)  # fmt: skip
def test_one_value(before: str, after: str) -> None:
    assert_becomes(before, after, texture=35.0)


def test_several_values_at_once() -> None:
    assert_becomes(
        '<rdf:Description crs:WhiteBalance="As Shot" crs:Temperature="5400" crs:Tint="0" crs:Contrast2012="+5"/>',
        '<rdf:Description crs:WhiteBalance="Custom" crs:Temperature="5450" crs:Tint="-12" crs:Contrast2012="0"'
        ' crs:Exposure2012="+0.35"/>',
        temperature_k=5450.0, tint=-12.0, contrast=0.0, exposure_ev=0.35,
    )  # fmt: skip


def test_any_prefix() -> None:
    before = '<rdf:Description crs:Vibrance="0"><crs:Saturation>0</crs:Saturation></rdf:Description>'
    after = '<rdf:Description crs:Vibrance="+3" crs:Texture="+5"><crs:Saturation>-4</crs:Saturation></rdf:Description>'

    def renamed(text: str) -> str:
        return (
            text.replace("crs:", "q:").replace(":crs=", ":q=").replace("rdf:", "r:").replace(":rdf=", ":r=")
        )

    result = update(renamed(packet(before)), vibrance=3.0, texture=5.0, saturation=-4.0)
    assert result == renamed(packet(after))


@pytest.mark.parametrize(
    ("declared", "added"),
    [
        ("", ' xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" crs:Texture="+5"'),
        ('xmlns:crs="x"', ' xmlns:crs1="http://ns.adobe.com/camera-raw-settings/1.0/" crs1:Texture="+5"'),
        (
            'xmlns="http://ns.adobe.com/camera-raw-settings/1.0/"',
            ' xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" crs:Texture="+5"',
        ),
    ],
)
def test_a_prefix_is_declared_where_there_is_none(declared: str, added: str) -> None:
    text = (
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {declared}>'
        '<rdf:Description rdf:about=""{}/></rdf:RDF>'
    )
    assert update(text.format(""), texture=5.0) == text.format(added)


def test_elements_in_the_default_namespace_are_found() -> None:
    text = (
        '<RDF xmlns="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><Description>'
        '<Texture xmlns="http://ns.adobe.com/camera-raw-settings/1.0/">{}</Texture>{}</Description></RDF>'
    )
    assert update(text.format("0", ""), texture=5.0) == text.format("+5", "")


# lists and looks


def test_a_list_keeps_its_spacing() -> None:
    curve = (
        '<rdf:Description crs:ProcessVersion="11.0">\n<crs:ToneCurvePV2012>\n  <rdf:Bag>\n   {}\n  </rdf:Bag>'
        "</crs:ToneCurvePV2012></rdf:Description>"
    )
    assert_becomes(
        curve.format("<rdf:li>0, 9</rdf:li>\n   <rdf:li>255, 255</rdf:li>"),
        curve.format("<rdf:li>0, 0</rdf:li>\n   <rdf:li>64, 56</rdf:li>\n   <rdf:li>255, 255</rdf:li>"),
        curves=PointCurves(S_CURVE),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n  <rdf:Description {}/>", "\n  <rdf:Description {}>{}\n  </rdf:Description>"),
        ("\r\n  <rdf:Description {}></rdf:Description>", "\r\n  <rdf:Description {}>{}</rdf:Description>"),
        ("<a/><rdf:Description {}/>", "<a/><rdf:Description {}>{}</rdf:Description>"),
        (
            "\n\n  <rdf:Description {}>\n   <a/>\n  </rdf:Description>",
            "\n\n  <rdf:Description {}>\n   <a/>{}\n  </rdf:Description>",
        ),
    ],
)
def test_a_list_is_added_as_an_element(before: str, after: str) -> None:
    lines = [
        "   <crs:ToneCurvePV2012>", "    <rdf:Seq>", "     <rdf:li>0, 0</rdf:li>", "     <rdf:li>64, 56</rdf:li>",
        "     <rdf:li>255, 255</rdf:li>", "    </rdf:Seq>", "   </crs:ToneCurvePV2012>",
    ]  # fmt: skip
    newline = "" if before.startswith("<") else "\r\n" if "\r" in before else "\n"
    lines = [newline + (line if newline else line[3:]) for line in lines]
    version = 'crs:ProcessVersion="11.0"'
    assert_becomes(before.format(version), after.format(version, "".join(lines)), curves=PointCurves(S_CURVE))


def test_a_look_is_set_swapped_and_taken_away() -> None:
    new = Look("\u00c9t\u00e9 \"'<&", "AB", 0.5, "E1", PointCurves(S_CURVE), (("Clarity2012", "+10"),))
    with_new = update(packet('<rdf:Description crs:Tint="5"/>'), profile=Profile(look=new))
    assert with_new.isascii()
    assert update(with_new, profile=Profile(look=Look("B"))).count("<crs:Look>") == 1
    assert_becomes(
        f"<rdf:Description crs:Tint='5'>\n {LOOK}\n <a/></rdf:Description>",
        "<rdf:Description crs:Tint='5'>\n <a/></rdf:Description>",
        profile=Profile(),
    )


def test_texts_are_escaped_for_either_quote() -> None:
    before = (
        "<rdf:Description crs:CameraProfile='a' crs:LensProfileName=\"b\">"
        "<crs:LensProfileSetup/></rdf:Description>"
    )
    text = '\u00e9 <&> "it\'s"\n\U0001f600'
    edits = parse_xmp(packet(before).encode())
    lens = replace(edits.lens, profile_name=text, profile_setup=text)
    assert update(packet(before), profile=Profile(text), lens=lens).isascii()


def test_empty_texts_and_missing_numbers_are_taken_away() -> None:
    assert_becomes(
        "<rdf:Description a='' crs:CameraProfile='a'\n crs:Tint='3' b=''>\n"
        " <crs:Temperature>5000</crs:Temperature>\n</rdf:Description>",
        "<rdf:Description a=''\n crs:WhiteBalance=\"Custom\" b=''>\n</rdf:Description>",
        temperature_k=None, tint=None, profile=Profile(),
    )  # fmt: skip


# encodings and wrappers

WRAPPED = (
    "<?xpacket begin='\ufeff' id='W5M0'?>\n"
    + packet('<rdf:Description note="\u00e9 \u00a0 \u4e2d \U0001f600"\ncrs:Texture="0"/>')
    + "   \n" * 20
    + "<?xpacket end='w'?>"
)


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("head", ["", "\ufeff", "\n  "], ids=["bare", "BOM", "space"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_encodings(newline: str, head: str, encoding: str) -> None:
    text = head + WRAPPED.replace("\n", newline)
    edits = replace(parse_xmp(text.encode(encoding)), texture=5.0, saturation=40.0)
    expected = text.replace('Texture="0"', f'Texture="+5"{newline}crs:Saturation="+40"')
    assert update_xmp(text.encode(encoding), edits) == expected.encode(encoding)


def test_a_declared_encoding_and_padding_by_nuls() -> None:
    text = '<?xml version="1.0" encoding="iso-8859-1"?>' + packet(
        '<rdf:Description a="\u00e9" crs:Texture="0"/>'
    )
    original = text.encode("latin-1") + b"\0" * 50
    edits = replace(parse_xmp(original), texture=5.0, profile=Profile("\u4e2d"))
    expected = text.replace('Texture="0"', 'Texture="+5" crs:CameraProfile="&#20013;"')
    assert update_xmp(original, edits) == expected.encode("latin-1") + b"\0" * 50


# what cannot be written


@pytest.mark.parametrize(
    ("inside", "changes", "message"),
    [
        ("<D/>", {"exposure_ev": 6.0}, r"crs:Exposure2012='6.0': is outside Camera Raw's limits"),
        ("", {"exposure_ev": 1.0}, "has no rdf:Description to write into"),
        ("<D/>", {"unmodelled": ("RetouchAreas",)}, "crs:RetouchAreas: is not in the file"),
        ("<D crs:New='5'/>", {"unmodelled": ()}, "crs:New: stays in the document"),
        ("<D crs:Brightness='9' {11.0}/>", {"exposure_ev": 1.0}, "crs:Brightness: would not count any more"),
        (
            f"<D>{LOOK}</D>",
            {"profile": Profile(look=Look("A", amount=0.5))},
            "crs:Look='A': cannot be changed",
        ),
        (
            "<D><crs:CameraProfile>a</crs:CameraProfile></D>",
            {"profile": Profile(" b")},
            "crs:CameraProfile=' b': cannot be written into this document: it would read as 'b'",
        ),
        (
            "<D {5.7} crs:Contrast2012='999'/>",
            {"process_version": "11.0"},
            "crs:Contrast2012='999': is outside",
        ),
        ("<D {5.7}/>", {"contrast": 3.0}, "crs:Contrast2012='3.0': does not exist in process version 5.7"),
    ],
)
def test_errors(inside: str, changes: dict[str, Any], message: str) -> None:
    inside = re.sub(r"\{(.*?)\}", r"crs:ProcessVersion='\1'", inside)
    original = packet(re.sub(r"(</?)D\b", r"\1rdf:Description", inside)).encode()
    with pytest.raises(XmpError, match=f"a.xmp: {message}"):
        update_xmp(original, replace(parse_xmp(original), **changes), name="a.xmp")


def test_the_original_must_be_readable() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]>' + packet("<rdf:Description/>").encode()
    for data, message in [(bomb, "declares a DTD"), (b"", "is empty"), (b"<rdf:RDF", "is it truncated")]:
        with pytest.raises(XmpError, match=f"a.xmp: {message}|a.xmp: .*{message}"):
            update_xmp(data, CameraRawEdits(), name="a.xmp")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda text, *_: text, "crs:Texture='5.0': cannot be written into this document: it would read as 0.0"),
        (lambda text, *_: text.replace('"0"', '"900"'), "crs:Texture='900': cannot be written .*is outside"),
        (lambda text, *_: text[:-20], "a.xmp: cannot be written .*is it truncated"),
        (lambda text, *_: text.replace('"0"', '"5" crs:ProcessVersion="9.0"'), "crs:ProcessVersion='11.0'"),
    ],
)  # fmt: skip
def test_what_was_written_is_read_again(monkeypatch: pytest.MonkeyPatch, spoil: Any, message: str) -> None:
    original = packet('<rdf:Description crs:Texture="0"/>').encode()
    monkeypatch.setattr(ppr10k_data.xmp.update, "rewrite", spoil)
    with pytest.raises(XmpError, match=message):
        update_xmp(original, CameraRawEdits(texture=5.0), name="a.xmp")
