from __future__ import annotations

import re

import pytest

from ppr10k_data.augment import PAIRED, SOURCE, Grid, Normal, Range, Scheme, Uniform, read_ranges
from ppr10k_data.errors import SettingsError

WHOLE = """\
# white-balance grids, as colour constancy wants them
defaults = false

[Temperature]
grid = [2850, 3800, 5500, 6500, 7500]
as = "value"

[Tint]
grid = [0]
as = "value"

[Exposure2012]
uniform = [-1, 1.5]

[Vibrance]
normal = [0, 12]
"""


def ranges(text: str) -> tuple[Range, ...]:
    return read_ranges(text, "ranges.toml", SOURCE).ranges


def test_every_kind_of_range() -> None:
    assert ranges(WHOLE) == (
        Range("Temperature", Grid((2850.0, 3800.0, 5500.0, 6500.0, 7500.0)), "value"),
        Range("Tint", Grid((0.0,)), "value"),
        Range("Exposure2012", Uniform(-1.0, 1.5)),
        Range("Vibrance", Normal(0.0, 12.0)),
    )


def test_the_official_ranges_stay_where_the_file_says_nothing() -> None:
    told = {
        each.name: each for each in ranges("[Saturation]\nuniform = [-5, 5]\n[Dehaze]\nuniform = [0, 10]\n")
    }
    assert told.keys() == {*(each.name for each in SOURCE.ranges), "Dehaze"}
    assert told["Saturation"].spread == Uniform(-5.0, 5.0)
    assert told["Tint"] in SOURCE.ranges
    assert read_ranges("", "empty.toml", PAIRED) == PAIRED


@pytest.mark.parametrize(
    "text", ["Tint = {grid = [1, 2]}", 'Tint.grid = [1, 2]\nTint.as = "change"', "['Tint']\ngrid=[1, 2]"]
)
def test_every_spelling_of_a_table(text: str) -> None:
    assert Range("Tint", Grid((1.0, 2.0))) in ranges(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[Tint]\ngrid = [1]\n\n[Temprature]\ngrid = [1]", "line 4: Temprature: .*perhaps Temperature.*Tint, Exp"),
        ("[CropTop]\nuniform = [0, 1]", "line 1: CropTop: no attribute that can be drawn.*Allowed are Temperature"),
        ("# [Tint]\nsead = 3", "line 2: sead: no attribute.* and defaults"),
        ("Tint = 3", r"line 1: Tint: expected a table such as .*uniform, normal or grid"),
        ("[Tint]", "line 1: Tint: expected one of uniform, normal or grid, and one only"),
        ("[Tint]\nuniform = [0, 1]\ngrid = [1]", "line 3: Tint.grid: expected one of uniform"),
        ("[Tint]\nuniform = [0, 1]\nstep = 2", "line 3: Tint.step: no such key; allowed are uniform, normal, grid, as"),
        ("[Tint]\nuniform = [0, 1, 2]", "line 2: Tint.uniform: expected the lowest and the highest number"),
        ("[Tint]\nuniform = 5", "line 2: Tint.uniform: expected the lowest"),
        ('[Tint]\nuniform = ["a", 1]', "line 2: Tint.uniform: expected the lowest"),
        ("[Tint]\nuniform = [true, 1]", "line 2: Tint.uniform: expected the lowest"),
        ("[Tint]\nuniform = [nan, 1]", "line 2: Tint.uniform: expected the lowest"),
        ("[Tint]\nuniform = [2, 1]", "line 2: Tint.uniform: 2 is above 1: the lowest comes first"),
        ("[Tint]\nuniform = [-1e308, 1e308]", "line 2: Tint.uniform: a number is larger than the .* -150 to 150"),
        ("[Tint]\nnormal = [0, 301]", "line 2: Tint.normal: a number is larger than the whole scale"),
        pytest.param(f"[Tint]\ngrid = [{10**400}]", "line 2: Tint.grid: a number is larger", id="no float"),
        pytest.param(f"[Tint]\ngrid = [{'9' * 5000}]", "not readable as TOML: Exceeds the limit", id="no int"),
        ("[Tint]\nnormal = [0, 0]", "line 2: Tint.normal: the standard deviation must be above 0"),
        ("[Tint]\ngrid = []", "line 2: Tint.grid: expected numbers"),
        ('[Tint]\ngrid = [1]\nas = "offset"', "line 3: Tint.as: 'offset': allowed are \"change\" or \"value\""),
        ('[Temperature]\nas = "value"\ngrid = [5000, 1500]', "line 3: Temperature.grid: 1500 is outside"),
        ("[Tint]\nuniform = [0, 1\n", "not readable as TOML: .*line 2, the end"),
        ("defaults = 1", "line 1: defaults: expected true or false"),
        ("defaults = false", "leaves nothing to draw"),
        ("[Tint]\nuniform = [0, 1]\n[Tint]\nuniform = [0, 1]", "not readable as TOML: .*line 3"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_line_key_and_what_is_allowed(text: str, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        ranges(text)
    assert re.match(f"ranges.toml.*{told}", str(caught.value), re.DOTALL), str(caught.value)


def test_the_scheme_of_a_file_keeps_being_paired() -> None:
    assert read_ranges("[Tint]\ngrid=[1]", "x", PAIRED).paired
    assert isinstance(read_ranges(WHOLE, "x", PAIRED), Scheme)


def test_a_word_that_is_nearly_defaults() -> None:
    with pytest.raises(SettingsError, match=r"line 1: default: .*\(perhaps defaults\)") as caught:
        ranges("default = false\n[Tint]\nuniform = [-5, 5]\n")
    lines = str(caught.value).splitlines()
    assert len(lines) > 5, "ninety names are not one line"
    assert max(map(len, lines)) < 140
