from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from ppr10k_data.baseline.losses import consistency_loss, pixel_loss  # noqa: E402


def test_people_count_25_times() -> None:
    ours, target = torch.zeros(1, 3, 1, 4), torch.full((1, 3, 1, 4), 0.5)
    mask = torch.tensor([0.0, 0.0, 0.0, 1.0]).view(1, 1, 1, 4)
    assert float(pixel_loss(ours, target, None)) == pytest.approx(0.25)
    assert float(pixel_loss(ours, target, mask)) == pytest.approx(0.25 * (3 + 25) / 4)


def test_any_mask_above_zero_is_human() -> None:
    ours, target = torch.zeros(1, 3, 1, 1), torch.ones(1, 3, 1, 1)
    assert float(pixel_loss(ours, target, torch.full((1, 1, 1, 1), 0.01))) == pytest.approx(25.0)


def test_consistency_by_hand() -> None:
    """The two crops show columns 0..3 and 1..4 of a row 0, 1, 2, 3, 4, the second brighter by 2."""
    first = torch.arange(4.0).view(1, 1, 1, 4).expand(1, 3, 2, 4)
    second = torch.arange(1.0, 5.0).view(1, 1, 1, 4).expand(1, 3, 2, 4) + 2.0
    overlap = [((0, 1, 2, 4), (0, 0, 2, 3))]
    assert float(consistency_loss(first, second, overlap)) == pytest.approx(4.0)
    assert float(consistency_loss(first, second - 2.0, overlap)) == 0.0


def test_consistency_is_the_mean_over_photos_not_pixels() -> None:
    first, second = torch.zeros(2, 3, 4, 4), torch.ones(2, 3, 4, 4)
    second[1] *= 2.0
    overlaps = [((0, 0, 4, 4), (0, 0, 4, 4)), ((0, 0, 1, 1), (3, 3, 4, 4))]
    assert float(consistency_loss(first, second, overlaps)) == pytest.approx((1.0 + 4.0) / 2)
