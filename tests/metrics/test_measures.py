from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.color import deltaE_cie76, rgb2lab
from skimage.metrics import peak_signal_noise_ratio

from ppr10k_data.metrics import (
    delta_e,
    delta_e_hc,
    glc,
    human_weights,
    lab_from_srgb,
    mean_ab,
    measure,
    psnr,
    psnr_hc,
)

draw = np.random.default_rng(7)
RESULT = draw.integers(0, 256, (36, 54, 3), dtype=np.uint8)
TARGET = np.clip(RESULT + draw.integers(-30, 31, RESULT.shape), 0, 255).astype(np.uint8)
MASK = np.where(draw.random((36, 54)) < 0.4, np.uint8(255), np.uint8(0))


def test_psnr_is_skimages() -> None:
    expected = peak_signal_noise_ratio(TARGET, RESULT, data_range=255)
    assert measure(RESULT, TARGET).psnr == pytest.approx(expected, abs=1e-6)
    assert psnr(RESULT, TARGET) == pytest.approx(expected, abs=1e-6)


def test_delta_e_is_skimages() -> None:
    labs = lab_from_srgb(RESULT / 255.0), lab_from_srgb(TARGET / 255.0)
    assert delta_e(RESULT, TARGET) == pytest.approx(deltaE_cie76(*labs).mean(), abs=1e-6)
    theirs = deltaE_cie76(rgb2lab(RESULT), rgb2lab(TARGET)).mean()  # a matrix of six digits of another white
    assert delta_e(RESULT, TARGET) == pytest.approx(theirs, rel=1e-3)


def test_human_centred_measures_are_skimages_of_weighted_pictures() -> None:
    weights = np.where(MASK > 0, 1.0, 0.5)[..., None]
    expected = peak_signal_noise_ratio(TARGET / 255 * weights, RESULT / 255 * weights, data_range=1.0)
    assert psnr_hc(RESULT, TARGET, MASK) == pytest.approx(expected, abs=1e-6)
    labs = (lab_from_srgb(picture / 255.0) * weights for picture in (RESULT, TARGET))
    assert delta_e_hc(RESULT, TARGET, MASK) == pytest.approx(deltaE_cie76(*labs).mean(), abs=1e-6)


def test_one_pass_gives_what_the_functions_give() -> None:
    measures = measure(RESULT, TARGET, MASK)
    assert measures.psnr == pytest.approx(psnr(RESULT, TARGET), abs=1e-9)
    assert measures.delta_e == pytest.approx(delta_e(RESULT, TARGET), abs=1e-9)
    assert measures.psnr_hc == pytest.approx(psnr_hc(RESULT, TARGET, MASK), abs=1e-9)
    assert measures.delta_e_hc == pytest.approx(delta_e_hc(RESULT, TARGET, MASK), abs=1e-9)
    assert (measures.mean_a, measures.mean_b) == pytest.approx(mean_ab(RESULT), abs=1e-9)


def test_doubles_and_codes_agree() -> None:
    doubles = RESULT / 255.0, TARGET / 255.0
    assert delta_e(*doubles) == pytest.approx(delta_e(RESULT, TARGET), abs=1e-12)
    assert psnr_hc(*doubles, MASK) == pytest.approx(psnr_hc(RESULT, TARGET, MASK), abs=1e-12)
    assert psnr(*doubles) == pytest.approx(psnr(RESULT, TARGET), abs=1e-9)


def test_extremes_of_the_mask() -> None:
    everybody, nobody = np.full_like(MASK, 1), np.zeros_like(MASK)
    assert psnr_hc(RESULT, TARGET, everybody) == pytest.approx(psnr(RESULT, TARGET))
    # Halving both pictures quarters the squared error: 20 log10(2) dB more.
    assert psnr_hc(RESULT, TARGET, nobody) == pytest.approx(psnr(RESULT, TARGET) + 20 * math.log10(2))
    assert delta_e_hc(RESULT, TARGET, nobody) == pytest.approx(delta_e(RESULT, TARGET) / 2)


@settings(max_examples=25)
@given(st.floats(0.0, 1.0))
def test_human_centred_measures_lie_between_the_extremes(share: float) -> None:
    mask = (np.random.default_rng(1).random(MASK.shape) < share).astype(np.uint8)
    measures = measure(RESULT, TARGET, mask)
    assert measures.psnr <= measures.psnr_hc <= measures.psnr + 20 * math.log10(2) + 1e-9
    assert measures.delta_e / 2 - 1e-9 <= measures.delta_e_hc <= measures.delta_e + 1e-9


def test_equal_pictures() -> None:
    measures = measure(RESULT, RESULT.copy(), MASK)
    assert (measures.psnr, measures.psnr_hc) == (math.inf, math.inf)
    assert (measures.delta_e, measures.delta_e_hc) == (0.0, 0.0)


def test_without_a_mask_nothing_is_human_centred() -> None:
    measures = measure(RESULT, TARGET)
    assert measures.psnr_hc is None
    assert measures.delta_e_hc is None


def test_a_mask_of_another_size_is_resized_and_then_asked_for_zero() -> None:
    mask = np.zeros((72, 108), np.uint8)
    mask[20:50, 30:70] = 255
    weights = human_weights(mask, 36, 54)
    assert set(np.unique(weights)) == {0.5, 1.0}
    # The kernel's first lobe is negative: it takes nothing away from people, and its second adds a rim.
    assert (weights[10:25, 15:35] == 1.0).all()
    assert measure(RESULT, TARGET, mask).psnr_hc == pytest.approx(psnr_hc(RESULT, TARGET, mask))


@pytest.mark.parametrize("function", [delta_e, lambda a, b: psnr_hc(a, b, MASK), measure])
def test_pictures_of_different_sizes_are_refused(function) -> None:
    with pytest.raises(ValueError, match="different shapes"):
        function(RESULT, TARGET[1:])


def test_one_pass_is_for_eight_bits() -> None:
    with pytest.raises(ValueError, match="expected 8 bits"):
        measure(RESULT / 255.0, TARGET / 255.0)


def test_glc_by_hand() -> None:
    # Group 1: a* 1, 3 (variance 2) and b* 0, 4 (variance 8): mean 5. Group 2: a* 0, 3, 6 (9) and b* 1, 1, 1 (0): 4.5.
    colours = np.array([[1.0, 0.0], [0.0, 1.0], [3.0, 4.0], [3.0, 1.0], [6.0, 1.0]])
    assert glc(colours, [1, 2, 1, 2, 2]) == pytest.approx((5.0 + 4.5) / 2)


def test_a_photo_alone_adds_nothing_but_counts_as_a_group() -> None:
    colours = np.array([[1.0, 0.0], [3.0, 4.0], [50.0, 50.0]])
    assert glc(colours, ["x", "x", "alone"]) == pytest.approx(2.5)


def test_glc_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match=r"colours of shape \(0, 2\) for 0 photos"):
        glc(np.empty((0, 2)), [])


def test_mean_colours_are_skimages() -> None:
    np.testing.assert_allclose(mean_ab(RESULT), rgb2lab(RESULT)[..., 1:].mean(axis=(0, 1)), atol=0.01)
