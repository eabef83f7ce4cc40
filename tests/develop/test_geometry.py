from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from ppr10k_data.cameras import BaselineExposure
from ppr10k_data.develop.camera_color import CameraColor, IlluminantMatrices
from ppr10k_data.develop.camera_picture import camera_picture
from ppr10k_data.develop.geometry import (
    Placement,
    has_shape_of,
    lies_down,
    mask_picture,
    orient,
    oriented_size,
    picture_size,
    place,
    resample,
    sensor_map,
    stored_mask,
    unorient,
)
from ppr10k_data.develop.resolutions import RESOLUTIONS
from ppr10k_data.develop.sensor import CameraPixels, SensorImage
from ppr10k_data.errors import XmpError
from ppr10k_data.xmp import Crop

Array = np.ndarray[Any, Any]
ORIENTATIONS = range(1, 9)
BAYER = np.array([[0, 1], [1, 2]], np.int8)
WIDTH, HEIGHT = 600, 400
CROPS = (
    None,
    Crop(0.1, 0.2, 0.8, 0.9),
    Crop(0.103, 0.0517, 0.9011, 0.8777),
    Crop(0.2, 0.15, 0.8, 0.85, 7.5),
    Crop(0.25, 0.2, 0.75, 0.8, -20.0),
    Crop(0.3, 0.1, 0.7, 0.9, 30.0),
)


def sensor_of(scene: Array, *, mosaic: bool = True, aspect: float = 1.0) -> SensorImage:
    """A sensor that sees an (H, W) scene in 0..1, grey."""
    height, width = scene.shape
    counts = np.round(100.0 + scene * 15900.0).astype(np.uint16)
    whole = np.repeat(((counts - 100.0) / 15900.0).astype(np.float32)[..., None], 3, axis=2)
    color = CameraColor((IlluminantMatrices(6500.0, np.eye(3)),), "test")
    return SensorImage(
        mosaic=counts if mosaic else None,
        cfa=BAYER if mosaic else np.zeros((1, 1), np.int8),
        black=np.full((2, 2), 100.0, np.float32),
        white=16000.0,
        size=(width, height),
        demosaic=lambda: CameraPixels(whole, np.ones(3)),
        color=color,
        as_shot_neutral=np.ones(3),
        baseline=BaselineExposure(0.0, "test"),
        pixel_aspect=aspect,
    )


def picture_of(sensor: SensorImage, placement: Placement, long_edge: int | None) -> Array:
    """The green channel of a placement, not oriented, at the picture's own size."""
    size = picture_size(placement, long_edge)
    camera = camera_picture(sensor, placement, size)
    green = np.ascontiguousarray(camera.pixels[..., 1]) / np.float32(camera.saturation[1])
    return cv2.resize(green, size, interpolation=cv2.INTER_AREA)


def spots(width: int, height: int, places: list[tuple[float, float]], radius: float) -> Array:
    """Round soft spots, at places in photosites from the top left corner."""
    y, x = np.mgrid[:height, :width] + 0.5
    scene = np.full((height, width), 0.05)
    for place_x, place_y in places:
        scene += 0.8 * np.exp(-((x - place_x) ** 2 + (y - place_y) ** 2) / (2 * radius**2))
    return np.clip(scene, 0.0, 1.0)


def found(picture: Array, near: tuple[float, float], reach: float) -> tuple[float, float]:
    """Centre of mass of what is bright around a place, in pixels from the top left corner."""
    y, x = np.mgrid[: picture.shape[0], : picture.shape[1]] + 0.5
    weight = np.where(np.hypot(x - near[0], y - near[1]) < reach, np.maximum(picture - 0.06, 0.0), 0.0)
    return float((weight * x).sum() / weight.sum()), float((weight * y).sum() / weight.sum())


