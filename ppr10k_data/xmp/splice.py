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
from ppr10k_data.xmp.spans import SPACE, Attribute, Element, attributes_of, outline, prefixes_of
from ppr10k_data.xmp.spell import escape, list_lines, look_lines

Place: TypeAlias = Attribute | Element
Splice: TypeAlias = tuple[int, int, str]
"""From, to, and what comes in between."""

_USUAL_PREFIXES = {CRS: "crs", TIFF: "tiff"}


@dataclass(frozen=True, slots=True)
class Description:
    """One description of the photo: its element, and the attributes of that by their spelled names."""

    element: Element
    attributes: dict[str, Attribute]

    def prefixes(self, namespace: str) -> list[str]:
        """List the prefixes that attributes of a namespace may have."""
        return prefixes_of(namespace[:-1], self.element.scope)

    def places(self, name: str) -> list[Place]:
        """Find a property, in either form."""
        namespace, end, local = name.partition("}")
        labels = [prefix + local for prefix in self.prefixes(namespace + end)]
        found = [self.attributes[label] for label in labels if label in self.attributes]
        return [*found, *(child for child in self.element.children if child.name == name)]

    def attributes_in(self, namespace: str) -> list[Attribute]:
        """List the attributes of a namespace."""
        prefixes = tuple(self.prefixes(namespace))
        return [attribute for label, attribute in self.attributes.items() if label.startswith(prefixes)]

    def count(self, namespace: str) -> int:
        """Count the properties of a namespace."""
        children = sum(child.name.startswith(namespace) for child in self.element.children)
        return len(self.attributes_in(namespace)) + children


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
    for name, value in changes.items():
        places = [place for description in descriptions for place in description.places(name)]
        if places and isinstance(value, str | tuple):
            splices += [_replaced(text, place, value) for place in places]
            continue
        splices += [_removed(text, place) for place in places]
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
    return [Description(node, attributes_of(text, node)) for node in found]


def _home(descriptions: list[Description], namespace: str) -> Description:
    """Choose the description that holds most of a namespace, else one in which it has a prefix."""
    return max(descriptions, key=lambda one: (one.count(namespace), bool(one.prefixes(namespace))))


# what stands in the document already


def _replaced(text: str, place: Place, value: str | tuple[str, ...]) -> Splice:
    """Put a new value in the place of the old one, in its form."""
    if isinstance(place, Attribute):
        return *place.value_span, _escaped(str(value))
    if isinstance(value, tuple):
        return _replaced_items(text, place.children[0], value)
    start, end = place.inner_span
    if place.is_one_tag:
        return end - 2, end, f">{_escaped(value)}</{place.tag}>"
    old = text[start:end]
    start += len(old) - len(old.lstrip(SPACE))
    return start, start + len(old.strip(SPACE)), _escaped(value)


def _replaced_items(text: str, array: Element, items: tuple[str, ...]) -> Splice:
    """Put new items in the place of a list's, spaced like the old: the reader grants that there are some."""
    start, end = array.children[0].span[0], array.children[-1].span[1]
    pad = text[array.inner_span[0] : start]
    between = pad if not pad.strip(SPACE) else ""
    li = f"{array.prefix}li"
    return start, end, between.join(f"<{li}>{item}</{li}>" for item in items)


def _removed(text: str, place: Place) -> Splice:
    """Take a property away, and the white space before it."""
    start, end = place.span
    while text[start - 1] in SPACE:
        start -= 1
    return start, end, ""


# what is new in it


def _added(text: str, home: Description, namespace: str, values: Mapping[str, NewValue]) -> Iterator[Splice]:
    """Add properties to a description: texts as attributes, lists and looks as elements."""
    prefix = next(iter(home.prefixes(namespace)), None)
    declared = {}
    if prefix is None:
        prefix = _free_prefix(home, namespace)
        declared = {f"xmlns:{prefix[:-1]}": namespace[:-1]}
    labels = {prefix + name.removeprefix(namespace): value for name, value in values.items()}
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
                lines += map(_ascii, look_lines(value, pad=indent, crs=prefix, rdf=rdf))
        yield _added_elements(home.element, [newline + line for line in lines], newline + indent[:-1])


def _free_prefix(home: Description, namespace: str) -> str:
    usual = _USUAL_PREFIXES[namespace]
    names = (usual if number == 0 else f"{usual}{number}" for number in count())
    return next(f"{name}:" for name in names if name not in home.element.scope)


def _added_attributes(home: Description, namespace: str, attributes: Mapping[str, str]) -> Splice:
    """Add attributes behind the last of their namespace, else behind all, spaced as that one is."""
    last = next(reversed(home.attributes_in(namespace) or list(home.attributes.values())), None)
    place = last.span[1] if last else home.element.opening.end("tag")
    pad = last.pad if last else " "
    return place, place, "".join(f'{pad}{label}="{_escaped(text)}"' for label, text in attributes.items())


def _added_elements(parent: Element, lines: Iterable[str], last_pad: str) -> Splice:
    """Add elements behind the last child; a parent that is one tag is given an end tag."""
    if parent.is_one_tag:
        end = parent.span[1]
        return end - 2, end, "".join([">", *lines, last_pad, f"</{parent.tag}>"])
    place = parent.children[-1].span[1] if parent.children else parent.inner_span[0]
    return place, place, "".join(lines)


def _layout(text: str, home: Description) -> tuple[str, str]:
    """Return line end and indentation of a description's elements; empty in a document that is one line."""
    children = home.element.children
    start, _ = (children[-1] if children else home.element).span
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
