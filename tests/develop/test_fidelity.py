"""Our default rendering beside Adobe's own: its SDK's renderer, and a preview that Camera Raw wrote."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
import fidelity
import lightroom_pairs

EXPOSURES = (0.0, 1.0, -1.0, 2.0, -2.0)
WHITES = ((3200.0, 0.0), (5500.0, 10.0), (7500.0, -10.0), (10000.0, 25.0))

pytestmark = pytest.mark.shared
needs_sdk = pytest.mark.skipif(importlib.util.find_spec("dngpy") is None, reason="pip install dngpy")


PREVIEWS = {
    "lg_h815_acr9_preview/dng_with_preview": (38.2, 2.5),
    "lg_h815_acr9_rotated/sample_1mp_rotated": (39.6, 2.3),
    "rendered_colorchart_lr4/hello": (38.6, 1.3),
    "nikon_d500_dngconv16_dark/DSC8695": (47.9, 0.4),
}
"""Least PSNR and largest mean dE76 of each file with a preview of Adobe's: docs/fidelity.md less a little."""


@pytest.mark.parametrize("name", PREVIEWS)
def test_adobes_own_previews(shared: Path, name: str) -> None:
    path = shared / "data/adobe-previews" / f"{name}.dng"
    preview = fidelity.largest_preview(path)
    size = (preview.shape[1] // 2, preview.shape[0] // 2)
    pictures = (fidelity.half(picture, size) for picture in (fidelity.ours(path, 0.0, None, None), preview))
    found = fidelity.errors(*pictures)
    least, largest = PREVIEWS[name]
    assert found["psnr_db"] >= least
    assert found["de76_mean"] <= largest


@needs_sdk
def test_no_farther_from_the_preview_than_the_sdk(shared: Path) -> None:
    path = shared / "data/adobe-previews/lg_h815_acr9_preview/dng_with_preview.dng"
    preview = fidelity.largest_preview(path)
    size = (preview.shape[1] // 2, preview.shape[0] // 2)
    renders = fidelity.sdk(path, shared / "tools", [(0.0, None)])
    assert renders is not None
    ours, theirs = (
        fidelity.errors(fidelity.half(picture, size), fidelity.half(preview, size))["psnr_db"]
        for picture in (fidelity.ours(path, 0.0, None, None), renders[0])
    )
    assert ours >= theirs - 0.001  # of which rounding to 16 and to 8 bits takes its part


def test_an_experts_edits_in_lightroom(shared: Path) -> None:
    rows = {(row["pair"], row["applied"]): row for row in lightroom_pairs.against_experts(shared)}
    dusk, church = "fivek_a4591", "fivek_a3232"
    for column in ("de2000_mean", "de2000_matched_first"):
        assert rows[dusk, "Vibrance, Saturation"][column] < rows[dusk, "nothing"][column]
    # Saturation brings the church nearer; Vibrance overdoes its sky (docs/fidelity.md).
    column = "de2000_matched_first"
    assert rows[church, "Saturation +19"][column] < 0.7 * rows[church, "nothing"][column]


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
