from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from match_scenes import apart
from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.camera_picture import camera_picture
from ppr10k_data.develop.chain import develop, plan_rendering
from ppr10k_data.develop.geometry import picture_size, place
from ppr10k_data.files.raw import open_raw
from ppr10k_data.match import apply, fit
from ppr10k_data.match.reduction import encoded_floats, reduced
from ppr10k_data.xmp import CameraRawEdits

Picture = np.ndarray[Any, Any]
LG = "data/adobe-previews/lg_h815_acr9_preview/dng_with_preview"


def picture(path: Path) -> Picture:
    return encoded_floats(np.ascontiguousarray(cv2.imread(str(path))[..., ::-1]))


def rendered(path: Path, edits: CameraRawEdits) -> Picture:
    with open_raw(path) as raw:
        sensor = raw.sensor
        balance = Anchor.of(sensor.color, sensor.as_shot_neutral, None).white_balance(edits)
        placement = place(sensor.size, None, 1)
        camera = camera_picture(sensor, placement, picture_size(placement, None))
        return encoded_floats(develop(camera, plan_rendering(sensor, edits, balance)))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("edits", "full_db", "halved_db"),
    [
        (CameraRawEdits(), 36.5, 39.0),
        (CameraRawEdits(exposure_ev=0.7, white_balance="Custom", temperature_k=4000.0, tint=0.0), 36.5, 39.0),
        (
            CameraRawEdits(exposure_ev=0.7, white_balance="Custom", temperature_k=7500.0, tint=10.0),
            36.3,
            39.0,
        ),
    ],
)
def test_a_preview_by_its_small_jpeg(
    shared: Path, edits: CameraRawEdits, full_db: float, halved_db: float
) -> None:
    base = rendered(shared / f"{LG}.dng", edits)
    truth, guide = (picture(shared / f"{LG}.adobe_preview_{size}.jpg") for size in ("600x338", "256x144"))
    found = fit(base, guide, lossless=False)
    assert found.reason == ""
    matched = apply(found, base)
    assert apart(matched, truth)[0] > full_db
    assert apart(reduced(matched, (300, 169)), reduced(truth, (300, 169)))[0] > halved_db


@pytest.mark.shared
def test_lightrooms_own_retouches(shared: Path) -> None:
    scores = []
    for folder in sorted((shared / "data/lightroom-pairs").iterdir()):
        base, truth = picture(folder / "input.png"), picture(folder / "expertC.png")
        matched = apply(fit(base, reduced(truth, (360, 240)), lossless=True), base)
        scores.append(apart(matched, truth))
    decibels, differences = np.mean(scores, axis=0)
    assert decibels > 41.0
    assert differences < 1.0
