"""The rendering chain: from a sensor image and a sidecar's edits to a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.anchor import Anchor, WhiteBalance
from ppr10k_data.develop.camera_color import CameraColor
from ppr10k_data.develop.color_spaces import OutputSpace, output_matrix, romm_encode, srgb_encode
from ppr10k_data.develop.geometry import Placement, orient, picture_size, place, resample, scaled
from ppr10k_data.develop.look.bake import LookTable, bake, joined_curve, split_leading_curves
from ppr10k_data.develop.look.calibration import calibration_matrix
from ppr10k_data.develop.look.key import picture_key
from ppr10k_data.develop.look.order import Operator, look_operators
from ppr10k_data.develop.look.rgb_tone import rgb_tone
from ppr10k_data.develop.pixels import Stages, develop_pixels, expose_pixels
from ppr10k_data.develop.reduce import average_mosaic, smallest_step
from ppr10k_data.develop.sensor import CameraPixels, SensorImage
from ppr10k_data.develop.tone import TABLE_SIZE, BaseTone, base_tone
from ppr10k_data.xmp import CameraRawEdits

Bits = Literal[8, 16]

OVERSAMPLING = 2
"""How much finer than the picture its pixels are developed, on each axis, where the photo is large enough. Against the
DNG SDK's renderer, reduced from full size, this gains 5 to 9 dB on the 12-megapixel photo."""

ENCODING_INTERVALS = 16384
"""Samples of a transfer curve: linear interpolation is then right to 0.1 of a 16-bit level."""


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
        The camera's matrices.
    calibration : (3, 3) float64 or None
        The sidecar's change of the primaries, on linear ProPhoto; None for none.
    look : tuple of Operator
        Everything from the exposure ramp to the output space; empty where that is the base tone alone.
    """

    white_balance: WhiteBalance
    exposure_ev: float
    tone: BaseTone
    color: CameraColor
    calibration: NDArray[np.float64] | None = None
    look: tuple[Operator, ...] = ()

    def to_working(self) -> NDArray[np.float64]:
        """White-balanced camera RGB to linear ProPhoto, primaries calibrated: a (3, 3) matrix."""
        matrix = self.color.balanced_to_prophoto(self.white_balance.neutral)
        return matrix if self.calibration is None else self.calibration @ matrix


KEY_LONG_EDGE = 256
"""Of the small picture that a photo's key is taken from; always the same, so that the key is."""


def image_key(sensor: SensorImage) -> float:
    """The key of a photo: how dark it is as shot, whatever its sidecar, crop or output size.

    Parameters
    ----------
    sensor : SensorImage

    Returns
    -------
    float
        See :func:`ppr10k_data.develop.look.key.picture_key`.
    """
    whole = place(sensor.size, None, 1, pixel_aspect=sensor.pixel_aspect)
    camera = camera_picture(sensor, whole, picture_size(whole, KEY_LONG_EDGE))
    anchor = Anchor.of(sensor.color, sensor.as_shot_neutral, None)
    rendering = plan_rendering(sensor, CameraRawEdits(), anchor.white_balance(CameraRawEdits()))
    balanced = np.minimum(camera.pixels * _balance(rendering, camera.saturation), 1.0)
    scene = np.minimum(rendering.tone.ramp(np.clip(balanced @ rendering.to_working().T, 0.0, 1.0)), 1.0)
    return picture_key(rgb_tone(scene, rendering.tone.exposure_curve))


