"""Draw each adjustment from -100 to +100 on a photo, as one strip of pictures, to be looked at.

    python benchmarks/slider_strips.py OUT [--raw FILE] [--edge 540] [--only contrast ...] [--sheets]

Without ``--raw`` a portrait of the generated sample is used. Sharpening, noise reduction and grain are drawn on a
part of the photo at its full size. ``--sheets`` draws the pictures of ``docs/adjustments.md`` instead.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.camera_picture import camera_picture
from ppr10k_data.develop.chain import develop, plan_rendering
from ppr10k_data.develop.geometry import picture_size, place
from ppr10k_data.develop.sensor import CameraPixels, SensorImage
from ppr10k_data.develop.thumbnail import Thumbnail
from ppr10k_data.files.raw import open_raw
from ppr10k_data.xmp import (
    Calibration,
    CameraRawEdits,
    ColorGrading,
    ColorWheel,
    Crop,
    Grain,
    GrayMixer,
    HslMixer,
    NoiseReduction,
    ParametricCurve,
    PointCurves,
    PostCropVignette,
    Sharpening,
)

FACE = (0.8, 0.45)
"""Of the sample's portrait, as shares of the sensor's width and height."""

ARGUMENTS = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ARGUMENTS.add_argument("out", type=Path, help="folder for the strips")
ARGUMENTS.add_argument("--raw", type=Path, help="a RAW file; a portrait of the sample by default")
ARGUMENTS.add_argument("--edge", type=int, default=540, help="long edge of each picture in pixels")
ARGUMENTS.add_argument(
    "--part", nargs=2, type=float, default=FACE, metavar="SHARE", help="middle of the part drawn at full size"
)
ARGUMENTS.add_argument("--only", nargs="*", help="names of strips; all by default")
ARGUMENTS.add_argument(
    "--sheets", action="store_true", help="strips of the documentation, one above the other"
)

STEPS = (-100.0, -50.0, 0.0, 50.0, 100.0)
BASIC = ("contrast", "highlights", "shadows", "whites", "blacks")
BASIC += ("texture", "clarity", "dehaze", "vibrance", "saturation")
COLORS = ("Red", "Orange", "Yellow", "Green", "Aqua", "Blue", "Purple", "Magenta")
CLOSE = ("texture_close", "sharpening", "noise_color", "noise_luminance", "grain", "grain_size")
SHEETS = {
    "basic": ("exposure", "temperature", "tint", *BASIC),
    "color": (
        *("curve_master", "parametric_darks", "parametric_lights", "hsl_hue_orange", "hsl_saturation_orange"),
        *("hsl_luminance_orange", "split_toning", "grading_midtones_luminance", "calibration_blue_hue"),
        *("calibration_red_saturation", "gray_orange", "gray_blue"),
    ),
    "effects": (
        "texture_close",
        "sharpening",
        "noise_luminance",
        "grain",
        "vignette_highlight",
        "vignette_paint",
    ),
}
Picture = NDArray[np.uint8]
Setter = Callable[[float], CameraRawEdits]


def _mixer(part: str, index: int) -> Setter:
    def edits(v: float) -> CameraRawEdits:
        values = tuple(v if i == index else 0.0 for i in range(8))
        return CameraRawEdits(hsl=replace(HslMixer(), **{part: values}))

    return edits


def _master(v: float) -> CameraRawEdits:
    bend = 0.25 * v
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
    yield (
        "temperature",
        lambda v: CameraRawEdits(white_balance="Custom", temperature_k=1e6 / (182.0 - 0.8 * v)),
    )
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
    yield "texture_close", lambda v: CameraRawEdits(texture=v)
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


class Photo:
    """A photo as a whole, and a part of it pixel by pixel."""

    def __init__(self, sensor: SensorImage, edge: int, middle: Sequence[float]) -> None:
        self.sensor, self.thumbnail = sensor, Thumbnail(sensor)
        self.anchor = Anchor.of(sensor.color, sensor.as_shot_neutral, None)
        self.whole = self._camera(None, edge)
        share = min(1.0, edge / max(sensor.size))
        left, top = (min(max(at - share / 2.0, 0.0), 1.0 - share) for at in middle)
        self.close = self._camera(Crop(left, top, left + share, top + share), None)

    def _camera(self, crop: Crop | None, edge: int | None) -> CameraPixels:
        placement = place(self.sensor.size, crop, self.sensor.orientation)
        return camera_picture(self.sensor, placement, picture_size(placement, edge))

    def strip(self, name: str, setter: Setter) -> Picture:
        """An adjustment's pictures side by side."""
        camera = self.close if name in CLOSE else self.whole
        return np.hstack([self._developed(camera, setter(step)) for step in STEPS])

    def _developed(self, camera: CameraPixels, edits: CameraRawEdits) -> Picture:
        balance = self.anchor.white_balance(edits)
        rendering = plan_rendering(self.sensor, edits, balance, thumbnail=self.thumbnail)
        return develop(camera, rendering, bits=8, orientation=self.sensor.orientation)


def write(path: Path, picture: Picture, quality: int = 95) -> None:
    """Write a JPEG."""
    cv2.imwrite(str(path), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])


def draw(photo: Photo, out: Path, only: list[str] | None) -> None:
    """One JPEG a strip."""
    for name, setter in setters():
        if not only or name in only:
            write(out / f"{name}.jpg", photo.strip(name, setter))


def draw_sheets(photo: Photo, out: Path) -> None:
    """One JPEG a sheet, with the names at the left."""
    by_name = dict(setters())
    for sheet, names in SHEETS.items():
        rows = [_labelled(name, photo.strip(name, by_name[name])) for name in names]
        write(out / f"sliders-{sheet}.jpg", np.vstack(rows), quality=70)


def _labelled(name: str, strip: Picture, height: int = 115, margin: int = 130) -> Picture:
    """The upper part of a strip, its name beside it."""
    tiles = [np.ascontiguousarray(tile[:height]) for tile in np.hsplit(strip, len(STEPS))]
    tiles = [cv2.copyMakeBorder(t, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(255,) * 3) for t in tiles]
    label = np.full((tiles[0].shape[0], margin, 3), 255, np.uint8)
    for line, word in enumerate(name.split("_")):
        at = 6, height // 2 + 18 * line
        cv2.putText(label, word, at, cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1, cv2.LINE_AA)
    return np.hstack([label, *tiles])


def _work(path: Path, arguments: argparse.Namespace) -> None:
    arguments.out.mkdir(parents=True, exist_ok=True)
    with open_raw(path) as raw:
        photo = Photo(raw.sensor, 180 if arguments.sheets else arguments.edge, arguments.part)
        print(f"{path.name}: key {photo.thumbnail.statistics.key:.2f}")
        if arguments.sheets:
            draw_sheets(photo, arguments.out)
        else:
            draw(photo, arguments.out, arguments.only)


def main() -> None:
    """Draw the strips."""
    arguments = ARGUMENTS.parse_args()
    if arguments.raw is not None:
        _work(arguments.raw, arguments)
        return
    from ppr10k_data.sample import write_sample

    with tempfile.TemporaryDirectory() as folder:
        write_sample(Path(folder) / "sample", megapixels=2)
        _work(Path(folder) / "sample/raw/0_0.dng", arguments)


if __name__ == "__main__":
    main()
