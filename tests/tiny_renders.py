"""Renders of the tiny dataset, as the tests of jobs make them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import tifffile

from ppr10k_data.files.tree import Dataset
from ppr10k_data.jobs.engine.outcome import PhotoOutcome
from ppr10k_data.jobs.render.photo import render_photo
from ppr10k_data.jobs.render.plan import PhotoWork, Selection, plan_render
from ppr10k_data.jobs.render.settings import RenderSettings, Resolution

FOLDERS = ("xmp_source", "xmp_target_a", "xmp_target_b", "xmp_target_c")


def settings_of(resolution: str = "full", **more: Any) -> RenderSettings:
    return RenderSettings(Resolution.parse(resolution), **more)


def work_of(root: Path, out: Path, settings: RenderSettings, folders: tuple[str, ...] = FOLDERS) -> PhotoWork:
    (work, *_) = plan_render(Dataset(root), folders, settings, Selection(), out).works
    return work


def rendered(
    root: Path, out: Path, folders: tuple[str, ...] = FOLDERS, resolution: str = "full", **more: Any
) -> PhotoOutcome:
    settings = settings_of(resolution, **more)
    return render_photo(work_of(root, out, settings, folders), settings)


def pictures(out: Path) -> dict[str, np.ndarray[Any, Any]]:
    return {path.relative_to(out).as_posix(): tifffile.imread(path) for path in sorted(out.rglob("*.tif"))}
