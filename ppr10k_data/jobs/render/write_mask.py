"""A photo's mask, written on the pixels of its pictures."""

from __future__ import annotations

import time

from ppr10k_data.files.images import write_mask
from ppr10k_data.jobs.engine.outcome import PhotoOutcome, Rendered, make_folder
from ppr10k_data.jobs.photos.work import Output
from ppr10k_data.jobs.render.mask import mask_of, photo_mask, upright_by
from ppr10k_data.jobs.render.picture_record import identity
from ppr10k_data.jobs.render.scene import Scene


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
    edits = scene.sidecars[output.sidecar].edits
    stored = mask_of(scene.work)
    mask = photo_mask(
        stored,
        scene.raw.frame,
        upright_by(scene.raw.frame, edits, scene.source),
        scene.placement(edits),
        scene.settings.resolution.long_edge,
        scene.lens_of(edits).lens,
    )
    for fault in mask.faults.values():
        outcome.note(f"masks_full/{output.photo.photo}: {fault}")
    make_folder(output.path.parent)
    write_mask(output.path, mask.picture, durable=scene.durable)
    record = identity(scene, output, mask.picture)
    record["inputs_sha256"][stored.name] = stored.sha256
    outcome.rendered.append(
        Rendered(output, {**record, "bits": 8, "seconds": round(time.perf_counter() - started, 4)})
    )
