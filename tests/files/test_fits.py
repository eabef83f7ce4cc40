from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from match_scenes import look, portrait, small
from ppr10k_data.errors import ImageFileError, OutputError
from ppr10k_data.files import fits
from ppr10k_data.files.atomic import write_bytes
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


def changed(saved: Path, key: str, value: object) -> None:
    """Change a value of the JSON; ``quality.after_mean`` is one of an object's."""
    about = json.loads(saved.read_text())
    *outer, last = key.split(".")
    place = about
    for name in outer:
        place = place[name]
    place[last] = value
    saved.write_text(json.dumps(about))


def signed(saved: Path, suffix: str, data: bytes) -> None:
    """Put another file in the place of one, with its digest."""
    saved.with_suffix(suffix).write_bytes(data)
    about = json.loads(saved.read_text())
    about["sha256"][suffix] = sha256(data).hexdigest()
    saved.write_text(json.dumps(about))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("quality.after_mean", float("nan")),
        ("quality.after_mean", "0.5"),
        ("quality.before_p95", -1.0),
        ("quality.after_p95", True),
        ("quality.lossless", 1),
        ("size", [-1, 0]),
        ("size", [12.5, 8]),
        ("size", [True, 8]),
        ("size", 8),
        ("registration.warp", [[1.0, 0.0], [0.0, 1.0]]),
        ("registration.warp", [[1.0, 0.0, float("inf")], [0.0, 1.0, 0.0]]),
        ("registration.scale", None),
        ("registration.displacement_px", -1),
        ("registration.reason", 3),
    ],
)
def test_values_that_no_fit_has_are_refused_by_key(saved: Path, key: str, value: object) -> None:
    changed(saved, key, value)
    with pytest.raises(
        ImageFileError, match=rf"12_3\.json: fit cannot be read: {re.escape(key)}.* is .*fit it again"
    ):
        read_fit(saved)


@pytest.mark.parametrize("key", ["quality", "registration", "size", "sha256"])
def test_missing_keys_are_named(saved: Path, key: str) -> None:
    about = json.loads(saved.read_text())
    del about[key]
    saved.write_text(json.dumps(about))
    with pytest.raises(ImageFileError, match=f"{key} is missing; fit it again"):
        read_fit(saved)


def test_maps_of_another_kind_are_refused_by_key(found: Fit, saved: Path) -> None:
    field, residual = found.field, found.residual
    right = {"field": field, "fitted_to": found.fitted_to}
    for key, planes in (
        ("field", right | {"field": field[..., :3]}),
        ("field", right | {"field": np.full_like(field, np.nan)}),
        ("field", right | {"field": field.astype(np.complex64)}),
        ("field", right | {"field": field.astype(np.int64)}),
        ("field", {"fitted_to": found.fitted_to}),
        ("residual", right | {"residual": field}),
        ("residual", right | {"residual": np.full_like(residual, np.inf)}),
        ("fitted_to", right | {"fitted_to": found.fitted_to[..., 0]}),
        ("fitted_to", {"field": field}),
    ):
        packed = io.BytesIO()
        np.savez(packed, **planes)  # type: ignore[arg-type]
        signed(saved, ".npz", packed.getvalue())
        with pytest.raises(ImageFileError, match=rf"12_3\.npz: {key} .*fit it again"):
            read_fit(saved)


@pytest.mark.parametrize(
    ("line", "said"),
    [("DOMAIN_MAX 2 2 2", "DOMAIN_MAX"), ("LUT_1D_SIZE 2", "LUT_1D_SIZE"), ("NONSENSE", "NONSENSE")],
)
def test_tables_of_another_kind_are_refused_by_key(saved: Path, line: str, said: str) -> None:
    text = saved.with_suffix(".cube").read_text()
    rows = "0 0 0\n1 1 1\n" if "1D" in line else ""
    at = next(k for k, row in enumerate(text.splitlines(True)) if row[0].isdigit() or row[0] == "-")
    rest = text.splitlines(True)
    signed(saved, ".cube", ("".join(rest[:at]) + f"{line}\n{rows}" + "".join(rest[at:])).encode())
    with pytest.raises(ImageFileError, match=rf"12_3\.cube: .*{said}.*fit it again"):
        read_fit(saved)


class Killed(BaseException):
    pass


@pytest.mark.parametrize("written", [0, 1, 2, 3])
def test_a_fit_that_was_being_replaced_is_old_or_new_or_refused(
    found: Fit, saved: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    """Killed after each file."""
    other = replace(found, table=found.table * np.float32(0.5), field=found.field * np.float16(0.5))
    left = iter([True] * written)

    def until_killed(path: Path, data: bytes) -> None:
        if not next(left, False):
            raise Killed
        write_bytes(path, data)

    monkeypatch.setattr(fits, "write_bytes", until_killed)
    if written < 3:
        with pytest.raises(Killed):
            write_fit(saved, other, title="12_3", licence="")
    else:
        write_fit(saved, other, title="12_3", licence="")
    if written in (1, 2):
        with pytest.raises(
            ImageFileError, match=r"12_3\.cube: not the file that was saved with this fit.*fit it again"
        ):
            read_fit(saved)
        return
    expected = other if written else found
    np.testing.assert_array_equal(read_fit(saved).table, expected.table)
    np.testing.assert_array_equal(read_fit(saved).field, expected.field)


def test_a_place_that_cannot_be_written(found: Fit, tmp_path: Path) -> None:
    (tmp_path / "fits").write_text("a file")
    with pytest.raises(OutputError, match="give --save-fits another folder"):
        write_fit(tmp_path / "fits" / "12_3.json", found, title="", licence="")


@pytest.mark.parametrize("text", ["[]", "null", "3", '{"format": 2, "quality": null}'])
def test_a_json_of_something_else_is_refused(saved: Path, text: str) -> None:
    saved.write_text(text)
    with pytest.raises(ImageFileError, match="is missing; fit it again"):
        read_fit(saved)
