"""The small picture of a whole photo that all its statistics come from, whatever the size and crop of its renders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.base_tone import base_tone
from ppr10k_data.develop.camera_picture import averaged
from ppr10k_data.develop.geometry import picture_size, place, resample
from ppr10k_data.develop.look.instructions import exposed
from ppr10k_data.develop.look.key import PhotoStatistics, photo_statistics
from ppr10k_data.develop.pixels import NO_ENCODING, NO_OUTPUT, Ends, develop_pixels
from ppr10k_data.develop.program import Instruction, assemble
from ppr10k_data.develop.reduce import smallest_step
from ppr10k_data.develop.sensor import CameraPixels, SensorImage
from ppr10k_data.xmp import CameraRawEdits

Array = NDArray[np.float64]

LONG_EDGE = 256
"""Pixels: three to the reach of Clarity, the finest thing that is asked of a thumbnail."""


@dataclass(frozen=True, eq=False)
class Thumbnail:
    """A photo's thumbnail, made when it is first needed and kept: share one among all renders of the photo.

    Parameters
    ----------
    sensor : SensorImage
    """

    sensor: SensorImage

    @cached_property
    def camera(self) -> CameraPixels:
        """Linear camera RGB of the whole default crop, as the sensor stores it."""
        sensor = self.sensor
        whole = place(sensor.size, None, 1, pixel_aspect=sensor.pixel_aspect)
        size = picture_size(whole, LONG_EDGE)
        step = min(whole.extent[0] / size[0], whole.extent[1] / size[1])
        if sensor.mosaic is None or step < smallest_step(sensor.cfa):
            full = sensor.demosaic()
            pixels = resample(full.pixels, whole, size).astype(np.float32)
            return CameraPixels(pixels, full.saturation)
        return CameraPixels(averaged(sensor, whole.window, size), np.ones(3))

    def scene(self, neutral: Array, to_working: Array, steps: Sequence[Instruction]) -> NDArray[np.float32]:
        """Linear ProPhoto after the exposure, before any adjustment.

        Parameters
        ----------
        neutral : (3,) float64
            Camera RGB of white.
        to_working : (3, 3) float64
            White-balanced camera RGB to linear ProPhoto.
        steps : sequence of Instruction
            The exposure, with what the camera profile puts about it.
        """
        camera = self.camera
        out = np.empty(camera.pixels.shape, np.float32)
        balance = (1.0 / (camera.saturation * neutral)).astype(np.float32)
        ends = Ends(balance, to_working.astype(np.float32), NO_OUTPUT, NO_ENCODING)
        program = assemble(steps)
        develop_pixels(camera.pixels, ends, program, len(program.codes), 1, out)
        return out

    @cached_property
    def statistics(self) -> PhotoStatistics:
        """How dark and how bright the photo is as shot, whatever its sidecar, crop or output size."""
        sensor = self.sensor
        white = Anchor.of(sensor.color, sensor.as_shot_neutral, None).white_balance(CameraRawEdits())
        tone = base_tone(
            sensor.baseline.ev,
            scene_referred=sensor.scene_referred,
            shadow_scale=sensor.shadow_scale,
            black_render=sensor.rendered_by.black_render,
        )
        to_working = sensor.color.balanced_to_prophoto(white.neutral)
        return photo_statistics(self.scene(white.neutral, to_working, exposed(tone)))
