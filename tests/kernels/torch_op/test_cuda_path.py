"""The op's CUDA side without a GPU: torch's CPU memory, and the kernels compiled for the CPU in CuPy's place."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace

import pytest

import cuda_on_host
from lut_arrays import METHODS, table

torch = pytest.importorskip("torch")

from ppr10k_kernels import lut3d  # noqa: E402
from ppr10k_kernels.cuda.calls import Task  # noqa: E402
from ppr10k_kernels.torch_op import registered  # noqa: E402


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str]]]:
    """Send the op to its CUDA side; gives a record of what was started."""
    record: list[tuple[str, str]] = []
    fake = ModuleType("ppr10k_kernels.cuda.launch")

    def launch(variant, name, *rest) -> None:
        record.append((name, "fixed" if variant.fixed else "plain"))
        cuda_on_host.launch(variant, name, *rest)

    fake.on_device = lambda device: contextlib.nullcontext()
    fake.launch_on = lambda pointer: record.append((str(pointer), "stream")) or launch
    monkeypatch.setitem(sys.modules, "ppr10k_kernels.cuda.launch", fake)
    monkeypatch.delitem(sys.modules, "ppr10k_kernels.torch_op.on_cuda", raising=False)
    monkeypatch.setattr(torch.cuda, "current_stream", lambda device: SimpleNamespace(cuda_stream=1234))
    monkeypatch.setitem(registered._BACKENDS, "cpu", "ppr10k_kernels.torch_op.on_cuda")
    registered._module.cache_clear()
    yield record
    registered._module.cache_clear()


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


def test_a_pixel_with_a_nan_takes_no_part_when_sums_are_fixed_either(started) -> None:
    image, lut = torch.rand(1, 3, 8, 8), torch.from_numpy(table(5)).requires_grad_()
    image[0, 1, 3, 3] = torch.nan
    torch.use_deterministic_algorithms(True)
    try:
        (grad,) = torch.autograd.grad(lut3d(image, lut).square().sum(), lut)
    finally:
        torch.use_deterministic_algorithms(False)
    assert ("backward", "fixed") in started
    assert torch.isfinite(grad).all()


def test_many_tables_are_summed_in_one_copy_each() -> None:
    assert Task(1, 1 << 23, 33, False, (0.0, 1.0)).slices == 4
    assert Task(1, 1 << 23, 65, False, (0.0, 1.0)).slices == 4
    assert Task(1, 1 << 23, 129, False, (0.0, 1.0)).slices == 1
    assert Task(64, 448 * 448, 33, True, (0.0, 1.0)).slices == 1
    assert Task(64, 64 * 64, 33, False, (0.0, 1.0)).slices == 1
