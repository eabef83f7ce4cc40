"""One photo's work: decode the RAW once, develop it by every sidecar, write pictures and masks."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.cameras import BaselineRow
from ppr10k_data.develop.camera_picture import camera_picture
from ppr10k_data.develop.chain import develop
from ppr10k_data.develop.detail.finish import to_8_bits
from ppr10k_data.develop.geometry import Placement, picture_size
from ppr10k_data.develop.lens import LensStrength
from ppr10k_data.develop.process_version import translated
from ppr10k_data.develop.sensor import CameraPixels
from ppr10k_data.files.images import write_picture
from ppr10k_data.files.profiles import ProfileFolder
from ppr10k_data.files.raw import open_raw
from ppr10k_data.jobs.engine.outcome import PhotoOutcome, Rendered, make_folder
from ppr10k_data.jobs.photos.sidecars import leave_out_hopeless, read_sidecars
from ppr10k_data.jobs.photos.work import Output, PhotoWork
from ppr10k_data.jobs.render.match_picture import CarriedMatch, match_output, refuse_unless_matched
from ppr10k_data.jobs.render.picture_record import described, description, identity, plain, tell
from ppr10k_data.jobs.render.scene import Calibrations, Keep, Scene
from ppr10k_data.jobs.render.settings import RenderSettings
from ppr10k_data.jobs.render.strict import refuse_unless_replayed
from ppr10k_data.jobs.render.write_mask import render_mask
from ppr10k_kernels import apply_lut


def render_photo(
    work: PhotoWork,
    settings: RenderSettings,
    baselines: Sequence[BaselineRow] = (),
    profiles: ProfileFolder | None = None,
    calibrations: Calibrations | None = None,
    *,
    keep: Keep | None = None,
    durable: bool = False,
) -> PhotoOutcome:
    """Make all of one photo's files.

    Parameters
    ----------
    work : PhotoWork
        The RAW, its sidecars and where the results go.
    settings : RenderSettings
    baselines : sequence of BaselineRow
        The user's own baseline exposures.
    profiles : ProfileFolder, optional
        The user's own camera profiles and looks.
    calibrations : mapping, optional
        Of camera models, for pictures that are not matched.
    keep : callable, optional
        Given each picture, upright, as it is made; nothing is written for it then.
    durable : bool
        Wait until the disk has each file.

    Returns
    -------
    PhotoOutcome
        Errors of single files are in it; they do not stop the others.
    """
    outcome = PhotoOutcome()
    sidecars = read_sidecars(work, outcome)
    source_counts = settings.geometry == "source" or settings.white_balance == "anchored"
    work = leave_out_hopeless(work, sidecars, outcome, source_counts=source_counts)
    if work.outputs:
        with outcome.attempt(work.photo, work.raw), open_raw(work.raw, baselines=baselines) as raw:
            _render_all(
                Scene.of(work, settings, raw, sidecars, profiles, keep, durable, calibrations), outcome
            )
    return outcome


def _render_all(scene: Scene, outcome: PhotoOutcome) -> None:
    """Pictures of one placement and lens share their camera pixels; an error costs one file, or one placement."""
    raw = scene.work.raw
    by_frame: dict[tuple[Placement, LensStrength], list[Output]] = {}
    for output in scene.work.outputs:
        with outcome.attempt(output.photo, raw):
            if output.kind == "picture":
                edits = scene.sidecars[output.sidecar].edits
                if scene.settings.strict:
                    became = scene.account(edits, scene.profiled(output.sidecar))
                    refuse_unless_replayed(output.sidecar, became.not_replayed)
                frame = scene.placement(edits), scene.lens_of(edits).strength
                by_frame.setdefault(frame, []).append(output)
    for number, ((placement, _), outputs) in enumerate(by_frame.items(), start=1):
        with outcome.attempt(scene.work.photo, raw):
            _render_placement(scene, placement, outputs, outcome, last=number == len(by_frame))
    for output in scene.work.outputs:
        if output.kind == "mask":
            with outcome.attempt(output.photo, raw):
                render_mask(scene, output, outcome)


def _render_placement(
    scene: Scene, placement: Placement, outputs: list[Output], outcome: PhotoOutcome, *, last: bool
) -> None:
    """All pictures of one placement and lens correction; the very last may be developed in place."""
    size = picture_size(placement, scene.settings.resolution.long_edge)
    lens = scene.lens_of(scene.sidecars[outputs[0].sidecar].edits).lens
    camera = camera_picture(scene.raw.sensor, placement, size, lens)
    carried = CarriedMatch(lambda: _source_picture(scene, camera, placement), scene.work.licence)
    for number, output in enumerate(outputs, start=1):
        with outcome.attempt(output.photo, scene.work.raw):
            in_place = last and number == len(outputs)
            if output.guide is not None and output.guide.carried:
                carried.source(output.guide)  # before the camera's pixels may be lost
            _render_picture(scene, output, placement, camera, carried, outcome, in_place=in_place)


def _source_picture(scene: Scene, camera: CameraPixels, placement: Placement) -> NDArray[Any]:
    """The photo by its xmp_source, framed as its variants are."""
    assert scene.work.source is not None
    rendering = scene.rendering(scene.profiled(scene.work.source))
    return develop(camera, rendering, space=scene.settings.space, orientation=placement.orientation)


def _render_picture(
    scene: Scene,
    output: Output,
    placement: Placement,
    camera: CameraPixels,
    carried: CarriedMatch,
    outcome: PhotoOutcome,
    *,
    in_place: bool,
) -> None:
    started, told_before = time.perf_counter(), len(outcome.notes)
    settings, edits = scene.settings, scene.sidecars[output.sidecar].edits
    photo = scene.profiled(output.sidecar)
    rendering = scene.rendering(photo)
    picture = develop(
        camera,
        rendering,
        space=settings.space,
        bits=16 if settings.match or scene.calibration else settings.bits_of(output.folder),
        orientation=placement.orientation,
        in_place=in_place,
    )
    about = described(scene, output, rendering, edits) | photo.record
    if settings.match or scene.calibration:
        picture, told = _nearer(scene, output, np.ascontiguousarray(picture), carried, outcome)
        about |= told
    if scene.keep is None:
        _write(scene, output, picture, about)
    else:
        scene.keep(output, picture)
    tell(scene, output, rendering, edits, outcome)
    for note in photo.notes:
        outcome.note(f"{output.folder}/{output.photo}: {note}")
    became = scene.account(edits, photo, camera.scale)
    record = {
        **identity(scene, output, picture),
        **about,
        "replayed": list(became.replayed),
        "approximated": plain(became.approximated),
        "not_replayed": plain(became.not_replayed),
        "detail_left_out": plain(became.detail_left_out),
        "lens": scene.lens_of(edits).recorded(),
        "translated": dict(translated(edits).said_as),
        "notes": outcome.notes[told_before:],
        "seconds": round(time.perf_counter() - started, 4),
    }
    outcome.rendered.append(Rendered(output, record))


def _nearer(
    scene: Scene, output: Output, picture: NDArray[Any], carried: CarriedMatch, outcome: PhotoOutcome
) -> tuple[NDArray[Any], dict[str, Any]]:
    """The picture as its guide has it, or as its camera is calibrated; and what the manifest says of that."""
    told: dict[str, Any] = {}
    if scene.settings.match:
        matched = match_output(output, picture, carried)
        if scene.settings.strict:
            refuse_unless_matched(output, matched)
        if matched.reason:
            outcome.note(f"{output.folder}/{output.photo}: not matched: {matched.reason}")
        picture, told = matched.picture, {"match": matched.record}
    if scene.calibration and "reason" in told.get("match", {"reason": ""}):
        apply_lut(picture, scene.calibration.table(), out=picture)
        told["calibration"] = {"exposure_ev": round(scene.calibration.exposure_ev, 4)}
    bits = scene.settings.bits_of(output.folder)
    return picture if bits == 16 else to_8_bits(picture), told


def _write(scene: Scene, output: Output, picture: NDArray[Any], about: dict[str, Any]) -> None:
    make_folder(output.path.parent)
    write_picture(
        output.path,
        picture,
        space=scene.settings.space,
        description=description({"settings": scene.settings.recorded(), **about}),
        licence=scene.work.licence,
        durable=scene.durable,
    )
