"""The rendering chain: from a sensor image and a sidecar's edits to a picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.cameras import HueSatMap
from ppr10k_data.develop.anchor import WhiteBalance
from ppr10k_data.develop.base_tone import BaseTone, ToneKind, base_tone
from ppr10k_data.develop.blocks.lookup import INTERVALS
from ppr10k_data.develop.camera_color import CameraColor
from ppr10k_data.develop.color_spaces import OutputSpace, output_matrix, romm_encode, srgb_encode
from ppr10k_data.develop.detail.finish import NO_FINISH, Finish, finish_picture, plan_finish, to_8_bits
from ppr10k_data.develop.effects.vignette import plan_vignette
from ppr10k_data.develop.geometry import orient, place, sensor_map
from ppr10k_data.develop.local.grid import NO_ADJUSTMENTS, LocalAdjustments, LocalGrid, build_grid
from ppr10k_data.develop.look import instructions
from ppr10k_data.develop.look.calibration import calibration_matrix
from ppr10k_data.develop.look.key import PhotoStatistics
from ppr10k_data.develop.look.order import Operator, look_operators, toned
from ppr10k_data.develop.look.rgb_tone import Curve
from ppr10k_data.develop.pixels import Ends, develop_pixels, expose_pixels
from ppr10k_data.develop.process_version import tone_kind, translated
from ppr10k_data.develop.profile.instructions import hue_sat
from ppr10k_data.develop.profile.look import AppliedLook
from ppr10k_data.develop.program import Instruction, Program, Step, assemble, root_axis
from ppr10k_data.develop.sensor import CameraPixels, SensorImage
from ppr10k_data.develop.thumbnail import Thumbnail
from ppr10k_data.xmp import CameraRawEdits, PostCropVignette

Bits = Literal[8, 16]


_NO_VIGNETTE = PostCropVignette()


@dataclass(frozen=True)
class Rendering:
    """Everything that decides the colour of one picture.

    Parameters
    ----------
    white_balance : WhiteBalance
        What is white.
    exposure_ev : float
        The user's exposure plus the camera's baseline, in EV.
    tone : BaseTone
        Exposure ramp and tone curve.
    color : CameraColor
        The profile's matrices.
    calibration : (3, 3) float64 or None
        The sidecar's change of the primaries, on linear ProPhoto; None for none.
    look : tuple of Operator
        Everything from the local adjustments to the output space.
    local : LocalAdjustments
        What follows the exposure and depends on a pixel's surroundings.
    thumbnail : Thumbnail or None
        What surroundings are seen in; needed for local adjustments.
    key : float
        The photo's key, where it is needed.
    vignette : PostCropVignette
        Laid over the picture as it is cropped.
    finish : Finish
        Noise reduction, texture, sharpening and grain of the picture in its output space.
    hue_sat : HueSatMap or None
        The profile's table for the light of the photo; before the exposure.
    look_tables : tuple of HueSatMap
        The profile's look table and the look's; between the exposure's ramp and every curve.
    """

    white_balance: WhiteBalance
    exposure_ev: float
    tone: BaseTone
    color: CameraColor
    calibration: NDArray[np.float64] | None = None
    look: tuple[Operator, ...] = ()
    local: LocalAdjustments = NO_ADJUSTMENTS
    thumbnail: Thumbnail | None = None
    key: float = 0.0
    vignette: PostCropVignette = _NO_VIGNETTE
    finish: Finish = NO_FINISH
    hue_sat: HueSatMap | None = None
    look_tables: tuple[HueSatMap, ...] = ()

    def to_working(self) -> NDArray[np.float64]:
        """White-balanced camera RGB to linear ProPhoto, primaries calibrated: a (3, 3) matrix."""
        matrix = self.color.balanced_to_prophoto(self.white_balance.neutral)
        return matrix if self.calibration is None else self.calibration @ matrix


def plan_rendering(
    sensor: SensorImage,
    edits: CameraRawEdits,
    white_balance: WhiteBalance,
    *,
    thumbnail: Thumbnail | None = None,
    tone: ToneKind = "adaptive",
    grain_seed: int = 0,
    look: AppliedLook | None = None,
) -> Rendering:
    """Work out what a sidecar's edits do to a photo's colour.

    Parameters
    ----------
    sensor : SensorImage
        The photo.
    edits : CameraRawEdits
        The sidecar; neutral where it says that its settings are applied already.
    white_balance : WhiteBalance
        From :meth:`ppr10k_data.develop.anchor.Anchor.white_balance`.
    thumbnail : Thumbnail, optional
        The photo's; give one where a photo has several sidecars, so that it is made once.
    tone : ToneKind
        How highlights end; ``adaptive`` is ``sdk`` for an old process version.
    grain_seed : int
        Of the photo, at least 0; for sidecars that have none.
    look : AppliedLook, optional
        What is laid over the camera profile.
    """
    translation = translated(edits)
    edits, tone = translation.edits, tone_kind(edits, tone)
    thumbnail = thumbnail or Thumbnail(sensor)
    local = LocalAdjustments(
        edits.highlights / 100.0, edits.shadows / 100.0, edits.clarity / 100.0, edits.dehaze / 100.0
    )
    adapts = edits.contrast or local or (edits.exposure_ev > 0.0 and tone == "adaptive")
    statistics = thumbnail.statistics if adapts else PhotoStatistics()
    base = _base_tone(sensor, edits, tone, statistics.bright, translation.black_point)
    matrix = calibration_matrix(edits.calibration)
    profile = sensor.rendered_by
    tables = (profile.look_table, None if look is None else look.look_table)
    return Rendering(
        white_balance,
        base.exposure_ev,
        base,
        profile.color,
        None if np.array_equal(matrix, np.eye(3)) else matrix,
        look_operators(edits, base, statistics.key, look),
        local,
        thumbnail,
        statistics.key,
        vignette=edits.vignette,
        finish=Finish.of(
            edits,
            seed=grain_seed,
            baseline_sharpness=sensor.baseline_sharpness,
            long_edge=max(sensor.size),
        ),
        hue_sat=profile.hue_sat_map(white_balance.neutral),
        look_tables=tuple(table for table in tables if table is not None),
    )


def _base_tone(
    sensor: SensorImage, edits: CameraRawEdits, kind: ToneKind, bright: float, black_point: float
) -> BaseTone:
    profile = sensor.rendered_by
    return base_tone(
        sensor.baseline.ev + profile.exposure_offset_ev + edits.exposure_ev,
        kind=kind,
        user_ev=edits.exposure_ev,
        bright=bright,
        scene_referred=sensor.scene_referred,
        shadow_scale=sensor.shadow_scale,
        black_render=profile.black_render,
        tone_curve=profile.tone_curve,
        black_point=black_point,
    )


def _balance(rendering: Rendering, saturation: NDArray[np.float64]) -> NDArray[np.float32]:
    return (1.0 / (saturation * rendering.white_balance.neutral)).astype(np.float32)


@lru_cache(maxsize=8)
def _encoding(space: OutputSpace, bits: Bits) -> NDArray[np.float32]:
    """The transfer curve of an output space, in levels plus one half."""
    encode = romm_encode if space == "prophoto" else srgb_encode
    levels = encode(root_axis()) * float(2**bits - 1) + 0.5
    return np.append(levels, levels[-1]).astype(np.float32)


def _ends(
    rendering: Rendering, saturation: NDArray[np.float64], space: OutputSpace = "srgb", bits: Bits = 16
) -> Ends:
    return Ends(
        balance=_balance(rendering, saturation),
        to_working=rendering.to_working().astype(np.float32),
        to_output=output_matrix(space).astype(np.float32),
        encoding=_encoding(space, bits),
    )


def _joined(operators: tuple[Operator, ...]) -> list[Instruction]:
    """Instructions of operators; neighbouring hue-preserving curves, which together are one, as one."""
    steps = []
    for is_curve, run in groupby(operators, key=lambda operator: operator.curve is not None):
        group = list(run)
        if is_curve:
            steps.append(instructions.tone(_composed([o.curve for o in group if o.curve is not None])))
        else:
            steps.extend(operator.instruction() for operator in group)
    return steps


def _composed(curves: list[Curve]) -> Curve:
    def composed(x: NDArray[np.float64]) -> NDArray[np.float64]:
        for curve in curves:
            x = np.clip(curve(x), 0.0, 1.0)
        return x

    return composed


def compile_program(rendering: Rendering, camera: CameraPixels) -> tuple[Program, int]:
    """Turn a rendering into what the pixel loop works by.

    Parameters
    ----------
    rendering : Rendering
    camera : CameraPixels
        What it will be done to; only its size and place count.

    Returns
    -------
    program : Program
    fine : int
        How many of its steps are to be taken before pixels are averaged.
    """
    look = rendering.look
    split = max((i + 1 for i, operator in enumerate(look) if operator.bends_tone), default=0)
    before, after = _vignette(rendering, camera)
    if after:  # it goes by the place of unaveraged pixels
        split = len(look)
    if not rendering.local:
        fine = [*_merged(rendering, before, look[:split]), *after]
        return assemble([*fine, *_joined(look[split:])]), len(fine)
    assert rendering.thumbnail is not None
    ramp, *curve = instructions.exposed(rendering.tone)
    exposed = [*_with_tables(rendering, [*before, ramp]), *curve]
    # A vignette is of the cropped picture, not of the photo.
    seen = [*_with_tables(rendering, [ramp]), *curve]
    scene = rendering.thumbnail.scene(rendering.white_balance.neutral, rendering.to_working(), seen)
    grid = build_grid(scene, rendering.local, rendering.tone.profile_curve, rendering.key)
    local = Instruction(Step.LOCAL, (grid.airlight, float(grid.changes_haze)), (grid.zones,))
    fine = [*exposed, local, *_joined(look[:split]), *after]
    frame = _frame(camera, rendering.thumbnail.sensor, grid)
    return assemble([*fine, *_joined(look[split:])], local=grid.values, frame=frame), len(fine)


def _vignette(rendering: Rendering, camera: CameraPixels) -> tuple[list[Instruction], list[Instruction]]:
    """What a vignette does before the exposure, and after all else."""
    height, width = camera.pixels.shape[:2]
    vignette = plan_vignette(rendering.vignette, (width, height), INTERVALS)
    if vignette is None:
        return [], []
    step = [instructions.vignetted(vignette)]
    return ([], step) if vignette.paint else (step, [])


def _merged(rendering: Rendering, before: list[Instruction], look: tuple[Operator, ...]) -> list[Instruction]:
    """The exposure with the look right behind it: its curve is joined with theirs."""
    ramp, *_ = instructions.exposed(rendering.tone)
    exposure = rendering.tone.exposure
    curve = (toned("exposure", exposure),) if exposure else ()
    return [*_with_tables(rendering, [*before, ramp]), *_joined((*curve, *look))]


def _with_tables(rendering: Rendering, exposing: list[Instruction]) -> list[Instruction]:
    """What exposes between the tables that come before and after it (DNG SDK, ``dng_render_task``)."""
    first = () if rendering.hue_sat is None else (rendering.hue_sat,)
    return [*map(hue_sat, first), *exposing, *map(hue_sat, rendering.look_tables)]


def _frame(camera: CameraPixels, sensor: SensorImage, grid: LocalGrid) -> NDArray[np.float32]:
    """From pixels to columns and rows of the grid, whose nodes are centres of its cells over the whole photo."""
    height, width = camera.pixels.shape[:2]
    across, down = sensor.size
    to_sensor = camera.to_sensor
    if to_sensor is None:
        to_sensor = sensor_map(place(sensor.size, None, 1), (width, height))
    rows, columns = grid.values.shape[:2]
    scale = np.array([columns / across, rows / down])
    frame = to_sensor * scale[:, None]
    frame[:, 2] += 0.5 * scale - 0.5
    return np.asarray(frame, np.float32)


def develop(
    camera: CameraPixels,
    rendering: Rendering,
    *,
    space: OutputSpace = "srgb",
    bits: Bits = 16,
    orientation: int = 1,
    in_place: bool = False,
) -> NDArray[Any]:
    """Develop linear camera RGB into a picture.

    Parameters
    ----------
    camera : CameraPixels
        (H, W, 3) linear camera RGB.
    rendering : Rendering
        White balance, exposure, tone and look.
    space : OutputSpace
        ``srgb`` or ``prophoto`` (encoded), or ``scene-linear``: sRGB primaries after white balance and exposure,
        before any tone curve.
    bits : Bits
        8 or 16; ``scene-linear`` is always float32.
    orientation : int
        EXIF orientation to turn the picture upright by.
    in_place : bool
        Write 16-bit results over 16-bit camera pixels, which are lost: saves 6 bytes a pixel.

    Returns
    -------
    (H, W, 3) uint8, uint16 or float32
        Sides swapped for orientations 5 to 8.
    """
    factor = camera.oversampling
    shape = (camera.pixels.shape[0] // factor, camera.pixels.shape[1] // factor, 3)
    if space == "scene-linear":
        return orient(_scene_linear(camera, rendering, shape), orientation)
    finish = plan_finish(rendering.finish, camera.scale)
    depth: Bits = bits if finish is None else 16
    program, fine = compile_program(rendering, camera)
    pixels = camera.pixels
    reuse = in_place and factor == 1 and depth == 16 and pixels.dtype == np.uint16 and pixels.flags.writeable
    out = pixels if reuse else np.empty(shape, np.uint16 if depth == 16 else np.uint8)
    develop_pixels(pixels, _ends(rendering, camera.saturation, space, depth), program, fine, factor, out)
    if finish is not None:
        finish_picture(out, finish, space)
        out = out if bits == 16 else to_8_bits(out)
    return orient(out, orientation)


def _scene_linear(
    camera: CameraPixels, rendering: Rendering, shape: tuple[int, int, int]
) -> NDArray[np.float32]:
    """White balance and exposure alone, in sRGB primaries."""
    matrix = output_matrix("srgb") @ rendering.color.balanced_to_prophoto(rendering.white_balance.neutral)
    exposed = (matrix * 2.0**rendering.exposure_ev).astype(np.float32)
    linear = np.empty(camera.pixels.shape, np.float32)
    expose_pixels(camera.pixels, _balance(rendering, camera.saturation), exposed, linear)
    if camera.oversampling > 1:
        linear = cv2.resize(linear, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
    return linear
