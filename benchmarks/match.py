"""How near matched renders come to pictures that the fit has not seen, and what that costs.

    python benchmarks/match.py [--shared ../shared] [--dng more.dng ...] [--skip-times] [--json]

Every row is scored at the size of the large picture, after each step of the fit. In order: Adobe's own previews
(fitted to the small one, or to the large one reduced), the DNG SDK's renders of other scenes, Lightroom's renders of
two photos before and after an expert's edits, hidden looks laid over photographs at full size, and times. dE is CIE
1976's mean.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

# Beside this file:
from fidelity import largest_preview, ours
from hidden_looks import LOOKS, photographs
from ppr10k_data.match import apply, fit
from ppr10k_data.match.reduction import encoded_floats, reduced, size_of
from ppr10k_data.match.toned import Toned, fit_toned
from ppr10k_data.metrics import delta_e_76, lab_from_srgb, psnr
from ppr10k_kernels import apply_lut
from renderers import White, sdk
from tables import text_table

Picture = np.ndarray
LG = "lg_h815_acr9_preview/dng_with_preview"
PAIR_GUIDE_PX, LOOK_GUIDE_PX = 360, 135


@dataclass(frozen=True)
class Case:
    """A render, a small picture to fit it to, and the large one that it is scored by; encoded, 0..1."""

    name: str
    base: Picture
    guide: Picture
    truth: Picture
    lossless: bool = True
    chroma_step: tuple[int, int] = (1, 1)


def preview_cases(shared: Path, more: list[Path]) -> Iterator[Case]:
    """Adobe's previews: the small JPEG as guide, and the large one reduced to its size."""
    path = shared / "data/adobe-previews" / f"{LG}.dng"
    small = _read(next(path.parent.glob("*_256x144.jpg")))
    large = largest_preview(path).astype(np.float32)
    base = _render(path)
    yield Case("LG G4, JPEG of 256 px", base, small, large, lossless=False)
    for kelvin, tint in ((7500.0, 10.0), (4000.0, 0.0)):
        bad = ours(path, 0.7, (kelvin, tint), None).astype(np.float32)
        yield Case(f"... base +0.7 EV, {kelvin:.0f} K", bad, small, large, lossless=False)
    edited = LOOKS["local"](large)
    yield _by_jpeg("... under a strong local edit", base, edited, 256)
    yield Case("LG G4, lossless guide of 256 px", base, _sized(large, 256), large)
    for other in more:
        large = largest_preview(other).astype(np.float32)
        base = reduced(_render(other), size_of(large))
        yield _by_jpeg(f"{other.stem}, JPEG of 256 px", base, large, 256)
        yield Case(f"{other.stem}, lossless guide of 256 px", base, _sized(large, 256), large)


def chart_cases(shared: Path) -> Iterator[Case]:
    """A rendered chart that Lightroom wrapped as DNG: its own lossless picture of 256 px, and its large preview."""
    path = shared / "data/adobe-previews/rendered_colorchart_lr4/hello.dng"
    large = largest_preview(path).astype(np.float32)
    base = reduced(_render(path), size_of(large))
    yield Case("rendered chart, guide of 256 px", base, _read(next(path.parent.glob("*_256x*.png"))), large)


SDK_FILES = ("canon_kiss_x4_magiclantern_colorchart.dng", "blackmagic_pocket.dng")
SDK_LOOK: tuple[float, White] = (0.7, (4000.0, 20.0))


def sdk_cases(shared: Path) -> Iterator[Case]:
    """Other scenes: the DNG SDK's renderer at another exposure and white balance in Lightroom's place."""
    for name in SDK_FILES:
        path = shared / "data/raw" / name
        renders = sdk(path, shared / "tools", [SDK_LOOK])
        if renders is None:
            continue
        base, truth = (picture.astype(np.float32) for picture in (ours(path, 0.0, None, None), renders[0]))
        guide = np.round(_sized(truth, 540) * 255.0).astype(np.float32) / np.float32(255.0)
        yield Case(f"SDK's render of {path.stem.split('_')[1]}, guide of 540 px", base, guide, truth)


def pair_cases(shared: Path) -> Iterator[Case]:
    """Lightroom's untouched render as base, the expert's as guide and truth."""
    for folder in sorted((shared / "data/lightroom-pairs").iterdir()):
        base, truth = _read(folder / "input.png"), _read(folder / "expertC.png")
        yield Case(f"{folder.name}, guide of {PAIR_GUIDE_PX} px", base, _sized(truth, PAIR_GUIDE_PX), truth)
        yield _by_jpeg(f"{folder.name}, JPEG of {PAIR_GUIDE_PX} px", base, truth, PAIR_GUIDE_PX)


def look_cases(shared: Path) -> Iterator[Case]:
    """Photographs under hidden global and local looks."""
    others = {
        folder.name: _read(folder / "input.png") for folder in (shared / "data/lightroom-pairs").iterdir()
    }
    for name, base in (photographs() | others).items():
        truth = LOOKS["both"](base)
        guide = np.round(_sized(truth, LOOK_GUIDE_PX) * 255.0).astype(np.float32) / np.float32(255.0)
        yield Case(f"{name}, hidden look, guide of {LOOK_GUIDE_PX} px", base, guide, truth)


