"""One photo's work: decode the RAW once, develop it by every sidecar, write pictures and masks."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

from numpy.typing import NDArray

import ppr10k_data
from ppr10k_data.cameras import BaselineRow
from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.camera_picture import camera_picture
from ppr10k_data.develop.chain import Rendering, develop, plan_rendering
from ppr10k_data.develop.coverage import LENS_PROFILE, Account, account, invisible_detail
from ppr10k_data.develop.detail.finish import Finish
from ppr10k_data.develop.geometry import Placement, picture_size
from ppr10k_data.develop.lens import LensStrength
from ppr10k_data.develop.process_version import translated
from ppr10k_data.develop.sensor import CameraPixels
from ppr10k_data.develop.thumbnail import Thumbnail
from ppr10k_data.files.images import write_mask, write_picture
from ppr10k_data.files.profiles import ProfileFolder
from ppr10k_data.files.raw import RawPhoto, open_raw
from ppr10k_data.jobs.outcome import PhotoOutcome, Rendered, make_folder
from ppr10k_data.jobs.photo_lens import PhotoLens, moved_by, photo_lens
from ppr10k_data.jobs.photo_mask import mask_of, photo_mask, placement_of
from ppr10k_data.jobs.plan import Output, PhotoWork
from ppr10k_data.jobs.profiled import Profiled, profiled
from ppr10k_data.jobs.settings import RenderSettings
from ppr10k_data.jobs.sidecars import Sidecar, leave_out_hopeless, read_sidecars
from ppr10k_data.jobs.strict import refuse_unless_replayed
from ppr10k_data.xmp import CameraRawEdits, active_adjustments

Keep = Callable[[Output, NDArray[Any]], None]
"""Takes a finished picture in place of a file."""


def render_photo(
    work: PhotoWork,
    settings: RenderSettings,
    baselines: Sequence[BaselineRow] = (),
    profiles: ProfileFolder | None = None,
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
            _render_all(_Scene.of(work, settings, raw, sidecars, profiles, keep, durable), outcome)
    return outcome


@dataclass(frozen=True)
class _Scene:
    """A decoded photo, its sidecars, and the state that all its renders share."""

    work: PhotoWork
    settings: RenderSettings
    raw: RawPhoto
    sidecars: dict[Path, Sidecar]
    source: CameraRawEdits | None
    anchor: Anchor
    profiles: ProfileFolder | None
    keep: Keep | None
    durable: bool

    @classmethod
    def of(
        cls,
        work: PhotoWork,
        settings: RenderSettings,
        raw: RawPhoto,
        sidecars: dict[Path, Sidecar],
        profiles: ProfileFolder | None,
        keep: Keep | None,
        durable: bool,
    ) -> _Scene:
        source = sidecars[work.source].edits if work.source in sidecars else None
        sensor = raw.sensor
        anchor = Anchor.of(sensor.color, sensor.as_shot_neutral, source, settings.white_balance)
        return cls(work, settings, raw, sidecars, source, anchor, profiles, keep, durable)

    def placement(self, edits: CameraRawEdits) -> Placement:
        """What a picture with these edits shows: the source's rectangle, or under ``own`` the sidecar's."""
        return placement_of(self.raw.frame, edits, self.source, self.settings.geometry)

    def lens_of(self, edits: CameraRawEdits) -> PhotoLens:
        """The lens corrections of a sidecar; what moves pixels goes by the source, as its placement does."""
        shared = self.source if self.settings.geometry == "source" else None
        return photo_lens(self.raw.frame, edits, shared)

    def profiled(self, path: Path) -> Profiled:
        """The photo by the profile and the look that a sidecar asks for."""
        sidecar = self.sidecars[path]
        return profiled(
            self.raw,
            CameraRawEdits() if sidecar.edits.already_applied else sidecar.edits,
            sidecar.tables,
            self.profiles,
            without_table=self.settings.look_without_table,
            sidecar=str(path),
        )

    def rendering(self, photo: Profiled) -> Rendering:
        """How a picture is rendered."""
        return plan_rendering(
            photo.sensor,
            photo.edits,
            self.anchor.white_balance(photo.edits),
            thumbnail=self.thumbnail,
            tone=self.settings.tone,
            look=photo.look,
            grain_seed=crc32(str(self.work.photo).encode()),  # all of a photo's pictures have the same grain
        )

    def account(self, edits: CameraRawEdits, photo: Profiled, scale: float = 1.0) -> Account:
        """What becomes of a sidecar's adjustments in a picture of ``scale`` pixels to a photosite."""
        asked = CameraRawEdits() if edits.already_applied else edits
        absent = photo.absent | (LENS_PROFILE if self.lens_of(edits).reason else frozenset())
        absent |= invisible_detail(Finish.of(asked), scale)
        return account(asked, scene_linear=self.settings.space == "scene-linear", absent=absent)

    @cached_property
    def thumbnail(self) -> Thumbnail:
        """The same for all of the photo's sidecars, and made only if one of them needs it."""
        return Thumbnail(self.raw.sensor)


def _render_all(scene: _Scene, outcome: PhotoOutcome) -> None:
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
                _render_mask(scene, output, outcome)


def _render_placement(
    scene: _Scene, placement: Placement, outputs: list[Output], outcome: PhotoOutcome, *, last: bool
) -> None:
    """All pictures of one placement and lens correction; the very last may be developed in place."""
    size = picture_size(placement, scene.settings.resolution.long_edge)
    lens = scene.lens_of(scene.sidecars[outputs[0].sidecar].edits).lens
    camera = camera_picture(scene.raw.sensor, placement, size, lens)
    for number, output in enumerate(outputs, start=1):
        with outcome.attempt(output.photo, scene.work.raw):
            in_place = last and number == len(outputs)
            _render_picture(scene, output, placement, camera, outcome, in_place=in_place)


