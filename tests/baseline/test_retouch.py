"""The published checkpoint's tables on photos of integers, against the float64 specification."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
from PIL import Image  # noqa: E402

from ppr10k_data.baseline.official import find_official, read_official  # noqa: E402
from ppr10k_data.baseline.retouch import Retoucher  # noqa: E402
from ppr10k_kernels import reference  # noqa: E402


@pytest.mark.shared
@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_codes_are_clamped_after_interpolation(dtype: str, shared: Path) -> None:
    folder = shared / "data" / "checkpoints"
    retoucher = Retoucher(read_official(find_official(folder)))
    small = np.array(Image.open(folder / "a1629.jpg").reduce(6))
    top = np.iinfo(dtype).max
    photo = small if dtype == "uint8" else small.astype(np.uint16) * 257
    (table,) = retoucher.tables([photo])
    assert table.min() < -0.1
    assert table.max() > 1.3
    exact = np.round(np.clip(reference.apply_lut(photo, table), 0.0, 1.0) * top)
    assert np.abs(retoucher.apply(photo, table).astype(float) - exact).max() <= 1
    with_device = retoucher._applied_there(photo, table)
    assert np.abs(with_device.astype(float) - exact).max() <= 1
