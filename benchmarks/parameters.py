"""How long the table of parameters and its statistics take for the whole release, on a tree made here.

``params`` writes 11,161 x 4 sidecars of the usual 12 KB, as ``benchmarks/xmp.py`` makes them, reads them into a table,
and writes it in each format. ``stats`` counts and draws that table. Prints one JSON document a benchmark.

Run: ``python benchmarks/parameters.py params [--photos 11161] [--jobs 2] [--folder DIR]``
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xmp
from ppr10k_data.files.tables import read_table, write_table
from ppr10k_data.files.tree import Dataset
from ppr10k_data.jobs.parameters.read import plan_parameters, read_parameters
from ppr10k_data.jobs.parameters.statistics import StatisticsResult, write_statistics
from ppr10k_data.jobs.render.plan import Selection
from ppr10k_data.parameters import statistics_of
from ppr10k_data.parameters.columns import FOLDERS

PHOTOS, GROUP_SIZE = 11_161, 7


def main() -> None:
    options = _options()
    with _folder(options.folder) as folder:
        results = BENCHMARKS[options.benchmark](folder, options)
    metadata = {"python": platform.python_version(), "machine": platform.machine(), "jobs": options.jobs}
    print(json.dumps({"metadata": metadata, "results": results}, indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the table of parameters and its statistics.")
    parser.add_argument("benchmark", choices=BENCHMARKS)
    parser.add_argument("--photos", type=int, default=PHOTOS)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where the tree is made, and left; else it is temporary")
    return parser.parse_args()


@contextmanager
def _folder(asked: Path | None) -> Iterator[Path]:
    if asked is not None:
        asked.mkdir(parents=True, exist_ok=True)
        yield asked
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def sidecar_tree(folder: Path, photos: int) -> Path:
    """A dataset of sidecars alone, each of its own random edits; one that is there already is taken."""
    for name in FOLDERS.values():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number in range(photos):
            path = folder / name / f"{number // GROUP_SIZE}_{number % GROUP_SIZE}.xmp"
            if not path.exists():
                path.write_bytes(xmp._sidecar(random.Random(f"{name} {number}")))
    return folder


def params(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    dataset = Dataset(sidecar_tree(folder / "tree", options.photos))
    for path in dataset.root.rglob("*.xmp"):
        path.read_bytes()  # the disk is not what is timed
    begun, cpu = time.perf_counter(), _cpu_s()
    table = read_parameters(plan_parameters(dataset, Selection()), jobs=options.jobs).table
    read_s = time.perf_counter() - begun
    seconds = {
        "photos": len(table),
        "columns": len(table.cells),
        "read_s": round(read_s, 2),
        "read_cpu_s": round(_cpu_s() - cpu, 2),
    }
    for suffix in (".csv", ".jsonl", ".parquet"):
        path = folder / f"parameters{suffix}"
        seconds[f"write{suffix}_s"] = _timed(lambda path=path: write_table(path, table, notice=""))
        seconds[f"size{suffix}_mb"] = round(path.stat().st_size / 1e6, 1)
        seconds[f"read{suffix}_s"] = _timed(lambda path=path: read_table(path))
    return seconds


def stats(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    dataset = Dataset(sidecar_tree(folder / "tree", options.photos))
    table = read_parameters(plan_parameters(dataset, Selection()), jobs=options.jobs).table
    result = StatisticsResult(statistics_of(table))
    return {
        "count_s": _timed(lambda: statistics_of(table)),
        "draw_s": _timed(lambda: write_statistics(folder / "statistics", result, notice="")),
    }


def _cpu_s() -> float:
    """Processor time of this process and of those that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return round(time.perf_counter() - begun, 2)


BENCHMARKS: dict[str, Callable[[Path, argparse.Namespace], dict[str, Any]]] = {
    "params": params,
    "stats": stats,
}

if __name__ == "__main__":
    main()
