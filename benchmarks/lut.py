"""How fast are 3D tables applied? Beside grid_sample, OpenColorIO, Pillow and colour-science, in one run.

    python benchmarks/lut.py [--size 3840x2160] [--points 33] [--repeats 7] [--json]

Everything runs on one core unless a row says otherwise, and there the core's own time counts, so that other programs
disturb less; on a GPU its own events do, of calls that follow each other without a pause. Peers are timed in turn with
ours, and a ratio is the median of the ratios of neighbouring runs, so a machine whose speed drifts drifts out of it.
Results are compared before anything is timed. grid_sample gets its grid ready made, OpenColorIO and Pillow their
processors.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import cv2
import numba
import numpy as np
import PyOpenColorIO as ocio
import torch
from PIL import Image
from PIL.ImageFilter import Color3DLUT
from torch.nn.functional import grid_sample

from ppr10k_kernels import apply_lut, lut3d
from tables import text_table  # beside this file

Work = Callable[[], Any]
Row = dict[str, Any]

ARGUMENTS = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ARGUMENTS.add_argument("--size", default="3840x2160", help="width x height")
ARGUMENTS.add_argument("--points", type=int, default=33)
ARGUMENTS.add_argument("--repeats", type=int, default=7)
ARGUMENTS.add_argument("--json", action="store_true")

INTERPOLATIONS = {"trilinear": ocio.INTERP_LINEAR, "tetrahedral": ocio.INTERP_TETRAHEDRAL}


def photo(width: int, height: int) -> np.ndarray:
    """A photograph enlarged, with a camera's noise: float32 in 0..1."""
    from skimage.data import astronaut

    enlarged = cv2.resize(
        astronaut().astype(np.float32) / 255.0, (width, height), interpolation=cv2.INTER_CUBIC
    )
    noise = np.random.default_rng(0).normal(0.0, 0.01, enlarged.shape).astype(np.float32)
    return np.clip(enlarged + noise, 0.0, 1.0)


def images(width: int, height: int) -> dict[str, np.ndarray]:
    """What tables are applied to."""
    noise = np.random.default_rng(1).random((height, width, 3), dtype=np.float32)
    return {"photo": photo(width, height), "random": noise}


def table(points: int) -> np.ndarray:
    """A look with crossed channels."""
    axis = np.linspace(0.0, 1.0, points, dtype=np.float32)
    blue, green, red = np.meshgrid(axis, axis, axis, indexing="ij")
    mixed = [
        0.7 * red**2 + 0.3 * green,
        0.6 * green + 0.2 * blue + 0.2 * red**0.5,
        0.9 * blue**1.5 + 0.1 * red,
    ]
    return np.stack(mixed).astype(np.float32)


Timer = Callable[[Work], float]
"""Seconds of one call."""

CALLS = 20
"""That a GPU is given at once: its time counts, not the host's between two calls."""


def timed(work: Work, clock: Callable[[], float] = time.process_time) -> float:
    """By a clock: the processor's own time, or the wall's where several cores work."""
    started = clock()
    work()
    return clock() - started


def timed_on_gpu(work: Work) -> float:
    """By the GPU's own events."""
    first, last = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    first.record()
    for _ in range(CALLS):
        work()
    last.record()
    torch.cuda.synchronize()
    return first.elapsed_time(last) / 1e3 / CALLS


def compare(
    ours: Work, peers: dict[str, Work], repeats: int, timer: Timer = timed
) -> list[tuple[str, float, float, float]]:
    """Of each peer: its name, our and its median seconds, and the median ratio; run in turn after a warm-up."""
    for work in (ours, *peers.values()):
        work()
    rounds = [(timer(ours), {name: timer(work) for name, work in peers.items()}) for _ in range(repeats)]
    mine = statistics.median(first for first, _ in rounds)
    return [
        (
            name,
            mine,
            statistics.median(others[name] for _, others in rounds),
            statistics.median(others[name] / first for first, others in rounds),
        )
        for name in peers
    ]


def rows(
    what: str, image: str, megapixels: float, compared: list[tuple[str, float, float, float]]
) -> list[Row]:
    """Speeds in megapixels a second."""
    return [
        {
            "what": what,
            "image": image,
            "ours Mpx/s": megapixels / mine,
            "beside": name,
            "its Mpx/s": megapixels / its,
            "times as fast": ratio,
        }
        for name, mine, its, ratio in compared
    ]


def use_threads(count: int) -> None:
    """Of ours and of torch's."""
    numba.config.NUMBA_NUM_THREADS = count
    torch.set_num_threads(count)


def check(ours: np.ndarray, theirs: np.ndarray, most: float) -> None:
    """Refuse to time what does not agree."""
    error = np.abs(ours.astype(np.float64) - theirs).max()
    if not error <= most:
        raise SystemExit(f"results differ by {error}")


