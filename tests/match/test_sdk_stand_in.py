"""The DNG SDK's renderer in Lightroom's place: its small picture as guide, its large one to be scored by."""

from __future__ import annotations

from pathlib import Path

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
from ppr10k_data.sample import write_sample
from ppr10k_data.xmp import CameraRawEdits
from sdk import needs_sdk, run_sdk

_RENDER = "np.save(sys.argv[3], dngsdk.Negative(sys.argv[2]).render(exposure=0.7, temp_tint=(4000.0, 20.0)))"


def by_sdk(shared: Path, path: Path, folder: Path) -> np.ndarray:
    run_sdk(shared, _RENDER, path, folder / "theirs.npy")
    return np.clip(np.load(folder / "theirs.npy"), 0.0, 1.0).astype(np.float32)


def ours(path: Path) -> np.ndarray:
    with open_raw(path) as raw:
        sensor = raw.sensor
        balance = Anchor.of(sensor.color, sensor.as_shot_neutral, None).white_balance(CameraRawEdits())
        placement = place(sensor.size, None, 1)
        camera = camera_picture(sensor, placement, picture_size(placement, None))
        return encoded_floats(develop(camera, plan_rendering(sensor, CameraRawEdits(), balance)))


def scores(base: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """PSNR after a fit to 360p: at full size, and at half of it."""
    height, width = truth.shape[:2]
    scale = 540 / max(height, width)
    guide = reduced(truth, (round(width * scale), round(height * scale)))
    guide = np.round(guide * 255.0).astype(np.uint8)
    found = fit(base, guide, lossless=True)
    assert found.reason == ""
    matched, half = apply(found, base), (width // 2, height // 2)
    return apart(matched, truth)[0], apart(reduced(matched, half), reduced(truth, half))[0]


@pytest.mark.shared
@pytest.mark.slow
@needs_sdk
@pytest.mark.parametrize("name", ["canon_kiss_x4_magiclantern_colorchart", "blackmagic_pocket"])
def test_real_scenes(shared: Path, tmp_path: Path, name: str) -> None:
    path = shared / "data/raw" / f"{name}.dng"
    full_db, halved_db = scores(ours(path), by_sdk(shared, path, tmp_path))
    assert full_db > 35.0
    assert halved_db > 37.5


@pytest.mark.shared
@pytest.mark.slow
@needs_sdk
def test_the_generated_sample(shared: Path, tmp_path: Path) -> None:
    write_sample(tmp_path / "sample", megapixels=1.5)
    path = tmp_path / "sample/raw/0_0.dng"
    full_db, halved_db = scores(ours(path), by_sdk(shared, path, tmp_path))
    assert full_db > 35.0
    assert halved_db > 37.5
