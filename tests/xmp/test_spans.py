from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from ppr10k_data.xmp.spans import Element, attributes_of, outline, prefixes_of
from xmp_documents import readable

TRICKY = """\
<?xml version="1.0"?>
<!-- <not a="tag"> -->
<a:root xmlns:a="urn:a" xmlns = 'urn:default'>
  <?go <b/> ?>
  <child one="&gt; > '" a:two='"/>' three = "\u00a0x"/>
  <![CDATA[ <c d="e"> ]]>
  <b:other xmlns:b="urn:b" xmlns=""><plain/><a:x  ></a:x
  ></b:other>
</a:root>
<?end?>
"""


def assert_same(text: str, ours: Element, theirs: ET.Element) -> None:
    """Compare with ElementTree, which spells names ``{uri}local``."""
    assert ours.name == theirs.tag.removeprefix("{")
    attributes = attributes_of(text, ours)
    for name, value in theirs.attrib.items():
        namespace, end, local = name.removeprefix("{").rpartition("}")
        labels = [prefix + local for prefix in prefixes_of(namespace, ours.scope)] if end else [local]
        place = next(attributes[label] for label in labels if label in attributes)
        spelled = text[slice(*place.value_span)]
        assert spelled == value or "&" in spelled or "\n" in spelled
        assert text[slice(*place.span)].endswith((f'"{spelled}"', f"'{spelled}'"))
    start, end = ours.span
    assert text.startswith(f"<{ours.tag}", start)
    assert ours.is_one_tag or text.startswith(f"</{ours.tag}", ours.inner_span[1])
    assert text[end - 1] == ">"
    assert len(ours.children) == len(theirs)
    for our_child, their_child in zip(ours.children, theirs, strict=True):
        assert_same(text, our_child, their_child)


def test_what_looks_like_a_tag_and_is_none() -> None:
    root = outline(TRICKY)
    assert_same(TRICKY, root, ET.fromstring(TRICKY))
    assert [child.name for child in root.children] == ["urn:default}child", "urn:b}other"]
    assert [child.name for child in root.children[1].children] == ["plain", "urn:a}x"]
    assert root.children[0].prefix == ""
    assert root.children[1].prefix == "b:"


def test_declarations_hold_inside_only() -> None:
    root = outline('<a xmlns:p="1"><b xmlns:p="2" p:x=""><p:c/></b><p:d/></a>')
    assert root.children[0].children[0].name == "2}c"
    assert root.children[1].name == "1}d"


@pytest.mark.shared
def test_real_files_as_elementtree_sees_them(shared: Path) -> None:
    for path in readable(shared):
        text = path.read_bytes().decode("utf-8-sig").strip("\0\r\n ")
        assert_same(text, outline(text), ET.fromstring(text))
