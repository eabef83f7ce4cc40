"""How long training data take to load, beside the official way, and results to be evaluated.

A tree of 540x360 photos is written to a temporary folder: 16-bit sources, 8-bit targets, masks. Then, on one core, the
dataset with the paper's transform takes turns with the official way: OpenCV for sources, Pillow for targets and masks,
each transformed apart by the same steps. Items alone, and in batches from torch's DataLoader: ours by the collate
functions of ``train`` and by torch's own, from files and from the cache. The
evaluation measures results of that size, as many as the validation set has, from the command's own function on all
cores. Prints one JSON document: medians over the rounds, of processor time for loading, of elapsed time for evaluation.

Run: ``python benchmarks/baseline_data.py [--photos 48] [--rounds 5] [--results 2286] [--jobs 2]``; needs torch.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("NUMBA_NUM_THREADS", "1")

import cv2
import numpy as np
import tifffile
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset, default_collate

from ppr10k_data import PPR10KDataset, Selection
from ppr10k_data.baseline.batches import pair_views, single_views
from ppr10k_data.baseline.data import GroupPairs, PaperCrop, Sample
from ppr10k_data.jobs.evaluate.run import evaluate

HEIGHT, WIDTH, BATCH = 360, 540, 16
VAL = 2286
"""Photos of PPR10K's validation set."""


