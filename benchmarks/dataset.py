"""How long ``split`` and ``verify`` take for the whole release, on trees made here.

``split`` writes lists and builds both training trees of an empty file for each name of the release; ``verify`` looks at
these names, opens the empty files, and then small valid ones. Each command is run in a process of its own. Prints one
JSON document; processor times say more than the clock's where the machine has other work.

Run: ``python benchmarks/dataset.py split|verify [--jobs 2] [--folder DIR]``
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from installed import command
from release_tree import empty_release, small_release


def main() -> None:
    options = _options()
    with _folder(options.folder) as folder:
        results = BENCHMARKS[options.benchmark](folder, options)
    metadata = {"python": platform.python_version(), "machine": platform.machine(), "jobs": options.jobs}
    print(json.dumps({"metadata": metadata, "results": results}, indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time split and verify for a whole dataset.")
    parser.add_argument("benchmark", choices=BENCHMARKS)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "--folder", type=Path, help="where the trees are made, and left; else it is temporary"
    )
    return parser.parse_args()


@contextmanager
def _folder(asked: Path | None) -> Iterator[Path]:
    if asked is not None:
        asked.mkdir(parents=True, exist_ok=True)
        yield asked
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def split(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    root = _tree(empty_release, folder / "empty")
    results = _command("lists", "split", "--root", root, "--out", folder / "lists", "--overwrite")
    for layout in ("adaint", "official"):
        words = ("split", "--root", root, "--out", folder / layout, "--layout", layout)
        shutil.rmtree(folder / layout, ignore_errors=True)
        results |= _command(f"{layout}_tree", *words)
        results |= _command(f"{layout}_tree_again", *words)
        results[f"{layout}_links"] = sum(
            1 for kind in ("tif", "png") for _ in (folder / layout).rglob(f"*.{kind}")
        )
    return results


def verify(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    results = {}
    for make in (empty_release, small_release):
        kind = make.__name__.partition("_")[0]
        root = _tree(make, folder / kind)
        results |= _command(f"{kind}_names", "verify", "--root", root, "--dry-run")
        results |= _command(f"{kind}_opened", "verify", "--root", root, "--jobs", options.jobs)
    return results


def _tree(make: Callable[[Path], Path], root: Path) -> Path:
    """One that is there already is taken."""
    return root if root.is_dir() else make(root)


def _command(name: str, *words: object) -> dict[str, Any]:
    """Seconds by the clock and by the processors of a command of ours."""
    begun, cpu = time.perf_counter(), _cpu_s()
    done = subprocess.run(command(*words, "-q"), capture_output=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(done.stderr.decode())
    return {
        f"{name}_s": round(time.perf_counter() - begun, 2),
        f"{name}_cpu_s": round(_cpu_s() - cpu, 2),
        f"{name}_exit_code": done.returncode,
    }


def _cpu_s() -> float:
    """Processor time of this process and of those that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


BENCHMARKS: dict[str, Callable[[Path, argparse.Namespace], dict[str, Any]]] = {
    "split": split,
    "verify": verify,
}

if __name__ == "__main__":
    main()
