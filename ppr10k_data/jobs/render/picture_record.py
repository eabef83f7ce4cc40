"""What is told of a picture: in the manifest, in the file's own description, and to the user."""

from __future__ import annotations

import json
from typing import Any

from numpy.typing import NDArray

import ppr10k_data
from ppr10k_data.develop.chain import Rendering
from ppr10k_data.jobs.engine.outcome import PhotoOutcome
from ppr10k_data.jobs.photos.work import Output
from ppr10k_data.jobs.render.lens import moved_by
from ppr10k_data.jobs.render.scene import Scene
from ppr10k_data.xmp import CameraRawEdits, active_adjustments


def identity(scene: Scene, output: Output, picture: NDArray[Any]) -> dict[str, Any]:
    """What a file was made from, and its size.

    Parameters
    ----------
    scene : Scene
    output : Output
    picture : ndarray
        (H, W, 3) array, as it is written.
    """
    inputs = {str(scene.work.raw.name): scene.raw.sha256}
    for path in scene.work.inputs(output):
        if path in scene.sidecars:
            inputs[f"{path.parent.name}/{path.name}"] = scene.sidecars[path].sha256
    height, width = picture.shape[:2]
    return {"inputs_sha256": inputs, "width": width, "height": height, "dtype": str(picture.dtype)}


def described(scene: Scene, output: Output, rendering: Rendering, edits: CameraRawEdits) -> dict[str, Any]:
    """What was done, for the manifest and the file's own description.

    Parameters
    ----------
    scene : Scene
    output : Output
    rendering : Rendering
        By which the picture was developed.
    edits : CameraRawEdits
        Its sidecar's.
    """
    balance, sensor = rendering.white_balance, scene.raw.sensor
    return {
        "edits": plain(active_adjustments(edits)),
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


def description(described: dict[str, Any]) -> str:
    """One ASCII line for the picture's own description field."""
    return f"ppr10k-data {ppr10k_data.__version__} {json.dumps(described, separators=(',', ':'))}"


def plain(adjustments: dict[str, object]) -> dict[str, Any]:
    """Adjustments as JSON has them."""
    return {key: json.loads(json.dumps(value, default=str)) for key, value in adjustments.items()}


def tell(
    scene: Scene, output: Output, rendering: Rendering, edits: CameraRawEdits, outcome: PhotoOutcome
) -> None:
    """Tell the user what a picture alone does not show.

    Parameters
    ----------
    scene : Scene
    output : Output
    rendering : Rendering
        By which the picture was developed.
    edits : CameraRawEdits
        Its sidecar's.
    outcome : PhotoOutcome
        Gets the notes.
    """
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
            "(render --geometry own honours it)"
        )


def _other_frame(source: CameraRawEdits, edits: CameraRawEdits) -> bool:
    turned = None not in (source.orientation, edits.orientation) and source.orientation != edits.orientation
    return turned or source.crop != edits.crop or moved_by(source.lens) != moved_by(edits.lens)
