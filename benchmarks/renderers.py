"""Other programs that render a DNG, each as an sRGB picture in 0..1 and not turned; None where one cannot."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
import rawpy
import tifffile

from ppr10k_data.develop.geometry import orient

White = tuple[float, float] | None
"""Temperature and tint; None for as shot."""

_SDK = """
import sys, json, numpy as np
sys.path.insert(0, sys.argv[1])
import dngsdk
negative = dngsdk.Negative(sys.argv[2])
for number, (exposure, white) in enumerate(json.loads(sys.argv[4])):
    np.save(f"{sys.argv[3]}/{number}.npy", negative.render(exposure, tuple(white) if white else None, dtype="f4"))
"""

_INVERSE = {6: 8, 8: 6}
"""Orientation that undoes another; all but these undo themselves."""


def sdk(path: Path, tools: Path, settings: list[tuple[float, White]]) -> list[np.ndarray] | None:
    """The SDK's renders at full size, by exposure and white balance; it ends its process on a bad file."""
    if importlib.util.find_spec("dngpy") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", _SDK, str(tools), str(path), folder, json.dumps(settings)]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            return None
        return [np.clip(np.load(f"{folder}/{number}.npy"), 0.0, 1.0) for number in range(len(settings))]


def rawpy_default(path: Path) -> np.ndarray:
    """LibRaw's own rendering at its defaults."""
    with rawpy.imread(str(path)) as raw:
        return raw.postprocess(use_camera_wb=True, user_flip=0) / 255.0


def _darktable(path: Path, out: Path, folder: Path) -> list[str]:
    own = ["--core", "--configdir", str(folder / "config"), "--library", ":memory:"]
    return ["darktable-cli", str(path), str(out), *own, "--conf", "plugins/imageio/format/tiff/bpp=8"]


def _rawtherapee(path: Path, out: Path, folder: Path) -> list[str]:
    return ["rawtherapee-cli", "-Y", "-o", str(out), "-b8", "-t", "-d", "-c", str(path)]


_PROGRAMS: dict[str, Callable[[Path, Path, Path], list[str]]] = {
    "darktable": _darktable,
    "RawTherapee": _rawtherapee,
}


@lru_cache
def _version(program: str) -> str | None:
    """What a program calls itself; None where it is not installed."""
    command = _PROGRAMS[program](Path(), Path(), Path())[0]
    if shutil.which(command) is None:
        return None
    with tempfile.TemporaryDirectory() as home:
        run = subprocess.run(
            [command, "-v" if program == "RawTherapee" else "--version"],
            capture_output=True,
            text=True,
            check=False,
            env=_environment(home),
        )
    found = re.search(r"\d+\.\d+(\.\d+)?", run.stdout + run.stderr)
    return f"{program} {found.group()}" if found else program


def _environment(home: str) -> dict[str, str]:
    """One without the user's own settings, so that the program's defaults count."""
    return os.environ | {
        "HOME": home,
        "XDG_CONFIG_HOME": f"{home}/.config",
        "XDG_CACHE_HOME": f"{home}/.cache",
    }


def installed_programs(path: Path, orientation: int) -> dict[str, np.ndarray]:
    """Renders of the installed raw converters at their own defaults, turned back as the sensor lies."""
    renders = {}
    for program, command in _PROGRAMS.items():
        name = _version(program)
        picture = None if name is None else _rendered(command, path)
        if name is not None and picture is not None:
            renders[name] = orient(picture, _INVERSE.get(orientation, orientation))
    return renders


def _rendered(command: Callable[[Path, Path, Path], list[str]], path: Path) -> np.ndarray | None:
    """Run a program on a copy: some write beside their input."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        copy, out = folder / path.name, folder / "out.tif"
        shutil.copyfile(path, copy)
        subprocess.run(
            command(copy, out, folder), capture_output=True, check=False, timeout=300, env=_environment(home)
        )
        picture = tifffile.imread(out) if out.exists() else None
    return None if picture is None else picture[..., :3] / np.iinfo(picture.dtype).max
