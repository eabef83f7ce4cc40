from __future__ import annotations

import numpy as np
from colour import XYZ_to_Lab, XYZ_to_xy
from colour.algebra import vecmul
from colour.models import eotf_sRGB, normalised_primary_matrix
from skimage.color import rgb2lab, xyz2lab

from ppr10k_data.develop.color_spaces import BRADFORD, srgb_decode
from ppr10k_data.metrics import lab_from_srgb
from ppr10k_data.metrics.lab import SRGB_TO_XYZ, WHITE


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
    # skimage has the same white, and a matrix of six digits of another.
    encoded = np.random.default_rng(3).random((64, 64, 3))
    np.testing.assert_allclose(lab_from_srgb(encoded), rgb2lab(encoded), atol=0.02)
    xyz = srgb_decode(encoded) @ SRGB_TO_XYZ.T
    light = (xyz / WHITE).min(axis=-1) > 0.008857  # below, skimage has 7.787 for (29/6)^2 / 3
    np.testing.assert_allclose(lab_from_srgb(encoded)[light], xyz2lab(xyz)[light], rtol=0, atol=1e-9)
    np.testing.assert_allclose(lab_from_srgb(encoded), xyz2lab(xyz), rtol=0, atol=2e-4)


def test_a_matrix_made_by_another_project_gives_the_same() -> None:
    white = XYZ_to_xy(WHITE)
    derived = normalised_primary_matrix([[0.64, 0.33], [0.30, 0.60], [0.15, 0.06]], white)
    encoded = np.random.default_rng(3).random((64, 64, 3))
    theirs = XYZ_to_Lab(vecmul(derived, eotf_sRGB(encoded)), white)
    np.testing.assert_allclose(lab_from_srgb(encoded), theirs, rtol=0, atol=1e-6)


def test_an_example_of_matlabs_documentation() -> None:
    # rgb2lab([.2 .3 .4],'WhitePoint','d50') is 31.3294 -4.0732 -18.1750: adapted by Bradford's matrix to its D50.
    d50 = np.array([0.9642, 1.0, 0.8251])
    gains = np.diag((BRADFORD @ d50) / (BRADFORD @ WHITE))
    adapted = (
        np.linalg.inv(BRADFORD) @ gains @ BRADFORD @ SRGB_TO_XYZ @ srgb_decode(np.array([0.2, 0.3, 0.4]))
    )
    np.testing.assert_allclose(xyz2lab(adapted * WHITE / d50), [31.3294, -4.0732, -18.1750], atol=3e-4)


def test_white_is_neutral_as_matlabs_documentation_has_it() -> None:
    np.testing.assert_allclose(lab_from_srgb(np.ones(3)), [100.0, 0.0, 0.0], atol=1e-10)


def test_as_far_from_skimages_rounded_matrix_as_the_guide_says() -> None:
    every_third = np.arange(0, 256, 3) / 255.0
    codes = np.stack(np.meshgrid(*[every_third] * 3), axis=-1).reshape(1, -1, 3)
    apart = np.abs(lab_from_srgb(codes) - rgb2lab(codes)).max(axis=(0, 1))
    np.testing.assert_allclose(apart, [0.0013, 0.0038, 0.0049], atol=5e-5)
