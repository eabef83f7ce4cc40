from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from learning import weights_equal  # noqa: E402
from ppr10k_data import __version__  # noqa: E402
from ppr10k_data.baseline.checkpoints import Checkpoint, read_checkpoint, write_checkpoint  # noqa: E402
from ppr10k_data.baseline.imagenet import load_imagenet  # noqa: E402
from ppr10k_data.baseline.lut_model import ImageAdaptive3DLUT  # noqa: E402
from ppr10k_data.baseline.official import write_official  # noqa: E402
from ppr10k_data.baseline.resnet import ResNet18  # noqa: E402
from ppr10k_data.errors import CheckpointError, OutputError  # noqa: E402
from ppr10k_data.files.tree import LICENCE_NOTICE  # noqa: E402


@pytest.fixture
def model() -> ImageAdaptive3DLUT:
    return ImageAdaptive3DLUT("small", luts=2, vertices=4)


def test_everything_reads_back(model: ImageAdaptive3DLUT, tmp_path: Path) -> None:
    path = tmp_path / "new" / "best.pt"
    write_checkpoint(path, Checkpoint(model, "a notice", {"lr": 0.1}, {"epoch": 3}))
    found = read_checkpoint(path)
    assert weights_equal(found.model, model)
    assert (found.licence, found.settings, found.progress) == ("a notice", {"lr": 0.1}, {"epoch": 3})
    assert found.version == __version__
    assert not found.model.training
    assert [p.name for p in path.parent.iterdir()] == ["best.pt"]  # no temporary files
    assert weights_equal(read_checkpoint(path.parent).model, model)


def test_which_one_it_is_is_recognised(model: ImageAdaptive3DLUT, tmp_path: Path) -> None:
    write_official(model, tmp_path, 5)
    for path in (tmp_path, tmp_path / "LUTs_5.pth"):
        found = read_checkpoint(path)
        assert weights_equal(found.model, model)
        assert found.licence == ""
    write_official(ImageAdaptive3DLUT(vertices=2), tmp_path / "portraits", 1)
    assert read_checkpoint(tmp_path / "portraits").licence == LICENCE_NOTICE


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ({"format": "other"}, "not a model of ours"),
        ({"format": "ppr10k-data model", "format_version": 99}, "reads format 1: update the package"),
        ({"format": "ppr10k-data model", "format_version": 1}, "incomplete"),
        ([1, 2], "holds a list"),
    ],
)
def test_other_files_are_refused(content: object, named: str, tmp_path: Path) -> None:
    torch.save(content, tmp_path / "a.pt")
    with pytest.raises(CheckpointError, match=named):
        read_checkpoint(tmp_path / "a.pt")


@pytest.mark.parametrize("kept", [0, 10, 1000, -1])
def test_a_cut_file_is_named(kept: int, model: ImageAdaptive3DLUT, tmp_path: Path) -> None:
    path = tmp_path / "cut.pt"
    write_checkpoint(path, Checkpoint(model, ""))
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(CheckpointError, match=r"cut\.pt: not a file of tensors"):
        read_checkpoint(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"no\.pt: cannot be read: No such file"):
        read_checkpoint(tmp_path / "no.pt")


def test_a_failed_write_leaves_what_was_there(
    model: ImageAdaptive3DLUT, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "last.pt"
    write_checkpoint(path, Checkpoint(model, "before"))

    def full(content: object, place: Path) -> None:
        Path(place).write_bytes(b"half")
        raise RuntimeError("PytorchStreamWriter failed writing file")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(OutputError, match=r"last\.pt: cannot be written: .*disk full"):
        write_checkpoint(path, Checkpoint(model, "after"))
    assert [p.name for p in tmp_path.iterdir()] == ["last.pt"]
    assert read_checkpoint(path).licence == "before"


def test_imagenets_weights_fill_all_but_the_last_layer(tmp_path: Path) -> None:
    known = ResNet18()
    torch.save(known.state_dict(), tmp_path / "resnet18.pth")
    model = ImageAdaptive3DLUT("resnet18", vertices=2)
    head = model.classifier.model.fc.weight.clone()
    load_imagenet(model.classifier, tmp_path / "resnet18.pth")
    assert torch.equal(model.classifier.model.layer3[1].conv2.weight, known.layer3[1].conv2.weight)
    assert torch.equal(model.classifier.model.fc.weight, head)
    torch.save({"conv1.weight": torch.zeros(1)}, tmp_path / "other.pth")
    with pytest.raises(CheckpointError, match=r"other\.pth: weights of another network"):
        load_imagenet(model.classifier, tmp_path / "other.pth")


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        (
            "weights",
            {"tables": torch.full((2, 3, 4, 4, 4), torch.inf)},
            r"key 'tables': 384 of 384 values are not finite",
        ),
        (
            "weights",
            {"tables": torch.zeros(2, 3, 4, 4, 4, dtype=torch.int32)},
            "key 'tables': of int32, expected floats",
        ),
        ("weights", 7, "'weights' is of type int, expected dict"),
        (
            "model",
            {"backbone": "small", "luts": 2, "vertices": 200},
            "'model' is .*200 grid points an axis: expected 2 to 129",
        ),
        ("model", {"backbone": "small", "tables": 2}, "'model' is .*unexpected keyword"),
        ("licence", None, "'licence' is of type NoneType, expected str"),
        ("settings", [], "'settings' is of type list, expected dict"),
    ],
)
def test_what_makes_no_model_is_named(
    model: ImageAdaptive3DLUT, tmp_path: Path, key: str, value: object, told: str
) -> None:
    path = tmp_path / "best.pt"
    write_checkpoint(path, Checkpoint(model, ""))
    content = torch.load(path, weights_only=True)
    new = {**content[key], **value} if key == "weights" and isinstance(value, dict) else value
    torch.save({**content, key: new}, path)
    with pytest.raises(CheckpointError, match=rf"best\.pt: {told}"):
        read_checkpoint(path)
