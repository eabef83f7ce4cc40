from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from ppr10k_data.baseline.regularisers import monotonicity, smoothness  # noqa: E402
from ppr10k_kernels import identity  # noqa: E402


def by_loops(table: np.ndarray) -> tuple[float, float]:
    """Both regularisers of one table, number by number, after TV_3D of Image-Adaptive-3DLUT."""
    total = falls = 0.0
    points = table.shape[1]
    for axis in (1, 2, 3):
        squares, falling = [], []
        for index in np.ndindex(*table.shape):
            if index[axis] == points - 1:
                continue
            after = tuple(i + (k == axis) for k, i in enumerate(index))
            step = table[index] - table[after]
            weight = 2.0 if index[axis] in (0, points - 2) else 1.0
            squares.append(weight * step * step)
            falling.append(max(step, 0.0))
        total += np.mean(squares)
        falls += np.mean(falling)
    return float(total), float(falls)


@pytest.mark.parametrize("points", [2, 3, 5])
def test_equals_loops(points: int) -> None:
    tables = np.random.default_rng(points).normal(size=(2, 3, points, points, points))
    expected = np.sum([by_loops(table) for table in tables], axis=0)
    there = torch.from_numpy(tables)
    assert float(smoothness(there)) == pytest.approx(expected[0], rel=1e-12)
    assert float(monotonicity(there)) == pytest.approx(expected[1], rel=1e-12)


def test_the_identity_rises_everywhere() -> None:
    tables = torch.from_numpy(np.asarray(identity(9), np.float64))[None]
    assert float(monotonicity(tables)) == 0.0
    assert float(monotonicity(1.0 - tables)) == pytest.approx(3 * (1 / 8) / 3)


def test_zero_tables_cost_nothing() -> None:
    tables = torch.zeros(4, 3, 5, 5, 5)
    assert float(smoothness(tables)) == float(monotonicity(tables)) == 0.0


def test_gradients() -> None:
    tables = torch.rand(1, 3, 3, 3, 3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(smoothness, (tables,))
    assert torch.autograd.gradcheck(monotonicity, (tables,))
