"""What is done to a picture once its colours are right: noise reduction, texture, sharpening, grain, in this order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.detail.denoise import reduce_color_noise, reduce_luminance_noise
from ppr10k_data.develop.detail.noise_reduction import Denoiser, plan_color, plan_luminance
from ppr10k_data.develop.detail.retexture import retexture
from ppr10k_data.develop.detail.sharpen import sharpen
from ppr10k_data.develop.detail.sharpening import Sharpener, plan_sharpening
from ppr10k_data.develop.detail.texture import TextureFilter, plan_texture
from ppr10k_data.develop.detail.transfer import EncodedSpace
from ppr10k_data.develop.effects.grain import GrainField, add_grain, plan_grain
from ppr10k_data.xmp import CameraRawEdits, Grain, NoiseReduction, Sharpening

_NO_NOISE_REDUCTION, _NO_SHARPENING, _NO_GRAIN = NoiseReduction(), Sharpening(), Grain()


@dataclass(frozen=True)
class Finish:
    """What a sidecar asks to be done to its finished picture; by default nothing.

    Parameters
    ----------
    noise_reduction : NoiseReduction
    sharpening : Sharpening
    grain : Grain
    seed : int
        Of the photo's grain, where the sidecar has none.
    baseline_sharpness : float
        DNG tag BaselineSharpness of the camera.
    texture : float
        -100..100.
    long_edge : int
        Of the whole photo, in photosites; texture is nothing without it.
    """

    noise_reduction: NoiseReduction = _NO_NOISE_REDUCTION
    sharpening: Sharpening = _NO_SHARPENING
    grain: Grain = _NO_GRAIN
    seed: int = 0
    baseline_sharpness: float = 1.0
    texture: float = 0.0
    long_edge: int = 0

    @classmethod
    def of(
        cls, edits: CameraRawEdits, *, seed: int = 0, baseline_sharpness: float = 1.0, long_edge: int = 0
    ) -> Finish:
        """Take what a sidecar says: what is not written there is not done."""
        return cls(
            edits.noise_reduction,
            edits.sharpening,
            edits.grain,
            seed,
            baseline_sharpness,
            edits.texture,
            long_edge,
        )


NO_FINISH = Finish()


@dataclass(frozen=True)
class FinishPlan:
    """The steps of a finish at one size, None for each that does nothing there."""

    color: Denoiser | None
    luminance: Denoiser | None
    texture: TextureFilter | None
    sharpener: Sharpener | None
    grain: GrainField | None


def plan_finish(finish: Finish, scale: float) -> FinishPlan | None:
    """Work out what a finish does to a picture of some size.

    Parameters
    ----------
    finish : Finish
    scale : float
        Pixels of the picture to a photosite.

    Returns
    -------
    FinishPlan or None
        None where nothing is to be done.
    """
    plan = FinishPlan(
        plan_color(finish.noise_reduction, scale=scale),
        plan_luminance(finish.noise_reduction, scale=scale),
        plan_texture(finish.texture, long_edge=finish.long_edge, scale=scale),
        plan_sharpening(finish.sharpening, baseline_sharpness=finish.baseline_sharpness, scale=scale),
        plan_grain(finish.grain, finish.seed),
    )
    return None if plan == FinishPlan(None, None, None, None, None) else plan


def finish_picture(picture: NDArray[np.uint16], plan: FinishPlan, space: EncodedSpace) -> None:
    """Finish a picture in place.

    Parameters
    ----------
    picture : (H, W, 3) uint16
        Encoded in ``space``, not yet oriented.
    plan : FinishPlan
    space : EncodedSpace
    """
    if plan.color is not None:
        reduce_color_noise(picture, plan.color, space)
    if plan.luminance is not None:
        reduce_luminance_noise(picture, plan.luminance, space)
    if plan.texture is not None:
        retexture(picture, plan.texture, space)
    if plan.sharpener is not None:
        sharpen(picture, plan.sharpener, space)
    if plan.grain is not None:
        add_grain(picture, plan.grain, space)


def to_8_bits(picture: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """Round a 16-bit picture to 8 bits a channel."""
    levels = np.arange(65536)
    return np.asarray(((levels + 128) // 257).astype(np.uint8)[picture])
