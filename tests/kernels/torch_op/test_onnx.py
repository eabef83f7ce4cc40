"""Export through grid_sample; run by onnxruntime where it is installed."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from lut_arrays import table

torch = pytest.importorskip("torch")
onnxruntime = pytest.importorskip("onnxruntime")
pytest.importorskip("onnxscript")

from ppr10k_kernels import fuse, lut3d  # noqa: E402


class Model(torch.nn.Module):
    """Predicts weights from the mean colour, mixes two tables, applies them."""

    def __init__(self) -> None:
        super().__init__()
        self.basis = torch.nn.Parameter(torch.stack([torch.from_numpy(table(5, seed)) for seed in range(2)]))
        self.predict = torch.nn.Linear(3, 2)

    def forward(self, image):
        return lut3d(image, fuse(self.predict(image.mean(dim=(2, 3))), self.basis))


@pytest.mark.parametrize("dynamo", [True, False])
def test_an_exported_model_gives_the_same_pictures(dynamo: bool, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model, image = Model().eval(), torch.rand(2, 3, 9, 11) * 1.2 - 0.1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporters' own
        torch.onnx.export(
            model, (image,), str(tmp_path / "model.onnx"), dynamo=dynamo, opset_version=20, verbose=False
        )
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"))
    (exported,) = session.run(None, {session.get_inputs()[0].name: image.numpy()})
    assert torch.allclose(torch.from_numpy(exported), model(image), atol=1e-5)
