"""Do many photos cost what their pixels cost? Scheduling, resuming, memory, and two jobs beside one.

    python benchmarks/jobs.py [--shared ../shared] [--raw FILE] [--photos 60] [--repeats 3] [--json] [--skip-render]

Prints each measurement beside its target. The first two tables need no photograph: 11,161 empty RAW files with six
sidecars each, all of them done; and work that takes no time.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from installed import command
from ppr10k_data.jobs.engine.fingerprint import Fingerprints
from ppr10k_data.jobs.engine.journal import header
from ppr10k_data.jobs.engine.ledger import journal_path
from ppr10k_data.jobs.engine.lines import LineWriter
from ppr10k_data.jobs.engine.outcome import PhotoOutcome, Rendered
from ppr10k_data.jobs.engine.pending import names_under
from ppr10k_data.jobs.engine.run import Job, RunOptions, run
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.render.run import RenderRequest, forecast
from ppr10k_data.jobs.render.settings import RenderSettings, Resolution
from ppr10k_data.photo import PhotoId
from render import SIDECAR, SOURCE
from tables import text_table

ARGUMENTS = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ARGUMENTS.add_argument("--shared", type=Path, default=Path("../shared"))
ARGUMENTS.add_argument("--raw", type=Path, help="a Bayer RAW; the 12-megapixel one of shared/ by default")
ARGUMENTS.add_argument("--photos", type=int, default=60, help="for two jobs beside one")
ARGUMENTS.add_argument("--repeats", type=int, default=3)
ARGUMENTS.add_argument("--skip-render", action="store_true", help="leave out two jobs beside one")
ARGUMENTS.add_argument("--json", action="store_true")

RELEASE = [PhotoId(group, index) for group in range(1681) for index in range(7)][:11161]
FOLDERS = ("xmp_source", "xmp_target_a", "xmp_target_b", "xmp_target_c", "xmp_x", "xmp_y")
SPEEDUP, START_S, MEMORY_MB, OVERHEAD_MS = 1.8, 5.0, 300.0, 3.0
"""Targets."""


def row(what: str, measured: float, unit: str, target: float, *, most: bool) -> dict[str, Any]:
    """One line of the table; a ratio above 1 is better than asked."""
    ratio = target / measured if most else measured / target
    wanted = f"{'at most' if most else 'at least'} {target:g} {unit}"
    return {"what": what, "measured": measured, "unit": unit, "target": wanted, "ratio to target": ratio}


def timed(arguments: list[str]) -> tuple[float, float]:
    """Seconds and peak megabytes of a command."""
    begun = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(arguments)} failed")
    return time.perf_counter() - begun, usage.ru_maxrss / 1024


# Everything is done ------------------------------------------------------------------------------------------------


def release_that_is_done(root: Path) -> RenderRequest:
    """Empty files of the release's number, and a journal that knows all their renders."""
    for folder, suffix in (("raw", "CR2"), *((folder, "xmp") for folder in FOLDERS)):
        (root / folder).mkdir(parents=True)
        for photo in RELEASE:
            (root / folder / f"{photo}.{suffix}").touch()
    request = RenderRequest(root, FOLDERS, RenderSettings(Resolution.parse("360p")), root / "out")
    works, base = forecast(request).plan.works, request.base
    name, marks = names_under(base), Fingerprints(request.settings_record())
    tally = {"kind": "picture", "replayed": ["Temperature", "Tint", "Exposure2012"], "detail_left_out": True}
    for folder in FOLDERS:
        (base / folder).mkdir(parents=True)
    with LineWriter(journal_path(base)) as journal:
        journal.append(header(request.settings_record(), "0"))
        for work in works:
            done = {}
            for output in work.outputs:
                output.path.touch()
                done[name(output.path)] = [0, marks.of(work.inputs(output)), tally]
            journal.append({"photo": str(work.photo), "done": done, "failed": {}})
    return request


