"""Adjustments through the whole chain: at every size and crop the same, at 0 nothing, and steady over their range."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dng_builders import NEUTRAL, bayer, dng_bytes, mosaic_of
from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.camera_picture import camera_picture
from ppr10k_data.develop.chain import develop, plan_rendering
from ppr10k_data.develop.color_spaces import srgb_decode
from ppr10k_data.develop.geometry import picture_size, place
from ppr10k_data.develop.sensor import SensorImage
from ppr10k_data.develop.thumbnail import Thumbnail
from ppr10k_data.files.raw import open_raw
from ppr10k_data.xmp import (
    CameraRawEdits,
    ColorGrading,
    ColorWheel,
    Crop,
    HslMixer,
    ParametricCurve,
    PointCurves,
)
from xmp_documents import parsed

Array = NDArray[Any]

EVERY_SLIDER = CameraRawEdits(
    exposure_ev=0.4, contrast=25, highlights=-60, shadows=40, whites=15, blacks=-20, clarity=25, dehaze=15,
    vibrance=30, saturation=-10, hsl=HslMixer(hue=(0, 10, 0, 0, 0, -15, 0, 0), luminance=(0, 15, 0, 0, 0, -10, 0, 0)),
    parametric=ParametricCurve(shadows=10, darks=-10, lights=10, highlights=-20),
    curves=PointCurves(master=((0, 8), (64, 60), (192, 198), (255, 252))),
    grading=ColorGrading(shadows=ColorWheel(220, 15), highlights=ColorWheel(45, 12)),
)  # fmt: skip
LOCAL = CameraRawEdits(highlights=-80, shadows=60, clarity=40, dehaze=25)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("skimage")
    from ppr10k_data.sample import write_sample

    root = tmp_path_factory.mktemp("adjustments") / "sample"
    write_sample(root, megapixels=3)
    return root


def rendered(
    sensor: SensorImage, edits: CameraRawEdits, long_edge: int | None, *, thumbnail: Thumbnail | None = None
) -> Array:
    """16-bit sRGB, with its own crop."""
    placement = place(sensor.size, edits.crop, 1)
    white = Anchor.of(sensor.color, sensor.as_shot_neutral, None).white_balance(edits)
    camera = camera_picture(sensor, placement, picture_size(placement, long_edge))
    return develop(camera, plan_rendering(sensor, edits, white, thumbnail=thumbnail))


# Sizes ------------------------------------------------------------------------------------------------------------


def likeness(path: Path, long_edges: tuple[int, ...]) -> Iterator[float]:
    """PSNR in dB of small renders beside the full-size one reduced as it is encoded."""
    with open_raw(path) as raw:
        thumbnail = Thumbnail(raw.sensor)
        full = (rendered(raw.sensor, EVERY_SLIDER, None, thumbnail=thumbnail) / 65535.0).astype(np.float32)
        for long_edge in long_edges:
            small = rendered(raw.sensor, EVERY_SLIDER, long_edge, thumbnail=thumbnail) / 65535.0
            expected = cv2.resize(full, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_AREA)
            yield float(-10.0 * np.log10(np.mean((expected - small) ** 2)))


@pytest.mark.parametrize("photo", ["0_0", "1356_0"])
def test_all_sliders_give_every_size_of_the_sample_the_same_look(sample: Path, photo: str) -> None:
    assert min(likeness(sample / f"raw/{photo}.dng", (360, 540, 1080))) >= 38.0


@pytest.mark.shared
def test_all_sliders_give_every_size_of_12_megapixels_the_same_look(shared: Path) -> None:
    path = shared / "data/raw/sony_a7r4_12mp_crop_lossless.dng"
    assert min(likeness(path, (360, 540, 1080))) >= 38.0


# Crops ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def soft_photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A soft scene over seven stops, so that resampling changes nothing, and whose grid differs from place to place."""
    y, x = np.mgrid[:240, :360] / 40.0
    stops = -4.0 + 2.0 * np.sin(0.9 * x) * np.cos(0.8 * y) + 0.35 * x * y / 9.0
    scene = np.clip(2.0**stops, 0.0, 0.95)[..., None] * np.array(NEUTRAL)
    path = tmp_path_factory.mktemp("soft") / "a.dng"
    path.write_bytes(dng_bytes(mosaic_of(scene, bayer("RGGB"), black=200.0), black=(200,)))
    return path


