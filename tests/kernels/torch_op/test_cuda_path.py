"""The op's CUDA side without a GPU: torch's CPU memory, and the kernels compiled for the CPU in CuPy's place."""

from __future__ import annotations

import contextlib
import sys
from types import ModuleType, SimpleNamespace

import pytest

import cuda_on_host
from lut_arrays import METHODS, table

torch = pytest.importorskip("torch")

from ppr10k_kernels import lut3d  # noqa: E402
from ppr10k_kernels.torch_op import registered  # noqa: E402


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Send the op to its CUDA side; gives a record of what was started."""
    record: list[tuple[str, str]] = []
    fake = ModuleType("ppr10k_kernels.cuda.launch")

    def launch(variant, name, *rest) -> None:
        record.append((name, "fixed" if variant.fixed else "plain"))
        cuda_on_host.launch(variant, name, *rest)

    fake.launch, fake.on_device = launch, lambda device: contextlib.nullcontext()
    fake.stream_of = lambda pointer, device: contextlib.nullcontext(record.append((str(pointer), "stream")))
    monkeypatch.setitem(sys.modules, "ppr10k_kernels.cuda.launch", fake)
    monkeypatch.delitem(sys.modules, "ppr10k_kernels.torch_op.on_cuda", raising=False)
    monkeypatch.setattr(torch.cuda, "current_stream", lambda device: SimpleNamespace(cuda_stream=1234))
    monkeypatch.setitem(registered._BACKENDS, "cpu", "ppr10k_kernels.torch_op.on_cuda")
    return record


def both_ways(image, lut, given, monkeypatch: pytest.MonkeyPatch, **options):
    """Output and gradients by the CUDA side, and by numba."""
    results = []
    for backend in ("on_cuda", "on_cpu"):
        monkeypatch.setitem(registered._BACKENDS, "cpu", f"ppr10k_kernels.torch_op.{backend}")
        inputs = image.detach().clone().requires_grad_(), lut.detach().clone().requires_grad_()
        out = lut3d(*inputs, **options)
        out.backward(given)
        results.append((out, inputs[0].grad, inputs[1].grad))
    return results


@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("per_image", [False, True])
@pytest.mark.parametrize("channels_last", [False, True])
def test_the_cuda_side_agrees_with_the_cpu_side(
    channels_last: bool, per_image: bool, interpolation: str, started, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(0)
    image = torch.rand(2, 3, 9, 20) * 1.2 - 0.1
    image = image.to(memory_format=torch.channels_last) if channels_last else image
    lut = (
        torch.stack([torch.from_numpy(table(5, k)) for k in range(2)])
        if per_image
        else torch.from_numpy(table(5))
    )
    options = {"interpolation": interpolation, "domain": (-0.05, 1.05)}
    cuda, cpu = both_ways(image, lut, torch.randn(image.shape), monkeypatch, **options)
    for ours, theirs in zip(cuda, cpu, strict=True):
        assert ours.stride() == theirs.stride()
        assert (ours - theirs).abs().max() <= 2e-5 * theirs.abs().max()
    names = [name for name, _ in started]
    assert names == ["1234", "interleave", "apply", "1234", "interleave", "backward", "collect"]


def test_deterministic_algorithms_sum_integers(started, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    image, lut, given = torch.rand(1, 3, 16, 20), torch.from_numpy(table(5)), torch.randn(1, 3, 16, 20)
    torch.use_deterministic_algorithms(True)
    try:
        cuda, cpu = both_ways(image, lut, given, monkeypatch)
    finally:
        torch.use_deterministic_algorithms(False)
    assert ("backward", "fixed") in started
    assert (cuda[2] - cpu[2]).abs().max() <= 5e-6 * cpu[2].abs().max()


def test_only_wanted_gradients_are_summed(started) -> None:
    image = torch.rand(1, 3, 4, 4, requires_grad=True)
    lut3d(image, torch.from_numpy(table(3))).sum().backward()
    assert "collect" not in [name for name, _ in started]
    assert image.grad.abs().sum() > 0
