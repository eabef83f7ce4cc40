"""One photo's work: decode the RAW once, develop it by every sidecar, write pictures and masks."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
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
from ppr10k_data.develop.geometry import (
    Placement,
    mask_picture,
    picture_size,
    place,
    same_shape,
    stored_mask,
)
from ppr10k_data.develop.lens import LensStrength
from ppr10k_data.develop.process_version import translated
from ppr10k_data.develop.sensor import CameraPixels
from ppr10k_data.develop.thumbnail import Thumbnail
from ppr10k_data.errors import ImageFileError, OutputError, XmpError
from ppr10k_data.files.images import read_mask, write_mask, write_picture
from ppr10k_data.files.profiles import ProfileFolder
from ppr10k_data.files.raw import RawPhoto, open_raw
from ppr10k_data.jobs.outcome import PhotoOutcome, Problem, Rendered
from ppr10k_data.jobs.photo_lens import PhotoLens, moved_by, photo_lens
from ppr10k_data.jobs.plan import Output, PhotoWork
from ppr10k_data.jobs.profiled import Profiled, profiled
from ppr10k_data.jobs.settings import RenderSettings
from ppr10k_data.jobs.strict import refuse_unless_replayed
from ppr10k_data.xmp import CameraRawEdits, active_adjustments
from ppr10k_data.xmp.big_table import table_texts
from ppr10k_data.xmp.interpret import interpret
from ppr10k_data.xmp.read import read_properties

Keep = Callable[[Output, NDArray[Any]], None]
"""Takes a finished picture in place of a file."""


@dataclass(frozen=True)
class Sidecar:
    """A sidecar's edits, the hash of its file, and the texts of the colour tables in it by their digests."""

    edits: CameraRawEdits
    sha256: str
    tables: Mapping[str, str] = field(default_factory=dict)


def read_sidecar(path: Path) -> Sidecar:
    """Read a sidecar once, for its edits and its hash.

    Raises
    ------
    XmpError
        If it cannot be read or understood.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise XmpError(f"cannot be read: {error.strerror or error}", file=str(path)) from error
    found = read_properties(data, str(path))
    return Sidecar(interpret(found, str(path)), sha256(data).hexdigest(), table_texts(found))


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
    sidecars = _read_sidecars(work, outcome)
    work = _leave_out_hopeless(work, settings, sidecars, outcome)
    if work.outputs:
        with outcome.attempt(work.photo, work.raw), open_raw(work.raw, baselines=baselines) as raw:
            _render_all(_Scene.of(work, settings, raw, sidecars, profiles, keep, durable), outcome)
    return outcome


def _read_sidecars(work: PhotoWork, outcome: PhotoOutcome) -> dict[Path, Sidecar]:
    """All sidecars of a photo, each once; those that cannot be read are problems."""
    wanted = dict.fromkeys(output.sidecar for output in work.outputs)
    if work.source is not None:
        wanted.setdefault(work.source)
    sidecars = {}
    for path in wanted:
        with outcome.attempt(path.stem, work.raw):
            sidecars[path] = read_sidecar(path)
    return sidecars


def _leave_out_hopeless(
    work: PhotoWork, settings: RenderSettings, sidecars: dict[Path, Sidecar], outcome: PhotoOutcome
) -> PhotoWork:
    """The work less the outputs whose own sidecar, or whose photo's xmp_source where it counts, is unreadable.

    Without its xmp_source a picture would be another one, and not lie on the others of its photo.
    """
    readable = tuple(output for output in work.outputs if output.sidecar in sidecars)
    source_counts = settings.geometry == "source" or settings.white_balance == "anchored"
    if work.source is None or work.source in sidecars or not source_counts:
        return replace(work, outputs=readable)
    for output in readable:
        reason = f"{output.sidecar}: not rendered, because {work.source}, which it goes by, cannot be read"
        outcome.problems.append(Problem(str(output.photo), "XmpError", reason))
    return replace(work, outputs=())


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
        shared = self.settings.geometry == "source" and self.source is not None
        geometry = self.source if shared and self.source is not None else edits
        sensor = self.raw.sensor
        orientation = geometry.orientation or sensor.orientation
        crop = None if geometry.already_applied else geometry.crop
        return place(sensor.size, crop, orientation, pixel_aspect=sensor.pixel_aspect)

    def lens_of(self, edits: CameraRawEdits) -> PhotoLens:
        """The lens corrections of a sidecar; what moves pixels goes by the source, as its placement does."""
        shared = self.source if self.settings.geometry == "source" else None
        return photo_lens(self.raw, edits, shared)

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
    _make_folder(output.path.parent)
    write_picture(
        output.path,
        picture,
        space=scene.settings.space,
        description=_description({"settings": scene.settings.recorded(), **described}),
        licence=scene.work.licence,
        durable=scene.durable,
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise OutputError(f"{folder}: cannot be made: {reason}; give --out a place to write to") from error


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
    _make_folder(output.path.parent)
    write_mask(output.path, picture, durable=scene.durable)
    record = _identity(scene, output, picture)
    record["inputs_sha256"][f"masks_full/{scene.work.mask.name}"] = sha256(
        scene.work.mask.read_bytes()
    ).hexdigest()
    outcome.rendered.append(
        Rendered(output, {**record, "bits": 8, "seconds": round(time.perf_counter() - started, 4)})
    )
