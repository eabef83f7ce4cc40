from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from learning import weights_equal  # noqa: E402
from ppr10k_data.baseline.lut_model import ImageAdaptive3DLUT  # noqa: E402
from ppr10k_data.baseline.official import find_official, read_official, write_official  # noqa: E402
from ppr10k_data.errors import CheckpointError  # noqa: E402


@pytest.fixture(scope="module")
def small() -> ImageAdaptive3DLUT:
    torch.manual_seed(0)
    model = ImageAdaptive3DLUT("small", luts=3, vertices=5)
    with torch.no_grad():
        model.tables.normal_()
    return model


@pytest.mark.parametrize("backbone", ["small", "resnet18"])
def test_what_is_written_reads_back(backbone: str, tmp_path: Path) -> None:
    model = ImageAdaptive3DLUT(backbone, luts=3, vertices=5)
    with torch.no_grad():
        model.tables.normal_()
    paths = write_official(model, tmp_path, 199)
    assert [path.name for path in paths] == ["LUTs_199.pth", "classifier_199.pth"]
    again = read_official(find_official(tmp_path))
    assert (again.backbone, again.luts, again.vertices) == (backbone, 3, 5)
    assert weights_equal(model, again)


def test_numbers_and_names_are_the_authors(small: ImageAdaptive3DLUT, tmp_path: Path) -> None:
    write_official(ImageAdaptive3DLUT(vertices=2), tmp_path, 0)
    tables = torch.load(tmp_path / "LUTs_0.pth", weights_only=True)
    assert sorted(tables) == ["1", "2", "3", "4", "5"]
    assert tables["1"]["LUT"].shape == (3, 2, 2, 2)
    assert "model.layer1.0.conv1.weight" in torch.load(tmp_path / "classifier_0.pth", weights_only=True)
    write_official(small, tmp_path / "other")
    assert sorted(torch.load(tmp_path / "other" / "LUTs.pth", weights_only=True)) == ["0", "1", "2"]


def test_tables_go_by_number_not_by_place(small: ImageAdaptive3DLUT, tmp_path: Path) -> None:
    path, _ = write_official(small, tmp_path)
    tables = torch.load(path, weights_only=True)
    torch.save({name: tables[name] for name in ("2", "0", "1")}, path)
    assert torch.equal(read_official(path).tables, small.tables)


@pytest.mark.shared
def test_the_published_files_are_read(shared: Path) -> None:
    model = read_official(find_official(shared / "data" / "checkpoints"))
    assert (model.backbone, model.luts, model.vertices) == ("small", 3, 33)


def _spoiled(path: Path, **changes: object) -> None:
    torch.save({**torch.load(path, weights_only=True), **changes}, path)


def test_what_is_wrong_is_named(small: ImageAdaptive3DLUT, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="expected LUTs_<epoch>"):
        find_official(tmp_path)
    tables, classifier = write_official(small, tmp_path, 1)
    _spoiled(tables, **{"3": {"LUT": torch.zeros(3, 5, 5, 5)}})
    with pytest.raises(CheckpointError, match=r"classifier_1.pth: predicts 3 weights, but LUTs_1.pth has 4"):
        read_official(tables)
    _spoiled(tables, **{"1": {"LUT": torch.zeros(3, 5, 5)}})
    with pytest.raises(CheckpointError, match=r"key '1': LUT of shape \(3, 5, 5\)"):
        read_official(tables)
    _spoiled(tables, **{"1": {"table": 1}})
    with pytest.raises(CheckpointError, match="key '1': expected a dictionary with a tensor LUT"):
        read_official(tables)
    _spoiled(tables, extra=1)
    with pytest.raises(CheckpointError, match="expected tables numbered from 0 or 1"):
        read_official(tables)
    write_official(small, tmp_path, 2)
    with pytest.raises(CheckpointError, match=r"2 models \(LUTs_1.pth, LUTs_2.pth\): name one"):
        find_official(tmp_path)
    _spoiled(classifier, **{"model.16.weight": torch.zeros(3, 128, 4, 4)})
    write_official(small, tmp_path / "x", 1)[0].replace(tables)
    with pytest.raises(
        CheckpointError, match=r"classifier_1.pth: weights of another network.*model.16.weight"
    ):
        read_official(tables)
    torch.save({"other.weight": torch.zeros(1)}, classifier)
    with pytest.raises(CheckpointError, match="neither PPR10K's ResNet-18"):
        read_official(tables)
    classifier.unlink()
    with pytest.raises(CheckpointError, match=r"classifier_1.pth: cannot be read: No such file"):
        read_official(tables)


def test_code_in_a_file_is_not_run(tmp_path: Path) -> None:
    torch.save({"1": print}, tmp_path / "LUTs_0.pth")
    with pytest.raises(CheckpointError, match="without code in it"):
        read_official(tmp_path / "LUTs_0.pth")


@pytest.mark.parametrize(
    ("which", "key", "value", "told"),
    [
        (
            0,
            "1",
            {"LUT": torch.full((3, 5, 5, 5), torch.nan)},
            r"key '1': LUT: 375 of 375 values are not finite",
        ),
        (
            0,
            "2",
            {"LUT": torch.zeros(3, 5, 5, 5, dtype=torch.int64)},
            r"key '2': LUT: of int64, expected floats",
        ),
        (0, "0", {"LUT": torch.zeros(3, 200, 200, 200, dtype=torch.half)}, r"key '0': .* with N of 2 to 129"),
        (0, "0", {"LUT": torch.zeros(3, 1, 1, 1)}, r"key '0': .* with N of 2 to 129"),
        (1, "model.16.weight", torch.tensor(1.0), r"key 'model\.16\.weight': a single number"),
        (1, "model.16.weight", [1.0], r"key 'model\.16\.weight': of type list"),
        (1, "model.16.bias", torch.tensor([1.0, torch.inf, 0.0]), r"key 'model\.16\.bias': 1 of 3 values"),
        (1, "model.16.bias", torch.tensor([1, 2, 3]), r"key 'model\.16\.bias': of int64, expected floats"),
        (1, "model.16.bias", "words", r"weights of another network: .*model\.16\.bias"),
    ],
)
def test_values_that_are_no_weights_are_named(
    small: ImageAdaptive3DLUT, tmp_path: Path, which: int, key: str, value: object, told: str
) -> None:
    paths = write_official(small, tmp_path, 1)
    _spoiled(paths[which], **{key: value})
    with pytest.raises(CheckpointError, match=rf"{paths[which].name}: {told}"):
        read_official(paths[0])