def gains(sensor: SensorImage, crop: Crop | None, long_edge: int | None) -> tuple[Array, Array]:
    """What the local adjustments multiply each pixel's green by, and where on the sensor each pixel lies."""
    placement = place(sensor.size, crop, 1)
    camera = camera_picture(sensor, placement, picture_size(placement, long_edge))
    pictures = []
    for edits in (LOCAL, CameraRawEdits()):
        white = Anchor.of(sensor.color, sensor.as_shot_neutral, None).white_balance(edits)
        picture = develop(camera, plan_rendering(sensor, edits, white))
        pictures.append(srgb_decode(picture[..., 1] / 65535.0))
    assert camera.to_sensor is not None
    height, width = pictures[0].shape
    y, x = np.mgrid[:height, :width]
    middle = (camera.oversampling - 1) / 2.0
    fine = np.stack([x, y, np.ones_like(x)], axis=-1) * [camera.oversampling, camera.oversampling, 1.0]
    fine[..., :2] += middle
    return pictures[0] / pictures[1], fine @ camera.to_sensor.T


@pytest.mark.parametrize("long_edge", [None, 100, 60])
@pytest.mark.parametrize("crop", [Crop(0.25, 0.25, 0.75, 0.75), Crop(0.2, 0.15, 0.8, 0.85, 6.0)])
def test_a_point_of_the_scene_gets_the_same_gain_whatever_the_crop(
    soft_photo: Path, crop: Crop, long_edge: int | None
) -> None:
    """The grid is of the whole photo: to 1 %, which a grid of the crop alone misses by far."""
    with open_raw(soft_photo) as raw:
        whole, _ = gains(raw.sensor, None, None)
        cropped, at = gains(raw.sensor, crop, long_edge)
    expected = cv2.remap(
        whole.astype(np.float32),
        at[..., 0].astype(np.float32),
        at[..., 1].astype(np.float32),
        cv2.INTER_LINEAR,
    )
    assert np.ptp(np.log2(expected)) > 0.5  # there is something to see
    assert cropped[2:-2, 2:-2] == pytest.approx(expected[2:-2, 2:-2], rel=0.01)


# Nothing ----------------------------------------------------------------------------------------------------------

ZERO = (
    "Exposure2012", "Contrast2012", "Highlights2012", "Shadows2012", "Whites2012", "Blacks2012", "Clarity2012",
    "Dehaze", "Vibrance", "Saturation", "ParametricShadows", "ParametricDarks", "ParametricLights",
    "ParametricHighlights", "HueAdjustmentOrange", "SaturationAdjustmentBlue", "LuminanceAdjustmentGreen",
    "SplitToningShadowSaturation", "ColorGradeMidtoneSat", "ShadowTint", "RedHue", "BlueSaturation",
    "PostCropVignetteAmount", "GrainAmount", "LuminanceSmoothing", "ColorNoiseReduction", "Sharpness",
)  # fmt: skip
SOME = {"Highlights2012": "-40", "Clarity2012": "+20", "Contrast2012": "+10", "Vibrance": "+15"}


@pytest.mark.parametrize("asked", [{}, SOME], ids=["neutral", "some"])
@pytest.mark.parametrize("zero", ["0", "+0", "0.00"])
def test_a_slider_at_0_is_bit_identical_to_leaving_it_out(
    soft_photo: Path, asked: dict[str, str], zero: str
) -> None:
    with open_raw(soft_photo) as raw:
        written = rendered(raw.sensor, parsed(**dict.fromkeys(ZERO, zero) | asked), 120)
        left_out = rendered(raw.sensor, parsed(**asked), 120)
    np.testing.assert_array_equal(written, left_out)


