from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from ppr10k_data.xmp import CameraRawEdits, Crop
from ppr10k_data.xmp.keys import is_legacy
from ppr10k_data.xmp.paths import Path, build, get, put
from ppr10k_data.xmp.table import KEYS, keys_of

BESIDE_THE_TABLE = {"process_version", "legacy", "unmodelled"}


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from leaves(getattr(value, field.name), (*path, field.name))
    elif isinstance(value, tuple) and path[0] in {"hsl", "gray"}:
        yield from ((*path, index) for index in range(8))
    else:
        yield path


def test_every_field_has_a_key() -> None:
    neutral = CameraRawEdits()
    object.__setattr__(neutral, "crop", Crop())
    fields = {path for path in leaves(neutral) if path[0] not in BESIDE_THE_TABLE}
    assert fields == {key.path for key in KEYS if key.path[0] != "legacy"}


def test_names_are_unique_and_masters_exist() -> None:
    names = [key.full_name for key in KEYS]
    assert len(names) == len(set(names))
    assert {master for key in KEYS for master in key.under} <= {key.name for key in KEYS}


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_neutral_value_is_the_default_and_within_limits(key: Any) -> None:
    if key.path[0] != "legacy":
        assert get(CameraRawEdits(), key.path) == key.neutral
    if key.neutral is not None:
        key.kind.check(key.neutral)
        assert key.is_neutral(key.kind.parse(key.neutral_raw))


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        # Adobe, XMP Specification Part 2, Camera Raw namespace
        ("Temperature", 2000, 50000),
        ("Tint", -150, 150),
        ("Exposure", -4, 4),
        ("ShadowTint", -100, 100),
        ("Shadows", 0, 100),
        # Camera Raw's present sliders
        ("Exposure2012", -5, 5),
        ("Contrast2012", -100, 100),
        ("Sharpness", 0, 150),
        ("SplitToningShadowHue", 0, 360),
        ("ParametricMidtoneSplit", 0, 100),
    ],
)
def test_limits_are_camera_raws(name: str, low: float, high: float) -> None:
    kind: Any = next(key.kind for key in KEYS if key.name == name)
    assert (kind.low, kind.high) == (low, high)


@pytest.mark.parametrize(
    ("version", "old"), [("5.0", True), ("5.7", True), ("6.7", False), ("10.0", False), ("15.4", False)]
)
def test_old_process_versions(version: str, old: bool) -> None:
    assert is_legacy(version) is old


def test_each_era_has_one_exposure() -> None:
    for legacy in (True, False):
        assert sum(key.path == ("exposure_ev",) for key in keys_of(legacy).values()) == 1


def test_build_puts_values_in_their_places() -> None:
    tree: dict[Any, Any] = {}
    put(tree, ("hsl", "hue", 3), 12.0)
    put(tree, ("grading", "shadows", "hue_deg"), 40.0)
    put(tree, ("exposure_ev",), 0.5)
    edits = build(CameraRawEdits(), tree)
    assert edits.hsl.hue == (0, 0, 0, 12.0, 0, 0, 0, 0)
    assert edits.grading.shadows.hue_deg == 40.0
    assert edits.exposure_ev == 0.5
    assert get(edits, ("crop", "right")) == 1.0
