"""The look: a creative profile that a sidecar carries as a nested structure, with parameters of its own."""

from __future__ import annotations

import re
from typing import Any

from ppr10k_data.xmp.groups import LINEAR, Look, PointCurves
from ppr10k_data.xmp.rdf import CRS, Properties, Property, fields_of
from ppr10k_data.xmp.values import CurvePoints, Flag, Number, Text

CURVES = {
    "ToneCurvePV2012": "master",
    "ToneCurvePV2012Red": "red",
    "ToneCurvePV2012Green": "green",
    "ToneCurvePV2012Blue": "blue",
}
"""The point curves of process version 2012 and later, and their fields in :class:`PointCurves`."""

STRUCTURE = "(a structure)"
"""Stands for a parameter that is neither a text nor a list of texts."""

AMOUNT = Number(0, 2, signed=False)
_STUBBED = Flag("true", "false")
_CURVE = CurvePoints()
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_OWN_FIELDS = {"Version", "ProcessVersion", "LookTable", *CURVES}


class LookStructure:
    """The kind of ``crs:Look``'s value: a structure, None where its name is empty."""

    def parse(self, raw: Property) -> Look | None:
        """Read and check a value."""
        if isinstance(raw, tuple):
            raise ValueError("must be a structure with a crs:Name")
        fields = {} if isinstance(raw, str) else fields_of(raw)
        name = _text(fields, "Name")
        if not name:
            return None
        parameters = _parameters(fields)
        return Look(
            name=name,
            uuid=_text(fields, "UUID"),
            amount=_read(AMOUNT, fields, "Amount", 1.0),
            table=_text(parameters, "LookTable"),
            curves=PointCurves(
                **{field: _read(_CURVE, parameters, key, LINEAR) for key, field in CURVES.items()}
            ),
            parameters=_others(parameters),
            stubbed=_read(_STUBBED, fields, "Stubbed", False),
        )

    def check(self, value: Look | None) -> None:
        """Refuse a value that Camera Raw would not accept."""
        if value is None:
            return
        if not value.name:
            raise ValueError("must have a name")
        AMOUNT.check(value.amount)
        for field in CURVES.values():
            _CURVE.check(getattr(value.curves, field))
        for text in (value.name, value.uuid, value.table, *(text for _, text in value.parameters)):
            Text().check(text)
        for name, _ in value.parameters:
            if not _NAME.fullmatch(name) or name in _OWN_FIELDS:
                raise ValueError(f"has a parameter {name!r} that is not the name of a further key")

    def format(self, value: Look | None) -> str:
        """Spell a value."""
        return "" if value is None else value.name

    def is_neutral(self, value: Look | None, neutral: Look | None) -> bool:
        """Whether the value has the effect of the neutral one."""
        return value is None


def _read(kind: Any, fields: Properties, name: str, neutral: Any) -> Any:
    raw = fields.get(CRS + name)
    if raw is None:
        return neutral
    try:
        return kind.parse(raw)
    except ValueError as error:
        raise ValueError(f"has a crs:{name} that {error}") from None


def _text(fields: Properties, name: str) -> str:
    text = fields.get(CRS + name, "")
    return text if isinstance(text, str) else ""


def _parameters(fields: Properties) -> Properties:
    node = fields.get(CRS + "Parameters", "")
    return {} if isinstance(node, (str, tuple)) else fields_of(node)


def _others(parameters: Properties) -> tuple[tuple[str, str], ...]:
    """Return the remaining parameters as texts; an array's items are joined by a semicolon."""
    named = ((name.removeprefix(CRS), raw) for name, raw in parameters.items() if name.startswith(CRS))
    return tuple(
        (name, raw if isinstance(raw, str) else "; ".join(raw) if isinstance(raw, tuple) else STRUCTURE)
        for name, raw in named
        if name not in _OWN_FIELDS
    )
