"""What it saves, and costs, that a worker keeps its memory from photo to photo.

    python benchmarks/kept_memory.py [--shared ../shared] [--raw FILE ...] [--rounds 2] [--res 360p 1080p full] [--json]

Renders the photos in turn, so many rounds, in a fresh process on one core: with its memory kept and without. Processor
seconds a photo after a first one; the peak of resident memory, and what is still resident at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from render import SIDECAR, SOURCE
from tables import text_table

ARGUMENTS = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ARGUMENTS.add_argument("--shared", type=Path, default=Path("../shared"))
ARGUMENTS.add_argument(
    "--raw", type=Path, nargs="+", help="RAW files; six times the 12-megapixel one of shared/ by default"
)
ARGUMENTS.add_argument("--rounds", type=int, default=2)
ARGUMENTS.add_argument("--res", nargs="+", default=["360p", "1080p", "full"])
ARGUMENTS.add_argument("--json", action="store_true")
ARGUMENTS.add_argument("--here", nargs=2, help=argparse.SUPPRESS)


def make_tree(root: Path, raws: list[Path]) -> None:
    """A dataset of these photos with a sidecar each."""
    for name in ("raw", "xmp_source"):
        (root / name).mkdir(parents=True)
    attributes = " ".join(f'{key}="{value}"' for key, value in SOURCE.items())
    for number, raw in enumerate(raws):
        (root / "raw" / f"{number}_0{raw.suffix}").symlink_to(raw.resolve())
        (root / "xmp_source" / f"{number}_0.xmp").write_text(SIDECAR.format(attributes))


def in_fresh_process(root: Path, resolution: str, rounds: int, *, kept: bool) -> dict[str, float]:
    words = [sys.executable, __file__, "--rounds", rounds, "--res", resolution, "--here", root, int(kept)]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"), "1")
    told = subprocess.run(
        list(map(str, words)), env=os.environ | threads, capture_output=True, text=True, check=True
    )
    measured: dict[str, float] = json.loads(told.stdout)
    return measured


def here(root: Path, resolution: str, rounds: int, *, kept: bool) -> dict[str, float]:
    """In this process."""
    from ppr10k_data.jobs.engine.pools.kept_memory import give_back_much, keep_memory
    from ppr10k_data.jobs.render.photo import render_photo
    from ppr10k_data.jobs.render.run import RenderRequest, forecast
    from ppr10k_data.jobs.render.settings import RenderSettings, Resolution

    settings = RenderSettings(Resolution.parse(resolution))
    if kept and not keep_memory():
        raise SystemExit("the C library is not glibc: nothing to be kept")
    works = forecast(RenderRequest(root, ("xmp_source",), settings, root.parent / "out")).plan.works
    render_photo(works[0], settings)
    begun = time.process_time()
    for work in works * rounds:
        outcome = render_photo(work, settings)
        assert not outcome.problems, outcome.problems
        if kept:
            give_back_much()
    seconds = (time.process_time() - begun) / (len(works) * rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return {"s": seconds, "peak": peak, "at the end": _resident_mb()}


def _resident_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1e3 for line in lines if line.startswith("VmRSS:"))


def compare(root: Path, resolution: str, rounds: int) -> dict[str, Any]:
    plain, kept = (in_fresh_process(root, resolution, rounds, kept=keep) for keep in (False, True))
    return {
        "size": resolution,
        "s a photo": plain["s"],
        "kept": kept["s"],
        "less, %": 100.0 * (1.0 - kept["s"] / plain["s"]),
        "peak, MB": plain["peak"],
        "kept ": kept["peak"],
        "at the end, MB": plain["at the end"],
        "kept  ": kept["at the end"],
    }


def main() -> None:
    asked = ARGUMENTS.parse_args()
    if asked.here:
        root, kept = asked.here
        print(json.dumps(here(Path(root), asked.res[0], asked.rounds, kept=kept == "1")))
        return
    raws = asked.raw or [asked.shared / "data" / "raw" / "sony_a7r4_12mp_crop_lossless.dng"] * 6
    with tempfile.TemporaryDirectory() as name:
        make_tree(Path(name) / "root", raws)
        rows = [compare(Path(name) / "root", resolution, asked.rounds) for resolution in asked.res]
    print(json.dumps(rows, indent=2) if asked.json else text_table(rows))


if __name__ == "__main__":
    main()
