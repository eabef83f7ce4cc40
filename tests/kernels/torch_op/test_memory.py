"""Large results on the CPU: their memory is kept for the next, and never shared by two."""

from __future__ import annotations

import gc

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from ppr10k_kernels import identity, lut3d  # noqa: E402
from ppr10k_kernels.torch_op import memory  # noqa: E402

SIDE = 640
"""Pictures of this size are large: 4.7 MB."""


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    gc.collect()
    memory._kept.clear()


def test_what_nobody_needs_any_more_is_used_again() -> None:
    like = torch.zeros(1)
    first = memory.empty((3, SIDE, SIDE), like)
    address = first.data_ptr()
    part = first[1, 2:]
    del first
    second = memory.empty((3, SIDE, SIDE), like)
    assert second.data_ptr() != address  # a view of the first lives on
    del part
    assert memory.empty((3, SIDE, SIDE), like).data_ptr() == address


def test_two_results_never_share() -> None:
    image, lut = torch.rand(1, 3, SIDE, SIDE), torch.from_numpy(identity(5))
    results = [lut3d(image * k, lut) for k in (0.25, 0.5, 1.0)]
    for k, result in zip((0.25, 0.5, 1.0), results, strict=True):
        assert torch.allclose(result, image * k, atol=1e-6)


def test_no_more_is_kept_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_KEPT", 10_000_000)
    like = torch.zeros(1)
    several = [memory.empty((3, SIDE, SIDE + k), like) for k in range(4)]
    del several
    assert 0 < sum(block.size for block in memory._kept) <= 10_000_000


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.uint8])
@pytest.mark.parametrize("last", [False, True])
def test_shapes_types_and_strides_are_as_torch_makes_them(dtype: torch.dtype, last: bool) -> None:
    form = torch.channels_last if last else torch.contiguous_format
    image = torch.zeros(2, 3, 1000, 1400, dtype=dtype).contiguous(memory_format=form)
    ours, theirs = memory.empty_like(image), torch.empty_like(image)
    assert (ours.shape, ours.dtype, ours.stride()) == (theirs.shape, theirs.dtype, theirs.stride())


def test_small_ones_are_torchs() -> None:
    assert memory.empty((3, 8, 8), torch.zeros(1)).untyped_storage().resizable()
    assert np.prod(memory.empty((0,), torch.zeros(1)).shape) == 0
