"""Does the baseline learn what its recipes promise? On generated groups, over several seeds.

    python benchmarks/baseline_learning.py [--seeds 3] [--groups 48] [--epochs 12] [--json]

Photographs that ship with scikit-image stand for scenes. A group has a light and an exposure of its own, wrong by up to
a stop, and a photo of it a crop of its own; an expert shows the scene as it is, a little warm and contrasty, and people
(an ellipse) half a stop brighter, which no table can know. So a table must weigh people against the rest: HRP weighs
people more. Each photo comes in three versions of other lights and exposures, which GLC makes alike. A quarter of the
groups is held out. Printed are means over the held-out photos: PSNR of the input and of the result, of all pixels and
of people, and the difference between results of two versions of a photo, in 8-bit levels.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("NUMBA_NUM_THREADS", "1")

import cv2
import numpy as np
import torch
from skimage import data as photographs

from ppr10k_data.baseline.batches import pair_views, single_views
from ppr10k_data.baseline.data import GroupPairs, PaperCrop, Sample, Samples
from ppr10k_data.baseline.data.store import pictures_of
from ppr10k_data.baseline.feed import window
from ppr10k_data.baseline.loaders import EpochBatches
from ppr10k_data.baseline.recipes import TrainSettings
from ppr10k_data.baseline.retouch import Retoucher
from ppr10k_data.baseline.start import new_model
from ppr10k_data.baseline.steps import seed_step, step
from ppr10k_data.baseline.training_state import Training
from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from tables import text_table  # beside this file

ARGUMENTS = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ARGUMENTS.add_argument("--seeds", type=int, default=3)
ARGUMENTS.add_argument("--groups", type=int, default=48)
ARGUMENTS.add_argument("--epochs", type=int, default=12)
ARGUMENTS.add_argument("--json", action="store_true")
OPTIONS = ARGUMENTS.parse_args()

HEIGHT, WIDTH, PHOTOS, VERSIONS = 72, 96, 2, 3
SCENES = (photographs.astronaut, photographs.coffee, photographs.chelsea, photographs.rocket)
RECIPES = {
    "plain": {"hrp": False, "glc": False},
    "HRP": {"hrp": True, "glc": False},
    "GLC": {"hrp": False, "glc": True},
}
SETTINGS = TrainSettings(
    fixed=True,
    backbone="small",
    vertices=17,
    batch_size=8,
    crop=64,
    learning_rate=3e-5,
    tables_learning_rate=5e-3,
    epochs=OPTIONS.epochs,
)


@dataclass(frozen=True)
class Generated:
    """A store of pictures in memory, by the paths that samples name."""

    pixels: dict[Path, np.ndarray]

    def picture(self, path: Path) -> np.ndarray:
        """A source or target."""
        return self.pixels[path]

    def mask(self, path: Path) -> np.ndarray:
        """A mask."""
        return self.pixels[path]


def crop_of(scene: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """A part of a scene, in linear light."""
    part = draw.uniform(0.5, 0.9)
    height = int(min(scene.shape[0], scene.shape[1] * HEIGHT / WIDTH) * part)
    width = height * WIDTH // HEIGHT
    top, left = (
        int(draw.integers(0, n - m + 1)) for n, m in zip(scene.shape[:2], (height, width), strict=True)
    )
    cut = scene[top : top + height, left : left + width]
    return np.asarray(srgb_decode(cv2.resize(cut, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA) / 255.0))


def person(draw: np.random.Generator) -> np.ndarray:
    """An ellipse of a fifth of the picture."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    centre = draw.uniform(0.35, 0.65, 2)
    inside = ((y / HEIGHT - centre[0]) / 0.35) ** 2 + ((x / WIDTH - centre[1]) / 0.18) ** 2 < 1.0
    return np.where(inside, np.uint8(255), np.uint8(0))


def lit(linear: np.ndarray, exposure_ev: float, warmth: float, bits: int) -> np.ndarray:
    """A picture of a scene by another exposure and light, encoded."""
    gains = 2.0**exposure_ev * np.array([1.0 + warmth, 1.0, 1.0 - warmth])
    top = (1 << bits) - 1
    return np.round(srgb_encode(np.clip(linear * gains, 0.0, 1.0)) * top).astype(f"u{bits // 8}")


