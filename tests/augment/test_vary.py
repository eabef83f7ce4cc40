from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.augment import (
    ATTRIBUTES,
    PAIRED,
    SOURCE,
    Draw,
    Grid,
    Range,
    Scheme,
    Uniform,
    compensate,
    draw_variant,
    rooms,
    vary,
)
from ppr10k_data.errors import XmpError
from ppr10k_data.photo import PhotoId
from ppr10k_data.xmp import CameraRawEdits, parse_xmp

AS_SHOT = CameraRawEdits(white_balance="As Shot", temperature_k=5200.0, tint=5.0)
SLIDER = st.integers(-100, 100).map(float)
EDITS = st.builds(
    CameraRawEdits,
    white_balance=st.sampled_from(["As Shot", "Custom", "Daylight"]),
    temperature_k=st.integers(2000, 50000).map(float),
    tint=st.integers(-150, 150).map(float),
    exposure_ev=st.integers(-500, 500).map(lambda cents: cents / 100),
    contrast=SLIDER,
    highlights=SLIDER,
    saturation=SLIDER,
    shadows=SLIDER,
)


def varied(source: CameraRawEdits, **numbers: float) -> CameraRawEdits:
    draws = [Draw(name, number) for name, number in numbers.items()]
    return vary(source, draws, SOURCE, file="12_3.xmp")[0]


def test_numbers_are_added_and_rounded_to_nearest() -> None:
    """The official script cuts them towards zero: 7.9 to 7."""
    edits = varied(AS_SHOT, Temperature=-99.6, Tint=1.9, Exposure2012=0.128, Contrast2012=-0.6)
    assert (edits.temperature_k, edits.tint, edits.exposure_ev, edits.contrast) == (5100.0, 7.0, 0.13, -1.0)


def test_the_white_balance_is_custom_where_its_numbers_move() -> None:
    assert varied(AS_SHOT, Tint=3.0).white_balance == "Custom"
    assert varied(AS_SHOT, Temperature=0.4, Tint=-0.4, Contrast2012=9.0).white_balance == "As Shot"
    assert varied(AS_SHOT, Temperature=0.0) == AS_SHOT


def test_clamping_is_told() -> None:
    bright = replace(AS_SHOT, exposure_ev=4.5, saturation=90.0)
    edits, steps = vary(bright, [Draw("Exposure2012", 0.9), Draw("Saturation", 10.0)], SOURCE, file="")
    assert (edits.exposure_ev, edits.saturation) == (5.0, 100.0)
    assert [step.clamped for step in steps] == [True, False]


@given(EDITS, st.integers(0, 500))
def test_only_drawn_sliders_change_and_stay_within_limits(source: CameraRawEdits, seed: int) -> None:
    draws = draw_variant(SOURCE, seed, PhotoId(1, 2, 3))
    edits, steps = vary(source, draws, SOURCE, file="")
    assert edits.shadows == source.shadows
    for step in steps:
        low, high = ATTRIBUTES[step.name].limits
        assert low <= step.after <= high
        assert step.after == ATTRIBUTES[step.name].of_edits(edits)
        if not step.clamped:
            assert abs(step.taken - step.drawn) <= 0.5 * 10 ** -ATTRIBUTES[step.name].decimals + 1e-9


@given(EDITS, st.lists(EDITS, min_size=1, max_size=3), st.integers(0, 500))
def test_targets_take_back_exactly_what_the_source_gained(
    source: CameraRawEdits, targets: list[CameraRawEdits], seed: int
) -> None:
    bounds = rooms(source, targets, PAIRED)
    draws = draw_variant(PAIRED, seed, PhotoId(1, 2, 3), bounds)
    edits, steps = vary(source, draws, PAIRED, file="")
    for target in targets:
        back, _ = compensate(target, steps, PAIRED, file="")
        assert back.exposure_ev - target.exposure_ev == pytest.approx(source.exposure_ev - edits.exposure_ev)
        assert back.contrast - target.contrast == source.contrast - edits.contrast
        assert back.highlights - target.highlights == source.highlights - edits.highlights
        same = replace(
            back,
            exposure_ev=target.exposure_ev,
            contrast=target.contrast,
            highlights=target.highlights,
        )
        assert same == target, "Temperature, Tint and all else stay"


def test_highlights_of_a_bright_target_are_not_always_30() -> None:
    """As the official script has it for every target above 0."""
    target = replace(AS_SHOT, highlights=60.0)
    room = rooms(AS_SHOT, [target], PAIRED)
    assert room["Highlights2012"] == (-40.0, 100.0)
    drawn = {draw_variant(PAIRED, 0, PhotoId(n, 0, 1), room)[3].number for n in range(50)}
    assert len(drawn) == 50
    assert min(drawn) < 0


def test_values_take_the_place_of_the_sources() -> None:
    scheme = Scheme((Range("Temperature", Grid((2850.0,)), "value"), Range("Tint", Grid((0.0,)), "value")))
    bare = CameraRawEdits()
    edits, steps = vary(bare, draw_variant(scheme, 0, PhotoId(1, 0, 1)), scheme, file="")
    assert (edits.white_balance, edits.temperature_k, edits.tint) == ("Custom", 2850.0, 0.0)
    assert steps[0].before is None


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (CameraRawEdits(), "crs:Temperature: is not in the file, so there is nothing to count the change from"),
        (replace(AS_SHOT, tint=None), "crs:Tint: is not in the file"),
        (replace(AS_SHOT, process_version="5.7"), "'5.7': is from before 2012 and has no Exposure2012"),
        (replace(AS_SHOT, already_applied=True), "crs:AlreadyApplied='True'"),
    ],
)  # fmt: skip
def test_a_source_that_cannot_be_varied_says_why(source: CameraRawEdits, told: str) -> None:
    with pytest.raises(XmpError, match=r"12_3\.xmp: ") as caught:
        vary(source, draw_variant(SOURCE, 0, PhotoId(1, 0, 1)), SOURCE, file="12_3.xmp")
    assert told in str(caught.value)


def test_a_temperature_without_a_tint_is_no_white_balance() -> None:
    scheme = Scheme((Range("Temperature", Uniform(5000.0, 6000.0), "value"),))
    with pytest.raises(XmpError, match="crs:Tint: is not in the file"):
        vary(CameraRawEdits(), draw_variant(scheme, 0, PhotoId(1, 0, 1)), scheme, file="")


def test_old_sliders_that_stop_to_count_are_left_out() -> None:
    text = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" '
        'crs:ProcessVersion="6.7" crs:Temperature="5000" crs:Tint="3" crs:Brightness="70" crs:RetouchAreas="1"/>'
        "</rdf:RDF></x:xmpmeta>"
    )
    source = parse_xmp(text.encode())
    assert source.unmodelled == ("Brightness", "RetouchAreas")
    assert varied(source, Contrast2012=9.0).unmodelled == ("RetouchAreas",)
    assert varied(source, Tint=9.0).unmodelled == ("Brightness", "RetouchAreas")
