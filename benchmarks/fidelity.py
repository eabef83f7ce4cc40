"""How close are our renders to Adobe's? Against its own previews, and against its SDK's renderer.

    python benchmarks/fidelity.py [--shared ../shared] [--dng more.dng ...] [--json]

Protocol of the previews: render and preview both reduced by area to half the preview's size, 8-bit sRGB, PSNR over
RGB, mean and 95th percentile of dE76. The SDK's renderer runs in a process of its own, through
``shared/tools/dngsdk.py`` and ``pip install dngpy``; its rows are left out where that is absent.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import rawpy

from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.camera_picture import camera_picture
from ppr10k_data.develop.chain import develop, plan_rendering
from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from ppr10k_data.develop.geometry import picture_size, place
from ppr10k_data.files.raw import open_raw
from ppr10k_data.xmp import CameraRawEdits
from tables import text_table  # beside this file

White = tuple[float, float] | None
"""Temperature and tint; None for as shot."""

EXPOSURES = (0.0, 1.0, -1.0, 2.0, -2.0)
WHITES: tuple[White, ...] = ((3200.0, 0.0), (5500.0, 10.0), (7500.0, -10.0), (10000.0, 25.0))
LONG_EDGE = 540


def ours(path: Path, exposure_ev: float, white: White, long_edge: int | None) -> np.ndarray:
    """Our render, not turned, as sRGB in 0..1."""
    edits = CameraRawEdits(exposure_ev=exposure_ev)
    if white is not None:
        edits = CameraRawEdits(
            exposure_ev=exposure_ev, white_balance="Custom", temperature_k=white[0], tint=white[1]
        )
    with open_raw(path) as raw:
        sensor = raw.sensor
        balance = Anchor.of(sensor.color, sensor.as_shot_neutral, None).white_balance(edits)
        placement = place(sensor.size, None, 1, pixel_aspect=sensor.pixel_aspect)
        camera = camera_picture(sensor, placement, picture_size(placement, long_edge))
        return develop(camera, plan_rendering(sensor, edits, balance)) / 65535.0


_SDK = """
import sys, json, numpy as np
sys.path.insert(0, sys.argv[1])
import dngsdk
negative = dngsdk.Negative(sys.argv[2])
for number, (exposure, white) in enumerate(json.loads(sys.argv[4])):
    np.save(f"{sys.argv[3]}/{number}.npy", negative.render(exposure, tuple(white) if white else None, dtype="f4"))
"""


def sdk(path: Path, tools: Path, settings: list[tuple[float, White]]) -> list[np.ndarray] | None:
    """The SDK's renders at full size as sRGB in 0..1; None where it cannot be run on this file."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", _SDK, str(tools), str(path), folder, json.dumps(settings)]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            return None
        return [np.clip(np.load(f"{folder}/{number}.npy"), 0.0, 1.0) for number in range(len(settings))]


def rawpy_default(path: Path) -> np.ndarray:
    """LibRaw's own rendering at its defaults, in 0..1."""
    with rawpy.imread(str(path)) as raw:
        return raw.postprocess(use_camera_wb=True, user_flip=0) / 255.0


def reduced(encoded: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Reduce sRGB by area in linear light, as our small renders are."""
    linear = srgb_decode(encoded.astype(np.float64)).astype(np.float32)
    return srgb_encode(cv2.resize(linear, size, interpolation=cv2.INTER_AREA).astype(np.float64))


def half(encoded: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Reduce sRGB by area as it is encoded, and round to 8 bits."""
    return (
        np.round(cv2.resize(encoded.astype(np.float32), size, interpolation=cv2.INTER_AREA) * 255.0) / 255.0
    )


def delta_e(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """CIE 1976 difference of every pixel of two sRGB pictures."""
    labs = [
        cv2.cvtColor(srgb_decode(p.astype(np.float64)).astype(np.float32), cv2.COLOR_LRGB2Lab) for p in (a, b)
    ]
    return np.linalg.norm(labs[0] - labs[1], axis=-1)


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    """Peak signal to noise of pictures in 0..1, dB."""
    return float(-10.0 * np.log10(max(np.mean((a.astype(np.float64) - b) ** 2), 1e-12)))


def errors(a: np.ndarray, b: np.ndarray) -> dict[str, float]:
    """PSNR, and mean and 95th percentile of dE76."""
    difference = delta_e(a, b)
    return {
        "psnr_db": psnr(a, b),
        "de76_mean": float(difference.mean()),
        "de76_p95": float(np.percentile(difference, 95)),
    }


def against_previews(shared: Path) -> list[dict[str, Any]]:
    """Compare ours, the SDK's and rawpy's default render with Adobe's own rendering inside the file."""
    rows = []
    for name in ("lg_h815_acr9_preview/dng_with_preview", "rendered_colorchart_lr4/hello"):
        path = shared / "data/adobe-previews" / f"{name}.dng"
        previews = [cv2.imread(str(file)) for file in path.parent.glob(f"{path.stem}.adobe_preview_*")]
        preview = max(previews, key=lambda picture: picture.size)[..., ::-1] / 255.0
        size = (preview.shape[1] // 2, preview.shape[0] // 2)
        from_sdk = sdk(path, shared / "tools", [(0.0, None)])
        renders = {"ppr10k-data": ours(path, 0.0, None, None)}
        renders |= {"DNG SDK 1.7.1": from_sdk[0]} if from_sdk is not None else {}
        renders |= {"rawpy default": rawpy_default(path)}
        for renderer, picture in renders.items():
            rows.append(
                {"file": path.name, "renderer": renderer, **errors(half(picture, size), half(preview, size))}
            )
    return rows


def against_sdk(shared: Path, more: list[Path]) -> list[dict[str, Any]]:
    """Compare our 540-pixel renders with the SDK's, reduced, over exposures and white balances."""
    rows: list[dict[str, Any]] = []
    settings: list[tuple[float, White]] = [(e, None) for e in EXPOSURES] + [(0.0, white) for white in WHITES]
    data = shared / "data"
    for path in [
        *sorted((data / "raw").glob("*.dng")),
        *sorted((data / "adobe-previews").glob("*/*.dng")),
        *more,
    ]:
        renders = sdk(path, shared / "tools", settings)
        if renders is None:
            rows.append({"file": path.name, "white": "the SDK cannot render it"})
            continue
        for (exposure, white), theirs in zip(settings, renders, strict=True):
            picture = ours(path, exposure, white, LONG_EDGE)
            shown = "as shot" if white is None else f"{white[0]:.0f} K {white[1]:+.0f}"
            numbers = errors(picture, reduced(theirs, (picture.shape[1], picture.shape[0])))
            rows.append({"file": path.name, "exposure_ev": exposure, "white": shown, **numbers})
    return rows


def main() -> None:
    """Print both tables, or both as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--dng", type=Path, nargs="*", default=[], help="more DNGs to compare with the SDK")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    previews, chain = against_previews(arguments.shared), against_sdk(arguments.shared, arguments.dng)
    if arguments.json:
        print(json.dumps({"previews": previews, "sdk": chain}, indent=1))
    else:
        print(f"Against Adobe's previews\n{text_table(previews)}\n")
        print(f"Against the DNG SDK's renderer, long edge {LONG_EDGE}\n{text_table(chain)}")


if __name__ == "__main__":
    main()