def expert(linear: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """What the expert makes of it: people half a stop brighter, all a little warm and contrasty."""
    local = np.where(mask[..., None] > 0, 2.0**0.5, 1.0)
    encoded = lit(linear * local, 0.15, 0.04, 8) / 255.0
    curve = encoded + 0.15 * encoded * (1.0 - encoded) * (2.0 * encoded - 1.0)
    return np.round(curve * 255.0).astype(np.uint8)


def generated(seed: int) -> tuple[Generated, list[Sample]]:
    """All groups."""
    scenes = [scene() for scene in SCENES]
    pixels, samples = dict[Path, np.ndarray](), list[Sample]()
    for group in range(OPTIONS.groups):
        draw = np.random.default_rng([seed, group])
        scene, light = scenes[group % len(scenes)], (draw.uniform(-1.0, 0.3), draw.uniform(-0.25, 0.25))
        for index in range(PHOTOS):
            photo, linear, mask = f"{group}_{index}", crop_of(scene, draw), person(draw)
            target, cover = Path(f"target/{photo}"), Path(f"mask/{photo}")
            pixels[target], pixels[cover] = expert(linear, mask), mask
            for variant in range(VERSIONS):
                shift = (0.0, 0.0) if variant == 0 else (draw.uniform(-0.4, 0.4), draw.uniform(-0.08, 0.08))
                name = photo if variant == 0 else f"{photo}_{variant}"
                pixels[Path(name)] = lit(linear, light[0] + shift[0], light[1] + shift[1], 16)
                samples.append(Sample(name, photo, group, variant, Path(name), target, cover))
    return Generated(pixels), samples


def learned(settings: TrainSettings, samples: list[Sample], store: Generated) -> Retoucher:
    """Train a model."""
    dataset = Samples(samples, transform=PaperCrop(settings.crop), seed=settings.seed, store=store)
    pairs = GroupPairs(dataset, size=settings.crop, crop=window(settings.crop)) if settings.glc else dataset
    batches = EpochBatches(
        pairs, settings.batch_size, pair_views if settings.glc else single_views, seed=settings.seed
    )
    training = Training.begin(new_model(settings), settings, "")
    training.model.train()
    for epoch in range(settings.epochs):
        for number, batch in enumerate(batches.of(epoch, 0)):
            seed_step(settings, epoch, number)
            step(training.model, training.optimizer, batch, settings)
    return Retoucher(training.model)


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    return float(-10.0 * np.log10(np.mean((a - b) ** 2)))


def measured(
    retoucher: Retoucher, samples: list[Sample], store: Generated
) -> Iterator[tuple[str, dict[str, float]]]:
    """Each held-out picture."""
    results: dict[str, list[np.ndarray]] = {}
    for sample in samples:
        view = pictures_of(sample, store)
        source, target = view.input / 65535.0, view.target / 255.0
        result = retoucher.retouch(view.input) / 65535.0
        people = view.mask > 0
        results.setdefault(sample.photo, []).append(result)
        yield (
            sample.name,
            {
                "input": psnr(source, target),
                "result": psnr(result, target),
                "people": psnr(result[people], target[people]),
            },
        )
    for photo, versions in results.items():
        spread = [np.abs(a - versions[0]).mean() * 255.0 for a in versions[1:]]
        yield photo, {"difference": float(np.mean(spread))}


def run(name: str, seed: int) -> dict[str, Any]:
    """One training, and what it came to."""
    started = time.process_time()
    store, samples = generated(seed)
    held_out = [sample for sample in samples if sample.group >= OPTIONS.groups * 3 // 4]
    known = [sample for sample in samples if sample not in held_out]
    retoucher = learned(replace(SETTINGS, seed=seed, **RECIPES[name]), known, store)
    found: dict[str, list[float]] = {}
    for _, figures in measured(retoucher, held_out, store):
        for key, value in figures.items():
            found.setdefault(key, []).append(value)
    means = {key: statistics.mean(values) for key, values in found.items()}
    return {"recipe": name, "seed": seed, **means, "cpu_s": time.process_time() - started}


def main() -> None:
    torch.set_num_threads(1)
    rows = [run(name, seed) for seed in range(OPTIONS.seeds) for name in RECIPES]
    for name in RECIPES:
        own = [row for row in rows if row["recipe"] == name]
        keys = [key for key in own[0] if key not in ("recipe", "seed")]
        rows.append(
            {"recipe": name, "seed": "mean", **{k: statistics.mean(row[k] for row in own) for k in keys}}
        )
    print(json.dumps(rows, indent=2) if OPTIONS.json else text_table(rows))


if __name__ == "__main__":
    main()
