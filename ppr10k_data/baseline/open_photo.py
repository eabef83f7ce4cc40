"""A photo's pixels, whatever its file is: finished photos as they are, RAW files developed by their sidecars."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from numpy.typing import NDArray

from ppr10k_data.baseline.inputs import Input
from ppr10k_data.errors import ImageFileError, PhotoNameError, RawDecodeError
from ppr10k_data.files.notices import copyright_notice
from ppr10k_data.files.photos import read_photo
from ppr10k_data.files.tree import RAW, SOURCE, Dataset
from ppr10k_data.jobs.engine.outcome import PhotoOutcome
from ppr10k_data.jobs.render.photo import render_photo
from ppr10k_data.jobs.render.plan import Output, PhotoWork
from ppr10k_data.jobs.render.settings import RenderSettings, Resolution
from ppr10k_data.photo import PhotoId
from ppr10k_data.xmp import CameraRawEdits
from ppr10k_data.xmp.write import format_xmp

DEVELOPED = RenderSettings(Resolution.parse("full"), bits=16, geometry="own")
"""How a RAW file is developed: whole, by its sidecar's own crop, in sRGB."""

UNEDITED = CameraRawEdits(white_balance="As Shot")
"""Edits of a RAW file that has no sidecar."""


NO_ANCHOR = "no xmp_source to go by"
"""How the renderer's remark begins on a photo that is no part of a dataset, which goes without saying here."""


GREY = "grey: taken as RGB of equal channels"
"""Said of a photo of one channel: the model learned colours alone."""


@dataclass(frozen=True)
class OpenedPhoto:
    """A photo in memory.

    Parameters
    ----------
    photo : (H, W, 3) uint8 or uint16
        sRGB-encoded RGB, upright.
    notice : str
        The file's own copyright notice; empty where it has none.
    remarks : tuple of str
        What the user should know of its file or its development.
    """

    photo: NDArray[Any]
    notice: str
    remarks: tuple[str, ...] = ()

    @property
    def bits(self) -> int:
        """Of a channel."""
        return self.photo.dtype.itemsize * 8


def open_photo(photo: Input) -> OpenedPhoto:
    """Read or develop a photo.

    Parameters
    ----------
    photo : Input

    Returns
    -------
    OpenedPhoto

    Raises
    ------
    Ppr10kError
        If the file or its sidecar cannot be read; names it.
    """
    if photo.is_raw:
        return _developed(photo)
    finished = read_photo(photo.path)
    remarks = (GREY,) if finished.is_grey else ()
    return OpenedPhoto(finished.pixels, copyright_notice(photo.path), remarks)


def _developed(photo: Input) -> OpenedPhoto:
    if photo.sidecar is not None:
        if not photo.sidecar.is_file():
            raise ImageFileError(f"{photo.path}: its sidecar {photo.sidecar} is missing")
        return _rendered(photo.path, photo.sidecar)
    with TemporaryDirectory(prefix="ppr10k-") as folder:
        sidecar = Path(folder) / f"{photo.path.stem}.xmp"
        sidecar.write_bytes(format_xmp(UNEDITED))
        plain = _rendered(photo.path, sidecar)
    return OpenedPhoto(plain.photo, plain.notice, ("no sidecar: developed as shot, without edits",))


def _rendered(raw: Path, sidecar: Path) -> OpenedPhoto:
    """Developed in memory by the renderer; a photo that lies in PPR10K's tree goes by its xmp_source, as there."""
    kept: list[NDArray[Any]] = []
    name, root = _name(raw), raw.parent.parent
    in_dataset = raw.parent.name == RAW and (root / SOURCE).is_dir()
    source = root / SOURCE / f"{raw.stem}.xmp"
    licence = Dataset(root).licence if in_dataset else ""
    output = Output(Path(raw.name), "picture", sidecar.parent.name, name, sidecar)
    work = PhotoWork(name, raw, source if in_dataset and source.is_file() else None, None, licence, (output,))
    outcome = render_photo(work, DEVELOPED, keep=lambda _, picture: kept.append(picture))
    if outcome.problems or not kept:
        raise RawDecodeError(_reason(raw, outcome))
    remarks = (note.partition(": ")[2] for note in outcome.notes)
    return OpenedPhoto(kept[0], licence, tuple(text for text in remarks if not text.startswith(NO_ANCHOR)))


def _name(raw: Path) -> PhotoId:
    """The renderer wants a photo of PPR10K; any will do for another, and seeds its grain alone."""
    try:
        return PhotoId.parse(raw.stem)
    except PhotoNameError:
        return PhotoId(0, 0)


def _reason(raw: Path, outcome: PhotoOutcome) -> str:
    reason = outcome.problems[0].reason if outcome.problems else "could not be developed"
    return reason if str(raw) in reason else f"{raw}: {reason}"