def expected_place(
    crop: Crop | None,
    sensor: tuple[int, int],
    aspect: float,
    size: tuple[int, int],
    mark: tuple[float, float],
) -> tuple[float, float]:
    """Where Camera Raw's crop shows a mark of the sensor: corners turned back about the crop's centre.

    Worked out anew in square units with complex numbers, not with the code under test.
    """
    crop = crop or Crop()
    unit = complex(sensor[0] * aspect, sensor[1])
    first = complex(crop.left * unit.real, crop.top * unit.imag)
    last = complex(crop.right * unit.real, crop.bottom * unit.imag)
    centre = (first + last) / 2
    back = complex(math.cos(math.radians(crop.angle_deg)), -math.sin(math.radians(crop.angle_deg)))
    corner = (first - centre) * back
    point = (complex(mark[0] * aspect, mark[1]) - centre) * back - corner
    extent = -2 * corner
    return point.real / extent.real * size[0], point.imag / extent.imag * size[1]


# Orientation -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_orient_turns_as_exif_says(orientation: int) -> None:
    """Reference: Pillow's ``ImageOps.exif_transpose``."""
    stored = np.arange(6 * 4, dtype=np.uint8).reshape(4, 6)
    image = Image.fromarray(stored)
    image.getexif()[274] = orientation
    upright = np.asarray(ImageOps.exif_transpose(image))
    np.testing.assert_array_equal(orient(stored, orientation), upright)
    assert upright.shape[::-1] == oriented_size((6, 4), orientation)


@given(st.sampled_from(list(ORIENTATIONS)), st.integers(1, 9), st.integers(1, 9), st.sampled_from([(), (3,)]))
def test_unorient_undoes_orient(orientation: int, height: int, width: int, more: tuple[int, ...]) -> None:
    picture = np.random.default_rng(0).random((height, width, *more))
    np.testing.assert_array_equal(unorient(orient(picture, orientation), orientation), picture)
    np.testing.assert_array_equal(orient(unorient(picture, orientation), orientation), picture)


# Size ------------------------------------------------------------------------------------------------------------

THREE_TO_TWO = (
    (5760, 3840), (5472, 3648), (6720, 4480), (5616, 3744), (7360, 4912), (6000, 4000), (4256, 2832),
    (5184, 3456), (4288, 2848), (6016, 4016), (4928, 3280), (8256, 5504), (8688, 5792), (7952, 5304), (3888, 2592),
)  # fmt: skip
"""Sizes of PPR10K's cameras as Adobe's converter crops them."""


@pytest.mark.parametrize("sensor", THREE_TO_TWO)
def test_the_named_sizes_of_a_photo_of_three_to_two(sensor: tuple[int, int]) -> None:
    for orientation in (1, 6):
        placement = place(sensor, None, orientation)
        assert picture_size(placement, 540) == (540, 360) or abs(sensor[0] / sensor[1] - 1.5) > 0.002
        assert picture_size(placement, None) == sensor
        for edge in RESOLUTIONS.values():
            assert picture_size(placement, edge)[0] == edge


@given(
    st.tuples(st.integers(30, 9000), st.integers(30, 9000)),
    st.integers(16, 20000) | st.none(),
    st.floats(0.5, 2.0),
)
def test_a_picture_is_never_enlarged_and_its_long_edge_is_exact(
    sensor: tuple[int, int], long_edge: int | None, aspect: float
) -> None:
    placement = place(sensor, None, 1, pixel_aspect=aspect)
    full, size = picture_size(placement, None), picture_size(placement, long_edge)
    assert size[0] <= full[0]
    assert size[1] <= full[1]
    assert full[0] >= sensor[0]
    assert full[1] >= sensor[1]
    assert max(size) == min(max(full), long_edge or max(full))
    assert abs(size[0] * full[1] / (size[1] * full[0]) - 1.0) <= 1.01 / min(size)


# Crop ------------------------------------------------------------------------------------------------------------


def test_no_crop_is_the_whole_sensor() -> None:
    placement = place((600, 400), None, 3)
    assert placement.window == (0.0, 0.0, 600.0, 400.0)
    assert placement.orientation == 3


