from __future__ import annotations

import math

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from learning import CPU, begun, settings_of  # noqa: E402
from ppr10k_data.baseline.batches import Batch, Views  # noqa: E402
from ppr10k_data.baseline.validation import psnr_of_codes, validate  # noqa: E402
from ppr10k_data.metrics import psnr  # noqa: E402


def codes(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (3, 9, 7), dtype=np.uint8)


def test_psnr_is_that_of_the_8_bit_files() -> None:
    a, b = codes(0), codes(1)
    found = psnr_of_codes(*(torch.from_numpy(c).float() / 255 for c in (a, b)), clamp=False)
    assert found == pytest.approx(psnr(a, b), abs=1e-9)
    assert psnr_of_codes(*[torch.from_numpy(a).float() / 255] * 2, clamp=True) == math.inf


def test_only_the_fixed_validation_clamps() -> None:
    ours, target = torch.full((3, 1, 1), 1.2), torch.ones(3, 1, 1)
    assert psnr_of_codes(ours, target, clamp=False) == pytest.approx(20 * math.log10(255 / 51))
    assert psnr_of_codes(ours, target, clamp=True) == math.inf


def test_means_are_over_photos_of_any_size() -> None:
    model = begun(settings_of()).model.train()
    batches = [
        Batch((Views(torch.rand(1, 3, *size), torch.rand(1, 3, *size), None),), (), ["1_0"])
        for size in ((5, 6), (20, 3))
    ]
    found = validate(model, batches, device=CPU, clamp=True)
    assert model.training
    assert found.photos == 2
    given = [psnr_of_codes(b.views[0].input[0], b.views[0].target[0], clamp=True) for b in batches]
    assert found.psnr_input == pytest.approx(sum(given) / 2)
    assert math.isnan(validate(model, [], device=CPU, clamp=True).psnr)
