"""Responses of Highlights and Shadows against figures computed from the published fit, and what must always hold."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.develop.local.highlights_shadows import (
    highlights_gain,
    highlights_response,
    shadows_gain,
    shadows_response,
)

STOPS = np.linspace(-12.0, 0.0, 481)
amount = st.floats(-1.0, 1.0)
key = st.floats(-8.0, -0.47)


@pytest.mark.shared
@pytest.mark.parametrize("slider", ["H-60", "H+60", "S+60", "S-60"])
def test_gains_at_60(shared: Path, slider: str) -> None:
    vectors = json.loads((shared / "reference/testvectors.json").read_text())["hs60"]
    gain = highlights_gain if slider[0] == "H" else shadows_gain
    response = highlights_response if slider[0] == "H" else shadows_response
    m, value = np.array(vectors["m"], dtype=float), float(slider[1:]) / 100.0
    assert gain(m, value) == pytest.approx(vectors[slider], abs=1e-5)
    # On the photo of the fit the adapted response is the fit itself.
    assert response(m, value, -4.08) == pytest.approx(vectors[slider], abs=0.002)


@given(amount, amount, key)
def test_no_tone_overtakes_another(highlights: float, shadows: float, photo_key: float) -> None:
    toned = STOPS + highlights_response(STOPS, highlights, photo_key)
    assert (np.diff(toned) > 0.0).all()
    assert (np.diff(STOPS + shadows_response(STOPS, shadows, photo_key)) > 0.0).all()


@given(key)
def test_sliders_move_tones_their_own_way(photo_key: float) -> None:
    steps = np.linspace(-1.0, 1.0, 41)
    for response in (highlights_response, shadows_response):
        gains = np.stack([response(STOPS, value, photo_key) for value in steps])
        assert (np.diff(gains, axis=0) >= -1e-9).all()
        assert (gains[20] == 0.0).all()


def test_each_leaves_the_other_end_alone() -> None:
    """Greys far from a slider's zone keep within a tenth of a stop."""
    assert np.abs(highlights_response(STOPS[STOPS < -7.0], -1.0, -4.0)).max() < 0.15
    assert np.abs(shadows_response(STOPS[STOPS > -2.0], 1.0, -4.0)).max() < 0.1