def color_io(lut: np.ndarray, interpolation: str) -> Any:
    """OpenColorIO's processor."""
    transform = ocio.Lut3DTransform(lut.shape[1])
    transform.setInterpolation(INTERPOLATIONS[interpolation])
    transform.setData(np.ascontiguousarray(np.transpose(lut, (3, 2, 1, 0))))
    return ocio.Config.CreateRaw().getProcessor(transform).getDefaultCPUProcessor()


def described(image: np.ndarray) -> Any:
    """An image as OpenColorIO takes it."""
    return ocio.PackedImageDesc(image, image.shape[1], image.shape[0], 3)


def colour_science(image: np.ndarray, lut: np.ndarray) -> Work:
    """Apply it to a strip, repeated in time: whole images take minutes and much memory."""
    from colour.algebra import table_interpolation_trilinear

    strip, cube = image[: max(1, len(image) // 64)], np.transpose(lut, (3, 2, 1, 0))
    return lambda: table_interpolation_trilinear(strip, cube)


def forward(name: str, image: np.ndarray, lut: np.ndarray, repeats: int) -> Iterator[Row]:
    """Float images of interleaved pixels; grid_sample's of planes."""
    megapixels, out, theirs = (
        image.shape[0] * image.shape[1] / 1e6,
        np.empty_like(image),
        np.empty_like(image),
    )
    grid = torch.from_numpy(image)[None, None] * 2 - 1
    tensor = torch.from_numpy(lut)[None]
    for interpolation in INTERPOLATIONS:
        processor, ours = color_io(lut, interpolation), partial(apply_lut, image, lut, out=out)
        work = partial(processor.apply, described(image), described(theirs))
        work()
        check(ours(interpolation=interpolation), theirs, 1e-5)
        peers: dict[str, Work] = {
            f"OpenColorIO {interpolation}, apply": work,
            f"OpenColorIO {interpolation}, applyRGB": partial(processor.applyRGB, theirs),
        }
        if interpolation == "trilinear":
            peers["grid_sample"] = lambda: grid_sample(
                tensor, grid, padding_mode="border", align_corners=True
            )
            peers["memory copy"] = lambda: np.copyto(out, image)
        compared = compare(partial(ours, interpolation=interpolation), peers, repeats)
        yield from rows(f"float32 {interpolation}", name, megapixels, compared)
    strip = image[: max(1, len(image) // 64)]
    compared = compare(lambda: apply_lut(strip, lut), {"colour-science": colour_science(image, lut)}, 1)
    yield from rows("float32 trilinear, a strip", name, megapixels / 64, compared)


def two_cores(name: str, image: np.ndarray, lut: np.ndarray, repeats: int) -> Iterator[Row]:
    """Against our own single core."""
    out, seconds = np.empty_like(image), {1: list[float](), 2: list[float]()}
    for _ in range(repeats + 1):
        for threads in seconds:
            use_threads(threads)
            seconds[threads].append(timed(lambda: apply_lut(image, lut, out=out), time.perf_counter))
    use_threads(1)
    megapixels, medians = (
        image.shape[0] * image.shape[1] / 1e6,
        {k: statistics.median(v) for k, v in seconds.items()},
    )
    compared = [("ours on one core", medians[2], medians[1], medians[1] / medians[2])]
    yield from rows("float32 trilinear, two cores", name, megapixels, compared)


def integers(name: str, image: np.ndarray, lut: np.ndarray, repeats: int) -> Iterator[Row]:
    """Pillow has 8 bits only; its speed on them stands beside our 16 bits too."""
    eight = np.round(image * 255).astype(np.uint8)
    picture, pillow = (
        Image.fromarray(eight),
        Color3DLUT(lut.shape[1], np.moveaxis(lut, 0, -1).ravel().tolist()),
    )
    check(apply_lut(eight, lut), np.asarray(picture.filter(pillow)), 1)
    megapixels = image.shape[0] * image.shape[1] / 1e6
    for codes in (eight, np.round(image * 65535).astype(np.uint16)):
        out = np.empty_like(codes)
        peers: dict[str, Work] = {"Pillow, 8 bits": lambda: picture.filter(pillow)}
        compared = compare(lambda c=codes, o=out: apply_lut(c, lut, out=o), peers, repeats)
        yield from rows(f"{codes.dtype} trilinear", name, megapixels, compared)


def gradients(name: str, image: np.ndarray, lut: np.ndarray, repeats: int, device: str) -> Iterator[Row]:
    """Backward alone, to image and table; grid_sample's to grid and table."""
    pixels = (
        torch.from_numpy(np.ascontiguousarray(np.moveaxis(image, -1, 0)))[None].to(device).requires_grad_()
    )
    ours_lut, their_lut = (torch.from_numpy(lut).to(device).requires_grad_() for _ in range(2))
    grid = (pixels.detach().permute(0, 2, 3, 1)[:, None] * 2 - 1).contiguous().requires_grad_()
    ours = lut3d(pixels, ours_lut)
    theirs = grid_sample(their_lut[None], grid, padding_mode="border", align_corners=True)
    given = torch.randn(ours.shape, generator=torch.Generator().manual_seed(0)).to(device)
    check(ours.detach().cpu().numpy(), theirs.detach().squeeze(2).cpu().numpy(), 2e-5)

    def mine() -> Any:
        return torch.autograd.grad(ours, (pixels, ours_lut), given, retain_graph=True)

    def its() -> Any:
        return torch.autograd.grad(theirs, (grid, their_lut), given[:, :, None], retain_graph=True)

    check(mine()[1].cpu().numpy() / len(image), its()[1].cpu().numpy() / len(image), 1.0)
    megapixels = image.shape[0] * image.shape[1] / 1e6
    compared = compare(mine, {"grid_sample": its}, repeats, timed if device == "cpu" else timed_on_gpu)
    yield from rows(f"backward, both gradients, {device}", name, megapixels, compared)


def gpu_forward(name: str, image: np.ndarray, lut: np.ndarray, repeats: int) -> Iterator[Row]:
    """Beside a copy of the same bytes on the device, and grid_sample."""
    pixels = torch.from_numpy(np.ascontiguousarray(np.moveaxis(image, -1, 0)))[None].cuda()
    tensor, out = torch.from_numpy(lut).cuda(), torch.empty_like(pixels)
    grid = (pixels.permute(0, 2, 3, 1)[:, None] * 2 - 1).contiguous()
    peers: dict[str, Work] = {
        "copy on the device": lambda: out.copy_(pixels),
        "grid_sample": lambda: grid_sample(tensor[None], grid, padding_mode="border", align_corners=True),
    }
    compared = compare(lambda: lut3d(pixels, tensor), peers, repeats, timed_on_gpu)
    yield from rows("float32 trilinear, cuda", name, image.shape[0] * image.shape[1] / 1e6, compared)


def microseconds(what: str, work: Work, clock: Callable[[], float] = time.process_time) -> Row:
    """Of a call on a tiny image: the host's side, which a stream of small calls is bound by; the best of ten rounds."""
    for _ in range(100):
        work()

    def hundred() -> None:
        for _ in range(100):
            work()

    return {
        "what": f"{what}, one call on 64x64",
        "microseconds": min(timed(hundred, clock) for _ in range(10)) * 1e4,
    }


def overhead(lut: np.ndarray) -> Iterator[Row]:
    """Of the CPU's calls, with the making of the lattice, which takes longer than so few pixels."""
    image, tensor = np.random.default_rng(2).random((64, 64, 3), dtype=np.float32), torch.from_numpy(lut)
    pixels = torch.rand(1, 3, 64, 64)
    yield microseconds("lut3d, cpu", lambda: lut3d(pixels, tensor))
    for kind, top in (("float32", 1), ("uint8", 255), ("uint16", 65535)):
        stored = (image * top).astype(kind)
        yield microseconds(f"apply_lut, {kind}", partial(apply_lut, stored, lut))


def gpu_overhead(lut: np.ndarray) -> Row:
    """Of a CUDA call, by the wall."""
    pixels, tensor = torch.rand(1, 3, 64, 64).cuda(), torch.from_numpy(lut).cuda()
    row = microseconds("lut3d, cuda", lambda: lut3d(pixels, tensor), time.perf_counter)
    torch.cuda.synchronize()
    return row


def gpu(pictures: dict[str, np.ndarray], lut: np.ndarray, repeats: int) -> list[Row]:
    """The GPU's table."""
    if not torch.cuda.is_available():
        return [{"what": "no GPU here"}]
    found: list[Row] = [{"what": torch.cuda.get_device_name()}, gpu_overhead(lut)]
    for name, image in pictures.items():
        found += [*gpu_forward(name, image, lut, repeats), *gradients(name, image, lut, repeats, "cuda")]
    return found


def main() -> None:
    """Print all tables."""
    arguments = ARGUMENTS.parse_args()
    width, height = map(int, arguments.size.split("x"))
    pictures, lut = images(width, height), table(arguments.points)
    use_threads(1)
    found, small = list[Row](), list(overhead(lut))
    for name, image in pictures.items():
        for part in (forward, integers):
            found += part(name, image, lut, arguments.repeats)
        found += gradients(name, image, lut, arguments.repeats, "cpu")
        found += two_cores(name, image, lut, arguments.repeats)
    on_gpu = gpu(pictures, lut, arguments.repeats)
    versions = {"torch": torch.__version__, "opencolorio": ocio.__version__, "numba": numba.__version__}
    setting = {"size": arguments.size, "points": arguments.points, "repeats": arguments.repeats, **versions}
    if arguments.json:
        print(json.dumps({"setting": setting, "cpu": found, "overhead": small, "gpu": on_gpu}, indent=2))
    else:
        print(setting, text_table(found), text_table(small), text_table(on_gpu), sep="\n\n")


if __name__ == "__main__":
    main()
