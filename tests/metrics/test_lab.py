from __future__ import annotations

import numpy as np
from skimage.color import rgb2lab

from ppr10k_data.metrics import lab_from_srgb


def test_greys_have_no_colour() -> None:
    lab = lab_from_srgb(np.repeat(np.linspace(0, 1, 256)[:, None], 3, axis=1))
    np.testing.assert_allclose(lab[:, 1:], 0.0, atol=1e-10)
    np.testing.assert_allclose(lab[[0, -1], 0], [0.0, 100.0], atol=1e-10)
    assert (np.diff(lab[:, 0]) > 0.0).all()


def test_the_primaries_as_published() -> None:
    # Bruce Lindbloom's CIE colour calculator, sRGB under D65.
    expected = [[53.2408, 80.0925, 67.2032], [87.7347, -86.1827, 83.1793], [32.2970, 79.1875, -107.8602]]
    np.testing.assert_allclose(lab_from_srgb(np.eye(3)), expected, atol=0.02)


def test_another_implementation_agrees() -> None:
    # skimage's matrix and white have six and five digits.
    encoded = np.random.default_rng(3).random((64, 64, 3))
    np.testing.assert_allclose(lab_from_srgb(encoded), rgb2lab(encoded), atol=0.02)
