"""The 3D LUT baseline: a training step's tables beside the official way, and 4K retouching beside the table alone.

    python benchmarks/baseline.py [--repeats 5] [--batch 16] [--json]

The official way sends a batch through each of five tables in a pass of its own and mixes the pictures; its kernel
needs a compiler of its time, and grid_sample does the same. Ours mixes the tables and makes one pass. Both
give the same picture and the same gradients, which is checked before anything is timed. Times are of the processor,
so a busy machine does not spoil them; ratios are medians of neighbouring runs. On a GPU, where there is one, times are
of the clock, and the classifier is replayed as a CUDA graph.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("NUMBA_NUM_THREADS", "1")

import numpy as np
import torch
from torch.nn.functional import grid_sample

from ppr10k_data.baseline.lut_model import ImageAdaptive3DLUT
from ppr10k_data.baseline.retouch import Retoucher
from ppr10k_kernels import apply_lut, fuse, identity, lut3d
from tables import text_table  # beside this file

ARGUMENTS = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ARGUMENTS.add_argument("--repeats", type=int, default=5)
ARGUMENTS.add_argument("--batch", type=int, default=16)
ARGUMENTS.add_argument("--json", action="store_true")
OPTIONS = ARGUMENTS.parse_args()

Row = dict[str, Any]
CUDA = torch.cuda.is_available()
DEVICE = torch.device("cuda" if CUDA else "cpu")


def seconds(work: Callable[[], Any]) -> float:
    """Of one call."""
    clock = time.perf_counter if CUDA else time.process_time
    if CUDA:
        torch.cuda.synchronize()
    started = clock()
    work()
    if CUDA:
        torch.cuda.synchronize()
    return clock() - started


def compared(ours: Callable[[], Any], theirs: Callable[[], Any]) -> tuple[float, float, float]:
    """Median seconds of both, and the median ratio of neighbouring runs."""
    ours(), theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(OPTIONS.repeats)]
    medians = (statistics.median(times) for times in zip(*pairs, strict=True))
    return *medians, statistics.median(other / own for own, other in pairs)


def photos(count: int, height: int, width: int) -> torch.Tensor:
    """Soft colours with a camera's noise."""
    draw = torch.Generator().manual_seed(0)
    coarse = torch.rand(count, 3, 12, 16, generator=draw)
    smooth = torch.nn.functional.interpolate(coarse, (height, width), mode="bicubic")
    return (smooth + 0.01 * torch.randn(smooth.shape, generator=draw)).clamp(0.0, 1.0).to(DEVICE)


def basis() -> torch.Tensor:
    """Five tables on their way from identity and zero."""
    draw = torch.Generator().manual_seed(1)
    tables = 0.02 * torch.randn(5, 3, 33, 33, 33, generator=draw)
    tables[0] += torch.from_numpy(np.asarray(identity(33), np.float32))
    return tables.to(DEVICE).requires_grad_()


def fused_step(
    image: torch.Tensor, weights: torch.Tensor, tables: torch.Tensor, grad: torch.Tensor
) -> torch.Tensor:
    """Our way: one pass forward, one backward."""
    out = lut3d(image, fuse(weights, tables))
    out.backward(grad)
    return out


def separate_step(
    image: torch.Tensor, weights: torch.Tensor, tables: torch.Tensor, grad: torch.Tensor
) -> torch.Tensor:
    """The official way: a pass for each table."""
    grid = image.permute(0, 2, 3, 1)[:, None] * 2.0 - 1.0
    many = (table.expand(len(image), -1, -1, -1, -1) for table in tables)
    passes = (grid_sample(table, grid, padding_mode="border", align_corners=True)[:, :, 0] for table in many)
    out = sum(weights[:, k, None, None, None] * made for k, made in enumerate(passes))
    out.backward(grad)
    return out


def step_row() -> Row:
    """A training step, tables only."""
    image, tables = photos(OPTIONS.batch, 448, 448), basis()
    draw = torch.Generator().manual_seed(2)
    weights = (torch.rand(OPTIONS.batch, 5, generator=draw).to(DEVICE)).requires_grad_()
    grad = torch.randn(image.shape, generator=draw).to(DEVICE) / image[0].numel()

    def way(step: Callable[..., torch.Tensor]) -> Callable[[], tuple[torch.Tensor, ...]]:
        def work() -> tuple[torch.Tensor, ...]:
            weights.grad = tables.grad = None
            made = step(image, weights, tables, grad).detach()
            return made, weights.grad, tables.grad

        return work

    ours, theirs = way(fused_step), way(separate_step)
    for name, a, b in zip(("picture", "weights", "tables"), ours(), theirs(), strict=True):
        error = float((a - b).abs().max() / b.abs().max())
        assert error < 1e-4, f"{name} differ by {error}"
    mine, other, ratio = compared(ours, theirs)
    what = f"training step, tables only, {OPTIONS.batch} x 448 x 448"
    return {
        "what": what,
        "ours_ms": mine * 1e3,
        "beside": "five grid_sample passes",
        "ms": other * 1e3,
        "ratio": ratio,
    }


def retouch_row() -> Row:
    """A 4K photo of 8 bits in memory, on the CPU."""
    retoucher = Retoucher(ImageAdaptive3DLUT("small"))
    pixels = photos(1, 2160, 3840)[0].permute(1, 2, 0).cpu().numpy()
    photo = np.ascontiguousarray((pixels * 255.0).round().astype(np.uint8))  # as a file is decoded
    (table,) = retoucher.tables([photo])
    mine, alone, ratio = compared(lambda: retoucher.retouch(photo), lambda: apply_lut(photo, table))
    row = {
        "what": "retouch 3840 x 2160, small classifier, CPU",
        "ours_ms": mine * 1e3,
        "beside": "the table alone",
    }
    return row | {"ms": alone * 1e3, "ratio": 1.0 / ratio}


def graph_row(backbone: str) -> Row:
    """A 4K photo that lies on the GPU, classifier and table in one CUDA graph."""
    model = ImageAdaptive3DLUT(backbone).to(DEVICE).eval()
    image = photos(1, 2160, 3840)
    with torch.inference_mode():
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(3):
                model(image)
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            table = model.mixed(model.weights(image))

        def work() -> None:
            graph.replay()
            lut3d(image, table)

        mine, alone, ratio = compared(work, lambda: lut3d(image, table))
    row = {
        "what": f"retouch 3840 x 2160, {backbone}, CUDA graph",
        "ours_ms": mine * 1e3,
        "beside": "the table alone",
    }
    return row | {"ms": alone * 1e3, "ratio": 1.0 / ratio}


def main() -> None:
    torch.set_num_threads(1)
    rows = [step_row(), retouch_row()] + ([graph_row(b) for b in ("small", "resnet18")] if CUDA else [])
    if OPTIONS.json:
        print(json.dumps(rows, indent=2))
        return
    print(text_table(rows))


if __name__ == "__main__":
    main()
