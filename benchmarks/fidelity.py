"""How close are our renders to Adobe's? Beside its own previews, its SDK's renderer, and Lightroom's renders.

    python benchmarks/fidelity.py [--shared ../shared] [--dng more.dng ...] [--json]

Protocol of the previews: render and preview both reduced by area to half the preview's size, 8-bit sRGB, PSNR over
RGB, mean and 95th percentile of dE76 and dE2000. Other renderers stand beside ours where they are installed: the DNG
SDK's (through ``shared/tools/dngsdk.py`` and ``pip install dngpy``), rawpy's default, darktable-cli, rawtherapee-cli.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np

# Beside this file:
from lightroom_pairs import against_experts
from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.camera_picture import camera_picture
from ppr10k_data.develop.chain import develop, plan_rendering
from ppr10k_data.develop.geometry import picture_size, place
from ppr10k_data.files.raw import open_raw
from ppr10k_data.metrics import score
from ppr10k_data.xmp import CameraRawEdits
from renderers import White, installed_programs, rawpy_default, sdk
from tables import text_table

EXPOSURES = (0.0, 1.0, -1.0, 2.0, -2.0)
WHITES: tuple[White, ...] = ((3200.0, 0.0), (5500.0, 10.0), (7500.0, -10.0), (10000.0, 25.0))
LONG_EDGE = 540


def ours(path: Path, exposure_ev: float, white: White, long_edge: int | None) -> np.ndarray:
    """Our render by the SDK's base tone, which at exposure 0 is the default's too; not turned, as sRGB in 0..1."""
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
        return develop(camera, plan_rendering(sensor, edits, balance, tone="sdk")) / 65535.0


def reduced(encoded: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Reduce sRGB by area as it is encoded, as Adobe reduces its previews and our small renders are reduced."""
    return cv2.resize(encoded.astype(np.float32), size, interpolation=cv2.INTER_AREA).astype(np.float64)


def half(encoded: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Reduce sRGB by area as it is encoded, and round to 8 bits."""
    return (
        np.round(cv2.resize(encoded.astype(np.float32), size, interpolation=cv2.INTER_AREA) * 255.0) / 255.0
    )


def errors(a: np.ndarray, b: np.ndarray) -> dict[str, float]:
    """All scores of two pictures in 0..1."""
    return asdict(score(a.astype(np.float64), b.astype(np.float64)))


def against_previews(shared: Path) -> list[dict[str, Any]]:
    """Compare every renderer with Adobe's own rendering inside the file."""
    rows = []
    for path in sorted((shared / "data/adobe-previews").glob("*/*.dng")):
        preview = largest_preview(path)
        size = (preview.shape[1] // 2, preview.shape[0] // 2)
        for renderer, picture in all_renders(path, shared / "tools").items():
            scores = errors(half(picture, size), half(preview, size))
            rows.append({"file": path.name, "renderer": renderer, **scores})
    return rows


def largest_preview(path: Path) -> np.ndarray:
    """The largest preview that was taken out of a DNG, in 0..1."""
    previews = [cv2.imread(str(file)) for file in path.parent.glob(f"{path.stem}.adobe_preview_*")]
    return max(previews, key=lambda picture: picture.size)[..., ::-1] / 255.0


def all_renders(path: Path, tools: Path) -> dict[str, np.ndarray]:
    """Renders at default settings, at any size, as the sensor lies."""
    with open_raw(path) as raw:
        orientation = raw.sensor.orientation
    from_sdk = sdk(path, tools, [(0.0, None)])
    renders = {"ppr10k-data": ours(path, 0.0, None, None)}
    renders |= {"DNG SDK 1.7.1": from_sdk[0]} if from_sdk is not None else {}
    return renders | {"rawpy default": rawpy_default(path)} | installed_programs(path, orientation)


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
    """Print the tables, or all as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--dng", type=Path, nargs="*", default=[], help="more DNGs to compare with the SDK")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    tables = {
        "previews": ("Beside Adobe's previews", against_previews(arguments.shared)),
        "pairs": ("Beside an expert's edits in Lightroom", against_experts(arguments.shared)),
        "sdk": (
            f"Beside the DNG SDK's renderer, long edge {LONG_EDGE}",
            against_sdk(arguments.shared, arguments.dng),
        ),
    }
    if arguments.json:
        print(json.dumps({name: rows for name, (_, rows) in tables.items()}, indent=1))
    else:
        print("\n\n".join(f"{title}\n{text_table(rows)}" for title, rows in tables.values()))


if __name__ == "__main__":
    main()
