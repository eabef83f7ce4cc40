"""Where in a document's text its elements and attributes stand: what an editor needs and a parser forgets.

Only for documents that the guarded parser has accepted: well-formed, and without DTD, so that every ``<``
outside of comments, processing instructions and CDATA sections begins a tag, and every name is spelled out.

Names are spelled ``<namespace URI>}<local name>``, as in :mod:`ppr10k_data.xmp.rdf`.

References
----------
Extensible Markup Language (XML) 1.0, productions 15 to 20 and 39 to 44; Namespaces in XML 1.0, section 6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

SPACE = " \t\r\n"
"""XML's white space. A pattern's ``\\s`` means more, such as the no-break space of Latin-1."""

_TAG = re.compile(
    r"<(?:!--.*?--|!\[CDATA\[.*?\]\]|\?.*?\?|(?P<close>/)?(?P<tag>[^ \t\r\n/>]+)"
    r"""(?P<inside>[^"'>]*(?:(?:"[^"]*"|'[^']*')[^"'>]*)*))>""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([ \t\r\n]+)([^ \t\r\n=]+)[ \t\r\n]*=[ \t\r\n]*(?:"([^"]*)"|'([^']*)')""")

Scope: TypeAlias = dict[str, str]
"""Namespaces by prefix, as declared on an element and around it; the default namespace has the prefix ""."""


class Attribute(NamedTuple):
    """An attribute: its full name and its places in the text.

    Parameters
    ----------
    name : str
        The full name; the bare one where it has no prefix, and is in no namespace.
    start, end : int
        From the white space before the name to behind the closing quote.
    value_start, value_end : int
        Between the quotes.
    pad : str
        The white space before the name.
    """

    name: str
    start: int
    end: int
    value_start: int
    value_end: int
    pad: str


class Element(NamedTuple):
    """An element: its full name, its children and its places in the text.

    Parameters
    ----------
    name, tag : str
        The full name, and the name as it is spelled.
    scope : dict
        The namespaces that hold inside of it.
    start, end : int
        From ``<`` of the start tag to behind ``>`` of the end tag.
    inner_start, inner_end : int
        Between the tags; both are `end` where one tag is all, ``<a/>``.
    children : tuple of Element
        The elements directly in it.
    """

    name: str
    tag: str
    scope: Scope
    start: int
    inner_start: int
    inner_end: int
    end: int
    children: tuple[Element, ...]

    @property
    def is_empty_tag(self) -> bool:
        """Whether it is spelled ``<a/>``."""
        return self.inner_start == self.end

    @property
    def prefix(self) -> str:
        """The prefix of its tag with the colon; empty where it has none."""
        return self.tag[: self.tag.find(":") + 1]


def outline(text: str) -> Element:
    """Find all elements of a document and return its root.

    Parameters
    ----------
    text : str
        The document, with or without what may stand around it. Characters beyond ASCII only need to be told
        from white space and markup: bytes in UTF-8 may be decoded as Latin-1.
    """
    top: list[Element] = []
    siblings, scope = top, {"xml": "http://www.w3.org/XML/1998/namespace"}
    around: list[tuple[list[Element], Scope, re.Match[str]]] = []
    for match in _TAG.finditer(text):
        close, tag, inside = match.group("close", "tag", "inside")
        if tag is None:
            continue
        if not close:
            around.append((siblings, scope, match))
            siblings, scope = [], _declared(scope, inside)
        if close or inside.endswith("/"):
            children, inner = tuple(siblings), scope
            siblings, scope, opening = around.pop()
            siblings.append(_element(opening, match, inner, children))
    return top[0]


def _declared(scope: Scope, inside: str) -> Scope:
    """Return a scope with the namespaces that a tag declares."""
    if "xmlns" not in inside:
        return scope
    found = {name: double or single for _, name, double, single in _ATTRIBUTE.findall(inside)}
    return scope | {
        name[6:]: uri for name, uri in found.items() if name == "xmlns" or name.startswith("xmlns:")
    }


def _element(
    opening: re.Match[str], closing: re.Match[str], scope: Scope, children: tuple[Element, ...]
) -> Element:
    tag, inner_start, inner_end = opening["tag"], opening.end(), closing.start()
    if closing is opening:
        inner_end = inner_start
    name = _full_name(tag, scope, scope.get("", ""))
    return Element(name, tag, scope, opening.start(), inner_start, inner_end, closing.end(), children)


def _full_name(label: str, scope: Scope, default: str) -> str:
    prefix, _, local = label.rpartition(":")
    namespace = scope.get(prefix, "") if prefix else default
    return f"{namespace}}}{local}" if namespace else local


def attributes_of(text: str, element: Element) -> Iterator[Attribute]:
    """Find the attributes of an element, declarations of namespaces among them, in their order."""
    for match in _ATTRIBUTE.finditer(text, element.start, element.inner_start):
        pad, label, *_ = match.groups()
        value_start, value_end = match.span(match.lastindex or 0)  # the last is the group within the quotes
        name = _full_name(label, element.scope, "")
        yield Attribute(name, match.start(), match.end(), value_start, value_end, pad)
