from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.cameras import camera_matrices
from ppr10k_data.develop.anchor import PRESETS, Anchor, WhiteBalanceMode
from ppr10k_data.develop.camera_color import D65_K, STANDARD_A_K, CameraColor, IlluminantMatrices
from ppr10k_data.develop.white_balance import TempTint, temp_tint_from_xy, xy_from_temp_tint
from ppr10k_data.xmp import CameraRawEdits


def camera(make: str, model: str, error: float = 0.0) -> CameraColor:
    """A camera of the table; ``error`` bends its matrices, as other people's measurements would differ."""
    known = camera_matrices(make, model)
    assert known is not None
    bend = np.diag([1.0 + error, 1.0, 1.0 - error])
    pairs = ((STANDARD_A_K, known.standard_a), (D65_K, known.d65))
    return CameraColor(tuple(IlluminantMatrices(k, bend @ np.array(m)) for k, m in pairs), "table")


CANON = camera("Canon", "Canon EOS 5D Mark III")
CAMERAS = (CANON, camera("NIKON CORPORATION", "NIKON D810"), camera("FUJIFILM", "X-T3"))
NEUTRAL = CANON.neutral_from_xy(xy_from_temp_tint(5130.0, 8.0))


def as_shot(temperature: float | None = 5200.0, tint: float | None = 5.0) -> CameraRawEdits:
    return CameraRawEdits(white_balance="As Shot", temperature_k=temperature, tint=tint)


def custom(temperature: float | None, tint: float | None = 5.0, name: str = "Custom") -> CameraRawEdits:
    return CameraRawEdits(white_balance=name, temperature_k=temperature, tint=tint)


def anchor(
    source: CameraRawEdits | None = as_shot(),  # noqa: B008 - frozen
    mode: WhiteBalanceMode = "anchored",
    color: CameraColor = CANON,
    neutral: Any = NEUTRAL,
) -> Anchor:
    return Anchor.of(color, neutral, source, mode)


def on_scale(neutral: np.ndarray[Any, Any], color: CameraColor = CANON) -> TempTint:
    return temp_tint_from_xy(*color.xy_from_neutral(neutral))


@pytest.mark.parametrize("mode", ["anchored", "file"])
def test_as_shot_is_the_files_own_multipliers(mode: WhiteBalanceMode) -> None:
    for edits in (as_shot(), as_shot(None, None)):
        balance = anchor(mode=mode).white_balance(edits)
        np.testing.assert_array_equal(balance.neutral, NEUTRAL)
        assert (balance.basis, balance.note) == ("as shot", "")
        assert balance.temp_tint == pytest.approx((5130.0, 8.0), abs=0.2)


@pytest.mark.parametrize(
    ("temperature", "tint"), [(5200.0, 25.0), (5400.0, 5.0), (3000.0, -20.0), (9000.0, 0.0)]
)
def test_custom_numbers_are_carried_over_by_their_difference(temperature: float, tint: float) -> None:
    """design: the difference in mired and in tint, from Lightroom's as-shot numbers to ours."""
    balance = anchor().white_balance(custom(temperature, tint))
    ours = on_scale(NEUTRAL)
    mired = 1e6 / ours.temperature_k + 1e6 / temperature - 1e6 / 5200.0
    assert balance.basis == "anchored"
    assert 1e6 / balance.temp_tint.temperature_k == pytest.approx(mired, abs=1e-6)
    assert balance.temp_tint.tint == pytest.approx(ours.tint + tint - 5.0, abs=1e-9)
    assert on_scale(balance.neutral) == pytest.approx(balance.temp_tint, abs=0.4)


def test_custom_with_the_as_shot_numbers_is_as_shot() -> None:
    """Also where the camera was set redder or bluer than Camera Raw's sliders reach."""
    for temperature, tint in ((5130.0, 8.0), (1750.0, 3.0), (45000.0, -60.0), (2600.0, 60.0)):
        neutral = CANON.neutral_from_xy(xy_from_temp_tint(temperature, tint))
        balance = anchor(neutral=neutral).white_balance(custom(5200.0))
        np.testing.assert_allclose(balance.neutral, neutral, atol=2e-3)


@pytest.mark.parametrize("error", [-0.04, 0.03])
def test_a_step_of_200_kelvin_is_the_same_step_whatever_the_matrices_say(error: float) -> None:
    """The picture's change between two settings must not depend on matrices that differ from Adobe's."""
    good, bent = CANON, camera("Canon", "Canon EOS 5D Mark III", error)
    steps = []
    for color in (good, bent):
        tied = anchor(color=color)
        warmer = tied.white_balance(custom(5400.0)).neutral / tied.white_balance(as_shot()).neutral
        steps.append(warmer / warmer[1])
    np.testing.assert_allclose(steps[0], steps[1], rtol=0.003)
    shift = np.abs(bent.neutral_from_xy((0.345, 0.358)) / good.neutral_from_xy((0.345, 0.358)) - 1.0).max()
    assert shift > 0.02  # the same error, taken at its face, would be seen


def test_variants_of_one_photo_share_one_base() -> None:
    """Augmented sidecars add to xmp_source's number: equal numbers are equal whites, by any name."""
    tied = anchor()
    by_custom = tied.white_balance(custom(5600.0, 12.0))
    by_as_shot = tied.white_balance(as_shot(5600.0, 12.0))
    np.testing.assert_array_equal(by_custom.neutral, by_as_shot.neutral)


