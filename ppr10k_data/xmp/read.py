"""From the bytes of a sidecar, packet or preset to :class:`CameraRawEdits`. The only door to defusedxml."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from xml.parsers.expat import errors as expat

from ppr10k_data.errors import XmpError
from ppr10k_data.xmp.edits import CameraRawEdits
from ppr10k_data.xmp.interpret import interpret
from ppr10k_data.xmp.rdf import DESCRIPTION, RDF, ConflictError, Properties, fields_of, merge

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element, ParseError

    from defusedxml.ElementTree import DefusedXMLParser

_PADDING = "\0 \t\r\n"
_APP1 = b"http://ns.adobe.com/xap/1.0/\0"  # how a JPEG marks the segment that holds its packet
_BOMS = {
    b"\xff\xfe\0\0": "utf-32-le",
    b"\0\0\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
_META = ("adobe:ns:meta/}xmpmeta", "adobe:ns:meta/}xapmeta")
_TRUNCATED = frozenset(
    expat.codes[message]
    for message in (
        expat.XML_ERROR_NO_ELEMENTS,
        expat.XML_ERROR_UNCLOSED_TOKEN,
        expat.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.XML_ERROR_PARTIAL_CHAR,
    )
)
_SECOND_ROOT = expat.codes[expat.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]


def read_xmp(path: str | Path) -> CameraRawEdits:
    """Read the Camera Raw settings of a sidecar, an extracted XMP packet or a preset.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    CameraRawEdits
        Neutral where the file holds no Camera Raw settings.

    Raises
    ------
    XmpError
        If the file cannot be opened or is not XMP, or if a value is not one that Camera Raw would accept.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise XmpError(f"cannot be read: {error.strerror or error}", file=str(path)) from error
    return parse_xmp(data, name=str(path))


def parse_xmp(data: bytes, *, name: str = "<xmp>") -> CameraRawEdits:
    """Read Camera Raw settings from the bytes of an XMP document.

    Accepted are UTF-8, UTF-16 and UTF-32 with and without byte order mark, packet wrappers, padding by white
    space and NULs, any namespace prefix, and every form that XMP allows for a property. Only the
    ``rdf:Description`` elements directly under ``rdf:RDF`` are the photo's settings: looks and local
    corrections nest their own.

    Parameters
    ----------
    data : bytes
        The document.
    name : str
        What to call it in messages.

    Returns
    -------
    CameraRawEdits
        Neutral where the document holds no Camera Raw settings, or says ``crs:HasSettings="False"``.

    Raises
    ------
    XmpError
        If the document is empty, truncated, not XMP, two documents in one, or declares a DTD or entities; if
        one key has two values; if a value is not one that Camera Raw would accept.
    """
    return interpret(read_properties(data, name), name)


def read_properties(data: bytes, name: str) -> Properties:
    """Read a photo's properties as they stand in a document, for :func:`interpret` to make edits of.

    Parameters
    ----------
    data : bytes
        A sidecar, or a packet of a file.
    name : str
        For messages.

    Raises
    ------
    XmpError
        If the document cannot be read, as :func:`parse_xmp` says, or if one key has two values.
    """
    root = _parse_xml(_document(data, name), name)
    found: Properties = {}
    try:
        for node in _rdf(root, name):
            if node.tag == DESCRIPTION:
                merge(found, fields_of(node))
    except ConflictError as error:
        raise XmpError(error.reason, file=name, key=error.label) from None
    return found


def _document(data: bytes, name: str) -> str | bytes:
    """Strip encoding marks, padding and a JPEG segment's mark; what is left must begin like XML."""
    document = _decode(data, name)
    if not document:
        raise XmpError("is empty; expected an XMP document", file=name)
    if document[:1] not in ("<", b"<"):
        raise XmpError("is not XMP: an XMP document begins with <?xpacket or <x:xmpmeta", file=name)
    return document


def _decode(data: bytes, name: str) -> str | bytes:
    encoding = encoding_of(data)
    if encoding is None:
        padding = _PADDING.encode()
        return data.strip(padding).removeprefix(b"\xef\xbb\xbf").removeprefix(_APP1).lstrip(padding)
    try:
        return data.decode(encoding).strip(_PADDING + "\ufeff")
    except UnicodeDecodeError as error:
        raise XmpError(
            f"is not readable as {encoding} ({error.reason} at byte {error.start})", file=name
        ) from None


def encoding_of(data: bytes) -> str | None:
    """Name the encoding where it is not UTF-8: by byte order mark, or by the NULs around the first ``<``."""
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return encoding
    first = data.find(b"<")
    if first < 0 or data[first + 1 : first + 2] != b"\0":
        return None
    if data[first + 1 : first + 4] == b"\0\0\0":
        return "utf-32-be" if first % 4 == 3 else "utf-32-le"
    return "utf-16-be" if first % 2 else "utf-16-le"


def _parse_xml(document: str | bytes, name: str) -> Element:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException

    parser = _fast_parser()
    try:
        parser.feed(document)
        root: Element = parser.close()
    except DefusedXmlException:
        raise XmpError(
            "declares a DTD or an entity, which XMP does not use and may be harmful", file=name
        ) from None
    except ParseError as error:
        _refuse(error, name)
    except (LookupError, ValueError) as error:
        raise XmpError(f"has an encoding that XMP does not allow: {error}", file=name) from None
    return root


def _fast_parser() -> DefusedXMLParser:
    """Return defusedxml's parser, its guards in place, with the plain tree builder for elements and text.

    defusedxml goes through ElementTree's pure Python handlers, only to rename tags and attributes. The tree
    builder takes expat's events directly, with names as expat spells them, in half the time.
    """
    from xml.etree.ElementTree import TreeBuilder

    from defusedxml.ElementTree import DefusedXMLParser

    builder = TreeBuilder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    events = parser.parser
    events.ordered_attributes = False
    events.StartElementHandler = builder.start
    events.EndElementHandler = builder.end
    events.CharacterDataHandler = builder.data
    events.DefaultHandlerExpand = None
    return parser


def _refuse(error: ParseError, name: str) -> NoReturn:
    line = error.position[0]
    if error.code in _TRUNCATED:
        raise XmpError(
            f"ends in the middle of the document, at line {line}: is it truncated?", file=name
        ) from None
    if error.code == _SECOND_ROOT:
        reason = (
            f"goes on after the end of its XMP document, at line {line}: two documents in one file? Keep one"
        )
        raise XmpError(reason, file=name) from None
    raise XmpError(f"is not well-formed XML: {error}", file=name) from None


def _rdf(root: Element, name: str) -> Element:
    if root.tag == RDF + "RDF":
        return root
    if root.tag not in _META:
        tag = root.tag.rpartition("}")[2][:40]
        raise XmpError(f"is not XMP: its root element is <{tag}>, not x:xmpmeta or rdf:RDF", file=name)
    found = [child for child in root if child.tag == RDF + "RDF"]
    if len(found) != 1:
        raise XmpError(f"is not XMP: it holds {len(found)} rdf:RDF elements, expected one", file=name)
    return found[0]
