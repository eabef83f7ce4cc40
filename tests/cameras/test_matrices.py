from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from ppr10k_data.cameras.matrices import camera_matrices

_TABLE = files("ppr10k_data.cameras").joinpath("camera_matrices.csv").read_text().splitlines()
ROWS = list(csv.reader(_TABLE))[1:]


def test_every_row_is_found_under_its_own_name() -> None:
    for make, model, *cells in ROWS:
        matrices = camera_matrices(make, model)
        assert matrices is not None
        for found, expected in ((matrices.standard_a, cells[:9]), (matrices.d65, cells[9:])):
            if not expected[0]:
                assert found is None, (make, model)
            else:
                np.testing.assert_array_equal(np.ravel(found), np.array(expected, float), err_msg=model)


def test_counts() -> None:
    assert len(ROWS) == 830
    found = [camera_matrices(make, model) for make, model, *_ in ROWS]
    assert sum(m is not None and None not in (m.standard_a, m.d65) for m in found) == 737


def test_known_camera() -> None:
    """The 5D Mark III of Adobe's converter, as dcraw and LibRaw print it for D65 (6722, -635, -963, ...)."""
    matrices = camera_matrices("Canon", "Canon EOS 5D Mark III")
    assert matrices is not None
    assert matrices.d65 == ((0.6722, -0.0635, -0.0963), (-0.4287, 1.2460, 0.2028), (-0.0908, 0.2162, 0.5668))


@pytest.mark.parametrize(
    "model", ["Canon EOS Kiss X4", "Canon EOS REBEL T2i", "Canon EOS Rebel T2i", "EOS 550D"]
)
def test_regional_names_are_one_camera(model: str) -> None:
    assert camera_matrices("Canon", model) == camera_matrices("Canon", "Canon EOS 550D") is not None


def test_unknown_camera() -> None:
    assert camera_matrices("Canon", "EOS 9000 Mark IX") is None
    assert camera_matrices("", "") is None


MAKES = {"Canon": "Canon", "NIKON": "NIKON CORPORATION", "ILCE": "SONY", "SLT": "SONY"}
MAKES |= {"GFX": "FUJIFILM", "X-": "FUJIFILM", "DC-": "Panasonic"}


@pytest.mark.shared
def test_all_cameras_of_ppr10k_have_both_matrices(shared: Path) -> None:
    table = (shared / "data/ppr10k-cameras.csv").read_text()
    models = [row["model"] for row in csv.DictReader(table.splitlines())]
    assert len(models) == 71
    for model in models:
        make = next(make for start, make in MAKES.items() if model.startswith(start))
        matrices = camera_matrices(make, model)
        assert matrices is not None, model
        assert matrices.standard_a is not None, model
        assert matrices.d65 is not None, model


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "make", "model"),
    [
        ("raw/canon_powershot_s30.CRW", "Canon", "Canon PowerShot S30"),
        ("raw/unreadable/panasonic_lx3_truncated.RW2", "Panasonic", "DMC-LX3"),
    ],
)
def test_d65_agrees_with_libraw(shared: Path, file: str, make: str, model: str) -> None:
    rawpy = pytest.importorskip("rawpy")
    with rawpy.imread(str(shared / "data" / file)) as raw:
        theirs = raw.rgb_xyz_matrix[:3]
    matrices = camera_matrices(make, model)
    assert matrices is not None
    np.testing.assert_allclose(matrices.d65, theirs, atol=1e-4)
