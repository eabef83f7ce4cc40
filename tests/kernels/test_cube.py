from __future__ import annotations

import contextlib
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lut_arrays import colours, table
from ppr10k_kernels import (
    Cube,
    CubeError,
    ShapeError,
    apply_lut,
    format_cube,
    identity,
    parse_cube,
    read_cube,
    write_cube,
)

ROWS = "\n".join(f"{r} {g} {b}" for b in (0, 1) for g in (0, 0.5) for r in (0, 0.25))
"""Two points an axis; the largest red is 0.25, green 0.5, blue 1."""
SMALL = f"LUT_3D_SIZE 2\n{ROWS}\n"


def test_red_is_the_fastest_axis() -> None:
    lut = parse_cube(SMALL).lut
    assert (lut.shape, lut.dtype) == ((3, 2, 2, 2), np.float32)
    assert lut[:, 0, 0, 1].tolist() == [0.25, 0, 0]
    assert lut[:, 0, 1, 0].tolist() == [0, 0.5, 0]
    assert lut[:, 1, 0, 0].tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    "text",
    [
        SMALL,
        SMALL.replace("\n", "\r\n"),
        SMALL.replace("\n", "\r"),
        SMALL.lower(),
        "# made by hand\n\n  " + SMALL.replace(" ", "\t") + "\n\n# the end\n",
        SMALL.replace("0.25", "2.5E-1").replace("0.5", "+.5"),
        SMALL.rstrip("\n"),
        "LUT_3D_SIZE 2\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 1.0 1.0 1.0\n" + ROWS,
        "LUT_3D_INPUT_RANGE 0.0 1.0\n" + SMALL,
    ],
)
def test_spellings(text: str) -> None:
    cube = parse_cube(text)
    assert np.array_equal(cube.lut, parse_cube(SMALL).lut)
    assert (cube.domain_min, cube.domain_max, cube.shaper) == ((0, 0, 0), (1, 1, 1), None)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ('TITLE "Warm look"', "Warm look"),
        ("TITLE Warm look", "Warm look"),
        ('title\t"Warm  look"  ', "Warm  look"),
        ('TITLE ""', ""),
        ("TITLE", ""),
        ('TITLE "#1 LUT_3D_SIZE"', "#1 LUT_3D_SIZE"),
    ],
)
def test_titles(line: str, title: str) -> None:
    assert parse_cube(f"{line}\n{SMALL}").title == title


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "utf-8-sig"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "LOOK.CUBE"
    path.write_bytes(f'# déjà vu\nTITLE "Größe"\n{SMALL}'.encode(encoding))
    cube = read_cube(path)
    assert (cube.title, cube.comments) == ("Größe", ("déjà vu",))


@pytest.mark.parametrize("mark", ["\x85", "\u2028", "\x0c", "\x0b", "\x1c"])
def test_only_line_ends_end_a_line(mark: str) -> None:
    cube = parse_cube(f'TITLE "before{mark}LUT_3D_SIZE 9"\n# one{mark}0 0 0\n{SMALL}')
    assert (cube.title, cube.comments) == (f"before{mark}LUT_3D_SIZE 9", (f"one{mark}0 0 0",))
    assert np.array_equal(parse_cube(format_cube(cube)).lut, cube.lut)


def test_a_byte_order_mark_is_skipped_in_text_too() -> None:
    assert np.array_equal(parse_cube("\ufeff" + SMALL).lut, parse_cube(SMALL).lut)


def test_domains() -> None:
    cube = parse_cube(f"DOMAIN_MIN -1 0 0\nDOMAIN_MAX 1 2 4\n{SMALL}")
    assert (cube.domain_min, cube.domain_max) == ((-1, 0, 0), (1, 2, 4))
    assert cube.apply(np.array([[0.0, 1.0, 1.0]], np.float32))[0] == pytest.approx([0.125, 0.25, 0.25])
    ranged = parse_cube(f"LUT_3D_INPUT_RANGE -1 3\n{SMALL}")
    assert (ranged.domain_min, ranged.domain_max) == ((-1,) * 3, (3,) * 3)