def _render_picture(
    scene: _Scene,
    output: Output,
    placement: Placement,
    camera: CameraPixels,
    outcome: PhotoOutcome,
    *,
    in_place: bool,
) -> None:
    started = time.perf_counter()
    settings, edits = scene.settings, scene.sidecars[output.sidecar].edits
    photo = scene.profiled(output.sidecar)
    rendering = scene.rendering(photo)
    picture = develop(
        camera,
        rendering,
        space=settings.space,
        bits=settings.bits_of(output.folder),
        orientation=placement.orientation,
        in_place=in_place,
    )
    described = _described(scene, output, rendering, edits) | photo.record
    if scene.keep is None:
        _write(scene, output, picture, described)
    else:
        scene.keep(output, picture)
    _note(scene, output, rendering, edits, outcome)
    for note in photo.notes:
        outcome.note(f"{output.folder}/{output.photo}: {note}")
    became = scene.account(edits, photo, camera.scale)
    record = {
        **_identity(scene, output, picture),
        **described,
        "replayed": list(became.replayed),
        "approximated": _plain(became.approximated),
        "not_replayed": _plain(became.not_replayed),
        "detail_left_out": _plain(became.detail_left_out),
        "lens": scene.lens_of(edits).recorded(),
        "translated": dict(translated(edits).said_as),
        "seconds": round(time.perf_counter() - started, 4),
    }
    outcome.rendered.append(Rendered(output, record))


def _write(scene: _Scene, output: Output, picture: NDArray[Any], described: dict[str, Any]) -> None:
    make_folder(output.path.parent)
    write_picture(
        output.path,
        picture,
        space=scene.settings.space,
        description=_description({"settings": scene.settings.recorded(), **described}),
        licence=scene.work.licence,
        durable=scene.durable,
    )


def _identity(scene: _Scene, output: Output, picture: NDArray[Any]) -> dict[str, Any]:
    inputs = {str(scene.work.raw.name): scene.raw.sha256}
    for path in scene.work.inputs(output):
        if path in scene.sidecars:
            inputs[f"{path.parent.name}/{path.name}"] = scene.sidecars[path].sha256
    height, width = picture.shape[:2]
    return {"inputs_sha256": inputs, "width": width, "height": height, "dtype": str(picture.dtype)}


def _described(scene: _Scene, output: Output, rendering: Rendering, edits: CameraRawEdits) -> dict[str, Any]:
    """What was done, for the manifest and the file's own description."""
    balance, sensor = rendering.white_balance, scene.raw.sensor
    return {
        "edits": _plain(active_adjustments(edits)),
        "white_balance": {
            "basis": balance.basis,
            "temperature_k": round(balance.temp_tint.temperature_k, 1),
            "tint": round(balance.temp_tint.tint, 2),
            "neutral": [round(float(v), 6) for v in balance.neutral],
        },
        "matrices": sensor.color.source,
        "baseline_exposure": {"ev": sensor.baseline.ev, "source": sensor.baseline.source},
        "bits": scene.settings.bits_of(output.folder) if scene.settings.space != "scene-linear" else 32,
    }


def _description(described: dict[str, Any]) -> str:
    """One ASCII line for the picture's own description field."""
    return f"ppr10k-data {ppr10k_data.__version__} {json.dumps(described, separators=(',', ':'))}"


def _plain(adjustments: dict[str, object]) -> dict[str, Any]:
    """Adjustments as JSON has them."""
    return {key: json.loads(json.dumps(value, default=str)) for key, value in adjustments.items()}


def _note(
    scene: _Scene, output: Output, rendering: Rendering, edits: CameraRawEdits, outcome: PhotoOutcome
) -> None:
    name = f"{output.folder}/{output.photo}"
    if scene.source is None:
        outcome.note(f"{name}: no xmp_source to go by: its crop is its own, its white balance not anchored")
    if rendering.white_balance.note:
        outcome.note(f"{name}: {rendering.white_balance.note}")
    if reason := scene.lens_of(edits).reason:
        outcome.note(f"{name}: lens profile not applied: {reason}")
    if edits.already_applied:
        outcome.note(
            f"{name}: AlreadyApplied is True: its settings are taken to be in the pixels, and left out"
        )
    if scene.settings.geometry == "source" and scene.source is not None and _other_frame(scene.source, edits):
        outcome.note(
            f"{name}: asks for another crop, orientation or lens profile than xmp_source "
            "(--geometry own honours it)"
        )


def _other_frame(source: CameraRawEdits, edits: CameraRawEdits) -> bool:
    turned = None not in (source.orientation, edits.orientation) and source.orientation != edits.orientation
    return turned or source.crop != edits.crop or moved_by(source.lens) != moved_by(edits.lens)


def _render_mask(scene: _Scene, output: Output, outcome: PhotoOutcome) -> None:
    started = time.perf_counter()
    edits = scene.sidecars[output.sidecar].edits
    stored = mask_of(scene.work)
    mask = photo_mask(
        stored,
        scene.raw.frame,
        scene.placement(edits),
        scene.settings.resolution.long_edge,
        scene.lens_of(edits).lens,
    )
    for fault in mask.faults.values():
        outcome.note(f"masks_full/{output.photo.photo}: {fault}")
    make_folder(output.path.parent)
    write_mask(output.path, mask.picture, durable=scene.durable)
    record = _identity(scene, output, mask.picture)
    record["inputs_sha256"][stored.name] = stored.sha256
    outcome.rendered.append(
        Rendered(output, {**record, "bits": 8, "seconds": round(time.perf_counter() - started, 4)})
    )