@given(
    st.floats(0.0, 0.9),
    st.floats(0.0, 0.9),
    st.floats(0.05, 1.0),
    st.floats(0.05, 1.0),
    st.floats(-45.0, 45.0),
)
def test_corners_of_the_placed_rectangle_are_the_sidecars(
    left: float, top: float, across: float, down: float, angle: float
) -> None:
    crop = Crop(left, top, min(1.0, left + across), min(1.0, top + down), angle)
    try:
        placement = place((WIDTH, HEIGHT), crop, 1)
    except XmpError:
        assume(False)
    turn = complex(math.cos(math.radians(angle)), math.sin(math.radians(angle)))
    half = complex(*placement.extent) / 2 * turn  # positive angles turn clockwise where y points down
    first, last = complex(*placement.centre) - half, complex(*placement.centre) + half
    assert (first.real / WIDTH, first.imag / HEIGHT) == pytest.approx((crop.left, crop.top), abs=1e-9)
    assert (last.real / WIDTH, last.imag / HEIGHT) == pytest.approx((crop.right, crop.bottom), abs=1e-9)


@pytest.mark.parametrize("angle", [-44.0, -10.0, 3.3, 30.0])
@pytest.mark.parametrize("aspect", [1.0, 1.53, 0.65])
def test_a_turned_crop_that_touches_the_frame_stays_within_it(angle: float, aspect: float) -> None:
    """The largest turned rectangle within a frame, as Lightroom writes it, shows nothing from outside."""
    unit_x, unit_y = WIDTH * aspect, float(HEIGHT)
    sin, cos = abs(math.sin(math.radians(angle))), math.cos(math.radians(angle))
    scale = min(unit_x / (unit_x * cos + unit_y * sin), unit_y / (unit_x * sin + unit_y * cos))
    half = complex(unit_x * scale, unit_y * scale) / 2
    half *= complex(cos, math.sin(math.radians(angle)))
    crop = Crop(
        0.5 - half.real / unit_x,
        0.5 - half.imag / unit_y,
        0.5 + half.real / unit_x,
        0.5 + half.imag / unit_y,
        angle,
    )
    placement = place((WIDTH, HEIGHT), crop, 1, pixel_aspect=aspect)
    inside = np.full((HEIGHT + 2, WIDTH + 2), 255, np.uint8)
    inside[[0, -1]] = inside[:, [0, -1]] = 0
    shifted = replace(placement, centre=(placement.centre[0] + 1.0, placement.centre[1] + 1.0))
    shown = resample(inside, shifted, picture_size(placement, None), sharp=False)
    assert shown[2:-2, 2:-2].min() == 255


def test_an_angle_that_leaves_nothing_is_named() -> None:
    with pytest.raises(XmpError, match=r"crs:CropAngle='45'.*nothing between its corners"):
        place((WIDTH, HEIGHT), Crop(0.1, 0.1, 0.9, 0.2, 45.0), 1)


@pytest.mark.parametrize("crop", CROPS)
@pytest.mark.parametrize("long_edge", [None, 450, 300, 200, 97])
@pytest.mark.parametrize("mosaic", [True, False])
@pytest.mark.parametrize("aspect", [1.0, 1.53, 0.65])
def test_marks_land_where_camera_raw_puts_them(
    crop: Crop | None, long_edge: int | None, mosaic: bool, aspect: float
) -> None:
    placement = place((WIDTH, HEIGHT), crop, 1, pixel_aspect=aspect)
    size = picture_size(placement, long_edge)
    turned = math.radians(placement.angle_deg)
    marks = []
    for fx, fy in ((-0.3, -0.3), (0.3, -0.25), (0.0, 0.1), (-0.2, 0.3), (0.33, 0.3)):
        dx, dy = fx * placement.extent[0] * aspect, fy * placement.extent[1]
        marks.append(
            (
                placement.centre[0] + (dx * math.cos(turned) - dy * math.sin(turned)) / aspect,
                placement.centre[1] + dx * math.sin(turned) + dy * math.cos(turned),
            )
        )
    picture = picture_of(
        sensor_of(spots(WIDTH, HEIGHT, marks, 5.0), mosaic=mosaic, aspect=aspect), placement, long_edge
    )
    assert picture.shape == size[::-1]
    reach = 22.0 * max(size[0] / placement.extent[0], size[1] / placement.extent[1])
    for mark in marks:
        there = expected_place(crop, (WIDTH, HEIGHT), aspect, size, mark)
        assert found(picture, there, reach) == pytest.approx(there, abs=0.3)