def test_as_shot_with_moved_numbers_is_custom_and_said() -> None:
    balance = anchor().white_balance(as_shot(5600.0, 5.0))
    assert balance.basis == "anchored"
    assert "rendered as Custom" in balance.note
    assert anchor(mode="file").white_balance(as_shot(5600.0, 5.0)).basis == "as shot"


def test_without_a_source_numbers_are_taken_at_their_face() -> None:
    balance = anchor(None).white_balance(custom(4300.0, 12.0))
    assert (balance.basis, balance.note) == ("numbers", "")
    assert balance.temp_tint == (4300.0, 12.0)
    np.testing.assert_allclose(balance.neutral, CANON.neutral_from_xy(xy_from_temp_tint(4300.0, 12.0)))
    np.testing.assert_array_equal(anchor(None).white_balance(as_shot()).neutral, NEUTRAL)


def test_a_source_that_is_custom_ties_nothing() -> None:
    tied = anchor(custom(5200.0))
    assert tied.shown is None
    assert tied.white_balance(custom(5200.0)).temp_tint == (5200.0, 5.0)


@pytest.mark.parametrize("name", PRESETS)
def test_a_named_white_balance_stands_for_its_numbers(name: str) -> None:
    """Design: Daylight 5500/+10 ...; the name alone and the name with its numbers are one white."""
    assert PRESETS["Daylight"] == (5500.0, 10.0)
    preset = PRESETS[name]
    for source in (None, as_shot()):
        tied = anchor(source)
        alone = tied.white_balance(custom(None, None, name))
        spelled = tied.white_balance(custom(preset.temperature_k, preset.tint))
        assert alone.basis == f"preset {name}"
        np.testing.assert_allclose(alone.neutral, spelled.neutral)


def test_auto_without_numbers_is_as_shot_and_said() -> None:
    balance = anchor().white_balance(CameraRawEdits(white_balance="Auto"))
    np.testing.assert_array_equal(balance.neutral, NEUTRAL)
    assert "'Auto' has no numbers" in balance.note
    assert anchor().white_balance(custom(6000.0, 0.0, "Auto")).basis == "anchored"


def test_numbers_mode_trusts_the_figures_whatever_they_are_called() -> None:
    for edits in (custom(4800.0, -3.0), as_shot(4800.0, -3.0)):
        balance = anchor(mode="numbers").white_balance(edits)
        assert (balance.basis, balance.temp_tint) == ("numbers", (4800.0, -3.0))
    assert anchor(mode="numbers").white_balance(as_shot(None, None)).basis == "as shot"


def test_file_mode_does_not_anchor() -> None:
    balance = anchor(mode="file").white_balance(custom(4800.0, -3.0))
    assert (balance.basis, balance.temp_tint) == ("numbers", (4800.0, -3.0))


def test_a_file_without_neutral_is_daylight_and_said() -> None:
    balance = anchor(neutral=None).white_balance(as_shot())
    assert balance.temp_tint == PRESETS["Daylight"]
    assert "no as-shot white balance" in balance.note
    assert anchor(neutral=None).white_balance(custom(4000.0)).basis == "numbers"


def test_a_missing_tint_is_zero() -> None:
    assert anchor(None).white_balance(custom(4000.0, None)).temp_tint == (4000.0, 0.0)


WHITES = st.tuples(st.floats(2000.0, 50000.0), st.floats(-150.0, 150.0))
NEUTRALS = st.lists(st.floats(0.01, 1.0), min_size=3, max_size=3).map(lambda n: np.array(n) / max(n))


@given(
    st.sampled_from(CAMERAS),
    NEUTRALS | st.none(),
    WHITES | st.none(),
    WHITES,
    st.sampled_from(["anchored", "numbers", "file"]),
)
def test_whatever_is_asked_the_white_is_a_white(
    color: CameraColor, neutral: Any, shown: Any, asked: tuple[float, float], mode: WhiteBalanceMode
) -> None:
    source = None if shown is None else as_shot(*shown)
    balance = Anchor.of(color, neutral, source, mode).white_balance(custom(*asked))
    assert np.isfinite(balance.neutral).all()
    assert (balance.neutral > 0.0).all()
    assert balance.neutral.max() == pytest.approx(1.0)
    assert np.isfinite(balance.temp_tint).all()


@given(
    st.sampled_from(CAMERAS),
    st.tuples(st.floats(2400.0, 12000.0), st.floats(-60.0, 60.0)),
    st.tuples(st.floats(2400.0, 12000.0), st.floats(-60.0, 60.0)),
    st.floats(2000.0, 40000.0),
    st.floats(1.01, 1.25),
    st.floats(-60.0, 60.0),
)
def test_a_higher_temperature_never_cools_the_picture(
    color: CameraColor,
    true: tuple[float, float],
    shown: tuple[float, float],
    temperature: float,
    step: float,
    tint: float,
) -> None:
    """A higher number assumes a bluer light: camera white has less red for its blue."""
    tied = Anchor.of(color, color.neutral_from_xy(xy_from_temp_tint(*true)), as_shot(*shown))
    low = tied.white_balance(custom(temperature, tint)).neutral
    high = tied.white_balance(custom(temperature * step, tint)).neutral
    assert high[0] / high[2] <= low[0] / low[2] * (1.0 + 1e-9)
