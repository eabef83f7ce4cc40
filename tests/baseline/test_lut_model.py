from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch.nn.functional import (  # noqa: E402
    conv2d,
    grid_sample,
    instance_norm,
    interpolate,
    leaky_relu,
)

from ppr10k_data.baseline.checkpoints import read_checkpoint  # noqa: E402
from ppr10k_data.baseline.lut_model import ImageAdaptive3DLUT  # noqa: E402
from ppr10k_data.baseline.resnet import ResNet18  # noqa: E402
from ppr10k_data.baseline.small_classifier import SmallClassifier  # noqa: E402
from ppr10k_data.errors import SettingsError  # noqa: E402
from ppr10k_data.files.photos import read_photo  # noqa: E402


def test_resnet_has_torchvisions_names_and_size() -> None:
    """11,689,512 parameters, as torchvision's page on resnet18 says; names as in its files."""
    network = ResNet18()
    assert sum(p.numel() for p in network.parameters()) == 11_689_512
    shapes = {name: tuple(value.shape) for name, value in network.state_dict().items()}
    assert len(shapes) == 122
    assert shapes["conv1.weight"] == (64, 3, 7, 7)
    assert shapes["layer2.0.downsample.0.weight"] == (128, 64, 1, 1)
    assert shapes["layer2.0.downsample.1.running_mean"] == (128,)
    assert shapes["layer4.1.bn2.weight"] == (512,)
    assert shapes["fc.weight"] == (1000, 512)
    assert "layer1.0.downsample.0.weight" not in shapes


def test_resnet_halves_five_times() -> None:
    sizes = []
    network = ResNet18(5).eval()
    network.layer4.register_forward_hook(lambda module, inputs, output: sizes.append(output.shape))
    with torch.no_grad():
        assert network(torch.rand(2, 3, 224, 224)).shape == (2, 5)
    assert sizes == [(2, 512, 7, 7)]


def test_the_small_classifier_has_its_papers_size() -> None:
    """269,000 weights with three tables: H. Zeng et al., TPAMI 2020, section 3.2."""
    count = sum(p.numel() for p in SmallClassifier(3).parameters())
    assert 268_000 < count < 271_000


@pytest.mark.parametrize("backbone", ["resnet18", "small"])
def test_the_first_table_alone_is_the_identity(backbone: str) -> None:
    model = ImageAdaptive3DLUT(backbone, luts=4, vertices=9)
    image = torch.rand(2, 3, 20, 30)
    weights = torch.tensor([[1.0, 0.3, -2.0, 5.0], [2.0, 0.0, 0.0, 0.0]])
    with torch.no_grad():
        mixed = model.mixed(weights)
        out, predicted = model.eval()(image)
    assert torch.allclose(mixed[1], 2.0 * mixed[0])
    assert torch.allclose(out, predicted[:, :1, None, None] * image, atol=1e-5)


def test_a_started_model_changes_nothing() -> None:
    image = torch.rand(1, 3, 20, 30)
    for backbone in ("resnet18", "small"):
        model = ImageAdaptive3DLUT(backbone, vertices=5).eval()
        model.start_at_identity()
        with torch.no_grad():
            out, weights = model(image)
        assert torch.allclose(out, image, atol=1e-6)
        assert weights.tolist() == [[1.0] * 5]


def test_photos_of_any_size_and_number() -> None:
    model = ImageAdaptive3DLUT("small", luts=3, vertices=5).eval()
    for shape in ((1, 3, 1, 1), (3, 3, 7, 500), (2, 3, 300, 200)):
        out, weights = model(torch.rand(shape))
        assert out.shape == shape
        assert weights.shape == (shape[0], 3)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(("vgg",), "resnet18 or small"), (("small", 0), "at least one"), (("small", 3, 1), "2 to 129")],
)
def test_refuses(arguments: tuple[object, ...], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        ImageAdaptive3DLUT(*arguments)


@pytest.mark.shared
def test_the_published_model_equals_an_unfused_computation_of_its_own(shared: Path) -> None:
    """Image-Adaptive-3DLUT's weights on its demo photo, from its files alone: three passes of grid_sample, mixed."""
    folder = shared / "data" / "checkpoints"
    photo = read_photo(folder / "a1629.jpg").pixels[::3, ::3]
    image = torch.from_numpy(np.ascontiguousarray(photo)).permute(2, 0, 1)[None].float() / 255.0
    weights = torch.load(folder / "classifier.pth", "cpu", weights_only=True)
    tables = torch.load(folder / "LUTs.pth", "cpu", weights_only=True)
    with torch.no_grad():
        predicted = _predicted(image, weights)
        expected = sum(predicted[0, k] * _sampled(image, tables[str(k)]["LUT"]) for k in range(len(tables)))
        ours, our_weights = read_checkpoint(folder).model(image)
    assert torch.allclose(our_weights, predicted, atol=1e-5)
    assert float((ours - expected).abs().max()) < 1e-5
    assert float(predicted[0, 0]) == pytest.approx(1.9, abs=0.1)


def _predicted(image, weights):
    x = interpolate(image, size=(256, 256), mode="bilinear", align_corners=False)
    for number in (1, 4, 7, 10, 13):
        x = leaky_relu(
            conv2d(x, weights[f"model.{number}.weight"], weights[f"model.{number}.bias"], 2, 1), 0.2
        )
        norm = f"model.{number + 2}"
        if f"{norm}.weight" in weights:
            x = instance_norm(x, weight=weights[f"{norm}.weight"], bias=weights[f"{norm}.bias"])
    return conv2d(x, weights["model.16.weight"], weights["model.16.bias"]).flatten(1)


def _sampled(image, table):
    grid = image.permute(0, 2, 3, 1)[:, None] * 2.0 - 1.0
    return grid_sample(table[None], grid, mode="bilinear", padding_mode="border", align_corners=True)[:, :, 0]