def row(case: Case) -> dict[str, Any]:
    """PSNR and dE after each step, and at half the size in the end."""
    found = fit(case.base, case.guide, lossless=case.lossless, chroma_step=case.chroma_step)
    steps = {
        "base": case.base,
        "curves": _toned(case, turns=0)(case.base.astype(np.float64)),
        "matrix": _toned(case, turns=8)(case.base.astype(np.float64)),
        "table": apply_lut(case.base, found.table),
        "local": apply(replace(found, residual=None), case.base),
        "all": apply(found, case.base),
    }
    half = (case.truth.shape[1] // 2, case.truth.shape[0] // 2)
    numbers = {name: _score(picture, case.truth) for name, picture in steps.items()}
    numbers["halved"] = _score(reduced(steps["all"].astype(np.float32), half), reduced(case.truth, half))
    return {"case": case.name, **numbers, "rejected": found.reason}


def times(pixels: int = 12_000_000) -> list[dict[str, Any]]:
    """Processor time of fitting at 540 pixels and of applying at 12 megapixels; run it with NUMBA_NUM_THREADS=1."""
    base = _large(pixels)
    truth = LOOKS["both"](reduced(base, (1620, 1080)))
    guide = _sized(truth, 540)
    found = fit(base, guide, lossless=True)
    apply(found, base)
    rows = []
    works = {"fit at 540 px": lambda: fit(base, guide, lossless=True), "apply": lambda: apply(found, base)}
    for name, work in works.items():
        begun = time.process_time()
        work()
        rows.append(
            {
                "what": name,
                "megapixels": base.shape[0] * base.shape[1] / 1e6,
                "seconds": time.process_time() - begun,
            }
        )
    return rows


def _large(pixels: int) -> Picture:
    height = round((pixels / 1.5) ** 0.5)
    large = cv2.resize(photographs()["coffee"], (round(height * 1.5), height), interpolation=cv2.INTER_CUBIC)
    noisy = large + np.random.default_rng(0).normal(0.0, 0.01, large.shape)
    return (np.clip(noisy, 0.0, 1.0) * 65535.0 + 0.5).astype(np.uint16)


def _toned(case: Case, *, turns: int) -> Toned:
    small = reduced(case.base, size_of(case.guide)).reshape(-1, 3).astype(np.float64)
    return fit_toned(small, encoded_floats(case.guide).reshape(-1, 3).astype(np.float64), turns=turns)


def _render(path: Path) -> Picture:
    return ours(path, 0.0, None, None).astype(np.float32)


def _read(path: Path) -> Picture:
    return np.ascontiguousarray(cv2.imread(str(path))[..., ::-1], dtype=np.float32) / np.float32(255.0)


def _sized(picture: Picture, long_edge: int) -> Picture:
    height, width = picture.shape[:2]
    scale = long_edge / max(height, width)
    return reduced(picture.astype(np.float32), (round(width * scale), round(height * scale)))


def _by_jpeg(name: str, base: Picture, truth: Picture, long_edge: int) -> Case:
    """With a small JPEG as OpenCV writes it: colour at half the size."""
    return Case(name, base, _jpeg(_sized(truth, long_edge)), truth, lossless=False, chroma_step=(2, 2))


def _jpeg(picture: Picture) -> Picture:
    levels = np.round(picture[..., ::-1] * 255.0).astype(np.uint8)
    _, data = cv2.imencode(".jpg", levels, [cv2.IMWRITE_JPEG_QUALITY, 90])
    return np.ascontiguousarray(
        cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1], dtype=np.float32
    ) / np.float32(255.0)


def _score(picture: Picture, truth: Picture) -> str:
    shown = np.clip(picture, 0.0, 1.0).astype(np.float64)
    apart = delta_e_76(lab_from_srgb(shown), lab_from_srgb(truth.astype(np.float64)))
    return f"{psnr(shown, truth, peak=1.0):.1f} {apart.mean():.1f}"


def main() -> None:
    """Print the tables, or all as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--dng", type=Path, nargs="*", default=[], help="DNGs with previews taken out beside")
    parser.add_argument("--skip-times", action="store_true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    shared = arguments.shared
    cases = itertools.chain(
        preview_cases(shared, arguments.dng),
        chart_cases(shared),
        sdk_cases(shared),
        pair_cases(shared),
        look_cases(shared),
    )
    tables = {"PSNR dB and mean dE76 after each step": [row(case) for case in cases]}
    if not arguments.skip_times:
        tables["Processor time"] = times()
    if arguments.json:
        print(json.dumps(tables, indent=1))
    else:
        print("\n\n".join(f"{title}\n{text_table(rows)}" for title, rows in tables.items()))


if __name__ == "__main__":
    main()
