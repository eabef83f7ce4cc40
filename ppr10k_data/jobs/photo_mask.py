"""A photo's mask, on the pixels of its pictures."""

from __future__ import annotations

import time
from hashlib import sha256

from ppr10k_data.develop.geometry import mask_picture, picture_size, place, same_shape, stored_mask
from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.atomic import make_folder
from ppr10k_data.files.images import read_mask, write_mask
from ppr10k_data.jobs.outcome import PhotoOutcome, Rendered
from ppr10k_data.jobs.photo_work import Output
from ppr10k_data.jobs.picture_record import identity
from ppr10k_data.jobs.scene import Scene


def render_mask(scene: Scene, output: Output, outcome: PhotoOutcome) -> None:
    """Write a mask of the size, turn, crop and lens correction of its picture.

    Parameters
    ----------
    scene : Scene
        The photo, with its mask.
    output : Output
        Where it goes, and the sidecar whose geometry it has.
    outcome : PhotoOutcome
        Gets the file, and what is remarkable of the mask.

    Raises
    ------
    ImageFileError
        If there is no mask, or one that is not the photo's; if it cannot be written.
    """
    started = time.perf_counter()
    if scene.work.mask is None or not scene.work.mask.is_file():
        raise ImageFileError(
            f"{scene.work.mask}: no mask of this photo; render without --masks or download it"
        )
    placement = scene.placement(scene.sidecars[output.sidecar].edits)
    size = picture_size(placement, scene.settings.resolution.long_edge)
    full = scene.raw.sensor.size
    mask = read_mask(scene.work.mask)
    whole = picture_size(place(full, None, 1, pixel_aspect=scene.raw.sensor.pixel_aspect), None)
    if not same_shape(mask, whole):
        raise ImageFileError(
            f"{scene.work.mask}: {mask.shape[1]}x{mask.shape[0]} is not the shape of its photo, {whole[0]}x{whole[1]} "
            "before it is turned upright; is it another photo's mask, or a cropped one?"
        )
    mask, remark = stored_mask(mask, full, placement.orientation)
    if remark:
        outcome.note(f"masks_full/{output.photo.photo}: {remark}")
    lens = scene.lens_of(scene.sidecars[output.sidecar].edits).lens
    picture = mask_picture(mask, placement, size, lens)
    make_folder(output.path.parent)
    write_mask(output.path, picture, durable=scene.durable)
    record = identity(scene, output, picture)
    record["inputs_sha256"][f"masks_full/{scene.work.mask.name}"] = sha256(
        scene.work.mask.read_bytes()
    ).hexdigest()
    outcome.rendered.append(
        Rendered(output, {**record, "bits": 8, "seconds": round(time.perf_counter() - started, 4)})
    )
