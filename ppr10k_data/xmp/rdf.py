"""Just enough RDF to read Camera Raw's properties, whichever of its spellings a file uses.

Names are spelled ``<namespace URI>}<local name>``, as expat gives them, so that any prefix will do.

References
----------
XMP Specification Part 1 (ISO 16684-1), clause 7 and annex C: which parts of RDF an XMP packet may use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

CRS = "http://ns.adobe.com/camera-raw-settings/1.0/}"
TIFF = "http://ns.adobe.com/tiff/1.0/}"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
WANTED = (CRS, TIFF)
DESCRIPTION = RDF + "Description"
ITEM = RDF + "li"
ARRAYS = frozenset({RDF + "Seq", RDF + "Bag", RDF + "Alt"})

Property: TypeAlias = "str | tuple[str, ...] | Element"
"""A value as it stands in the file: a text, the texts of an array's items, or a structure."""

Properties: TypeAlias = dict[str, Property]


class ConflictError(ValueError):
    """One name with two different values."""

    def __init__(self, name: str, first: Property, second: Property) -> None:
        self.label = name.replace(CRS, "crs:").replace(TIFF, "tiff:")
        self.reason = f"stands twice with different values, {shown(first)!r} and {shown(second)!r}; keep one"
        super().__init__(f"holds a {self.label} that {self.reason}")


def fields_of(node: Element) -> Properties:
    """Read the fields of a structure, or the properties of an ``rdf:Description``.

    A field may be an attribute or a child element; a structure's fields may stand in a nested
    ``rdf:Description`` or, with ``rdf:parseType="Resource"``, directly under it. Elements outside Camera
    Raw's and TIFF's namespaces are left out; attributes are not sifted, which would cost as much as the rest.

    Parameters
    ----------
    node : Element
        The element that holds the fields.

    Returns
    -------
    dict
        Values by full name, in file order, attributes first.

    Raises
    ------
    ConflictError
        If a field is there twice with different values.
    """
    holder = node if node.tag == DESCRIPTION else next((n for n in node if n.tag == DESCRIPTION), node)
    found: Properties = dict(holder.attrib)
    for child in holder:
        if child.tag.startswith(WANTED):
            value = value_of(child)
            if child.tag in found:
                merge(found, {child.tag: value})
            found[child.tag] = value
    return found


def merge(into: Properties, more: Properties) -> None:
    """Add properties to others; the same name may come twice only with the same value.

    Parameters
    ----------
    into : Properties
        Is changed.
    more : Properties

    Raises
    ------
    ConflictError
        If it comes with another.
    """
    for name in more.keys() & into.keys():
        if into[name] != more[name] and name.startswith(WANTED):
            raise ConflictError(name, into[name], more[name])
    into.update(more)


def value_of(node: Element) -> Property:
    """Read a property element: a text, an array or a structure."""
    if not len(node):
        return node if _has_fields(node) else (node.text or "").strip()
    if node[0].tag in ARRAYS:
        return tuple([(item.text or "").strip() for item in node[0] if item.tag == ITEM])
    return node


def _has_fields(node: Element) -> bool:
    return any(not name.startswith((RDF, "http://www.w3.org/XML/1998/namespace}")) for name in node.attrib)


def shown(value: Property) -> str:
    """Spell a value for an error message."""
    if isinstance(value, str):
        return value if len(value) <= 80 else value[:77] + "..."
    if isinstance(value, tuple):
        return shown("; ".join(value))
    return "(a structure)"