def test_a_shaper_comes_first() -> None:
    text = "LUT_1D_SIZE 3\nLUT_1D_INPUT_RANGE 0 2\nLUT_3D_SIZE 2\nLUT_3D_INPUT_RANGE 0 1\n0 0 0\n1 0.5 1\n1 1 1\n"
    cube = parse_cube(text + ROWS)
    assert cube.shaper.tolist() == [[0, 0, 0], [1, 0.5, 1], [1, 1, 1]]
    assert (cube.shaper_min, cube.shaper_max, cube.domain_max) == ((0,) * 3, (2,) * 3, (1,) * 3)
    assert cube.apply(np.array([[0.5, 1.0, 3.0]], np.float32))[0] == pytest.approx([0.125, 0.25, 1.0])


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float64"])
def test_images_of_any_type_go_through_a_domain(dtype: str) -> None:
    cube = Cube(table(5), domain_min=(-0.5,) * 3, domain_max=(1.5,) * 3)
    image = colours(200, dtype)
    out = cube.apply(image)
    assert out.dtype == image.dtype
    expected = apply_lut(image, cube.lut, domain=(-0.5, 1.5)).astype(float)
    assert np.abs(out.astype(float) - expected).max() <= (1 if image.dtype.kind == "u" else 2e-3)


@pytest.mark.parametrize(
    "cube", [Cube(table(3), domain_max=(2.0,) * 3), Cube(table(3), shaper=np.eye(3, dtype=np.float32))]
)
@pytest.mark.parametrize(
    ("image", "words"),
    [
        (np.zeros((4, 3), np.int32), "got int32, expected float32"),
        (np.zeros((4, 3), bool), "got bool"),
        (np.zeros((4, 4), np.float32), r"got \(4, 4\), expected \(\.\.\., 3\)"),
        ([[0.0, 0.0, 0.0]], "got list, expected numpy.ndarray"),
        (np.ma.masked_array(np.zeros((4, 3), np.float32)), "got MaskedArray"),
    ],
)
def test_a_domain_and_a_shaper_take_the_images_that_apply_lut_takes(cube: Cube, image, words: str) -> None:
    with pytest.raises(ShapeError, match=words):
        cube.apply(image)


