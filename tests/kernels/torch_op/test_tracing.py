"""lut3d and fuse where torch records them: jit.trace, and compilation without a backend; ONNX: test_onnx.py."""

from __future__ import annotations

import importlib
import io
import warnings

import numpy as np
import pytest

from lut_arrays import table

torch = pytest.importorskip("torch")

from ppr10k_kernels import ShapeError, fuse, lut3d  # noqa: E402

LUT3D = importlib.import_module("ppr10k_kernels.torch_op.lut3d")


class Mixed(torch.nn.Module):
    """Tables mixed for each image."""

    def __init__(self) -> None:
        super().__init__()
        self.basis = torch.nn.Parameter(torch.from_numpy(np.stack([table(5, seed) for seed in range(2)])))

    def forward(self, image):
        return lut3d(image, fuse(image.mean(dim=(2, 3))[:, :2], self.basis))


class Shared(torch.nn.Module):
    """One table."""

    def __init__(self) -> None:
        super().__init__()
        self.lut = torch.nn.Parameter(torch.from_numpy(table(5)))

    def forward(self, image):
        return lut3d(image, self.lut)


def traced(function, image):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # torch's own, of tracing as such
        return torch.jit.trace(function, (image,))


def applying(lut):
    return lambda image: lut3d(image, lut)


@pytest.mark.parametrize("model", [Shared, Mixed])
def test_a_trace_takes_images_of_any_size(model: type) -> None:
    model = model()
    again = traced(model, torch.rand(2, 3, 6, 8))
    image = torch.rand(3, 3, 5, 7) * 1.2 - 0.1
    assert torch.equal(again(image), model(image))
    ours = torch.autograd.grad(again(image).square().sum(), list(again.parameters()))[0]
    theirs = torch.autograd.grad(model(image).square().sum(), list(model.parameters()))[0]
    assert torch.equal(ours, theirs)


def test_a_trace_is_saved_and_loaded() -> None:
    model, file, image = Mixed(), io.BytesIO(), torch.rand(2, 3, 6, 8)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.jit.save(traced(model, image), file)
        file.seek(0)
        loaded = torch.jit.load(file)
    assert torch.equal(loaded(image), model(image))


def test_a_trace_of_wrong_shapes_is_refused_in_plain_numbers() -> None:
    for image, lut in ((torch.rand(1, 3, 4), table(5)), (torch.rand(1, 3, 4, 4), table(5)[:2])):
        with pytest.raises(ShapeError, match=r"got \(\d, \d, \d") as caught:
            traced(applying(torch.from_numpy(lut)), image)
        assert "tensor" not in str(caught.value)


@pytest.mark.parametrize("device", ["cpu", "meta"])
def test_the_stand_in_compiles_without_graph_breaks(device: str, monkeypatch: pytest.MonkeyPatch) -> None:
    image, lut = torch.rand(2, 3, 6, 8), torch.from_numpy(table(5))
    expected = lut3d(image, lut) * 2
    monkeypatch.setitem(LUT3D._PRESENT, "cpu", False)
    torch.compiler.reset()
    compiled = torch.compile(lambda i, t: lut3d(i, t) * 2, fullgraph=True, backend="aot_eager")
    out = compiled(image.to(device), lut.to(device))
    assert (out.device.type, out.shape) == (device, expected.shape)
    assert device == "meta" or torch.allclose(out, expected, atol=1e-5)
    torch.compiler.reset()
