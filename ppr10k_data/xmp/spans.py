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
from typing import NamedTuple, TypeAlias

SPACE = " \t\r\n"
"""XML's white space. A pattern's ``\\s`` means more, such as the no-break space of Latin-1."""

_TAG = re.compile(
    r"<(?:!--.*?--|!\[CDATA\[.*?\]\]|\?.*?\?|(?P<close>/)?(?P<tag>[^ \t\r\n/>]+)"
    r"""(?P<inside>[^"'>]*(?:(?:"[^"]*"|'[^']*')[^"'>]*)*))>""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""(?P<pad>[ \t\r\n]+)(?P<label>[^ \t\r\n=]+)[ \t\r\n]*=[ \t\r\n]*(?P<quoted>"[^"]*"|'[^']*')"""
)

Scope: TypeAlias = dict[str, str]
"""Namespaces by prefix, as declared on an element and around it; the default namespace has the prefix ""."""


class Attribute(NamedTuple):
    """An attribute's place in the text."""

    match: re.Match[str]

    @property
    def pad(self) -> str:
        """The white space before its name."""
        return self.match["pad"]

    @property
    def span(self) -> tuple[int, int]:
        """From the white space before its name to behind its closing quote."""
        return self.match.span()

    @property
    def value_span(self) -> tuple[int, int]:
        """Between its quotes."""
        start, end = self.match.span("quoted")
        return start + 1, end - 1


class Element(NamedTuple):
    """An element: its full name, the namespaces that hold inside of it, its children and its tags.

    Both tags are the same where it is spelled as one, ``<a/>``.
    """

    name: str
    scope: Scope
    children: tuple[Element, ...]
    opening: re.Match[str]
    closing: re.Match[str]

    @property
    def tag(self) -> str:
        """The name as it is spelled."""
        return self.opening["tag"]

    @property
    def prefix(self) -> str:
        """The prefix of its name with the colon; empty where it has none."""
        return self.tag[: self.tag.find(":") + 1]

    @property
    def span(self) -> tuple[int, int]:
        """From the beginning of the start tag to the end of the end tag."""
        return self.opening.start(), self.closing.end()

    @property
    def is_one_tag(self) -> bool:
        """Whether it is spelled ``<a/>``."""
        return self.opening is self.closing

    @property
    def inner_span(self) -> tuple[int, int]:
        """Between the tags; of an element that is one tag, behind it."""
        return self.opening.end(), self.opening.end() if self.is_one_tag else self.closing.start()


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
            siblings.append(Element(_full_name(tag, inner), inner, children, opening, match))
    return top[0]


def _declared(scope: Scope, inside: str) -> Scope:
    """Return a scope with the namespaces that a tag declares."""
    if "xmlns" not in inside:
        return scope
    found = [(label, quoted[1:-1]) for _, label, quoted in _ATTRIBUTE.findall(inside)]
    return scope | {label[6:]: uri for label, uri in found if label == "xmlns" or label.startswith("xmlns:")}


def _full_name(label: str, scope: Scope) -> str:
    prefix, _, local = label.rpartition(":")
    namespace = scope.get(prefix, "")
    return f"{namespace}}}{local}" if namespace else local


def attributes_of(text: str, element: Element) -> dict[str, Attribute]:
    """Find the attributes of an element, declarations of namespaces among them, by their spelled names.

    Parameters
    ----------
    text : str
        The whole document.
    element : Element
    """
    found = _ATTRIBUTE.finditer(text, *element.opening.span())
    return {match["label"]: Attribute(match) for match in found}


def prefixes_of(namespace: str, scope: Scope) -> list[str]:
    """List the prefixes of a namespace, with their colons; the default one is left out, as for attributes.

    Parameters
    ----------
    namespace : str
        Its URI.
    scope : Scope
        Namespaces by prefix.
    """
    return [f"{prefix}:" for prefix, uri in scope.items() if uri == namespace and prefix]
