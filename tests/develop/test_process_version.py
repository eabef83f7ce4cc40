from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dng_builders import NEUTRAL, dng_bytes
from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.camera_picture import camera_picture
from ppr10k_data.develop.chain import develop, plan_rendering
from ppr10k_data.develop.geometry import picture_size, place
from ppr10k_data.develop.look.point_curves import point_curve
from ppr10k_data.develop.process_version import beyond_medium_contrast, tone_kind, translated
from ppr10k_data.develop.tone import ExposureRamp
from ppr10k_data.files.raw import open_raw
from ppr10k_data.xmp import CameraRawEdits, PointCurves
from ppr10k_data.xmp.table import MEDIUM_CONTRAST, NAMED_CURVES
from xmp_documents import parsed

Array = np.ndarray[Any, Any]


def old(**attributes: str) -> CameraRawEdits:
    return parsed(ProcessVersion="5.7", **attributes)


@pytest.fixture(scope="module")
def ramp_photo(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A grey ramp over all of a sensor's range."""
    path = tmp_path_factory.mktemp("old") / "ramp.dng"
    grey = np.repeat(np.linspace(0.0, 1.0, 256)[None, :, None], 64, axis=0) * np.array(NEUTRAL)
    path.write_bytes(dng_bytes(np.rint(16000.0 * grey).astype(np.uint16), pattern=None))
    return path


def rendered(path: Any, edits: CameraRawEdits) -> Array:
    with open_raw(path) as raw:
        sensor = raw.sensor
        balance = Anchor.of(sensor.color, sensor.as_shot_neutral, None).white_balance(edits)
        placement = place(sensor.size, None, 1)
        camera = camera_picture(sensor, placement, picture_size(placement, None))
        return develop(camera, plan_rendering(sensor, edits, balance), bits=16).astype(np.int64)


def test_present_edits_are_handed_on() -> None:
    edits = parsed(Contrast2012="+20", Highlights2012="-30")
    assert translated(edits).edits is edits
    assert translated(edits).said_as == ()


def test_old_defaults_are_neutral() -> None:
    edits = old(
        Exposure="0.00", Shadows="5", Brightness="+50", Contrast="+25", HighlightRecovery="0", Clarity="0"
    )
    assert edits.legacy == ()
    assert translated(edits).edits == edits


def test_old_sliders_in_todays_words() -> None:
    translation = translated(old(Shadows="14", Contrast="+9", HighlightRecovery="55", Exposure="+1.01"))
    assert translation.black_point == 14.0
    now = translation.edits
    assert (now.contrast, now.highlights, now.exposure_ev) == (-16.0, -27.5, 1.01)
    assert dict(translation.said_as) == {
        "Shadows": "black point 14/1000",
        "Contrast": "Contrast2012 -16",
        "HighlightRecovery": "Highlights2012 -27.5",
    }


@pytest.mark.parametrize("key", ["Brightness", "FillLight", "Clarity"])
def test_what_could_not_be_checked_changes_nothing(key: str) -> None:
    translation = translated(old(**{key: "30"}))
    assert translation.said_as == ()
    assert (translation.edits.exposure_ev, translation.edits.shadows, translation.edits.clarity) == (
        0.0,
        0.0,
        0.0,
    )


@pytest.mark.parametrize("contrast", ["-50", "100"])
def test_the_ends_of_contrast_stay_within_todays(contrast: str) -> None:
    assert -100.0 <= translated(old(Contrast=contrast)).edits.contrast <= 100.0


def test_both_sets_in_one_file_are_chosen_between_by_the_process_version() -> None:
    both = {"Contrast": "+60", "Contrast2012": "+10", "Shadows": "20", "Shadows2012": "+30"}
    now, then = (translated(parsed(ProcessVersion=version, **both)) for version in ("11.0", "5.7"))
    assert (now.edits.contrast, now.edits.shadows, now.black_point) == (10.0, 30.0, 5.0)
    assert (then.edits.contrast, then.edits.shadows, then.black_point) == (35.0, 0.0, 20.0)


@pytest.mark.parametrize("name", NAMED_CURVES)
def test_a_curve_beyond_medium_contrast_gives_the_curve(name: str) -> None:
    x = np.linspace(0.0, 1.0, 1025)
    rest = beyond_medium_contrast(NAMED_CURVES[name])
    got = point_curve(point_curve(x, MEDIUM_CONTRAST), rest)
    assert np.abs(got - point_curve(x, NAMED_CURVES[name])).max() < 0.2 / 255.0


def test_channel_curves_are_kept() -> None:
    red = ((0.0, 0.0), (128.0, 140.0), (255.0, 255.0))
    edits = CameraRawEdits(process_version="5.7", legacy=(("ToneCurveRed", red),))
    assert translated(edits).edits.curves == PointCurves(red=red)


def test_shadows_are_the_sdks_black_point(ramp_photo: Any) -> None:
    """The scene value below which the SDK's ramp gives 0 (DNG SDK 1.7.1, dng_function_exposure_ramp)."""
    for shadows in (0.0, 14.0, 40.0):
        picture = rendered(ramp_photo, CameraRawEdits(process_version="5.7", legacy=(("Shadows", shadows),)))
        ramp = ExposureRamp.of(0.0, shadows=shadows)
        scene = np.linspace(0.0, 1.0, 256)
        black = scene <= ramp.black - ramp.radius - 0.004
        lit = scene >= ramp.black + ramp.radius
        assert (picture[8, black] == 0).all()
        assert (picture[8, lit][1:] > 0).all()


@pytest.mark.parametrize(
    ("version", "asked", "expected"),
    [
        ("5.7", "adaptive", "sdk"),
        ("5.0", "fitted", "fitted"),
        ("5.7", "sdk", "sdk"),
        ("6.7", "adaptive", "adaptive"),
        ("15.4", "sdk", "sdk"),
    ],
)
def test_old_exposures_clip(ramp_photo: Any, version: str, asked: Any, expected: Any) -> None:
    edits = CameraRawEdits(process_version=version, exposure_ev=1.0)
    assert tone_kind(edits, asked) == expected
    with open_raw(ramp_photo) as raw:
        sensor = raw.sensor
        balance = Anchor.of(sensor.color, sensor.as_shot_neutral, None).white_balance(edits)
        tone = plan_rendering(sensor, edits, balance, tone=asked).tone
    assert (tone.exposure is None) == (
        expected == "sdk"
    )  # the ramp of grey is bright, so adaptive rolls it off


def test_more_shadows_are_never_brighter(ramp_photo: Any) -> None:
    pictures = [
        rendered(ramp_photo, CameraRawEdits(process_version="5.7", legacy=(("Shadows", float(s)),)))
        for s in (0, 10, 50, 100)
    ]
    for darker, lighter in zip(pictures[1:], pictures, strict=False):
        assert (darker <= lighter).all()


def test_old_and_present_words_give_the_same_bits(ramp_photo: Any) -> None:
    then = rendered(ramp_photo, old(Contrast="+40"))
    assert np.array_equal(then, rendered(ramp_photo, parsed(Contrast2012="+15")))
    assert not np.array_equal(then, rendered(ramp_photo, old()))
