"""The demonstration: a generated sample, its renders, and a contact sheet to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import ppr10k_data
from ppr10k_data.errors import ImageFileError, SettingsChangedError
from ppr10k_data.files.images import read_mask, read_picture, write_picture
from ppr10k_data.files.tree import SAMPLE_NOTICE
from ppr10k_data.jobs.demo.contact_sheet import Frame, Row, contact_sheet
from ppr10k_data.jobs.describe.file import describe_edits
from ppr10k_data.jobs.engine.run import RunOptions
from ppr10k_data.jobs.render.plan import Selection
from ppr10k_data.jobs.render.run import Progress, RenderSummary, render
from ppr10k_data.jobs.render.settings import RenderSettings, Resolution
from ppr10k_data.photo import PhotoId
from ppr10k_data.sample import SampleSummary, find_sample, write_sample
from ppr10k_data.sample.plan import SamplePhoto, photos
from ppr10k_data.xmp import CameraRawEdits, read_xmp

SAMPLE, RENDERS, SHEET = "sample", "renders", "contact-sheet.png"

SIDECARS = {
    "xmp_source": "source",
    "xmp_target_a": "expert a",
    "xmp_target_b": "expert b",
    "xmp_target_c": "expert c",
}
"""The demonstration's folders of sidecars, and their heads on the sheet."""

SMALL = "360p"
PORTRAIT = PhotoId(0, 0)
"""Rendered at full size too."""


def demo_sample(
    folder: Path, *, megapixels: float, progress: Callable[[int, int], None]
) -> tuple[SampleSummary, bool]:
    """Write the sample, unless an earlier demonstration did.

    Parameters
    ----------
    folder : Path
        The demonstration's own; the sample goes into ``sample``.
    megapixels : float
        Size of its photos, 0.05..60.
    progress : callable
        Called with the number of photos done and of all photos.

    Returns
    -------
    tuple
        The sample, and whether it was there already.

    Raises
    ------
    SettingsError, ImageFileError
        As :func:`~ppr10k_data.sample.write_sample`.
    """
    there = find_sample(folder / SAMPLE, megapixels=megapixels)
    if there is not None:
        return there, True
    return write_sample(folder / SAMPLE, megapixels=megapixels, progress=progress), False


def demo_render(
    folder: Path, *, full: bool, options: RunOptions, started: Callable[[int], None], progress: Progress
) -> RenderSummary:
    """Render the sample's sources and targets: all at 360p with masks, or one portrait at full size.

    Parameters
    ----------
    folder : Path
        The demonstration's own; renders go into ``renders``.
    full : bool
        Which of the two.
    options, started, progress
        As :func:`~ppr10k_data.jobs.render.run.render`.

    Raises
    ------
    SettingsChangedError
        If there are renders of other settings.
    LayoutError
        If the sample is gone, or nothing can be written.
    """
    settings = RenderSettings(Resolution.parse("full" if full else SMALL), masks=not full)
    selection = Selection(photos=(PORTRAIT,) if full else ())
    try:
        return render(
            folder / SAMPLE,
            SIDECARS,
            settings,
            out=folder / RENDERS,
            selection=selection,
            options=options,
            started=started,
            progress=progress,
        )
    except SettingsChangedError as error:
        raise SettingsChangedError(
            f"{folder / RENDERS} is not this demonstration's own: it holds renders of other settings. "
            "Name another folder, or move it away"
        ) from error


def demo_sheet(folder: Path) -> Path:
    """Draw the contact sheet of the small renders: source, three experts and mask of each photo.

    Parameters
    ----------
    folder : Path
        The demonstration's own, with its sample and renders.

    Returns
    -------
    Path
        The sheet, a PNG.

    Raises
    ------
    SettingsError
        If Pillow is not installed.
    ImageFileError
        If the sheet cannot be written.
    """
    everything = photos()
    sheet = contact_sheet(
        f"ppr10k-data {ppr10k_data.__version__}: RAW + Camera Raw sidecars, rendered",
        "Bright captions: what the sidecar asks for and the picture shows. "
        "Dark captions: what it asks for besides, not replayed.",
        [*SIDECARS.values(), "mask"],
        [
            [_row(folder, photo) for photo in group]
            for _, group in groupby(everything, lambda p: p.name.group)
        ],
        [credit_line(everything)],
    )
    path = folder / SHEET
    write_picture(
        path, sheet, space="srgb", description="contact sheet of ppr10k-data", licence=SAMPLE_NOTICE
    )
    return path


def credit_line(shown: Iterable[SamplePhoto]) -> str:
    """Who took the photographs that a sheet shows."""
    credits = dict.fromkeys(f"{photo.group.scene.name}: {photo.group.scene.credit}" for photo in shown)
    return "Made from a generated sample. Photographs: " + "; ".join(credits)


def _row(folder: Path, photo: SamplePhoto) -> Row:
    renders = folder / RENDERS / SMALL
    frames = [
        _frame(folder / SAMPLE / label / f"{photo.name}.xmp", renders / label / f"{photo.name}.tif")
        for label in SIDECARS
    ]
    mask = _read(read_mask, renders / "masks" / f"{photo.name}.png")
    return Row(str(photo.name), f"{photo.name.split}", [*frames, Frame(mask)])


def _frame(sidecar: Path, render_: Path) -> Frame:
    picture = _read(read_picture, render_)
    if picture is None:
        return Frame(None, ("not rendered",))
    edits = read_xmp(sidecar)
    return Frame(picture, caption_of(edits), aside_of(edits))


def _read(reader: Callable[[Path], NDArray[Any]], path: Path) -> NDArray[np.uint8] | None:
    """A picture, or None for one that failed: its reason is told with the render's summary."""
    try:
        return reader(path)
    except ImageFileError:
        return None


_IN_WORDS = frozenset({"WhiteBalance", "Temperature", "Tint", "Exposure2012"})
"""Keys that a caption tells in words of its own; those of geometry are told as another crop."""


def caption_of(edits: CameraRawEdits) -> tuple[str, ...]:
    """What a sidecar asks for and its render shows: white balance and exposure first."""
    parts = ["as shot"] if edits.white_balance == "As Shot" else []
    parts += [f"{edits.temperature_k:.0f} K"] if edits.temperature_k is not None else []
    parts += [f"tint {edits.tint:+.0f}"] if edits.tint is not None else []
    parts += [f"{edits.exposure_ev:+.2f} EV"] if edits.exposure_ev else []
    shown = (
        a
        for a in describe_edits(edits, "").adjustments
        if a.becomes != "not replayed" and a.panel != "geometry"
    )
    parts += [f"{_spoken(a.key)} {a.text}" for a in shown if a.key not in _IN_WORDS]
    return tuple(parts)


def _spoken(key: str) -> str:
    return key.removesuffix("2012").lower()


def aside_of(edits: CameraRawEdits) -> tuple[str, ...]:
    """What a sidecar asks for and its render does not show; every picture has its source's crop."""
    missing = (
        a
        for a in describe_edits(edits, "").adjustments
        if a.becomes == "not replayed" and a.panel != "detail"
    )
    parts = [f"{_spoken(a.key)} {a.text}" for a in missing if a.panel != "geometry"]
    return (*parts, *(["another crop"] if edits.crop is not None else []))
