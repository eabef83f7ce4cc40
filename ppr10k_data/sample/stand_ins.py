"""Stand-ins for Lightroom's 360p TIFFs, where the release has them, so that a comparison with these can be tried."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.geometry import Placement, picture_size, place
from ppr10k_data.develop.resolutions import RESOLUTIONS
from ppr10k_data.files.images import write_picture
from ppr10k_data.files.lightroom import RELEASE_TIFFS
from ppr10k_data.files.tree import SAMPLE_NOTICE, SOURCE
from ppr10k_data.sample.ideal import ideal_light, ideal_picture
from ppr10k_data.sample.plan import SamplePhoto
from ppr10k_data.sample.viewpoint import Affine
from ppr10k_data.xmp import CameraRawEdits

DESCRIPTION = (
    "Stand-in for Lightroom's render: the scene as an ideal sensor saw it, by the sidecar's white balance and exposure "
    "and Adobe's default tone, without any other slider. Not made by Lightroom."
)


def stand_in_name(photo: SamplePhoto, folder: str) -> PurePosixPath:
    """Where the stand-in of a folder of sidecars lies, under the sample's root."""
    kind = folder.removeprefix("xmp_")
    return PurePosixPath(RELEASE_TIFFS, photo.name.split, kind, f"{photo.name}.tif")


def write_stand_ins(
    out: Path,
    photo: SamplePhoto,
    edits: Mapping[str, CameraRawEdits],
    seen: NDArray[np.float32],
    to_photograph: Affine,
    size: tuple[int, int],
) -> list[Path]:
    """Write a photo's stand-ins: 16 bits for the source and 8 for targets, as the release has it.

    Parameters
    ----------
    out : Path
        The sample's root.
    photo : SamplePhoto
    edits : mapping
        By folder of sidecars.
    seen : (h, w, 3) float32
        The photograph in camera RGB.
    to_photograph : (2, 3) float64
        From places on the picture, as stored, to places in the photograph.
    size : tuple of int
        Width and height of the picture, as stored.

    Raises
    ------
    ImageFileError
        If one cannot be written.
    """
    light: dict[Placement, NDArray[np.float32]] = {}
    paths = []
    for folder, asked in edits.items():
        orientation = photo.shot.view.orientation
        placement = place(size, asked.crop, orientation)
        if placement not in light:
            small = picture_size(placement, RESOLUTIONS["360p"])
            light[placement] = ideal_light(seen, to_photograph, placement, small)
        picture = ideal_picture(light[placement], photo, asked, orientation)
        levels = np.uint16 if folder == SOURCE else np.uint8
        path = out / stand_in_name(photo, folder)
        write_picture(
            path,
            np.rint(picture * np.iinfo(levels).max).astype(levels),
            space="srgb",
            description=DESCRIPTION,
            licence=SAMPLE_NOTICE,
        )
        paths.append(path)
    return paths
