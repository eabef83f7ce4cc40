"""One photo's work of ``masks``: its RAW file's header, its sidecars, its mask; no pixel of the photo is decoded."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ppr10k_data.develop.geometry import oriented_size
from ppr10k_data.errors import LayoutError
from ppr10k_data.files.images import write_mask
from ppr10k_data.files.masks import StoredMask
from ppr10k_data.files.raw import open_frame
from ppr10k_data.files.raw_frame import RawFrame
from ppr10k_data.jobs.engine.outcome import PhotoOutcome, Rendered, make_folder
from ppr10k_data.jobs.masks.settings import MaskSettings
from ppr10k_data.jobs.photos.sidecars import Sidecar, leave_out_hopeless, read_sidecars
from ppr10k_data.jobs.render.lens import PhotoLens, moved_by, photo_lens
from ppr10k_data.jobs.render.mask import PhotoMask, mask_of, photo_mask, placement_of, upright_by
from ppr10k_data.jobs.render.plan import Output, PhotoWork
from ppr10k_data.xmp import CameraRawEdits

_WAY_OUT = "put the RAW file into raw/"


def mask_photo(work: PhotoWork, settings: MaskSettings, *, durable: bool = False) -> PhotoOutcome:
    """Make all masks of one photo, each in the geometry that ``render`` gives the matching picture.

    Parameters
    ----------
    work : PhotoWork
        Its outputs are masks. Where there is no RAW file, ``raw`` is the mask.
    settings : MaskSettings
    durable : bool
        Wait until the disk has each file.

    Returns
    -------
    PhotoOutcome
        Errors of single files are in it; they do not stop the others.
    """
    outcome = PhotoOutcome()
    sidecars = read_sidecars(work, outcome)
    work = leave_out_hopeless(work, sidecars, outcome, source_counts=settings.geometry == "source")
    photo = _Photo(work, settings, sidecars)
    for output in work.outputs:
        with outcome.attempt(output.photo, work.raw):
            started = time.perf_counter()
            mask, record = photo.mask(output)
            make_folder(output.path.parent)
            write_mask(output.path, mask.picture, durable=durable)
            record["seconds"] = round(time.perf_counter() - started, 4)
            outcome.rendered.append(Rendered(output, record))
    return outcome


@dataclass(frozen=True)
class _Photo:
    """A photo's mask and header, read once for all its outputs."""

    work: PhotoWork
    settings: MaskSettings
    sidecars: Mapping[Path, Sidecar]

    @cached_property
    def stored(self) -> StoredMask:
        return mask_of(self.work)

    @cached_property
    def header(self) -> RawFrame | None:
        return None if self.work.raw == self.work.mask else open_frame(self.work.raw)

    @property
    def source(self) -> CameraRawEdits | None:
        path = self.work.source
        return self.sidecars[path].edits if path is not None and path in self.sidecars else None

    def mask(self, output: Output) -> tuple[PhotoMask, dict[str, Any]]:
        """One mask, and what the manifest says of it."""
        edits = self.sidecars[output.sidecar].edits
        shared = self.source if self.settings.geometry == "source" else None
        frame = self.header or self._frame_of_mask(output, edits if shared is None else shared)
        lens = photo_lens(frame, edits, shared)
        placement = placement_of(frame, edits, self.source, self.settings.geometry)
        orientation = upright_by(frame, edits, self.source)
        long_edge = self.settings.resolution.long_edge
        mask = photo_mask(self.stored, frame, orientation, placement, long_edge, lens.lens)
        return mask, self._record(output, frame, lens, mask)

    def _frame_of_mask(self, output: Output, asked: CameraRawEdits) -> RawFrame:
        """Without a RAW file the mask's own size counts, where the sidecar says which way up the photo is."""
        told = None if self.source is None else self.source.orientation
        orientation = told or asked.orientation
        if orientation is None:
            raise LayoutError(
                f"{output.sidecar}: no tiff:Orientation, and no RAW file that tells which way up the photo is; "
                f"{_WAY_OUT}"
            )
        if any(moved_by(asked.lens)) and not asked.already_applied:
            raise LayoutError(
                f"{output.sidecar}: asks for a lens profile, and no RAW file tells which lens it was; {_WAY_OUT}"
            )
        return RawFrame(oriented_size(self.stored.size, orientation), orientation)

    def _record(self, output: Output, frame: RawFrame, lens: PhotoLens, mask: PhotoMask) -> dict[str, Any]:
        read = (path for path in self.work.inputs(output) if path in self.sidecars)
        hashes = {f"{path.parent.name}/{path.name}": self.sidecars[path].sha256 for path in read}
        height, width = mask.picture.shape
        return {
            "inputs_sha256": {**hashes, self.stored.name: self.stored.sha256},
            "frame": {
                "from": self.stored.name if frame.metadata is None else f"raw/{self.work.raw.name}",
                "width": frame.size[0],
                "height": frame.size[1],
                "orientation": frame.orientation,
            },
            "lens": lens.recorded(),
            "human_frac": round(float((mask.picture > 0).mean()), 6),
            "faults": dict(mask.faults),
            "width": width,
            "height": height,
            "bits": 8,
        }
