from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lut_arrays import colours, table
from ppr10k_data.files.images import read_picture, write_picture
from ppr10k_data.files.notices import copyright_notice
from ppr10k_kernels import Cube, apply_lut, compose, hald_image, identity, read_cube, resample, write_cube


@pytest.fixture
def warm(tmp_path: Path) -> Path:
    path = tmp_path / "warm.cube"
    write_cube(path, Cube(table(9, smooth=True), "Warm"))
    return path


def picture(path: Path, dtype: str, notice: str = "") -> np.ndarray:
    pixels = colours(24 * 30, dtype).reshape(24, 30, 3)
    write_picture(path, pixels, space="srgb", description="", licence=notice)
    return read_picture(path)


@pytest.mark.parametrize(
    ("suffix", "dtype"), [(".png", "uint8"), (".png", "uint16"), (".tif", "uint16"), (".tif", "float32")]
)
@pytest.mark.parametrize("interpolation", ["trilinear", "tetrahedral"])
def test_apply(run, warm: Path, tmp_path: Path, suffix: str, dtype: str, interpolation: str) -> None:
    source = tmp_path / f"a{suffix}"
    pixels = picture(source, dtype, "Not for sale")
    result = run("lut", "apply", warm, source, "--out", tmp_path / "out", "--interpolation", interpolation)
    assert (result.exit_code, result.stdout) == (0, f"{tmp_path / 'out' / source.name}\n")
    made = read_picture(tmp_path / "out" / source.name)
    assert made.dtype == dtype
    assert np.array_equal(made, apply_lut(pixels, table(9, smooth=True), interpolation=interpolation))
    assert copyright_notice(tmp_path / "out" / source.name) == "Not for sale"


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_apply_takes_grey_as_rgb(run, warm: Path, tmp_path: Path, suffix: str) -> None:
    grey = np.arange(0, 256, 8, dtype=np.uint8).reshape(4, 8)
    Image.fromarray(grey).save(tmp_path / f"a{suffix}")
    result = run("lut", "apply", warm, tmp_path / f"a{suffix}", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert f"note: {tmp_path / 'a'}{suffix}: grey: taken as RGB" in result.stderr
    expected = apply_lut(np.repeat(grey[..., None], 3, axis=2), table(9, smooth=True))
    assert np.array_equal(read_picture(tmp_path / "out" / f"a{suffix}"), expected)


def test_apply_turns_upright_and_takes_srgb_alone(run, warm: Path, tmp_path: Path) -> None:
    pixels, exif = colours(24 * 30, "uint8").reshape(24, 30, 3), Image.Exif()
    exif[274] = 6
    Image.fromarray(pixels).save(tmp_path / "turned.png", exif=exif)
    write_picture(tmp_path / "wide.png", pixels, space="prophoto", description="", licence="")
    names = [tmp_path / "wide.png", tmp_path / "turned.png"]
    result = run("lut", "apply", warm, *names, "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "wide.png: its colour profile" in result.stderr
    assert "only sRGB can be graded" in result.stderr
    made = read_picture(tmp_path / "out" / "turned.png")
    assert np.array_equal(made, apply_lut(np.rot90(pixels, -1), table(9, smooth=True)))


def test_apply_names_what_failed_and_does_the_rest(run, warm: Path, tmp_path: Path) -> None:
    picture(tmp_path / "a.png", "uint8")
    (tmp_path / "bad.png").write_bytes(b"nothing")
    arguments = ("lut", "apply", warm, tmp_path / "absent.tif", tmp_path / "bad.png", tmp_path / "a.png")
    result = run(*arguments, "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert result.stderr.count("Error: ") == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.png"]
    again = run(*arguments, "--out", tmp_path / "out")
    assert "a.png: is there already; name another place, or replace it with --overwrite" in again.stderr
    assert "a.png" in run(*arguments, "--out", tmp_path / "out", "--overwrite").stdout


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["a.gif"], "pictures are .tif, .png or .jpg"),
        (["x/a.png", "y/a.png"], "several pictures are called a.png"),
        ([""], "is a folder; pictures are files: "),
    ],
)
def test_apply_refuses_before_it_begins(
    run, warm: Path, tmp_path: Path, names: list[str], words: str
) -> None:
    result = run("lut", "apply", warm, *(tmp_path / name for name in names), "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert words in result.stderr


def test_a_place_that_cannot_be_written(run, warm: Path, tmp_path: Path) -> None:
    picture(tmp_path / "a.png", "uint8")
    result = run("lut", "apply", warm, tmp_path / "a.png", "--out", warm)
    assert result.exit_code == 1
    assert "--out" in result.stderr


@pytest.mark.parametrize("bits", ["8", "16"])
@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_convert_to_a_hald_picture_and_back(run, warm: Path, tmp_path: Path, suffix: str, bits: str) -> None:
    hald, back = tmp_path / f"hald{suffix}", tmp_path / "back.cube"
    assert run("lut", "convert", warm, hald, "--bits", bits).exit_code == 0
    kind = np.uint8 if bits == "8" else np.uint16
    assert np.array_equal(read_picture(hald), hald_image(table(9, smooth=True), dtype=kind))
    assert run("lut", "convert", hald, back, "--title", "Again").exit_code == 0
    assert read_cube(back).title == "Again"
    assert read_cube(back).lut == pytest.approx(table(9, smooth=True), abs=0.5 / (2 ** int(bits) - 1) + 1e-6)


@pytest.mark.parametrize(
    ("name", "option"),
    [("a.cube", ("--bits", "8")), ("a.CUBE", ("--bits", "16")), ("a.png", ("--title", "A"))],
)
def test_convert_refuses_what_would_do_nothing(
    run, warm: Path, tmp_path: Path, name: str, option: tuple[str, str]
) -> None:
    result = run("lut", "convert", warm, tmp_path / name, *option)
    assert result.exit_code == 2
    assert f"{option[0]}" in result.stderr
    assert not (tmp_path / name).exists()


def test_convert_resamples_and_composes(run, warm: Path, tmp_path: Path) -> None:
    target, second = tmp_path / "SMALL.CUBE", tmp_path / "second.cube"
    write_cube(second, Cube(table(5)))
    assert run("lut", "convert", warm, target, "--points", "5").exit_code == 0
    assert np.array_equal(read_cube(target).lut, resample(table(9, smooth=True), 5))
    result = run("lut", "convert", warm, target, "--then", second, "--then", second)
    assert result.exit_code == 1
    assert "--overwrite" in result.stderr
    assert (
        run("lut", "convert", warm, target, "--then", second, "--then", second, "--overwrite").exit_code == 0
    )
    expected = compose(compose(table(9, smooth=True), table(5)), table(5))
    assert np.array_equal(read_cube(target).lut, expected)


def test_shapers_and_domains_are_not_lost_in_silence(run, warm: Path, tmp_path: Path) -> None:
    wide = tmp_path / "wide.cube"
    write_cube(wide, Cube(table(4), domain_max=(2.0, 2.0, 2.0)))
    for arguments in ((wide, tmp_path / "a.png"), (warm, tmp_path / "a.cube", "--then", wide)):
        result = run("lut", "convert", *arguments)
        assert result.exit_code == 2
        assert "domain" in result.stderr
    assert run("lut", "convert", wide, tmp_path / "b.cube", "--points", "7").exit_code == 0
    assert read_cube(tmp_path / "b.cube").domain_max == (2.0, 2.0, 2.0)


@pytest.mark.parametrize("name", ["a.3dl", "a.jpg", "a"])
def test_other_formats_are_refused(run, warm: Path, tmp_path: Path, name: str) -> None:
    for result in (
        run("lut", "convert", warm, tmp_path / name),
        run("lut", "convert", tmp_path / name, warm, "--overwrite"),
    ):
        assert result.exit_code == 2
        assert "a table is a .cube file, or a Hald CLUT as .png or .tif" in result.stderr


def test_info(run, warm: Path, tmp_path: Path) -> None:
    bent = Cube(identity(5) * 1.5 - 0.25, "Bent", (0.0, 0.0, -1.0), (1.0, 1.0, 1.0), shaper=None)
    write_cube(tmp_path / "bent.cube", bent)
    write_cube(tmp_path / "shaped.cube", Cube(identity(2), shaper=np.zeros((7, 3), np.float32)))
    (tmp_path / "bad.cube").write_text("LUT_3D_SIZE 2\n")
    files = [warm, tmp_path / "bent.cube", tmp_path / "bad.cube", tmp_path / "shaped.cube"]
    result = run("lut", "info", *files)
    assert result.exit_code == 3
    assert (
        result.stderr
        == f"Error: {files[2]}: LUT_3D_SIZE 2 takes 8 rows of numbers; there are 0: is the file cut short?\n"
    )
    assert "  title      Warm\n" in result.stdout
    assert "  domain     0, 0, -1 to 1\n" in result.stdout
    assert "  values     -0.2500 to 1.2500, beyond 0..1\n" in result.stdout
    assert "  shaper     a 1D table of 7 rows comes first\n" in result.stdout
    facts = json.loads(run("lut", "info", *files, "--json").stdout)
    assert [entry["points"] for entry in facts] == [9, 5, 2]
    assert facts[1]["change_largest"] == pytest.approx(0.25)
    assert facts[0]["is_grey_rising"]
    assert facts[2]["shaper_rows"] == 7


def test_info_of_an_inverse(run, tmp_path: Path) -> None:
    write_cube(tmp_path / "negative.cube", Cube(1 - identity(5)))
    write_cube(tmp_path / "half.cube", Cube(identity(5) * 0.5))
    negative, half = tmp_path / "negative.cube", tmp_path / "half.cube"
    assert (
        "off by 0.0000 in the mean, 0.0000 at" in run("lut", "info", negative, "--inverse", negative).stdout
    )
    (facts,) = json.loads(run("lut", "info", half, "--inverse", negative, "--json").stdout)
    assert facts["inverse"]["largest"] == pytest.approx(1.0)
    assert facts["inverse"]["file"] == str(negative)


def test_plot(run, warm: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    result = run("lut", "plot", warm, "--out", tmp_path / "warm.png")
    assert result.exit_code == 0, result.output
    drawn = read_picture_of_any_kind(tmp_path / "warm.png")
    assert drawn.shape[0] > 400
    assert len(np.unique(drawn.reshape(-1, drawn.shape[2]), axis=0)) > 500
    assert run("lut", "plot", warm, "--out", tmp_path / "warm.png").exit_code == 1
    assert run("lut", "plot", warm, "--out", tmp_path / "warm.svg").exit_code == 0
    for name in ("warm.doc", "warm.jpg", "warm"):
        refused = run("lut", "plot", warm, "--out", tmp_path / name)
        assert refused.exit_code == 2
        assert "name a .png, .svg or .pdf" in refused.stderr
        assert not (tmp_path / name).exists()


def read_picture_of_any_kind(path: Path) -> np.ndarray:
    import cv2

    return cv2.imread(str(path), cv2.IMREAD_UNCHANGED)


def test_plot_without_matplotlib(run, warm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for name in [name for name in sys.modules if name.split(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = run("lut", "plot", warm, "--out", warm.parent / "a.png")
    assert result.exit_code == 2
    assert 'pip install "ppr10k-data[plot]"' in result.stderr
