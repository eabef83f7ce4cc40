"""Finished photographs turned back into RAW scenes, so that sliders can be moved on them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dng_builders import NEUTRAL, dng_bytes
from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.base_tone import base_tone
from ppr10k_data.develop.camera_picture import camera_picture
from ppr10k_data.develop.chain import develop, plan_rendering
from ppr10k_data.develop.geometry import place
from ppr10k_data.files.raw import open_raw
from ppr10k_data.sample.unrender import scene_from_photograph
from ppr10k_data.xmp import CameraRawEdits

SOURCE = CameraRawEdits(white_balance="As Shot", temperature_k=5500.0, tint=5.0)

OFFICIAL_ENDS: dict[str, dict[str, Any]] = {
    "exposure -1": {"exposure_ev": -1.0},
    "exposure -0.5": {"exposure_ev": -0.5},
    "exposure +0.5": {"exposure_ev": 0.5},
    "exposure +1": {"exposure_ev": 1.0},
    "temperature -500": {"temperature_k": 5000.0, "white_balance": "Custom"},
    "temperature +500": {"temperature_k": 6000.0, "white_balance": "Custom"},
    "tint -10": {"tint": -5.0, "white_balance": "Custom"},
    "tint +10": {"tint": 15.0, "white_balance": "Custom"},
    "highlights -35": {"highlights": -35.0},
    "highlights +35": {"highlights": 35.0},
    "contrast -30": {"contrast": -30.0},
    "saturation +30": {"saturation": 30.0},
}
"""The ends of the official augmentation's ranges (``data_augment_get_xmps.py``), slider by slider."""


class RelitScene:
    """A RAW file that shows a photograph again where nothing is edited.

    Parameters
    ----------
    photograph : (H, W, 3) uint8
        sRGB-encoded.
    file : Path
        Where the DNG is written.
    """

    def __init__(self, photograph: NDArray[np.uint8], file: Path) -> None:
        neutral = np.array(NEUTRAL)
        to_camera = np.diag(neutral) @ np.linalg.inv(_color(file).balanced_to_prophoto(neutral))
        scene = scene_from_photograph(photograph, base_tone(0.0)) @ to_camera.T
        levels = np.clip(np.round(scene * 65535.0), 0, 65535).astype(np.uint16)
        file.write_bytes(dng_bytes(levels, pattern=None, white=65535))
        with open_raw(file) as raw:
            self.sensor = raw.sensor
            self.camera = camera_picture(
                self.sensor, place(self.sensor.size, None, 1), self.sensor.size, None
            )

    def render(self, **sliders: Any) -> NDArray[np.uint16]:
        """With some of the source's sliders elsewhere: (H, W, 3) uint16, sRGB."""
        edits, sensor = replace(SOURCE, **sliders), self.sensor
        anchor = Anchor.of(sensor.color, sensor.as_shot_neutral, SOURCE, "anchored")
        rendering = plan_rendering(sensor, edits, anchor.white_balance(edits))
        return np.ascontiguousarray(develop(self.camera, rendering, space="srgb", bits=16))


def _color(file: Path) -> Any:
    file.write_bytes(dng_bytes(np.full((32, 32, 3), 100, np.uint16), pattern=None, white=65535))
    with open_raw(file) as raw:
        return raw.sensor.color
