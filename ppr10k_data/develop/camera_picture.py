"""A photo's linear camera RGB at the size and in the frame of a picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.geometry import Placement, resample, scaled, sensor_map
from ppr10k_data.develop.lens import Lens, even_out
from ppr10k_data.develop.reduce import Window, average_mosaic, smallest_step
from ppr10k_data.develop.sensor import CameraPixels, SensorImage

OVERSAMPLING = 2
"""How much finer than a reduced picture its pixels are developed, on each axis. Adobe reduces pictures as they are
encoded, after developing them; of the 4 dB that are lost on the 12-megapixel photo where all averaging is done before
developing, a factor of 2 wins back 4, a factor of 3 would win 6 and take twice as long."""


REDUCED = 1.02
"""Photosites to a pixel from which on a picture counts as reduced."""


def camera_picture(
    sensor: SensorImage, placement: Placement, size: tuple[int, int], lens: Lens | None = None
) -> CameraPixels:
    """Linear camera RGB of a placement at a size, not oriented.

    Parameters
    ----------
    sensor : SensorImage
        The photo.
    placement : Placement
        What to show.
    size : tuple of int
        Width and height of the picture in pixels.
    lens : Lens, optional
        Whose distortion, chromatic aberration and vignetting are undone.

    Returns
    -------
    CameraPixels
        Of the picture's size times its oversampling, with the place of each on the sensor.

    Notes
    -----
    A reduced picture is made at twice its size. Where its pixels cover at least two photosites on each axis (six in
    the X-Trans pattern) the mosaic is averaged; else the missing colours are interpolated first.
    """
    camera = _bent_camera_picture(sensor, placement, size, lens)
    height, width = camera.pixels.shape[:2]
    to_sensor = sensor_map(placement, (width, height))
    pixels = camera.pixels if lens is None else even_out(lens, camera.pixels, to_sensor)
    return replace(camera, pixels=pixels, to_sensor=to_sensor)


def _bent_camera_picture(
    sensor: SensorImage, placement: Placement, size: tuple[int, int], lens: Lens | None
) -> CameraPixels:
    """The same with its corners as dark as they are."""
    step = min(placement.extent[0] / size[0], placement.extent[1] / size[1])
    finest = 1.0 if sensor.mosaic is None else smallest_step(sensor.cfa)
    oversampling = OVERSAMPLING if step > REDUCED else 1
    fine = (size[0] * oversampling, size[1] * oversampling)
    if sensor.mosaic is None or step < OVERSAMPLING * finest:
        whole = sensor.demosaic()
        pixels = resample(whole.pixels, placement, fine, lens=lens)
        return CameraPixels(pixels, whole.saturation, oversampling)
    if placement.angle_deg == 0.0 and not (lens is not None and lens.bends):
        return CameraPixels(averaged(sensor, placement.window, fine), np.ones(3), oversampling)
    # A turned crop, or what a lens has bent, is sampled from a picture twice as fine as needed, so that this costs no
    # sharpness.
    factor = max(finest, step / oversampling / 2.0)
    width, height = sensor.size
    reduced = (round(width / factor), round(height / factor))
    whole_picture = averaged(sensor, (0.0, 0.0, width, height), reduced)
    small = scaled(placement, reduced[0] / width, reduced[1] / height)
    return CameraPixels(resample(whole_picture, small, fine, lens=lens), np.ones(3), oversampling)


def averaged(sensor: SensorImage, window: Window, size: tuple[int, int]) -> NDArray[np.float32]:
    """A window of a photo's mosaic as a picture, (height, width, 3) float32 of linear camera RGB: see `reduce`."""
    assert sensor.mosaic is not None
    return average_mosaic(sensor.mosaic, sensor.cfa, sensor.black, sensor.white, window, size)
