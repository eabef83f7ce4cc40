from __future__ import annotations

import numpy as np
import pytest

from lut_arrays import table
from ppr10k_kernels import ShapeError

torch = pytest.importorskip("torch")

from ppr10k_kernels import fuse, lut3d  # noqa: E402


def basis():
    return torch.from_numpy(np.stack([table(5, seed) for seed in range(3)]))


def test_one_mixed_table_gives_what_mixing_images_gives() -> None:
    weights, image = torch.randn(2, 3), torch.rand(2, 3, 8, 8)
    mixed = lut3d(image, fuse(weights, basis()))
    images = torch.stack([lut3d(image, lut) for lut in basis()])
    assert torch.allclose(mixed, torch.einsum("bk,kbchw->bchw", weights, images), atol=1e-5)


def test_gradients_reach_weights_and_basis() -> None:
    weights = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)
    tables = basis()[..., :2, :2, :2].double().requires_grad_()
    assert torch.autograd.gradcheck(fuse, (weights, tables))


def test_autocast_does_not_cut_colours() -> None:
    weights = torch.rand(2, 3)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        mixed = fuse(weights.bfloat16(), basis())
    assert mixed.dtype == torch.float32
    assert torch.equal(mixed, fuse(weights.bfloat16().float(), basis()))


def test_compiles() -> None:
    compiled = torch.compile(fuse, fullgraph=True, backend="aot_eager")
    weights = torch.rand(2, 3)
    assert torch.allclose(compiled(weights, basis()), fuse(weights, basis()))


@pytest.mark.parametrize(
    ("weights", "tables"),
    [((3,), (3, 3, 5, 5, 5)), ((2, 4), (3, 3, 5, 5, 5)), ((2, 3), (3, 5, 5, 5)), ((2, 3), (3, 3, 5, 5, 4))],
)
def test_refuses(weights: tuple[int, ...], tables: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match=r"weights \(.*basis \("):
        fuse(torch.zeros(weights), torch.zeros(tables))