def main() -> None:
    options = _options()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _write_tree(root / "tree", options.photos)
        results = _loading(root, options.rounds) | _evaluating(root, options.results, options.jobs)
    metadata = {"python": platform.python_version(), "torch": torch.__version__, "rounds": options.rounds}
    print(json.dumps({"metadata": metadata, "results": results}, indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the loading of training data, and evaluation.")
    parser.add_argument("--photos", type=int, default=48, help="photos to load")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--results", type=int, default=VAL, help="results to evaluate; 0 leaves it out")
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def _scene(seed: int) -> np.ndarray[Any, Any]:
    """A soft scene with noise, on the scale 0..1."""
    draw = np.random.default_rng(seed)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    planes = [0.5 + 0.4 * np.sin(x / 60 + seed + c) * np.cos(y / 50 + c) for c in range(3)]
    return np.clip(np.stack(planes, -1) + draw.normal(0.0, 0.02, (HEIGHT, WIDTH, 3)), 0.0, 1.0)


def _figure() -> np.ndarray[Any, Any]:
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return np.where((x - 270) ** 2 + (1.5 * (y - 200)) ** 2 < 140**2, np.uint8(255), np.uint8(0))


def _write_tree(root: Path, photos: int) -> None:
    folders = {name: root / "train" / name for name in ("source_aug", "target_a", "masks")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    for number in range(photos):
        name, scene = f"{number // 6}_{number % 6}", _scene(number)
        for variant, gain in (("", 1.0), ("_1", 0.8)):
            source = np.round(scene * gain * 65535).astype(np.uint16)
            tifffile.imwrite(folders["source_aug"] / f"{name}{variant}.tif", source, photometric="rgb")
        tifffile.imwrite(
            folders["target_a"] / f"{name}.tif", np.round(scene * 255).astype(np.uint8), photometric="rgb"
        )
        cv2.imwrite(str(folders["masks"] / f"{name}.png"), _figure())


def _official_item(sample: Sample) -> dict[str, Any]:
    """One item by the official Dataset's steps, in its order and with its libraries."""
    source = np.array(cv2.imread(str(sample.input), -1))[:, :, [2, 1, 0]]
    target, mask = Image.open(sample.target), Image.open(str(sample.mask))
    crop_height = round(HEIGHT * np.random.uniform(0.6, 1.0))  # noqa: NPY002 - as it is done there
    crop_width = round(WIDTH * np.random.uniform(0.6, 1.0))  # noqa: NPY002
    top = np.random.randint(0, HEIGHT - crop_height + 1)  # noqa: NPY002
    left = np.random.randint(0, WIDTH - crop_width + 1)  # noqa: NPY002
    source = cv2.resize(
        source[top : top + crop_height, left : left + crop_width], (448, 448), interpolation=cv2.INTER_CUBIC
    )
    box = (left, top, left + crop_width, top + crop_height)
    others = [each.crop(box).resize((448, 448), Image.Resampling.BILINEAR) for each in (target, mask)]
    if np.random.random() > 0.5:  # noqa: NPY002
        source = cv2.flip(source, 1)
        others = [each.transpose(Image.Transpose.FLIP_LEFT_RIGHT) for each in others]
    tensor = torch.from_numpy((source.astype(np.float32) / 65535).transpose((2, 0, 1)))
    return {"input": tensor, "target": _pillow_tensor(others[0]), "mask": _pillow_tensor(others[1])}


def _pillow_tensor(image: Image.Image) -> torch.Tensor:
    """Bytes to planes of floats, as torchvision's to_tensor goes about it."""
    pixels = torch.from_numpy(np.array(image, copy=True))
    planes = pixels.view(image.height, image.width, len(image.getbands())).permute(2, 0, 1).contiguous()
    return planes.to(torch.float32).div(255)


class _Official(Dataset[Any]):
    """The official Dataset, on the same files."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.samples = samples

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> dict[str, Any]:
        return _official_item(self.samples[index])


Way = tuple[Dataset[Any], Callable[..., Any]]
"""A dataset, and how its items are put together."""


def _items(way: Way, length: int) -> None:
    for index in range(length):
        way[0][index]


def _batches(way: Way, length: int) -> None:
    for _ in DataLoader(way[0], BATCH, collate_fn=way[1]):
        pass


def _loading(root: Path, rounds: int) -> dict[str, Any]:
    """Items alone, as a Dataset gives them, and in batches, as a DataLoader without workers does."""
    tree, cache = root / "tree", root / "cache"
    ours, cached = (PPR10KDataset(tree, transform=PaperCrop(), cache=where) for where in (None, cache))
    ways: dict[str, Way] = {
        "official": (_Official(ours.samples), default_collate),
        "ours": (ours, single_views),
        "ours_default_collate": (ours, default_collate),
        "cached": (cached, single_views),
        "pairs": (GroupPairs(ours), pair_views),
    }
    found: dict[str, Any] = {}
    for what, run in (("item", _items), ("batched_item", _batches)):
        times = _take_turns(ways, run, len(ours), rounds)
        found |= {
            f"{name}_ms_a_{what}": round(1000 * statistics.median(each), 2) for name, each in times.items()
        }
        for name in ("ours", "ours_default_collate", "cached"):
            ratios = [a / b for a, b in zip(times["official"], times[name], strict=True)]
            found[f"official_over_{name}_a_{what}"] = round(statistics.median(ratios), 2)
    return found


def _take_turns(
    ways: dict[str, Way], run: Callable[[Way, int], None], length: int, rounds: int
) -> dict[str, list[float]]:
    """Seconds of processor time an item, by way and round; the first round, which compiles, does not count."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds + 1):
        for name, way in ways.items():
            begun = time.process_time()
            run(way, length)
            times[name].append((time.process_time() - begun) / length)
    return {name: each[1:] for name, each in times.items()}


def _evaluating(root: Path, results: int, jobs: int) -> dict[str, Any]:
    if not results:
        return {}
    folders = [root / name for name in ("results", "targets", "masks")]
    for folder in folders:
        folder.mkdir()
    scenes = [np.round(_scene(seed) * 255).astype(np.uint8) for seed in range(20)]
    for number in range(results):
        name, scene = f"{1356 + number // 7}_{number % 7}", scenes[number % 20]
        cv2.imwrite(str(folders[0] / f"{name}.png"), np.clip(scene, 8, 240))
        tifffile.imwrite(folders[1] / f"{name}.tif", scene[..., ::-1], photometric="rgb")
        cv2.imwrite(str(folders[2] / f"{name}.png"), _figure())
    few = Selection(limit=200)
    evaluate(folders[0], folders[1], folders[2], selection=Selection(limit=8))  # compile
    begun = time.process_time()
    measured = evaluate(folders[0], folders[1], folders[2], selection=few).evaluation.total.images
    each = (time.process_time() - begun) / measured
    seconds = evaluate(folders[0], folders[1], folders[2], jobs=jobs).seconds
    return {
        "evaluation_processor_ms_a_result": round(1000 * each, 1),
        "evaluated": results,
        "evaluation_jobs": jobs,
        "evaluation_s": round(seconds, 1),
    }


if __name__ == "__main__":
    main()