def measure_start(folder: Path, repeats: int) -> list[dict[str, Any]]:
    request = release_that_is_done(folder / "release")
    names = [word for name in FOLDERS for word in ("--xmp", name)]
    arguments = command("render", "--root", request.root, *names, "--out", request.out)
    timed(arguments)  # compiles the sources
    runs = [timed(arguments) for _ in range(repeats)]
    files = len(RELEASE) * len(FOLDERS)
    seconds, megabytes = statistics.median(run[0] for run in runs), max(run[1] for run in runs)
    return [
        row(f"start, all of {files:,} outputs done", seconds, "s", START_S, most=True),
        row(f"parent's memory at {files:,} outputs", megabytes, "MB", MEMORY_MB, most=True),
    ]


# Overhead ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Output:  # noqa: D101
    path: Path


@dataclass(frozen=True)
class Work:  # noqa: D101
    photo: PhotoId
    raw: Path
    outputs: tuple[Output, ...]

    def inputs(self, output: Output) -> tuple[Path, ...]:  # noqa: D102
        return (self.raw,)


def name_files(work: Work) -> PhotoOutcome:
    """All that a photo's work is here: its files are there already, so that no disk is measured but the records'."""
    record = {"kind": "picture", "edits": {f"key{number}": number for number in range(100)}}
    return PhotoOutcome(rendered=[Rendered(output, dict(record)) for output in work.outputs])


def measure_overhead(folder: Path, photos: int = 2000) -> dict[str, Any]:
    """What the engine takes for a photo of six outputs whose work takes no time, from the first record to the last."""
    base, raws = folder / "out", folder / "raw"
    raws.mkdir()
    for name in FOLDERS:
        (base / name).mkdir(parents=True)
    works = []
    for photo in RELEASE[:photos]:
        (raws / f"{photo}.CR2").touch()
        paths = [base / name / f"{photo}.tif" for name in FOLDERS]
        for path in paths:
            path.write_bytes(b"0")
        works.append(Work(photo, raws / f"{photo}.CR2", tuple(map(Output, paths))))
    job = Job(base, works, {}, name_files, lambda made: dict(made.record), lambda line: {"kind": "picture"})
    at: list[float] = []
    run(
        job,
        RunOptions(backend="loky", jobs=2),
        Stop(),
        planned=lambda pending: None,
        done=lambda *_: at.append(time.perf_counter()),
    )
    each = (at[-1] - at[0]) / (photos - 1)
    return row("overhead a photo of six outputs", 1e3 * each, "ms", OVERHEAD_MS, most=True)


# Two jobs beside one -----------------------------------------------------------------------------------------------


def measure_speedup(folder: Path, raw: Path, photos: int, repeats: int) -> dict[str, Any]:
    root = folder / "photos"
    attributes = " ".join(f'{key}="{value}"' for key, value in SOURCE.items())
    for name in ("raw", "xmp_source"):
        (root / name).mkdir(parents=True)
    for number in range(photos):
        (root / "raw" / f"{number}_0{raw.suffix}").symlink_to(raw.resolve())
        (root / "xmp_source" / f"{number}_0.xmp").write_text(SIDECAR.format(attributes))
    measure = partial(_seconds_of, root, folder)
    measure(2, "warm")  # compiles the pixel loops, once
    ratios = [measure(1, f"one{i}") / measure(2, f"two{i}") for i in range(repeats)]
    what = f"two jobs against one, 360p, {photos} photos"
    return row(what, statistics.median(ratios), "times", SPEEDUP, most=False)


def _seconds_of(root: Path, folder: Path, jobs: int, out: str) -> float:
    return timed(command("render", "--root", root, "--out", folder / out, "--jobs", jobs))[0]


def main() -> None:
    asked = ARGUMENTS.parse_args()
    raw = asked.raw or asked.shared / "data" / "raw" / "sony_a7r4_12mp_crop_lossless.dng"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = measure_start(folder, asked.repeats)
        rows.append(measure_overhead(folder))
        if not asked.skip_render:
            rows.append(measure_speedup(folder, raw, asked.photos, asked.repeats))
    print(json.dumps(rows, indent=2) if asked.json else text_table(rows))


if __name__ == "__main__":
    main()
