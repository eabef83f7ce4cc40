"""Documents to edit: built here, and those found in the wild."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ppr10k_data.xmp import CameraRawEdits, parse_xmp, update_xmp

NAMESPACES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'
)
UNREADABLE = {"lrc14_catalog.xmp"}


def packet(*descriptions: str) -> str:
    """Wrap descriptions, the prefixes rdf, crs and tiff declared around them."""
    inside = "\n".join(descriptions)
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/">\n <rdf:RDF {NAMESPACES}>\n{inside}\n </rdf:RDF>\n</x:xmpmeta>\n'


def parsed(**attributes: str) -> CameraRawEdits:
    """Read a sidecar of these attributes; process version 11.0 if none is given."""
    attributes = {"ProcessVersion": "11.0"} | attributes
    text = " ".join(
        f'{"tiff" if key == "Orientation" else "crs"}:{key}="{value}"' for key, value in attributes.items()
    )
    return parse_xmp(packet(f'<rdf:Description rdf:about="" {text}/>').encode(), name="12_3.xmp")


def readable(shared: Path) -> list[Path]:
    """Find the sidecars, packets and presets that can be read."""
    folders = shared / "data/xmp", shared / "data/lightroom-pairs"
    found = [path for folder in folders for path in sorted(folder.rglob("*.xmp"))]
    assert len(found) == 50
    return [path for path in found if path.name not in UNREADABLE]


def update(original: str, **changes: Any) -> str:
    """Change some fields of a document's edits; check that they are read again."""
    before = parse_xmp(original.encode())
    after = replace(before, **changes)
    result = update_xmp(original.encode(), after)
    again = parse_xmp(result)
    assert replace(again, white_balance=after.white_balance) == after
    return result.decode()


def assert_becomes(before: str, after: str, **changes: Any) -> None:
    assert update(packet(before), **changes) == packet(after)
