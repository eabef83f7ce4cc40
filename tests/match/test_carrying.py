from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from match_scenes import look, portrait
from ppr10k_data.match import apply, carry, fit
from ppr10k_data.match.reduction import reduced
from ppr10k_data.metrics import lab_from_srgb
from relit_scenes import OFFICIAL_ENDS, RelitScene

Levels = np.ndarray


def levels(*rows: tuple[float, float, float]) -> Levels:
    return np.round(np.array([rows]) * 65535).astype(np.uint16)


def lab(picture: Levels) -> np.ndarray:
    return lab_from_srgb(picture / 65535.0)


def off(got: Levels, variant: Levels, source: Levels, matched: Levels) -> np.ndarray:
    """How far each pixel's step after matching is from the step before, in dE76."""
    return np.linalg.norm(lab(got) - lab(matched) - (lab(variant) - lab(source)), axis=-1)


inner = st.tuples(*[st.floats(0.25, 0.6)] * 3)


@given(inner, inner, st.floats(-0.03, 0.03))
@settings(max_examples=200)
def test_inside_srgb_a_step_is_the_same_from_either_side(
    source: tuple[float, ...], step: tuple[float, ...], change: float
) -> None:
    before = np.round(np.array([[source]]) * 65535).astype(np.uint16)
    variant = np.round(np.array([[step]]) * 65535).astype(np.uint16)
    matched = (before.astype(np.int32) + round(change * 65535)).astype(np.uint16)
    assert off(carry(variant, before, matched), variant, before, matched).max() < 0.01


def test_the_source_itself_becomes_what_it_is_matched_to() -> None:
    source = np.round(portrait() * 65535).astype(np.uint16)
    matched = np.round(look(portrait()) * 65535).astype(np.uint16)
    assert np.abs(carry(source, source, matched).astype(int) - matched).max() <= 1


def test_white_stays_white_and_does_not_turn_grey_or_tinted() -> None:
    source, matched = levels((0.8, 0.8, 0.8)), levels((0.7, 0.72, 0.78))
    assert carry(levels((1.0, 1.0, 1.0)), source, matched).min() == 65535
    # But what is white in the source too is what matching makes of it.
    assert np.ptp(carry(levels((1, 1, 1)), levels((1, 1, 1)), levels((0.9, 0.9, 0.9)))) <= 1
    assert carry(levels((1, 1, 1)), levels((1, 1, 1)), levels((0.9, 0.9, 0.9))).max() < 59_100


def test_what_is_brighter_than_white_loses_its_colour() -> None:
    source, matched = levels((0.5, 0.45, 0.4)), levels((0.8, 0.72, 0.6))
    assert carry(levels((0.89, 0.85, 0.81)), source, matched).min() > 0.99 * 65535


def test_what_is_darker_than_black_is_black() -> None:
    assert carry(levels((0.01, 0.01, 0.01)), levels((0.4, 0.4, 0.4)), levels((0.3, 0.3, 0.3))).max() <= 1


def test_a_smooth_ramp_stays_smooth_to_white() -> None:
    """No band where channels reach white, and none where the change fades out."""
    ramp = np.linspace(0.3, 1.0, 1500)[:, None] * np.array([1.0, 0.97, 0.9])
    source = np.round(ramp * 0.75 * 65535).astype(np.uint16)[None]
    matched = np.round((ramp * 0.75) ** 1.15 * np.array([0.98, 1.0, 1.05]) * 65535).astype(np.uint16)[None]
    got = carry(np.round(ramp * 65535).astype(np.uint16)[None], source, matched)[0] / 65535
    assert np.diff(got, axis=0).min() > -1e-4
    assert np.abs(np.diff(got, axis=0)).max() < 0.003


def test_the_variant_is_left_alone_unless_asked() -> None:
    variant = np.round(portrait()[:40] * 65535).astype(np.uint16)
    source, matched = variant // 2, variant // 3
    before = variant.copy()
    got = carry(variant, source, matched)
    np.testing.assert_array_equal(variant, before)
    variant.flags.writeable = False
    np.testing.assert_array_equal(carry(variant, source, matched, in_place=True), got)
    variant.flags.writeable = True
    assert carry(variant, source, matched, in_place=True) is variant
    np.testing.assert_array_equal(variant, got)


LARGEST_STEP_ERRORS = {"exposure -1": 1.0, "exposure +1": 1.0, "saturation +30": 0.9}
"""What docs/match.md promises for Lightroom's pairs; 0.5 elsewhere."""


@pytest.mark.shared
@pytest.mark.parametrize("pair", ["fivek_a3232", "fivek_a4591"])
def test_variants_of_lightrooms_pairs_keep_their_step(shared: Path, tmp_path: Path, pair: str) -> None:
    """The looks change the source by dE 9 and 14; every slider at both ends of the official ranges."""
    folder = shared / "data/lightroom-pairs" / pair
    base, truth = (cv2.imread(str(folder / name))[..., ::-1] for name in ("input.png", "expertC.png"))
    scene = RelitScene(np.ascontiguousarray(base), tmp_path / "p.dng")
    source = scene.render()
    found = fit(source, reduced(np.ascontiguousarray(truth), (360, 240)), lossless=True)
    matched = apply(found, source)
    for name, sliders in OFFICIAL_ENDS.items():
        variant = scene.render(**sliders)
        errors = off(carry(variant, source, matched), variant, source, matched)
        assert errors.mean() < LARGEST_STEP_ERRORS.get(name, 0.5), name
        assert np.median(errors) < 0.01, name  # what sRGB has the colour for is exact
