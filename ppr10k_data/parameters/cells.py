"""A cell as text, and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from ppr10k_data.parameters.columns import CellType

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _flag(text: str) -> bool:
    flags = {"true": True, "false": False}
    if text.lower() not in flags:
        raise ValueError("expected true or false")
    return flags[text.lower()]


TEXT_OF: dict[CellType, Callable[[Any], str]] = {
    "int": str,
    "float": repr,
    "str": str,
    "bool": lambda flag: "true" if flag else "false",
    "time": datetime.isoformat,
    "json": _JSON.encode,
}
"""How a cell of each type is spelled; what is missing is an empty text."""

VALUE_OF: dict[CellType, Callable[[str], Any]] = {
    "int": int,
    "float": float,
    "str": str,
    "bool": _flag,
    "time": datetime.fromisoformat,
    "json": json.loads,
}
"""How a text that is not empty is read; each raises ValueError for what is none."""
