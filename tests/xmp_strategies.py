"""Edits drawn at random over every key of the table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from ppr10k_data.xmp import CameraRawEdits, Crop, Look, PointCurves
from ppr10k_data.xmp.keys import Key
from ppr10k_data.xmp.look import LookStructure
from ppr10k_data.xmp.paths import build, put
from ppr10k_data.xmp.table import KEYS, keys_of
from ppr10k_data.xmp.values import Choice, CurvePoints, Flag, Number, Text, Whole

XML_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
)


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    whole = st.integers(int(-(-low // 1)), int(high // 1)).map(float)
    return whole | st.floats(low, high, allow_nan=False)


def curves() -> st.SearchStrategy[tuple[tuple[float, float], ...]]:
    xs = st.lists(numbers(0, 255), min_size=2, max_size=8, unique=True).map(sorted)
    return xs.flatmap(lambda x: st.tuples(*[st.tuples(st.just(value), numbers(0, 255)) for value in x]))


def looks() -> st.SearchStrategy[Look]:
    names = st.from_regex(r"[A-Z][A-Za-z0-9]{0,12}", fullmatch=True).filter(
        lambda name: name not in {"Version", "ProcessVersion", "LookTable"}
    )
    return st.builds(
        Look,
        name=XML_TEXT.filter(bool),
        uuid=XML_TEXT,
        amount=numbers(0, 2),
        table=XML_TEXT,
        curves=st.builds(PointCurves, curves(), curves(), curves(), curves()),
        parameters=st.lists(st.tuples(names, XML_TEXT), max_size=3, unique_by=lambda item: item[0]).map(
            tuple
        ),
        stubbed=st.booleans(),
    )


def values(key: Key) -> st.SearchStrategy[Any]:
    match key.kind:
        case Number(low=low, high=high):
            return numbers(low, high)
        case Whole(low=low, high=high):
            return st.integers(low, high)
        case Flag():
            return st.booleans()
        case Choice(allowed=allowed):
            return st.sampled_from(allowed)
        case Text():
            return XML_TEXT
        case CurvePoints():
            return curves()
        case LookStructure():
            return st.none() | looks()
    raise AssertionError(key)


def splits() -> st.SearchStrategy[list[float]]:
    return st.lists(numbers(0, 100), min_size=3, max_size=3, unique=True).map(sorted)


def edges() -> st.SearchStrategy[list[float]]:
    return st.lists(numbers(0, 1), min_size=2, max_size=2, unique=True).map(sorted)


@st.composite
def any_edits(draw: st.DrawFn, legacy: bool = False) -> CameraRawEdits:
    """Draw edits that a sidecar can hold, of a process version before 6.7 where `legacy`."""
    table = [key for key in keys_of(legacy).values() if key.path[0] != "crop" and "Split" not in key.name]
    chosen = draw(st.lists(st.sampled_from(table), unique_by=lambda key: key.name, max_size=25))
    tree: dict[Any, Any] = {}
    for key in chosen:
        if (value := draw(values(key))) != key.neutral:
            put(tree, key.path, value)
    order = [key.name for key in KEYS]
    old = sorted(tree.pop("legacy", {}).items(), key=lambda item: order.index(item[0]))
    edits: CameraRawEdits = build(CameraRawEdits(), tree)
    low, middle, high = draw(splits())
    (left, right), (top, bottom) = draw(edges()), draw(edges())
    crop = Crop(left, top, right, bottom, draw(numbers(-45, 45)))
    parametric = replace(edits.parametric, shadow_split=low, midtone_split=middle, highlight_split=high)
    versions = ("5.0", "5.7") if legacy else ("6.7", "10.0", "11.0", "15.4")
    return replace(
        edits,
        process_version=draw(st.sampled_from(versions)),
        legacy=tuple(old),
        crop=draw(st.sampled_from((None, crop))),
        parametric=draw(st.sampled_from((edits.parametric, parametric))),
    )
