"""The demonstration's variants: a few of the sample's photos augmented, on a sheet to look at."""

from __future__ import annotations

from pathlib import Path

import ppr10k_data
from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.images import read_picture, write_picture
from ppr10k_data.files.tree import SAMPLE_NOTICE, SOURCE
from ppr10k_data.jobs.augment.drawing import Started
from ppr10k_data.jobs.augment.outputs import SOURCE_PICTURES, augmented
from ppr10k_data.jobs.augment.request import AugmentRequest
from ppr10k_data.jobs.augment.run import augment
from ppr10k_data.jobs.augment.summary import AugmentSummary
from ppr10k_data.jobs.demo.contact_sheet import Frame, Row, contact_sheet
from ppr10k_data.jobs.demo.run import SAMPLE, SMALL, caption_of, credit_line
from ppr10k_data.jobs.engine.run import RunOptions
from ppr10k_data.jobs.photos.selection import Selection
from ppr10k_data.jobs.render.request import RenderRequest
from ppr10k_data.jobs.render.run import Progress
from ppr10k_data.jobs.render.settings import RenderSettings, Resolution
from ppr10k_data.photo import PhotoId
from ppr10k_data.sample.plan import photos
from ppr10k_data.xmp import read_xmp

AUGMENTED, SHEET = "augmented", "variants.png"

PHOTOS = (PhotoId(0, 0), PhotoId(0, 2), PhotoId(1355, 1))
VARIANTS = 2


def demo_augment(
    folder: Path,
    options: RunOptions,
    *,
    variants: int = VARIANTS,
    started: Started = lambda what, photos: None,
    progress: Progress = lambda outcome: None,
) -> AugmentSummary:
    """Augment a few of the sample's training photos.

    Parameters
    ----------
    folder : Path
        The demonstration's own, with its sample; results go into ``augmented``.
    options : RunOptions
    variants : int
        Of each photo.
    started, progress : callable
        As :func:`~ppr10k_data.jobs.augment.run.augment`.

    Raises
    ------
    SettingsChangedError
        If there are results of other settings.
    LayoutError
        If the sample is gone, or nothing can be written.
    """
    settings = RenderSettings(Resolution.parse(SMALL))
    render = RenderRequest(folder / SAMPLE, (), settings, folder / AUGMENTED, Selection(photos=PHOTOS))
    request = AugmentRequest(render, variants=variants)
    return augment(request, options, started=started, progress=progress)


def variants_sheet(folder: Path, variants: int = VARIANTS) -> Path:
    """Draw each photo's source and variants side by side, with their settings.

    Parameters
    ----------
    folder : Path
        The demonstration's own, with its variants.
    variants : int
        So many of each photo.

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
    sheet = contact_sheet(
        f"ppr10k-data {ppr10k_data.__version__}: sources and their variants",
        "Drawn from the official ranges of PPR10K's augmentation; the settings are those of each picture's sidecar.",
        ["source", *(f"variant {k}" for k in range(1, variants + 1))],
        [[_row(folder, photo, variants)] for photo in PHOTOS],
        [credit_line(photo for photo in photos() if photo.name in PHOTOS)],
    )
    path = folder / SHEET
    write_picture(path, sheet, space="srgb", description="variants, by ppr10k-data", licence=SAMPLE_NOTICE)
    return path


def _row(folder: Path, photo: PhotoId, variants: int) -> Row:
    names = [photo, *(PhotoId(photo.group, photo.index, k) for k in range(1, variants + 1))]
    return Row(str(photo), "", [_frame(folder, name) for name in names])


def _frame(folder: Path, name: PhotoId) -> Frame:
    out = folder / AUGMENTED
    own = folder / SAMPLE / SOURCE if name.variant is None else out / augmented(SOURCE)
    try:
        picture = read_picture(out / SMALL / SOURCE_PICTURES / f"{name}.tif")
    except ImageFileError:  # why is told with the summary
        return Frame(None, ("not made",))
    return Frame(picture, caption_of(read_xmp(own / f"{name}.xmp")))