def test_images_of_any_type_go_through_a_plain_table() -> None:
    image = colours(100, "uint8")
    assert np.array_equal(Cube(table(5)).apply(image), apply_lut(image, table(5)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no LUT_3D_SIZE; a 3D table announces"),
        ("LUT_1D_SIZE 2\n0 0 0\n1 1 1\n", "a 1D table only"),
        ("LUT_3D_SIZE 2\n", "takes 8 rows of numbers; there are 0"),
        ("LUT_3D_SIZE 2\n0 0 0\n0 0 x\n", "line 3: a row: expected 3 numbers, found '0 0 x'"),
        (
            SMALL.rsplit("\n", 2)[0],
            "takes 8 rows of numbers; there are 7 up to line 8: is the file cut short",
        ),
        (SMALL + "0 0 0\n", "takes 8 rows of numbers; line 10 is one more"),
        (SMALL.replace("0.25 0.5 1", "0.25 0.5"), "line 9: a row: expected 3 numbers, found '0.25 0.5'"),
        (SMALL.replace("0.25 0.5 1", "0.25 0.5 1 1"), "line 9: a row: expected 3 numbers"),
        (SMALL.replace("0.25 0.5 1", "0.25 O.5 1"), "line 9: a row: expected 3 numbers, found '0.25 O.5 1'"),
        (SMALL.replace("0.25 0.5 1", "nan 0.5 1"), "line 9: a row"),
        (SMALL.replace("0.25 0.5 1", "0.25 0.5 inf"), "line 9: a row"),
        (SMALL.replace("0.25 0.5 1", "0,25 0,5 1,0"), "line 9: a row"),
        (SMALL.replace("SIZE 2", "SIZE 1"), "line 1: LUT_3D_SIZE 1: expected a whole number from 2 to 129"),
        (SMALL.replace("SIZE 2", "SIZE 130"), "from 2 to 129"),
        (SMALL.replace("SIZE 2", "SIZE two"), "LUT_3D_SIZE two"),
        (SMALL.replace("SIZE 2", "SIZE"), "line 1: LUT_3D_SIZE"),
        (SMALL.replace("SIZE 2", "SIZE 2 2"), "LUT_3D_SIZE 2 2"),
        ("LUT_1D_SIZE 70000\n" + SMALL, "from 2 to 65536"),
        (SMALL + "DOMAIN_MAX 1 1 1\n", "line 10: DOMAIN_MAX stands behind the first row"),
        ("LUT_3D_SIZE 2\n" + SMALL, "line 2: LUT_3D_SIZE stands on line 1 already"),
        ("DOMAIN_MIN 0 0\n" + SMALL, "line 1: DOMAIN_MIN: expected 3 numbers, found '0 0'"),
        ("DOMAIN_MIN 0 0 x\n" + SMALL, "line 1: DOMAIN_MIN"),
        ("DOMAIN_MIN 0 1 0\n" + SMALL, "line 1: the domain from"),
        ("LUT_3D_INPUT_RANGE 1 0\n" + SMALL, "line 1: the domain"),
        ("LUT_IN_VIDEO_RANGE\n" + SMALL, "line 1: unknown keyword 'LUT_IN_VIDEO_RANGE'; known are TITLE"),
        ("<html>\n" + SMALL, "line 1"),
        (f"LUT_3D_SIZE {'9' * 5000}\n", "line 1: LUT_3D_SIZE 99999"),
        ("LUT_3D_SIZE ²\n", "line 1: LUT_3D_SIZE ²: expected a whole number"),
        ("LUT_3D_SIZE 0\n", "line 1: LUT_3D_SIZE 0: expected a whole number"),
        (SMALL.replace("0.25 0.5 1", "1e39 0.5 1"), "line 9: a row: '1e39 0.5 1' goes beyond float32"),
        (SMALL.replace("0.25 0.5 1", "1_0 0.5 1"), "line 9: a row: expected 3 numbers, found '1_0 0.5 1'"),
        (SMALL.replace("0.25 0.5 1", "٣ 0.5 1"), "line 9"),
        ("DOMAIN_MAX 1 1 1e39\n" + SMALL, "line 1: DOMAIN_MAX: '1 1 1e39' goes beyond float32"),
        (
            "DOMAIN_MAX 1 1 1e-40\n" + SMALL,
            "line 1: the domain from (0.0, 0.0, 0.0) to (1.0, 1.0, 1e-40) has no scale",
        ),
    ],
)
def test_refuses(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.cube"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CubeError, match=re.escape(words)) as caught:
        read_cube(path)
    assert str(path) in str(caught.value)
    assert len(str(caught.value)) < len(str(path)) + 250


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CubeError, match=r"absent\.cube: cannot be read: No such file"):
        read_cube(tmp_path / "absent.cube")
    with pytest.raises(CubeError, match="cannot be read"):
        read_cube(tmp_path)
    (tmp_path / "picture.cube").write_bytes(bytes(range(256)) * 40)
    with pytest.raises(CubeError):
        read_cube(tmp_path / "picture.cube")


@given(data=st.binary(max_size=200))
def test_no_file_is_a_traceback(data: bytes) -> None:
    with contextlib.suppress(CubeError):
        parse_cube(data.decode("latin-1"))


@given(
    lut=arrays(np.float32, (3, 2, 2, 2), elements=st.floats(allow_nan=False, allow_infinity=False, width=32)),
    title=st.text(st.characters(exclude_characters='"', exclude_categories=["Cs"])),
    low=st.tuples(*[st.floats(-10, 0)] * 3),
    high=st.tuples(*[st.floats(0.1, 10)] * 3),
)
def test_round_trip(lut: np.ndarray, title: str, low, high) -> None:
    again = parse_cube(format_cube(Cube(lut, title, low, high, comments=("one", "two"))))
    assert np.array_equal(again.lut, lut)
    assert (again.title, again.domain_min, again.domain_max) == (" ".join(title.split()), low, high)
    assert again.comments == ("one", "two")


