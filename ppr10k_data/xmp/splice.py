"""Replace, add and take away a photo's properties in a document's text, and leave the rest of it alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TypeAlias

from ppr10k_data.errors import XmpError
from ppr10k_data.xmp.changes import NewValue
from ppr10k_data.xmp.groups import Look
from ppr10k_data.xmp.rdf import CRS, DESCRIPTION, RDF, TIFF
from ppr10k_data.xmp.spans import SPACE, Attribute, Element, attributes_of, outline
from ppr10k_data.xmp.spell import escape, list_lines, look_lines

Place: TypeAlias = Attribute | Element
Splice: TypeAlias = tuple[int, int, str]
"""From, to, and what comes in between."""

_USUAL_PREFIXES = {CRS: "crs", TIFF: "tiff"}


@dataclass(frozen=True, slots=True)
class Description:
    """One description of the photo: its element and the attributes of that."""

    element: Element
    attributes: tuple[Attribute, ...]

    @property
    def properties(self) -> tuple[Place, ...]:
        """Everything that stands in it."""
        return (*self.attributes, *self.element.children)


def rewrite(text: str, changes: Mapping[str, NewValue], file: str) -> str:
    """Return a document with some of the photo's properties changed.

    Parameters
    ----------
    text : str
        The document, accepted by the guarded parser. Bytes in UTF-8 may be decoded as Latin-1: what is put in
        is ASCII, other characters as references.
    changes : mapping
        The new values by full name, in Camera Raw's or TIFF's namespace; None takes a property away.
    file : str
        The file's name, for messages.

    Raises
    ------
    XmpError
        If the document has no description to write into.
    """
    descriptions = _descriptions(text)
    if not descriptions:
        reason = "has no rdf:Description to write into; write a new sidecar instead, with format_xmp"
        raise XmpError(reason, file=file)
    splices: list[Splice] = []
    missing: dict[str, NewValue] = {}
    places = _places(descriptions)
    for name, value in changes.items():
        if isinstance(value, str | tuple) and name in places:
            splices += [_replaced(text, place, value) for place in places[name]]
            continue
        splices += [_removed(text, place) for place in places.get(name, ())]
        if value is not None:
            missing[name] = value
    for namespace in _USUAL_PREFIXES:
        added = {name: value for name, value in missing.items() if name.startswith(namespace)}
        if added:
            splices += _added(text, _home(descriptions, namespace), namespace, added)
    return _spliced(text, splices)


def _spliced(text: str, splices: list[Splice]) -> str:
    parts, done = [], 0
    for start, end, new in sorted(splices, key=lambda splice: splice[:2]):
        parts += [text[done:start], new]
        done = end
    return "".join([*parts, text[done:]])


# where properties stand


def _descriptions(text: str) -> list[Description]:
    """Find the descriptions directly under ``rdf:RDF``; the others are of looks and local corrections."""
    root = outline(text)
    rdf = root if root.name == RDF + "RDF" else next(n for n in root.children if n.name == RDF + "RDF")
    found = [node for node in rdf.children if node.name == DESCRIPTION]
    return [Description(node, tuple(attributes_of(text, node))) for node in found]


def _places(descriptions: list[Description]) -> dict[str, list[Place]]:
    """Index the places of all properties by name; one may stand twice, with the same value."""
    places: dict[str, list[Place]] = {}
    for description in descriptions:
        for place in description.properties:
            places.setdefault(place.name, []).append(place)
    return places


def _home(descriptions: list[Description], namespace: str) -> Description:
    """Choose the description that holds most of a namespace, else one in which it has a prefix."""

    def rank(description: Description) -> tuple[int, bool]:
        mine = sum(place.name.startswith(namespace) for place in description.properties)
        return mine, _bound_prefix(description, namespace) is not None

    return max(descriptions, key=rank)


# what stands in the document already


def _replaced(text: str, place: Place, value: str | tuple[str, ...]) -> Splice:
    """Put a new value in the place of the old one, in its form."""
    if isinstance(place, Attribute):
        return place.value_start, place.value_end, _escaped(str(value))
    if isinstance(value, tuple):
        return _replaced_items(text, place.children[0], value)
    if place.is_empty_tag:
        return place.end - 2, place.end, f">{_escaped(value)}</{place.tag}>"
    old = text[place.inner_start : place.inner_end]
    start = place.inner_start + len(old) - len(old.lstrip(SPACE))
    return start, start + len(old.strip(SPACE)), _escaped(value)


def _replaced_items(text: str, array: Element, items: tuple[str, ...]) -> Splice:
    """Put new items in the place of a list's, spaced like the old: the reader grants that there are some."""
    first, last, li = array.children[0], array.children[-1], f"{array.prefix}li"
    pad = text[array.inner_start : first.start]
    between = pad if not pad.strip(SPACE) else ""
    return first.start, last.end, between.join(f"<{li}>{item}</{li}>" for item in items)