@pytest.mark.parametrize("crop", CROPS)
@pytest.mark.parametrize("long_edge", [200, 97])
def test_averaged_and_interpolated_pictures_lie_on_each_other(crop: Crop | None, long_edge: int) -> None:
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    scene = 0.5 + 0.4 * np.sin(x / 11.0) * np.cos(y / 13.0)
    placement = place((WIDTH, HEIGHT), crop, 1)
    averaged = picture_of(sensor_of(scene), placement, long_edge)
    interpolated = picture_of(sensor_of(scene, mosaic=False), placement, long_edge)
    error = averaged[2:-2, 2:-2] - interpolated[2:-2, 2:-2]
    assert -10 * np.log10(max(np.mean(error**2), 1e-12)) > 40.0


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("crop", CROPS)
@pytest.mark.parametrize("long_edge", [None, 400, 250, 90])
def test_resample_keeps_type_shape_and_a_flat_field(
    dtype: Any, crop: Crop | None, long_edge: int | None
) -> None:
    placement = place((WIDTH, HEIGHT), crop, 1)
    size = picture_size(placement, long_edge)
    flat = np.full((HEIGHT, WIDTH, 3), 200, dtype)
    shown = resample(flat, placement, size)
    assert shown.dtype == dtype
    assert shown.shape == (size[1], size[0], 3)
    np.testing.assert_allclose(shown, 200, atol=1e-3)


@pytest.mark.parametrize("long_edge", [20, 30, 40, 57])
@pytest.mark.parametrize("crop", [Crop(1 / 3, 1 / 3, 2 / 3, 2 / 3), Crop(0.35, 0.31, 0.7, 0.66)])
def test_a_cut_at_any_size_shows_its_own_place(crop: Crop, long_edge: int) -> None:
    """Also on whole photosites and larger than these, as a picture is that is developed at twice its size."""
    y, x = np.mgrid[:60, :90].astype(np.float32)
    placement = place((90, 60), crop, 1)
    size = (long_edge, round(long_edge * placement.extent[1] / placement.extent[0]))
    matrix = sensor_map(placement, size)
    for plane, row in ((x, matrix[0]), (y, matrix[1])):
        shown = resample(plane, placement, size)
        rows, columns = np.mgrid[: size[1], : size[0]]
        expected = row[0] * columns + row[1] * rows + row[2]
        assert shown[1:-1, 1:-1] == pytest.approx(expected[1:-1, 1:-1], abs=0.1)


def test_a_cut_alone_is_a_view() -> None:
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint16)
    placement = place((WIDTH, HEIGHT), Crop(0.25, 0.25, 0.75, 0.75), 1)
    assert np.shares_memory(resample(image, placement, picture_size(placement, None)), image)


# Masks -----------------------------------------------------------------------------------------------------------


def blobs(width: int, height: int) -> Array:
    """A lopsided figure: whichever way it is turned, it is told from the others."""
    y, x = np.mgrid[:height, :width]
    x, y = (x + 0.5) / width, (y + 0.5) / height
    head = (x - 0.42) ** 2 + (y - 0.35) ** 2 < 0.02
    body = (np.abs(x - 0.5) < 0.18) & (y > 0.45) & (y < 0.8)
    arm = (np.abs(y - 0.6 + 0.3 * x) < 0.04) & (x > 0.3) & (x < 0.85)
    return head | body | arm


def overlap(a: Array, b: Array) -> float:
    return float((a & b).sum() / max((a | b).sum(), 1))


