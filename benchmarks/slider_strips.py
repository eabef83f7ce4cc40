"""Draw each adjustment from -100 to +100 on a photo, as one strip of pictures, to be looked at.

    python benchmarks/slider_strips.py OUT [--raw FILE] [--edge 540] [--only Contrast2012 ...]

Without ``--raw`` a portrait of the generated sample is used.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.camera_picture import camera_picture
from ppr10k_data.develop.chain import develop, plan_rendering
from ppr10k_data.develop.geometry import picture_size, place
from ppr10k_data.develop.thumbnail import Thumbnail
from ppr10k_data.files.raw import open_raw
from ppr10k_data.xmp import (
    Calibration,
    CameraRawEdits,
    ColorGrading,
    ColorWheel,
    Grain,
    GrayMixer,
    HslMixer,
    NoiseReduction,
    ParametricCurve,
    PointCurves,
    PostCropVignette,
    Sharpening,
)

ARGUMENTS = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ARGUMENTS.add_argument("out", type=Path, help="folder for the strips")
ARGUMENTS.add_argument("--raw", type=Path, help="a RAW file; a portrait of the sample by default")
ARGUMENTS.add_argument("--edge", type=int, default=540, help="long edge of each picture in pixels")
ARGUMENTS.add_argument("--only", nargs="*", help="names of strips; all by default")

STEPS = (-100.0, -50.0, 0.0, 50.0, 100.0)
BASIC = ("contrast", "highlights", "shadows", "whites", "blacks")
BASIC += ("texture", "clarity", "dehaze", "vibrance", "saturation")
COLORS = ("Red", "Orange", "Yellow", "Green", "Aqua", "Blue", "Purple", "Magenta")
Setter = Callable[[float], CameraRawEdits]


def _mixer(part: str, index: int) -> Setter:
    def edits(v: float) -> CameraRawEdits:
        values = tuple(v if i == index else 0.0 for i in range(8))
        return CameraRawEdits(hsl=replace(HslMixer(), **{part: values}))

    return edits


def _master(v: float) -> CameraRawEdits:
    bend = 0.4 * v
    points = ((0.0, 0.0), (64.0, 64.0 - bend), (192.0, 192.0 + bend), (255.0, 255.0))
    return CameraRawEdits(curves=PointCurves(master=points))


def _split(v: float) -> CameraRawEdits:
    """Orange lights over teal shadows, and the other way round."""
    warm, cold = ColorWheel(40.0, abs(v) / 2.0), ColorWheel(200.0, abs(v) / 2.0)
    shadows, highlights = (cold, warm) if v > 0.0 else (warm, cold)
    return CameraRawEdits(grading=ColorGrading(shadows=shadows, highlights=highlights))


def setters() -> Iterator[tuple[str, Setter]]:
    """Each adjustment by name."""
    yield "exposure", lambda v: CameraRawEdits(exposure_ev=v / 50.0)
    yield "temperature", lambda v: CameraRawEdits(white_balance="Custom", temperature_k=1e6 / (182.0 - 0.8 * v))
    yield "tint", lambda v: CameraRawEdits(white_balance="Custom", temperature_k=5500.0, tint=v / 2.0)
    for name in BASIC:
        yield name, lambda v, name=name: CameraRawEdits(**{name: v})  # type: ignore[misc]
    for part in ("hue", "saturation", "luminance"):
        yield (
            f"hsl_{part}_all",
            lambda v, part=part: CameraRawEdits(  # type: ignore[misc]
                hsl=replace(HslMixer(), **{part: (v,) * 8})
            ),
        )
        for index, color in enumerate(COLORS):
            yield f"hsl_{part}_{color.lower()}", _mixer(part, index)
    for region in ("shadows", "darks", "lights", "highlights"):
        yield (
            f"parametric_{region}",
            lambda v, region=region: CameraRawEdits(  # type: ignore[misc]
                parametric=replace(ParametricCurve(), **{region: v})
            ),
        )
    yield "curve_master", _master
    yield "split_toning", _split
    for wheel in ("shadows", "midtones", "highlights", "overall"):
        yield (
            f"grading_{wheel}_luminance",
            lambda v, wheel=wheel: CameraRawEdits(  # type: ignore[misc]
                grading=ColorGrading(blending=50.0, **{wheel: ColorWheel(luminance=v)})
            ),
        )
    for name in Calibration.__dataclass_fields__:
        yield (
            f"calibration_{name}",
            lambda v, name=name: CameraRawEdits(  # type: ignore[misc]
                calibration=replace(Calibration(), **{name: v})
            ),
        )
    yield from _effects()


def _effects() -> Iterator[tuple[str, Setter]]:
    """Detail, vignette, grain and black and white; -100 and below 0 is none of what has no such side."""
    yield "sharpening", lambda v: CameraRawEdits(sharpening=Sharpening(max(0.0, 1.5 * v), 1.4))
    yield "noise_color", lambda v: CameraRawEdits(noise_reduction=NoiseReduction(color=max(0.0, v)))
    yield "noise_luminance", lambda v: CameraRawEdits(noise_reduction=NoiseReduction(max(0.0, v), color=25.0))
    for style, name in ((1, "highlight"), (2, "color"), (3, "paint")):
        yield (
            f"vignette_{name}",
            lambda v, style=style: CameraRawEdits(vignette=PostCropVignette(v, style=style)),  # type: ignore[misc]
        )
    yield "vignette_roundness", lambda v: CameraRawEdits(vignette=PostCropVignette(-60.0, roundness=v))
    yield "grain", lambda v: CameraRawEdits(grain=Grain(max(0.0, v)))
    yield "grain_size", lambda v: CameraRawEdits(grain=Grain(60.0, 50.0 + v / 2.0))
    for index, color in enumerate(COLORS):
        yield f"gray_{color.lower()}", _gray_mixer(index)


def _gray_mixer(index: int) -> Setter:
    def edits(v: float) -> CameraRawEdits:
        mix = tuple(v if i == index else 0.0 for i in range(8))
        return CameraRawEdits(gray=GrayMixer(True, mix))  # type: ignore[arg-type]

    return edits


def draw(path: Path, out: Path, edge: int, only: list[str] | None) -> None:
    """One JPEG a strip."""
    out.mkdir(parents=True, exist_ok=True)
    with open_raw(path) as raw:
        sensor = raw.sensor
        placement = place(sensor.size, None, sensor.orientation)
        camera = camera_picture(sensor, placement, picture_size(placement, edge))
        anchor = Anchor.of(sensor.color, sensor.as_shot_neutral, None)
        thumbnail = Thumbnail(sensor)
        print(f"{path.name}: key {thumbnail.statistics.key:.2f}")
        for name, setter in setters():
            if only and name not in only:
                continue
            pictures = []
            for step in STEPS:
                edits = setter(step)
                rendering = plan_rendering(sensor, edits, anchor.white_balance(edits), thumbnail=thumbnail)
                pictures.append(develop(camera, rendering, bits=8, orientation=placement.orientation))
            cv2.imwrite(str(out / f"{name}.jpg"), cv2.cvtColor(np.hstack(pictures), cv2.COLOR_RGB2BGR))


def main() -> None:
    """Draw the strips."""
    arguments = ARGUMENTS.parse_args()
    if arguments.raw is not None:
        draw(arguments.raw, arguments.out, arguments.edge, arguments.only)
        return
    from ppr10k_data.sample import write_sample

    with tempfile.TemporaryDirectory() as folder:
        write_sample(Path(folder) / "sample", megapixels=2)
        draw(Path(folder) / "sample/raw/0_0.dng", arguments.out, arguments.edge, arguments.only)


if __name__ == "__main__":
    main()
