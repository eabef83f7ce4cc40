from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ppr10k_data.develop.effects.vignette import Vignette, falloff, painted, plan_vignette, vignetted
from ppr10k_data.xmp import PostCropVignette

SIZE = (90, 60)
DARK = PostCropVignette(amount=-50.0)
percent, slider = st.floats(0.0, 100.0), st.floats(-100.0, 100.0)
vignettes = st.builds(
    PostCropVignette,
    slider.filter(lambda v: abs(v) > 0.01),
    percent,
    percent,
    slider,
    st.sampled_from([1, 2, 3]),
    percent,
)


def planned(settings_: PostCropVignette, size: tuple[int, int] = SIZE) -> Vignette:
    table = plan_vignette(settings_, size, 1024)
    assert table is not None
    return table


def gains(
    settings_: PostCropVignette, size: tuple[int, int] = SIZE, grey: float = 0.1
) -> NDArray[np.float64]:
    scene = np.full((size[1], size[0], 3), grey)
    return np.asarray(vignetted(scene, scene[..., 0], planned(settings_, size))[..., 0] / grey)


def test_amount_0_is_none() -> None:
    assert plan_vignette(PostCropVignette(0.0, 0.0, 0.0, 100.0, 2, 100.0), SIZE, 1024) is None


@pytest.mark.parametrize(("style", "strength"), [(1, 4.0), (2, 4.5)])
def test_strength_and_shape_of_the_fit(style: int, strength: float) -> None:
    """exp(k a falloff); at midpoint and feather 50 a smoothstep over distances 0.5 to 1.5."""
    size = (300, 200)
    table = planned(replace(DARK, style=style), size)
    u = np.abs((np.arange(300) + 0.5) / 150.0 - 1.0)[None, :]
    v = np.abs((np.arange(200) + 0.5) / 100.0 - 1.0)[:, None]
    distance = np.hypot(u, v / 1.25)  # at roundness 0 half way between the picture's own oblong and a circle
    t = np.clip(distance - 0.5, 0.0, 1.0)
    assert falloff(table) == pytest.approx(t * t * (3.0 - 2.0 * t), abs=2e-4)
    assert gains(replace(DARK, style=style), size) == pytest.approx(
        np.exp(-0.5 * strength * t * t * (3.0 - 2.0 * t)), abs=1e-3
    )


def test_lightening_is_weaker() -> None:
    assert gains(PostCropVignette(amount=100.0)).max() <= np.exp(1.5)
    assert gains(PostCropVignette(amount=100.0)).max() > 1.5


def test_roundness() -> None:
    """100: circles; 0: as oblong as half the picture; -100: nearly the picture's frame."""
    size = (300, 200)
    circle = falloff(planned(replace(DARK, roundness=100.0), size))
    assert circle[0, 150] == pytest.approx(circle[100, 150 - 100], abs=2e-2)
    frame = falloff(planned(replace(DARK, roundness=-100.0, midpoint=90.0, feather=0.0), size))
    assert frame[100, 3] > 0.9
    assert frame[2, 150] > 0.9
    assert frame[30:-30, 45:-45].max() == 0.0


def test_it_is_the_same_at_every_size_and_turned() -> None:
    big, small = gains(DARK, (900, 600)), gains(DARK, (90, 60))
    reduced = big.reshape(60, 10, 90, 10).mean(axis=(1, 3))
    assert reduced == pytest.approx(small, abs=3e-3)
    turned = gains(DARK, (60, 90)).T
    assert turned == pytest.approx(small, abs=1e-5)


@settings(max_examples=60)
@given(vignettes, st.sampled_from([(90, 60), (60, 90), (1, 1), (7, 200)]))
def test_no_odd_values_and_symmetry(settings_: PostCropVignette, size: tuple[int, int]) -> None:
    table = planned(settings_, size)
    scene = np.random.default_rng(1).random((size[1], size[0], 1)) * np.ones(3)
    for out in (vignetted(scene, scene[..., 0], table), painted(scene, table)):
        assert np.isfinite(out).all()
        assert out.min() >= 0.0
        assert np.ptp(out, axis=-1).max() == 0.0
    assert painted(scene, table).max() <= 1.0
    share = falloff(table)
    assert share == pytest.approx(share[::-1, ::-1], abs=1e-4)
    assert (np.diff(share[size[1] // 2, size[0] // 2 :]) >= -1e-6).all()


@pytest.mark.parametrize("style", [1, 2, 3])
def test_monotone_in_the_amount(style: int) -> None:
    scene = np.full((60, 90, 3), 0.3)
    levels = []
    for amount in np.arange(-100.0, 101.0, 10.0):
        table = plan_vignette(PostCropVignette(amount, style=style), SIZE, 1024)
        out = scene if table is None else painted(vignetted(scene, scene[..., 0], table), table)
        levels.append(out[0, 0, 0])
    assert (np.diff(levels) > 0.0).all()


def test_highlights_are_spared() -> None:
    spare = replace(DARK, highlight_contrast=100.0)
    assert gains(spare, grey=1.0) == pytest.approx(1.0)
    assert gains(spare, grey=0.15) == pytest.approx(gains(DARK, grey=0.15))
    lightening = PostCropVignette(amount=50.0)
    assert gains(replace(lightening, highlight_contrast=100.0)) == pytest.approx(gains(lightening))
