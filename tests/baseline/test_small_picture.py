from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch.nn.functional import interpolate  # noqa: E402

from ppr10k_data.baseline.small_picture import small_picture  # noqa: E402


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (77, 100), (256, 256), (721, 1283)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_equals_torchs_interpolate(size: tuple[int, int], dtype: type) -> None:
    noise = np.random.default_rng(0).random((*size, 3))
    peak = 1.0 if dtype == np.float32 else np.iinfo(dtype).max
    photo = (noise * peak).astype(dtype)
    image = torch.from_numpy((photo / peak).astype(np.float32)).permute(2, 0, 1)[None]
    expected = interpolate(image, size=(224, 224), mode="bilinear", align_corners=False)[0].numpy()
    ours = small_picture(photo, 224)
    assert ours.dtype == np.float32
    assert np.abs(ours - expected).max() < 3e-6  # both reckon places in float32
