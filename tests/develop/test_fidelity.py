"""Our default rendering beside Adobe's own: its SDK's renderer, and a preview that Camera Raw wrote."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
import fidelity

EXPOSURES = (0.0, 1.0, -1.0, 2.0, -2.0)
WHITES = ((3200.0, 0.0), (5500.0, 10.0), (7500.0, -10.0), (10000.0, 25.0))

pytestmark = pytest.mark.shared
needs_sdk = pytest.mark.skipif(importlib.util.find_spec("dngpy") is None, reason="pip install dngpy")


def test_camera_raws_own_preview(shared: Path) -> None:
    rows = {(row["file"], row["renderer"]): row for row in fidelity.against_previews(shared)}
    ours = rows["dng_with_preview.dng", "ppr10k-data"]
    assert ours["psnr_db"] >= 38.2
    assert ours["de76_mean"] <= 2.5
    if ("dng_with_preview.dng", "DNG SDK 1.7.1") in rows:  # the same picture, but for its rounding to 16 bits
        assert ours["psnr_db"] >= rows["dng_with_preview.dng", "DNG SDK 1.7.1"]["psnr_db"] - 0.001


@needs_sdk
@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "raw/sony_a7r4_12mp_crop_lossless.dng",
        "raw/blackmagic_pocket.dng",
        "raw/canon_kiss_x4_magiclantern_colorchart.dng",
        "raw/raspberrypi_picamera2.dng",
        "adobe-previews/lg_h815_acr9_preview/dng_with_preview.dng",
        "adobe-previews/rendered_colorchart_lr4/hello.dng",
    ],
)
def test_the_sdks_renderer_on_real_files(shared: Path, name: str) -> None:
    _compare(shared / "data" / name, shared)


@needs_sdk
@pytest.mark.slow
def test_the_sdks_renderer_on_generated_files(shared: Path, tmp_path: Path) -> None:
    pytest.importorskip("skimage")
    from ppr10k_data.sample import write_sample

    write_sample(tmp_path / "sample", megapixels=4)
    for name in ("0_0", "1355_0", "1356_0", "1680_0"):  # one of each camera and Bayer phase
        _compare(tmp_path / "sample/raw" / f"{name}.dng", shared)


def _compare(path: Path, shared: Path) -> None:
    settings = [(exposure, None) for exposure in EXPOSURES] + [(0.0, white) for white in WHITES]
    renders = fidelity.sdk(path, shared / "tools", settings)
    assert renders is not None
    for (exposure, white), theirs in zip(settings, renders, strict=True):
        picture = fidelity.ours(path, exposure, white, fidelity.LONG_EDGE)
        error = fidelity.errors(picture, fidelity.reduced(theirs, (picture.shape[1], picture.shape[0])))
        assert error["de76_mean"] <= 1.0, (path.name, exposure, white, error)