def plan_rendering(
    sensor: SensorImage,
    edits: CameraRawEdits,
    white_balance: WhiteBalance,
    *,
    key: Callable[[], float] | None = None,
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
    key : callable, optional
        Gives the photo's key where an adjustment needs it; :func:`image_key` by default. Give one that remembers
        where a photo has several sidecars.
    """
    exposure_ev = sensor.baseline.ev + edits.exposure_ev
    tone = base_tone(
        exposure_ev,
        scene_referred=sensor.scene_referred,
        shadow_scale=sensor.shadow_scale,
        black_render=sensor.rendered_by.black_render,
    )
    look = look_operators(edits, tone, key or (lambda: image_key(sensor)))
    matrix = calibration_matrix(edits.calibration)
    calibration = None if np.array_equal(matrix, np.eye(3)) else matrix
    return Rendering(white_balance, exposure_ev, tone, sensor.color, calibration, look)


def camera_picture(sensor: SensorImage, placement: Placement, size: tuple[int, int]) -> CameraPixels:
    """Linear camera RGB of a placement at a size, not oriented.

    Parameters
    ----------
    sensor : SensorImage
        The photo.
    placement : Placement
        What to show.
    size : tuple of int
        Width and height of the picture in pixels.

    Returns
    -------
    CameraPixels
        Of the picture's size times its oversampling.

    Notes
    -----
    Where a pixel of the picture covers at least two photosites on each axis (six in the X-Trans pattern) the mosaic
    is averaged, to twice the picture's size; else the missing colours are interpolated first.
    """
    step = min(placement.extent[0] / size[0], placement.extent[1] / size[1])
    finest = 1.0 if sensor.mosaic is None else smallest_step(sensor.cfa)
    oversampling = OVERSAMPLING if step >= OVERSAMPLING * finest else 1
    fine = (size[0] * oversampling, size[1] * oversampling)
    if sensor.mosaic is None or oversampling == 1:
        whole = sensor.demosaic()
        return CameraPixels(resample(whole.pixels, placement, fine), whole.saturation, oversampling)
    if placement.angle_deg == 0.0:
        return CameraPixels(_averaged(sensor, placement.window, fine), np.ones(3), oversampling)
    # A turned crop is sampled from a picture twice as fine as needed, so that the turn costs no sharpness.
    factor = max(finest, step / oversampling / 2.0)
    width, height = sensor.size
    reduced = (round(width / factor), round(height / factor))
    whole_picture = _averaged(sensor, (0.0, 0.0, width, height), reduced)
    turned = resample(whole_picture, scaled(placement, reduced[0] / width, reduced[1] / height), fine)
    return CameraPixels(turned, np.ones(3), oversampling)


def _averaged(
    sensor: SensorImage, window: tuple[float, float, float, float], size: tuple[int, int]
) -> NDArray[np.float32]:
    assert sensor.mosaic is not None
    return average_mosaic(sensor.mosaic, sensor.cfa, sensor.black, sensor.white, window, size)


@lru_cache(maxsize=8)
def _encoding(space: OutputSpace, bits: Bits) -> NDArray[np.float32]:
    """The transfer curve of an output space, in levels plus one half."""
    x = np.linspace(0.0, 1.0, ENCODING_INTERVALS + 1)
    encode = romm_encode if space == "prophoto" else srgb_encode
    levels = encode(x) * float(2**bits - 1) + 0.5
    return np.append(levels, levels[-1]).astype(np.float32)


def _balance(rendering: Rendering, saturation: NDArray[np.float64]) -> NDArray[np.float32]:
    return (1.0 / (saturation * rendering.white_balance.neutral)).astype(np.float32)


def compile_stages(
    rendering: Rendering, saturation: NDArray[np.float64], space: OutputSpace, bits: Bits
) -> Stages:
    """Turn a rendering into the numbers that the pixel loop works with.

    Parameters
    ----------
    rendering : Rendering
        What to do.
    saturation : (3,) float64
        Of the pixels that it will be done to.
    space : OutputSpace
        ``srgb`` or ``prophoto``.
    bits : Bits
        8 or 16 bits a channel.
    """
    ramp = rendering.tone.ramp
    coefficient = ramp.slope / (4.0 * ramp.radius) if ramp.radius > 0.0 else 0.0
    limits = [ramp.black - ramp.radius, ramp.black + ramp.radius, coefficient, ramp.slope]
    curve = _leading_curve(rendering)
    return Stages(
        balance=_balance(rendering, saturation),
        to_working=rendering.to_working().astype(np.float32),
        ramp=np.array(limits, dtype=np.float32),
        curve=np.append(curve, curve[-1]),
        to_output=output_matrix(space).astype(np.float32),
        encoding=_encoding(space, bits),
    )


def _leading_curve(rendering: Rendering) -> NDArray[np.float32]:
    """The hue-preserving curves at the head of the look, as one; the base tone's where there is no look."""
    if not rendering.look:
        return rendering.tone.curve
    leading, _ = split_leading_curves(rendering.look)
    return joined_curve(leading, np.linspace(0.0, 1.0, TABLE_SIZE + 1)).astype(np.float32)


def compile_look(rendering: Rendering) -> LookTable | None:
    """Bake what follows those curves; None where nothing does."""
    _, rest = split_leading_curves(rendering.look)
    return bake(rest) if rest else None


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
        White balance, exposure and tone.
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
    stages = compile_stages(rendering, camera.saturation, space, bits)
    pixels = camera.pixels
    reuse = in_place and factor == 1 and bits == 16 and pixels.dtype == np.uint16 and pixels.flags.writeable
    out = pixels if reuse else np.empty(shape, np.uint16 if bits == 16 else np.uint8)
    develop_pixels(pixels, stages, compile_look(rendering), factor, out)
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
