from __future__ import annotations

import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile

torch = pytest.importorskip("torch")

from ppr10k_data.baseline import retouch_files  # noqa: E402
from ppr10k_data.baseline.checkpoints import Checkpoint, write_checkpoint  # noqa: E402
from ppr10k_data.baseline.lut_model import ImageAdaptive3DLUT  # noqa: E402
from ppr10k_data.baseline.official import write_official  # noqa: E402
from ppr10k_data.files.images import read_picture, write_picture  # noqa: E402
from ppr10k_data.files.notices import copyright_notice  # noqa: E402
from ppr10k_kernels import apply_lut, read_cube  # noqa: E402
from tiny_dataset import as_shot, write_raw, write_xmp  # noqa: E402

PHOTO = cv2.resize(np.random.default_rng(0).integers(0, 256, (6, 8, 3), dtype=np.uint8), (80, 60))


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that darkens: its tables sum to a half of the identity, whatever the photo."""
    torch.manual_seed(0)
    model = ImageAdaptive3DLUT("small", luts=2, vertices=5)
    with torch.no_grad():
        model.classifier.model[-1].weight.zero_()
        model.classifier.model[-1].bias.copy_(torch.tensor([0.5, 0.0]))
    path = tmp_path_factory.mktemp("model") / "best.pt"
    write_checkpoint(path, Checkpoint(model, "research only"))
    write_official(model, path.parent / "authors", 7)
    return path


def named(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def photos(folder: Path) -> Path:
    """One photo of each kind."""
    folder.mkdir()
    for name, picture in (("a.png", PHOTO), ("b.tif", PHOTO.astype(np.uint16) * 257), ("c.jpg", PHOTO)):
        write_picture(folder / name, picture, space="srgb", description="", licence="of the photo")
    write_picture(folder / "d.tif", PHOTO[:9, :7], space="srgb", description="", licence="")
    return folder


def test_one_result_a_photo_and_nothing_else(run, checkpoint: Path, tmp_path: Path) -> None:
    folder, out = photos(tmp_path / "in"), tmp_path / "out"
    result = run("retouch", folder, "--checkpoint", checkpoint, "--out", out)
    assert result.exit_code == 0, result.output
    assert named(out) == ["a.png", "b.tif", "c.png", "d.png"]
    assert "4 photos" in result.stdout
    assert "megapixels per second" in result.stdout
    assert np.abs(read_picture(out / "a.png") - PHOTO / 2).max() <= 0.51
    sixteen = read_picture(out / "b.tif")
    assert sixteen.dtype == np.uint16
    assert np.abs(sixteen - PHOTO * 257.0 / 2).max() <= 0.51
    assert read_picture(out / "d.png").shape == (9, 7, 3)
    assert copyright_notice(out / "a.png") == "of the photo research only"
    assert copyright_notice(out / "d.png") == "research only"


def test_another_format(run, checkpoint: Path, tmp_path: Path) -> None:
    folder = photos(tmp_path / "in")
    for kind, first in (("tif", np.uint16), ("png", np.uint16), ("jpg", np.uint8)):
        out = tmp_path / kind
        result = run("retouch", folder, "--checkpoint", checkpoint, "--out", out, "--format", kind, "-q")
        assert result.exit_code == 0, result.output
        assert result.stdout == ""
        assert named(out) == [f"{stem}.{kind}" for stem in "abcd"]
        assert read_picture(out / f"b.{kind}").dtype == first


def test_batches_and_the_authors_files_change_nothing(run, checkpoint: Path, tmp_path: Path) -> None:
    folder = photos(tmp_path / "in")
    models = (checkpoint, checkpoint.parent / "authors", checkpoint.parent / "authors" / "LUTs_7.pth")
    for number, (model, batch) in enumerate(zip(models, (1, 3, 9), strict=True)):
        out = tmp_path / str(number)
        assert (
            run("retouch", folder, "--checkpoint", model, "--out", out, "--batch-size", batch).exit_code == 0
        )
        for name in ("a.png", "b.tif", "d.png"):
            ours, first = (read_picture(place / name).astype(int) for place in (out, tmp_path / "0"))
            assert np.abs(ours - first).max() <= 1


def test_tables_go_beside_the_results(run, checkpoint: Path, tmp_path: Path) -> None:
    folder, out = photos(tmp_path / "in"), tmp_path / "out"
    result = run(
        "retouch", folder / "a.png", "--checkpoint", checkpoint, "--out", out, "--export-cube", "--json"
    )
    assert result.exit_code == 0, result.output
    assert named(out) == ["a.png"]
    cube = read_cube(tmp_path / "out-cubes" / "a.cube")
    assert np.array_equal(apply_lut(PHOTO, cube.lut), read_picture(out / "a.png"))
    assert any("research only" in comment for comment in cube.comments)
    document = json.loads(result.stdout)
    assert document["written"] == [str(out / "a.png")]
    assert document["pixels"] == PHOTO.shape[0] * PHOTO.shape[1]
    assert set(document["seconds"]) == {"read", "classify", "apply", "write"}


def test_raw_files_are_developed_first(run, checkpoint: Path, tmp_path: Path) -> None:
    write_raw(tmp_path / "shots" / "IMG_7.dng")
    bare, edited = tmp_path / "bare", tmp_path / "edited"
    assert run("retouch", tmp_path / "shots", "--checkpoint", checkpoint, "--out", bare).exit_code == 0
    write_xmp(tmp_path / "shots" / "IMG_7.xmp", **as_shot(exposure_ev=-1.0))
    result = run("retouch", tmp_path / "shots", "--checkpoint", checkpoint, "--out", edited)
    assert result.exit_code == 0
    assert result.stderr == ""
    plain, darker = (tifffile.imread(out / "IMG_7.tif") for out in (bare, edited))
    assert plain.dtype == np.uint16
    assert plain.shape == (64, 96, 3)
    assert darker.mean() < 0.85 * plain.mean()


def test_what_fails_is_named_and_the_others_are_done(run, checkpoint: Path, tmp_path: Path) -> None:
    folder, out = photos(tmp_path / "in"), tmp_path / "out"
    (folder / "b.tif").write_bytes(b"II*\0")
    write_picture(folder / "e.png", PHOTO, space="prophoto", description="", licence="")
    shutil.copy(folder / "b.tif", folder / "f.dng")
    result = run("retouch", folder, "--checkpoint", checkpoint, "--out", out, "--batch-size", 2)
    assert result.exit_code == 3
    assert named(out) == ["a.png", "c.png", "d.png"]
    for name in ("b.tif", "e.png", "f.dng"):
        assert f"{folder / name}: " in result.stderr
    assert "Traceback" not in result.stderr


def test_grey_photos_are_retouched_and_told(run, checkpoint: Path, tmp_path: Path) -> None:
    for name in ("a.png", "b.jpg"):
        cv2.imwrite(str(tmp_path / name), PHOTO[..., 0])
    result = run("retouch", tmp_path, "--checkpoint", checkpoint, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert result.stderr.count("grey: taken as RGB") == 2
    assert read_picture(tmp_path / "out" / "a.png").shape == PHOTO.shape


def test_what_is_there_is_left_alone(run, checkpoint: Path, tmp_path: Path) -> None:
    folder, out = photos(tmp_path / "in"), tmp_path / "out"
    command = ["retouch", folder / "a.png", "--checkpoint", checkpoint, "--out", out]
    assert run(*command).exit_code == 0
    again = run(*command)
    assert again.exit_code == 3
    assert "is there already" in again.stderr
    assert run(*command, "--overwrite").exit_code == 0
    itself = run("retouch", folder / "a.png", "--checkpoint", checkpoint, "--out", folder, "--overwrite")
    assert itself.exit_code == 3
    assert "is the photo itself" in itself.stderr


def test_wrong_words_are_told(run, checkpoint: Path, tmp_path: Path) -> None:
    folder = photos(tmp_path / "in")
    for arguments, code, words in (
        ([folder / "x.png", "--checkpoint", checkpoint], 1, "no such file or folder"),
        ([folder, "--checkpoint", folder], 1, "expected LUTs_<epoch>.pth"),
        ([folder, "--checkpoint", folder / "a.png"], 1, "not a file of tensors"),
        ([folder, "--checkpoint", checkpoint, "--device", "gpu9"], 2, "expected auto, cpu or cuda"),
    ):
        result = run("retouch", *arguments, "--out", tmp_path / "out")
        assert result.exit_code == code, result.output
        assert words in result.stderr
        assert not (tmp_path / "out").exists()


def test_without_torch_the_extra_is_named(run, checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ppr10k_cli.torch_zone.find_spec", lambda name: None)
    for command in (["retouch", "a.png", "--checkpoint", "b.pt"], ["train"]):
        result = run(*command)
        assert result.exit_code == 1
        assert 'pip install "ppr10k-data[torch]"' in result.stderr


def test_a_table_that_cannot_be_written_costs_its_photo_alone(run, checkpoint: Path, tmp_path: Path) -> None:
    folder, out = photos(tmp_path / "in"), tmp_path / "out"
    (tmp_path / "out-cubes" / "b.cube").mkdir(parents=True)
    result = run("retouch", folder, "--checkpoint", checkpoint, "--out", out, "--export-cube")
    assert result.exit_code == 3, result.output
    assert named(out) == ["a.png", "c.png", "d.png"]
    assert f"{folder / 'b.tif'}: {tmp_path / 'out-cubes' / 'b.cube'}: " in result.stderr
    assert "Traceback" not in result.stderr
    (tmp_path / "out-cubes" / "b.cube").rmdir()
    again = run("retouch", folder / "b.tif", "--checkpoint", checkpoint, "--out", out, "--export-cube")
    assert again.exit_code == 0, again.output
    assert (tmp_path / "out-cubes" / "b.cube").is_file()


@pytest.mark.parametrize(
    ("place", "error", "told"),
    [
        ("open_photo", OSError(5, "Input/output error"), "Input/output error"),
        ("Retoucher.tables", torch.OutOfMemoryError("CUDA out of memory"), "too little memory for it"),
        ("Retoucher.apply", MemoryError(), "too little memory for it"),
        ("Retoucher.apply", ZeroDivisionError("a fault"), "unexpected ZeroDivisionError: a fault"),
    ],
)
def test_whatever_one_photo_raises_the_others_are_done(
    run,
    checkpoint: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    told: str,
    place: str,
) -> None:
    folder, out = photos(tmp_path / "in"), tmp_path / "out"
    name, _, method = place.partition(".")
    owner = retouch_files if not method else getattr(retouch_files, name)
    known = getattr(owner, method or name)

    def spoiled(*given: object) -> object:
        """Only d.tif has nine lines."""
        wide = np.shape(given[1][-1] if method == "tables" else given[1])[0] if method else 0
        if wide == 9 or "d.tif" in str(given[0]):
            raise error
        return known(*given)

    monkeypatch.setattr(owner, method or name, spoiled)
    result = run("retouch", folder, "--checkpoint", checkpoint, "--out", out, "--batch-size", 4)
    assert result.exit_code == 3, result.output
    assert named(out) == ["a.png", "b.tif", "c.png"]
    assert f"{folder / 'd.tif'}: " in result.stderr
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_a_table_of_no_numbers_makes_no_black_picture(run, tmp_path: Path) -> None:
    """Each weight is finite; their product is not."""
    model = ImageAdaptive3DLUT("small", luts=2, vertices=5)
    with torch.no_grad():
        model.classifier.model[-1].weight.zero_()
        model.classifier.model[-1].bias.fill_(1e30)
        model.tables.fill_(1e30)
    write_checkpoint(tmp_path / "best.pt", Checkpoint(model, ""))
    out = tmp_path / "out"
    result = run("retouch", photos(tmp_path / "in"), "--checkpoint", tmp_path / "best.pt", "--out", out)
    assert result.exit_code == 3, result.output
    assert "best.pt gives it a table of values that are not finite" in result.stderr
    assert named(out) == []
