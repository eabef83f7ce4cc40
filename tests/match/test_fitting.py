from __future__ import annotations

import re

import cv2
import numpy as np
import pytest

from match_scenes import apart, as_jpeg, cat, look, portrait, small
from ppr10k_data.match import Fit, TooSmallError, apply, fit, misfit
from ppr10k_data.match.reduction import reduced
from ppr10k_kernels import identity


def shifted(picture: np.ndarray, x: float, y: float = 0.0, angle_deg: float = 0.0) -> np.ndarray:
    height, width = picture.shape[:2]
    warp = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1.0)
    warp[:, 2] += (x, y)
    return cv2.warpAffine(
        picture, warp, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT
    )


@pytest.fixture(scope="module")
def found() -> Fit:
    return fit(portrait(), small(look(portrait())), lossless=True)


def test_a_hidden_look_is_found_at_a_size_the_fit_has_not_seen(found: Fit) -> None:
    before = apart(portrait(), look(portrait()))
    after = apart(apply(found, portrait()), look(portrait()))
    assert found.reason == ""
    assert before[0] < 26.0
    assert after[0] > 42.0
    assert after[1] < 0.7
    assert found.quality.after_mean < found.quality.before_mean / 10.0


def test_what_needs_nothing_is_left_as_it_is() -> None:
    same = fit(portrait(), reduced(portrait(), (256, 256)), lossless=True)
    assert apart(apply(same, portrait()), portrait())[0] > 50.0


def test_fits_are_deterministic(found: Fit) -> None:
    again = fit(portrait(), small(look(portrait())), lossless=True)
    np.testing.assert_array_equal(again.table, found.table)
    np.testing.assert_array_equal(again.field, found.field)
    np.testing.assert_array_equal(again.residual, found.residual)
    assert again.quality == found.quality


def test_a_wrong_base_hardly_matters() -> None:
    truth = look(portrait())
    dull = (0.1 + 0.6 * portrait() * np.array([1.0, 0.85, 1.1], np.float32)).astype(np.float32)
    assert apart(apply(fit(dull, small(truth), lossless=True), dull), truth)[0] > 38.0


def test_a_fit_of_a_small_render_serves_a_large_one(found: Fit) -> None:
    half = reduced(portrait(), (256, 256))
    from_half = fit(half, small(look(portrait())), lossless=True)
    assert apart(apply(from_half, portrait()), apply(found, portrait()))[0] > 36.0


def test_a_small_shift_is_undone() -> None:
    truth = look(portrait())
    guide = reduced(shifted(truth, 3.0, -2.0), (256, 256))
    moved = fit(portrait(), guide, lossless=True)
    assert moved.reason == ""
    assert moved.registration.displacement_px == pytest.approx(1.5, abs=0.1)
    inside = np.s_[20:-20, 20:-20]
    assert apart(apply(moved, portrait())[inside], truth[inside])[0] > 37.0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda p: p[:, ::-1],
        lambda p: p[::-1],
        lambda p: np.rot90(p),
        lambda p: shifted(p, 30.0),
        lambda p: shifted(p, 0.0, angle_deg=3.0),
        lambda p: p[20:-20, 20:-20],
        lambda p: p[:, :400],
        lambda p: cat()[:300, :300],
        lambda p: np.full_like(p, 0.5),
    ],
    ids=[
        "mirrored",
        "upside down",
        "on its side",
        "shifted",
        "turned",
        "cropped",
        "narrow",
        "another",
        "plain",
    ],
)
def test_wrong_guides_are_rejected_and_say_why(spoil) -> None:  # type: ignore[no-untyped-def]
    wrong = fit(portrait(), small(np.ascontiguousarray(spoil(look(portrait())))), lossless=True)
    assert wrong.reason
    assert wrong.registration.reason
    np.testing.assert_array_equal(wrong.table, identity(17))


def test_another_moment_of_the_same_scene_is_rejected() -> None:
    moved = look(portrait()).copy()
    moved[:300, 100:400] = shifted(moved, 12.0)[:300, 100:400]  # the head has moved, the ground has not
    assert fit(portrait(), small(moved), lossless=True).reason