@pytest.mark.parametrize("name", ["highlights", "shadows", "clarity", "dehaze", "contrast", "exposure_ev"])
def test_a_slider_next_to_0_is_next_to_nothing(soft_photo: Path, name: str) -> None:
    """So that what turns the local grid on is not seen."""
    with open_raw(soft_photo) as raw:
        plain = rendered(raw.sensor, CameraRawEdits(), 120).astype(int)
        for value in (-0.001, 0.001):
            near = rendered(raw.sensor, CameraRawEdits(**{name: value}), 120).astype(int)
            assert np.abs(near - plain).max() <= 257 // 4


# Steady -----------------------------------------------------------------------------------------------------------

BASIC = (
    "exposure_ev", "contrast", "highlights", "shadows", "whites", "blacks", "clarity", "dehaze", "vibrance",
    "saturation",
)  # fmt: skip
TONAL = tuple(name for name in BASIC if name != "clarity")
"""Those that keep greys in their order; Clarity moves each away from its surroundings."""


LEVELS = np.linspace(0.0, 1.0, 384) ** 2.0
TRUE_GREY = LEVELS > 0.1
"""Where whole counts of the sensor are fine enough to be grey."""


@pytest.fixture(scope="module")
def ramp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[CameraRawEdits], Array]]:
    """Renders a grey ramp over all of a sensor's range: one row of 8-bit codes, unrounded, (384, 3)."""
    path = tmp_path_factory.mktemp("ramp") / "ramp.dng"
    grey = np.repeat(LEVELS[None, :, None], 64, axis=0) * np.array(NEUTRAL)
    path.write_bytes(dng_bytes(np.rint(16000.0 * grey).astype(np.uint16), pattern=None))
    with open_raw(path) as raw:
        thumbnail = Thumbnail(raw.sensor)
        yield lambda edits: rendered(raw.sensor, edits, None, thumbnail=thumbnail)[32] / 257.0


def range_of(name: str) -> tuple[float, float]:
    return (-5.0, 5.0) if name == "exposure_ev" else (-100.0, 100.0)


@pytest.mark.parametrize("name", BASIC)
def test_a_slider_moves_every_grey_one_way(ramp: Callable[[CameraRawEdits], Array], name: str) -> None:
    """To a quarter of an 8-bit code over the whole range; what turns about a middle moves each grey its own way."""
    values = np.linspace(*range_of(name), 81)
    steps = np.stack([ramp(CameraRawEdits(**{name: float(value)}))[:, 1] for value in values])
    way = np.where(steps[-1] >= steps[0], 1.0, -1.0)
    forward = steps * way
    assert (np.maximum.accumulate(forward, axis=0) - forward).max() <= 0.25


@pytest.mark.parametrize("name", BASIC)
def test_a_slider_has_no_jumps(ramp: Callable[[CameraRawEdits], Array], name: str) -> None:
    """A ten-thousandth of a slider's range moves no grey by half a code: about 0, near the ends and between."""
    low, high = range_of(name)
    for centre in (0.99 * low, 0.5 * low, 0.0, 0.13 * high, 0.5 * high, 0.99 * high):
        below, above = (
            ramp(CameraRawEdits(**{name: centre + d * (high - low)})) for d in (-0.00005, 0.00005)
        )
        assert np.abs(above - below).max() < 0.5


@pytest.mark.parametrize("name", TONAL)
def test_a_ramp_stays_a_grey_ramp(ramp: Callable[[CameraRawEdits], Array], name: str) -> None:
    for value in np.linspace(*range_of(name), 5):
        out = ramp(CameraRawEdits(**{name: float(value)}))
        assert np.ptp(out[TRUE_GREY], axis=1).max() <= 0.5  # of the sensor's whole counts
        assert (np.diff(out[:, 1]) >= -0.25).all()
