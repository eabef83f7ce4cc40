"""How a sidecar spells texts, lists and looks: what the writer of new files and the editor of old ones share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ppr10k_data.xmp.groups import LINEAR, Look
from ppr10k_data.xmp.look import AMOUNT, CURVES
from ppr10k_data.xmp.values import CurvePoints

_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)


def escape(text: str) -> str:
    """Spell a text for an element, or for an attribute between double quotes."""
    return text.translate(_ESCAPES)


def attribute_lines(attributes: Mapping[str, str], pad: str) -> list[str]:
    """Spell attributes, one a line, the last with the mark that closes the tag.

    Parameters
    ----------
    attributes : mapping of str to str
        Names and values.
    pad : str
        Space before each line.
    """
    lines = [f'{pad}{name}="{escape(text)}"' for name, text in attributes.items()] or [pad]
    lines[-1] += ">"
    return lines


def list_lines(label: str, items: Iterable[str], *, pad: str = "", rdf: str = "rdf:") -> Iterator[str]:
    """Spell an element that holds a list, without line ends.

    Parameters
    ----------
    label : str
        The element's name with its prefix.
    items : iterable of str
        The list's items, such as the points of a curve.
    pad : str
        Indentation.
    rdf : str
        RDF's prefix with its colon, empty where it is the default namespace.
    """
    yield f"{pad}<{label}>"
    yield f"{pad} <{rdf}Seq>"
    yield from (f"{pad}  <{rdf}li>{item}</{rdf}li>" for item in items)
    yield f"{pad} </{rdf}Seq>"
    yield f"{pad}</{label}>"


def look_lines(look: Look, *, pad: str = "", crs: str = "crs:", rdf: str = "rdf:") -> Iterator[str]:
    """Spell the element that holds a look, without line ends.

    Parameters
    ----------
    look : Look
        The look.
    pad : str
        Indentation.
    crs, rdf : str
        Camera Raw's and RDF's prefixes with their colons. Camera Raw's cannot be empty: attributes without
        prefix are in no namespace.
    """
    head = {"Name": look.name, "Amount": AMOUNT.format(look.amount), "UUID": look.uuid}
    if look.stubbed:
        head["Stubbed"] = "true"
    inner = dict(look.parameters) | ({"LookTable": look.table} if look.table else {})
    yield f"{pad}<{crs}Look>"
    yield f"{pad} <{rdf}Description"
    yield from attribute_lines({crs + name: text for name, text in head.items()}, pad + "  ")
    yield f"{pad} <{crs}Parameters>"
    yield f"{pad}  <{rdf}Description"
    yield from attribute_lines({crs + name: text for name, text in inner.items()}, pad + "   ")
    for name, part in CURVES.items():
        if (curve := getattr(look.curves, part)) != LINEAR:
            yield from list_lines(crs + name, CurvePoints().format(curve), pad=pad + "   ", rdf=rdf)
    yield f"{pad}  </{rdf}Description>"
    yield f"{pad} </{crs}Parameters>"
    yield f"{pad} </{rdf}Description>"
    yield f"{pad}</{crs}Look>"