def test_jpeg_guides_show_no_blocks() -> None:
    truth = look(portrait())
    guide = as_jpeg(small(truth), 60)
    matched = apply(fit(portrait(), guide, lossless=False), portrait())
    error = (matched - truth)[..., 1]
    steps = np.abs(np.diff(error, axis=1)).mean(axis=0)
    on_blocks = steps[15::16].mean()  # blocks of 8 pixels at half the size
    assert on_blocks < 1.1 * np.delete(steps, np.s_[15::16]).mean()
    assert fit(portrait(), guide, lossless=False).residual is None


def test_clipped_highlights_stay_clean() -> None:
    base = np.clip(portrait() * np.float32(1.3), 0.0, 1.0)
    truth = np.clip(look(portrait()) * np.float32(1.35), 0.0, 1.0)
    matched = apply(fit(base, small(truth), lossless=True), base)
    blown = cv2.erode((truth.min(axis=2) >= 1.0).astype(np.uint8), np.ones((5, 5))) > 0
    assert blown.sum() > 1000
    assert matched[blown].min() > 0.97
    assert np.median(matched[blown]) == 1.0


def test_noise_in_lifted_shadows_is_not_amplified_beyond_the_lift() -> None:
    rng = np.random.default_rng(0)
    dark = (portrait() * np.float32(0.4)).astype(np.float32)
    noisy = np.clip(dark + rng.normal(0.0, 0.01, dark.shape), 0.0, 1.0).astype(np.float32)
    lift = np.float32(1.8)
    matched = apply(fit(noisy, small(np.clip(dark * lift, 0.0, 1.0)), lossless=True), noisy)
    sliders_only = np.clip(noisy * lift, 0.0, 1.0)
    flat = np.s_[40:120, 20:120]
    assert matched[flat].std(axis=(0, 1)).mean() < 1.1 * sliders_only[flat].std(axis=(0, 1)).mean()


def test_no_halo_beside_an_edge() -> None:
    base = np.full((300, 300, 3), 0.7, np.float32)
    base[:, 150:] = 0.2
    base += np.random.default_rng(1).normal(0.0, 0.002, base.shape).astype(np.float32)
    base[::30] *= np.float32(0.9)
    truth = base.copy()
    truth[:, 150:] += np.float32(0.1)  # the dark side alone is lifted
    matched = apply(fit(base, small(truth, 150), lossless=True), base)
    rows = np.s_[5:25]
    for columns in (np.s_[100:147], np.s_[153:200]):
        profile = (matched - truth)[rows, columns].mean(axis=(0, 2))
        assert np.abs(profile).max() < 0.01


def test_a_guide_larger_than_the_render_is_reduced() -> None:
    tiny = reduced(portrait(), (100, 100))
    assert fit(tiny, small(look(portrait())), lossless=True).reason == ""


def test_too_few_pixels_are_refused() -> None:
    with pytest.raises(TooSmallError, match="31x31 pixels; at least 32"):
        fit(portrait(), reduced(portrait(), (31, 31)), lossless=True)


def test_a_fit_is_not_for_a_picture_of_another_shape(found: Fit) -> None:
    assert misfit(found, portrait()) == ""
    assert "another shape" in misfit(found, portrait()[:, :400])


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p[:, ::-1],
        lambda p: shifted(p, 40.0),
        lambda p: np.clip(p * 1.1, 0.0, 1.0),
        lambda p: p[50:-50, 50:-50],
    ],
    ids=["mirrored", "shifted", "brighter", "cropped"],
)
def test_a_fit_is_not_for_another_render(found: Fit, change) -> None:  # type: ignore[no-untyped-def]
    other = np.ascontiguousarray(change(portrait()), dtype=np.float32)
    assert "it was fitted to another render, dE " in misfit(found, other)
    assert misfit(found, reduced(portrait(), (200, 200))) == ""


def test_grain_and_blur_are_not_blamed_on_another_photo_alone() -> None:
    """A guide of the right photo that is spoilt: the sentence says what was measured, and this cause among others."""
    truth = look(portrait())
    noise = np.random.default_rng(0).normal(0.0, 0.06, truth.shape)
    grainy = np.clip(truth + noise, 0.0, 1.0).astype(np.float32)
    for spoilt in (grainy, cv2.GaussianBlur(truth, (0, 0), 3.0)):
        reason = fit(portrait(), spoilt, lossless=True).reason
        assert re.search(
            r"its texture is not the render's: correlation 0\.\d{3}, at least 0\.9 is needed", reason
        )
        assert "another photo or moment" in reason
        assert "too grainy, too soft" in reason
