from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from match_scenes import look, portrait, small
from ppr10k_data.errors import ImageFileError, OutputError
from ppr10k_data.files.fits import read_fit, write_fit
from ppr10k_data.match import Fit, apply, fit
from ppr10k_kernels import read_cube


@pytest.fixture(scope="module")
def found() -> Fit:
    return fit(portrait(), small(look(portrait()), 96), lossless=True)


@pytest.fixture
def saved(found: Fit, tmp_path: Path) -> Path:
    path = tmp_path / "fits" / "xmp_target_a" / "12_3.json"
    write_fit(path, found, title="12_3", licence="for research")
    return path


def test_a_fit_comes_back_as_it_was(found: Fit, saved: Path) -> None:
    again = read_fit(saved)
    assert (again.registration, again.quality) == (found.registration, found.quality)
    np.testing.assert_array_equal(apply(again, portrait()), apply(found, portrait()))


def test_the_table_is_of_use_alone(found: Fit, saved: Path) -> None:
    cube = read_cube(saved.with_suffix(".cube"))
    assert cube.title == "12_3"
    assert cube.comments == ("for research",)
    np.testing.assert_array_equal(cube.lut, found.table)


def test_fits_are_small(saved: Path) -> None:
    assert sum(saved.with_suffix(suffix).stat().st_size for suffix in (".cube", ".npz", ".json")) < 250_000


def test_without_a_residual(tmp_path: Path) -> None:
    lossy = fit(portrait(), small(look(portrait()), 96), lossless=False)
    write_fit(tmp_path / "12_3.json", lossy, title="", licence="")
    again = read_fit(tmp_path / "12_3.json")
    assert again.residual is None
    assert not again.quality.lossless


@pytest.mark.parametrize("suffix", [".json", ".npz", ".cube"])
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "other"])
def test_damaged_fits_are_told(saved: Path, suffix: str, damage: str) -> None:
    path = saved.with_suffix(suffix)
    data = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes({"empty": b"", "cut": data[: len(data) // 2], "other": b"[1, 2]"}[damage])
    with pytest.raises(ImageFileError, match=r"12_3\.json.*fit it again with --match and --save-fits"):
        read_fit(saved)


def test_fits_of_another_version_are_refused(saved: Path) -> None:
    saved.write_text(json.dumps(json.loads(saved.read_text()) | {"format": 99}))
    with pytest.raises(ImageFileError, match="format 99, not 2"):
        read_fit(saved)


def test_maps_of_another_kind_are_refused(found: Fit, saved: Path) -> None:
    for planes in (
        {"field": found.field[..., :3], "fitted_to": found.fitted_to},
        {"field": np.full_like(found.field, np.nan), "fitted_to": found.fitted_to},
        {"field": found.field, "fitted_to": found.fitted_to, "residual": found.field},
        {"field": found.field, "fitted_to": found.fitted_to[..., 0]},
        {"field": found.field},
    ):
        np.savez(saved.with_suffix(".npz"), **planes)  # type: ignore[arg-type]
        with pytest.raises(ImageFileError, match="fit it again"):
            read_fit(saved)


def test_a_place_that_cannot_be_written(found: Fit, tmp_path: Path) -> None:
    (tmp_path / "fits").write_text("a file")
    with pytest.raises(OutputError, match="give --save-fits another folder"):
        write_fit(tmp_path / "fits" / "12_3.json", found, title="", licence="")