def tolerance_of(mask: Array) -> float:
    """What a quarter of a pixel along the outline costs in intersection over union; at least the 0.99 asked for."""
    outline = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)).sum() / 2
    return min(0.99, 1.0 - 0.25 * float(outline) / max(float(mask.sum()), 1.0))


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("crop", CROPS)
@pytest.mark.parametrize("long_edge", [None, 300, 120])
@pytest.mark.parametrize("mosaic", [True, False])
def test_a_mask_lies_on_its_picture(
    orientation: int, crop: Crop | None, long_edge: int | None, mosaic: bool
) -> None:
    human = blobs(WIDTH, HEIGHT)
    placement = place((WIDTH, HEIGHT), crop, orientation)
    size = picture_size(placement, long_edge)
    sensor = sensor_of(human.astype(np.float64), mosaic=mosaic)
    picture = orient(picture_of(sensor, placement, long_edge), orientation)
    upright = np.ascontiguousarray(orient(np.where(human, np.uint8(255), np.uint8(0)), orientation))
    stored, remark = stored_mask(upright, (WIDTH, HEIGHT), orientation)
    mask = mask_picture(stored, placement, size)
    assert remark == ""
    assert mask.shape == picture.shape
    assert mask.dtype == np.uint8
    assert set(np.unique(mask)) == {0, 255}
    drawn = picture > 0.5
    assert overlap(drawn, mask > 0) >= tolerance_of(drawn)


def test_a_mask_in_a_photo_of_release_size_overlaps_by_99_percent() -> None:
    human = blobs(3000, 2000)
    for crop in (None, Crop(0.1, 0.1, 0.95, 0.9), Crop(0.15, 0.1, 0.9, 0.9, 5.0)):
        placement = place((3000, 2000), crop, 6)
        picture = orient(picture_of(sensor_of(human.astype(np.float64)), placement, 540), 6)
        upright = np.ascontiguousarray(orient(np.where(human, np.uint8(255), np.uint8(0)), 6))
        mask = mask_picture(stored_mask(upright, (3000, 2000), 6)[0], placement, picture_size(placement, 540))
        assert overlap(picture > 0.5, mask > 0) > 0.99


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_a_mask_stored_lying_down_is_taken_so_and_said(orientation: int) -> None:
    mask = np.where(blobs(WIDTH, HEIGHT), np.uint8(255), np.uint8(0))
    stored, remark = stored_mask(mask, (WIDTH, HEIGHT), orientation)
    np.testing.assert_array_equal(stored, mask)
    assert "not upright" in remark


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("factor", [0.25, 0.5, 1.5, 2.0])
def test_a_mask_of_another_size_is_scaled_and_said(orientation: int, factor: float) -> None:
    other = np.where(blobs(round(WIDTH * factor), round(HEIGHT * factor)), np.uint8(255), np.uint8(0))
    upright = np.ascontiguousarray(orient(other, orientation))
    stored, remark = stored_mask(upright, (WIDTH, HEIGHT), orientation)
    assert stored.shape == (HEIGHT, WIDTH)
    assert f"{upright.shape[1]}x{upright.shape[0]}" in remark
    assert "scaled" in remark
    assert overlap(stored >= 128, blobs(WIDTH, HEIGHT)) > (0.94 if factor < 0.5 else 0.975)


@given(st.integers(1, 60), st.integers(1, 60), st.sampled_from(list(ORIENTATIONS)), st.floats(-44.0, 44.0))
def test_any_mask_stays_binary_and_of_the_pictures_size(
    width: int, height: int, orientation: int, angle: float
) -> None:
    mask = np.where(np.random.default_rng(0).random((height, width)) > 0.5, np.uint8(255), np.uint8(0))
    try:
        placement = place((60, 40), Crop(0.2, 0.2, 0.8, 0.8, angle), orientation)
    except XmpError:
        assume(False)
    size = picture_size(placement, 32)
    out = mask_picture(stored_mask(mask, (60, 40), orientation)[0], placement, size)
    assert out.shape == oriented_size(size, orientation)[::-1]
    assert set(np.unique(out)) <= {0, 255}


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_a_mask_fits_upright_and_lying_down_where_the_photo_is_turned(orientation: int) -> None:
    lying, standing = np.zeros((HEIGHT, WIDTH), np.uint8), np.zeros((WIDTH, HEIGHT), np.uint8)
    turned = orientation >= 5
    assert has_shape_of(lying, (WIDTH, HEIGHT), orientation)
    assert has_shape_of(standing, (WIDTH, HEIGHT), orientation) == turned
    assert lies_down(lying, (WIDTH, HEIGHT), orientation) == turned
    assert not has_shape_of(lying[:, :HEIGHT], (WIDTH, HEIGHT), orientation)