def _removed(text: str, place: Place) -> Splice:
    """Take a property away, and the white space before it."""
    if isinstance(place, Attribute):
        return place.start, place.end, ""
    start = place.start
    while text[start - 1] in SPACE:
        start -= 1
    return start, place.end, ""


# what is new in it


def _added(text: str, home: Description, namespace: str, values: Mapping[str, NewValue]) -> Iterator[Splice]:
    """Add properties to a description: texts as attributes, lists and looks as elements."""
    prefix = _bound_prefix(home, namespace)
    declared = {}
    if prefix is None:
        prefix = _free_prefix(home, namespace)
        declared = {f"xmlns:{prefix}": namespace[:-1]}
    labels = {f"{prefix}:{name.removeprefix(namespace)}": value for name, value in values.items()}
    texts = {label: value for label, value in labels.items() if isinstance(value, str)}
    yield _added_attributes(home, namespace, declared | texts)
    if len(texts) < len(labels):
        newline, indent = _layout(text, home)
        rdf = home.element.prefix
        lines: list[str] = []
        for label, value in labels.items():
            if isinstance(value, tuple):
                lines += list_lines(label, value, pad=indent, rdf=rdf)
            elif isinstance(value, Look):
                lines += map(_ascii, look_lines(value, pad=indent, crs=f"{prefix}:", rdf=rdf))
        yield _added_elements(home.element, [newline + line for line in lines], newline + indent[:-1])


def _bound_prefix(home: Description, namespace: str) -> str | None:
    """Return a prefix that stands for a namespace; the default one cannot, attributes have no part in it."""
    bound = home.element.scope.items()
    return next((prefix for prefix, uri in bound if prefix and uri == namespace[:-1]), None)


def _free_prefix(home: Description, namespace: str) -> str:
    usual = _USUAL_PREFIXES[namespace]
    names = (usual if number == 0 else f"{usual}{number}" for number in count())
    return next(name for name in names if name not in home.element.scope)


def _added_attributes(home: Description, namespace: str, attributes: Mapping[str, str]) -> Splice:
    """Add attributes behind the last of their namespace, else behind all, spaced as that one is."""
    alike = [attribute for attribute in home.attributes if attribute.name.startswith(namespace)]
    last = (alike or home.attributes)[-1:]
    place, pad = (last[0].end, last[0].pad) if last else (home.element.start + 1 + len(home.element.tag), " ")
    return place, place, "".join(f'{pad}{label}="{_escaped(text)}"' for label, text in attributes.items())


def _added_elements(parent: Element, lines: Iterable[str], last_pad: str) -> Splice:
    """Add elements behind the last child; a parent that is one tag is given an end tag."""
    if parent.is_empty_tag:
        return parent.end - 2, parent.end, "".join([">", *lines, last_pad, f"</{parent.tag}>"])
    place = parent.children[-1].end if parent.children else parent.inner_start
    return place, place, "".join(lines)


def _layout(text: str, home: Description) -> tuple[str, str]:
    """Return line end and indentation of a description's elements; empty in a document that is one line."""
    children = home.element.children
    start = (children[-1] if children else home.element).start
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    indent = text[line:start]
    if not line or indent.strip(SPACE):
        return "", ""
    newline = "\r\n" if text[:line].endswith("\r\n") else text[line - 1]
    return newline, indent if children else indent + " "


def _escaped(text: str) -> str:
    """Spell a text for an element or between quotes of either kind, in ASCII."""
    return _ascii(escape(text).replace("'", "&#39;"))


def _ascii(text: str) -> str:
    return text.encode("ascii", "xmlcharrefreplace").decode()