def test_round_trip_with_a_shaper(tmp_path: Path) -> None:
    shaper = np.random.default_rng(0).random((7, 3), np.float32)
    cube = Cube(table(4), shaper=shaper, shaper_min=(-1.0,) * 3, shaper_max=(2.0,) * 3)
    write_cube(tmp_path / "a.cube", cube)
    again = read_cube(tmp_path / "a.cube")
    assert np.array_equal(again.lut, cube.lut)
    assert np.array_equal(again.shaper, shaper)
    assert (again.shaper_min, again.shaper_max) == ((-1.0,) * 3, (2.0,) * 3)


def test_texts_stay_on_their_lines() -> None:
    cube = Cube(identity(2), 'a "b"\nLUT_3D_SIZE 9', comments=("x\ny",))
    again = parse_cube(format_cube(cube))
    assert (again.title, again.comments) == ("a 'b' LUT_3D_SIZE 9", ("x y",))


NAN, EYE = float("nan"), np.eye(3, dtype=np.float32)
UNREADABLE = [
    ({"lut": np.full((3, 2, 2, 2), 1e39)}, "the table holds numbers that are not finite, or beyond float32"),
    ({"lut": np.ones((3, 2, 2, 2), complex)}, "the table is of complex128: expected floats"),
    ({"domain_min": (NAN, 0, 0)}, r"the domain from \(nan, 0, 0\) to \(1.0, 1.0, 1.0\) is not of finite"),
    ({"domain_max": (1, 1, 1e39)}, "the domain .* is not of finite numbers of float32"),
    ({"domain_max": (1, 0, 1)}, r"the domain from .* to \(1, 0, 1\) is empty"),
    ({"domain_max": (1, 1, 1e-40)}, "the domain .* has no scale"),
    ({"domain_min": (-1e38, 0, 0), "domain_max": (3e38, 1, 1)}, "the domain .* has no scale"),
    ({"domain_max": (1, 1)}, "is not three numbers each"),
    ({"domain_max": 1}, "is not three numbers each"),
    ({"shaper": EYE * NAN}, "the shaper holds numbers that are not finite"),
    ({"shaper": EYE[:1]}, r"the shaper has the shape \(1, 3\): expected \(S, 3\) with S from 2 to 65536"),
    ({"shaper": EYE[:, :2]}, r"the shaper has the shape \(3, 2\)"),
    ({"shaper": EYE, "shaper_max": (0.0,) * 3}, "the shaper's range .* is empty"),
    ({"title": "half \ud800"}, "the title .* holds half a character, which UTF-8 cannot"),
    ({"comments": ("fine", "half \ud800")}, "the comment .* holds half a character"),
]
"""What no file could be read back from."""


def test_writing_refuses_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ShapeError):
        write_cube(tmp_path / "a.cube", Cube(np.zeros((3, 2, 2, 3), np.float32)))
    with pytest.raises(CubeError, match="not finite"):
        write_cube(tmp_path / "a.cube", Cube(np.full((3, 2, 2, 2), np.nan, np.float32)))
    for what, words in UNREADABLE:
        with pytest.raises(CubeError, match=words) as caught:
            write_cube(tmp_path / "a.cube", Cube(**{"lut": identity(2), **what}))
        assert str(caught.value).startswith(str(tmp_path / "a.cube"))
    assert not list(tmp_path.iterdir())
    uneven = Cube(identity(2), domain_min=(0, 0, -1), shaper=np.zeros((2, 3), np.float32))
    with pytest.raises(CubeError, match="one range for all channels"):
        write_cube(tmp_path / "a.cube", uneven)
    with pytest.raises(CubeError, match="cannot be written"):
        write_cube(tmp_path / "absent" / "a.cube", Cube(identity(2)))
    (tmp_path / "kept.cube").write_text("kept")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(CubeError, match="disk full"):
        write_cube(tmp_path / "kept.cube", Cube(identity(2)))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("kept.cube", "kept")]
