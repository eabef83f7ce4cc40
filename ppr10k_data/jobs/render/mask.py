"""One photo's mask in the geometry of a picture: the same for ``render --masks`` and ``masks``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.geometry import (
    Placement,
    has_shape_of,
    mask_picture,
    oriented_size,
    picture_size,
    place,
    stored_mask,
)
from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.masks import MaskFault, StoredMask, look_at_mask
from ppr10k_data.files.raw_frame import RawFrame
from ppr10k_data.jobs.render.plan import PhotoWork
from ppr10k_data.xmp import CameraRawEdits

if TYPE_CHECKING:
    from ppr10k_data.develop.lens import Lens
    from ppr10k_data.jobs.render.settings import GeometryMode


@dataclass(frozen=True)
class PhotoMask:
    """A mask that lies on a picture.

    Parameters
    ----------
    picture : (H, W) uint8
        0 and 255, upright, of the picture's size.
    faults : dict
        What is wrong with the stored mask, in words, by kind.
    """

    picture: NDArray[np.uint8]
    faults: dict[MaskFault, str]


def placement_of(
    frame: RawFrame, edits: CameraRawEdits, source: CameraRawEdits | None, geometry: GeometryMode
) -> Placement:
    """What a picture shows: the source's rectangle, or under ``own`` its sidecar's.

    Parameters
    ----------
    frame : RawFrame
        The photo.
    edits : CameraRawEdits
        The picture's own.
    source : CameraRawEdits or None
        The photo's xmp_source; where there is none, the picture goes by its own.
    geometry : {"source", "own"}

    Raises
    ------
    XmpError
        If a crop has nothing between its corners.
    """
    asked = source if geometry == "source" and source is not None else edits
    crop = None if asked.already_applied else asked.crop
    return place(frame.size, crop, asked.orientation or frame.orientation, pixel_aspect=frame.pixel_aspect)


def upright_by(frame: RawFrame, edits: CameraRawEdits, source: CameraRawEdits | None) -> int:
    """The EXIF orientation by which a photo's stored mask is upright: its xmp_source's, whatever a picture asks for.

    Parameters
    ----------
    frame : RawFrame
        The photo; counts where no sidecar tells.
    edits : CameraRawEdits
        A picture's own; counts where the photo has no xmp_source.
    source : CameraRawEdits or None
    """
    told = edits if source is None else source
    return told.orientation or frame.orientation


def mask_of(work: PhotoWork) -> StoredMask:
    """The full-size mask of a photo, as it is stored.

    Raises
    ------
    ImageFileError
        If there is none, or it cannot be read.
    """
    if work.mask is None:
        raise ImageFileError(f"{work.raw}: no mask of this photo; render without --masks or download it")
    return look_at_mask(work.mask)


def photo_mask(
    stored: StoredMask,
    frame: RawFrame,
    orientation: int,
    placement: Placement,
    long_edge: int | None,
    lens: Lens | None,
) -> PhotoMask:
    """Put a photo's mask through a picture's geometry.

    Parameters
    ----------
    stored : StoredMask
        The full-size mask.
    frame : RawFrame
        The photo.
    orientation : int
        By which the stored mask is upright, see :func:`upright_by`.
    placement : Placement
        What the picture shows.
    long_edge : int or None
        The picture's size.
    lens : Lens or None
        Whose distortion is undone in the picture.

    Raises
    ------
    ImageFileError
        If the mask has another shape than its photo.
    """
    refuse_other_shape(stored, frame, orientation)
    laid, remark = stored_mask(stored.human, frame.size, orientation)
    picture = mask_picture(laid, placement, picture_size(placement, long_edge), lens)
    return PhotoMask(picture, stored.faults | _frame_fault(remark))


def _frame_fault(remark: str) -> dict[MaskFault, str]:
    """What :func:`stored_mask` remarks, by kind; a mask that is scaled and lies down, too, counts as scaled."""
    if not remark:
        return {}
    return {"not-upright": remark} if remark.startswith("not upright") else {"wrongly-sized": remark}


def refuse_other_shape(stored: StoredMask, frame: RawFrame, orientation: int) -> None:
    """Refuse a mask that cannot be the photo's.

    Parameters
    ----------
    stored, frame, orientation
        As :func:`photo_mask`.

    Raises
    ------
    ImageFileError
        If it has another shape, or is turned by a quarter though the photo is not.
    """
    whole = picture_size(place(frame.size, None, 1, pixel_aspect=frame.pixel_aspect), None)
    if not has_shape_of(stored.human, whole, orientation):
        width, height = oriented_size(whole, orientation)
        raise ImageFileError(
            f"{stored.path}: {stored.size[0]}x{stored.size[1]} is not the shape of its photo, {width}x{height} "
            "upright; is it another photo's mask, a cropped or a turned one?"
        )
