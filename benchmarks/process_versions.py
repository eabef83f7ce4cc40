"""Do old tone sliders, said in today's, bring a picture nearer to Lightroom's? The figures in docs/adjustments.md.

    python benchmarks/process_versions.py [--shared ../shared]

Each photo was rendered by Lightroom Classic 9.4 in process version 5.0, with every slider at 0 and with an expert's
edits. There is no RAW file: the first picture is taken back through the default tone curve and stands for a camera
whose colours are ProPhoto's; ours, with more and more of the expert's sliders, is compared with the second.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from fidelity import errors  # beside this file
from ppr10k_data.cameras import BaselineExposure
from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.camera_color import CameraColor, IlluminantMatrices
from ppr10k_data.develop.camera_picture import camera_picture
from ppr10k_data.develop.chain import develop, plan_rendering
from ppr10k_data.develop.color_spaces import PCS_TO_PROPHOTO, output_matrix, srgb_decode
from ppr10k_data.develop.geometry import place
from ppr10k_data.develop.look.rgb_tone import rgb_tone
from ppr10k_data.develop.process_version import DEFAULT_CONTRAST
from ppr10k_data.develop.sensor import CameraPixels, SensorImage
from ppr10k_data.develop.tone import acr3_curve
from ppr10k_data.xmp import CameraRawEdits, read_xmp
from tables import text_table

D50_K = 5003.0


def read_png(path: Path) -> np.ndarray:
    """A picture as sRGB in 0..1."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture[..., ::-1] / 255.0


def before_tone(encoded: np.ndarray) -> np.ndarray:
    """Scene-linear ProPhoto of a picture that the default tone curve has rendered."""
    prophoto = np.clip(srgb_decode(encoded) @ np.linalg.inv(output_matrix("srgb")).T, 0.0, 1.0)
    x = np.linspace(0.0, 1.0, 4097) ** 2
    return rgb_tone(prophoto, lambda v: np.interp(v, acr3_curve(x), x))


def sensor_of(scene: np.ndarray) -> SensorImage:
    """A camera that sees ProPhoto, balanced."""
    height, width = scene.shape[:2]
    return SensorImage(
        mosaic=None,
        cfa=np.zeros((1, 1), np.int8),
        black=np.zeros((1, 1), np.float32),
        white=1.0,
        size=(width, height),
        demosaic=lambda: CameraPixels(scene.astype(np.float32), np.ones(3)),
        color=CameraColor((IlluminantMatrices(D50_K, PCS_TO_PROPHOTO),), "ProPhoto"),
        as_shot_neutral=np.ones(3),
        baseline=BaselineExposure(0.0, "none"),
    )


def steps(expert: CameraRawEdits) -> dict[str, CameraRawEdits]:
    """The expert's sliders, one group more at a time. Contrast counts from 0 here, where the picture stands."""
    old = dict(expert.legacy)
    contrast = DEFAULT_CONTRAST + float(old["Contrast"])  # type: ignore[arg-type]
    edits = CameraRawEdits(process_version="5.0", legacy=(("Shadows", 0.0),))
    found = {"none": edits}
    edits = replace(
        edits,
        white_balance=expert.white_balance,
        temperature_k=expert.temperature_k,
        tint=expert.tint,
        exposure_ev=expert.exposure_ev,
    )
    found["white balance, Exposure"] = edits
    legacy: tuple[tuple[str, object], ...] = (("Shadows", old["Shadows"]),)
    found["and Shadows"] = edits = replace(edits, legacy=legacy)
    found["and Vibrance, Saturation"] = edits = replace(
        edits, vibrance=expert.vibrance, saturation=expert.saturation
    )
    legacy = (*legacy, ("HighlightRecovery", old["HighlightRecovery"]))
    found["and HighlightRecovery"] = edits = replace(edits, legacy=legacy)
    found["and Contrast"] = replace(edits, legacy=(*legacy, ("Contrast", contrast)))
    return found


def render(sensor: SensorImage, edits: CameraRawEdits, source: CameraRawEdits) -> np.ndarray:
    """Ours, as sRGB in 0..1."""
    balance = Anchor.of(sensor.color, sensor.as_shot_neutral, source).white_balance(edits)
    camera = camera_picture(sensor, place(sensor.size, None, 1), sensor.size)
    return develop(camera, plan_rendering(sensor, edits, balance)) / 65535.0


def measure(folder: Path) -> dict[str, str]:
    """PSNR and mean dE76 of each step."""
    wanted = read_png(folder / "expertC.png")
    sensor = sensor_of(before_tone(read_png(folder / "input.png")))
    source, expert = (read_xmp(folder / f"{name}.xmp") for name in ("input", "expertC"))
    found = {}
    for name, edits in steps(expert).items():
        e = errors(render(sensor, edits, source), wanted)
        found[name] = f"{e['psnr_db']:.1f} dB, {e['de76_mean']:.1f}"
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[1].parent / "shared")
    folders = sorted((parser.parse_args().shared / "data/lightroom-pairs").iterdir())
    photos = {folder.name: measure(folder) for folder in folders}
    names = next(iter(photos.values()))
    print(text_table([{"steps": n} | {photo: found[n] for photo, found in photos.items()} for n in names]))


if __name__ == "__main__":
    main()
