"""A camera: from a scene to the numbers that its sensor stores.

::

    photograph -> (unrender) scene -> camera RGB in a given light -> one colour a photosite
        -> exposure -> noise -> black level -> clip -> uint16
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.cameras import camera_matrices
from ppr10k_data.develop.base_tone import base_tone
from ppr10k_data.develop.camera_color import (
    D65_K,
    STANDARD_A_K,
    CameraColor,
    IlluminantMatrices,
    normalized_color_matrix,
)
from ppr10k_data.develop.white_balance import TempTint, xy_from_temp_tint
from ppr10k_data.sample.unrender import scene_from_photograph
from ppr10k_data.sample.viewpoint import Affine

STANDARD_A, D65 = 17, 21
"""EXIF LightSource codes of the two illuminants of the shipped matrices."""


@dataclass(frozen=True)
class SampleCamera:
    """A made-up camera with a real camera's colours.

    Parameters
    ----------
    name : str
        Its model name; no real camera's, so that no converter takes it for one.
    borrowed_from : tuple of str
        EXIF make and model of the camera whose matrices it has.
    cfa : str
        Colours of the first 2 x 2 photosites, row by row.
    black_level : tuple of 4 int
        For each photosite of the pattern, row by row.
    white_level : int
        The value at which it clips.
    margins : tuple of int
        Left, top, right and bottom: photosites that are read but lie outside the picture.
    full_well_e : float
        Electrons of a photosite that clips at ISO 100.
    read_noise_e : float
        Standard deviation of the read-out, in electrons.
    baseline_exposure_ev : float
        EV that a converter adds at exposure 0.
    """

    name: str
    borrowed_from: tuple[str, str]
    cfa: str
    black_level: tuple[int, int, int, int]
    white_level: int
    margins: tuple[int, int, int, int] = (8, 6, 8, 6)
    full_well_e: float = 60_000.0
    read_noise_e: float = 4.0
    baseline_exposure_ev: float = 0.25

    @cached_property
    def color(self) -> CameraColor:
        """Its colour model, from the shipped table of Adobe's matrices."""
        found = camera_matrices(*self.borrowed_from)
        assert found is not None  # a name of the shipped table, held there by a test
        lights = ((STANDARD_A_K, found.standard_a), (D65_K, found.d65))
        calibrations = (IlluminantMatrices(k, normalized_color_matrix(np.array(m))) for k, m in lights)
        return CameraColor(tuple(calibrations), source=f"matrices of {self.borrowed_from[1]}")

    def neutral(self, white: TempTint) -> NDArray[np.float64]:
        """Camera RGB of a white object in a light: (3,) float64, largest channel 1."""
        return self.color.neutral_from_xy(xy_from_temp_tint(*white))


def camera_rgb(photograph: NDArray[np.uint8], camera: SampleCamera, light: TempTint) -> NDArray[np.float32]:
    """What the camera's three colours see of a photograph's scene, standing in a light.

    Parameters
    ----------
    photograph : (H, W, 3) uint8
        sRGB-encoded.
    camera : SampleCamera
        Whose colours and baseline exposure count.
    light : TempTint
        The light that the scene stands in: white objects have its colour.

    Returns
    -------
    (H, W, 3) float32
        Linear, at least 0; 1 is where a photosite clips.
    """
    neutral = camera.neutral(light)
    scene = scene_from_photograph(photograph, base_tone(camera.baseline_exposure_ev))
    to_camera = np.diag(neutral) @ np.linalg.inv(camera.color.balanced_to_prophoto(neutral))
    return np.maximum(scene @ to_camera.T, 0.0).astype(np.float32)


def stored_size(camera: SampleCamera, crop: tuple[int, int]) -> tuple[int, int]:
    """Columns and rows that are read, for a picture of ``crop`` width and height."""
    left, top, right, bottom = camera.margins
    return crop[0] + left + right, crop[1] + top + bottom


def sample_photosites(
    seen: NDArray[np.float32], camera: SampleCamera, to_photograph: Affine, crop: tuple[int, int]
) -> NDArray[np.float32]:
    """Look at a photograph through the colour filters: one value a photosite.

    Parameters
    ----------
    seen : (h, w, 3) float32
        The photograph in camera RGB.
    camera : SampleCamera
        Its filters and margins.
    to_photograph : (2, 3) float64
        From places on the picture, as stored, to places in the photograph.
    crop : tuple of int
        Width and height of the picture, as stored.

    Returns
    -------
    (H, W) float32
        Linear; margins included.

    Notes
    -----
    Each of the four kinds of photosite is sampled on its own grid, so no full-size RGB picture is ever
    made. The Lanczos interpolation works on square roots: on linear values its undershoots would draw dark
    seams around highlights.
    """
    columns, rows = stored_size(camera, crop)
    roots = np.sqrt(_lens(seen, float(np.sqrt(abs(np.linalg.det(to_photograph[:, :2]))))))
    mosaic = np.empty((rows, columns), dtype=np.float32)
    for place, colour in enumerate(camera.cfa):
        down, across = divmod(place, 2)
        kind = mosaic[down::2, across::2]
        kind[:] = cv2.warpAffine(
            roots[:, :, "RGB".index(colour)],
            _every_second(to_photograph, across - camera.margins[0], down - camera.margins[1]),
            kind.shape[::-1],
            flags=cv2.INTER_LANCZOS4 | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REFLECT,
        )
    np.maximum(mosaic, 0.0, out=mosaic)
    return np.square(mosaic, out=mosaic)


def _lens(seen: NDArray[np.float32], step: float) -> NDArray[np.float32]:
    """Blur what is finer than a photosite, which is ``step`` pixels of the photograph wide."""
    return cv2.GaussianBlur(seen, (0, 0), 0.6 * step) if step > 0.5 else seen


def _every_second(to_photograph: Affine, x: int, y: int) -> Affine:
    """From indices of every second photosite, beginning at (x, y), to pixel indices of the photograph."""
    linear, offset = to_photograph[:, :2], to_photograph[:, 2]
    return np.column_stack([2.0 * linear, linear @ np.array([x + 0.5, y + 0.5]) + offset - 0.5])


def expose(
    light: NDArray[np.float32],
    camera: SampleCamera,
    *,
    exposure_ev: float,
    iso: int,
    rng: np.random.Generator,
) -> NDArray[np.uint16]:
    """Count photons: exposure, shot and read noise, clipping, black level.

    Parameters
    ----------
    light : (H, W) float32
        Linear, 1 where a photosite clips at exposure 0; used up as working memory.
    camera : SampleCamera
        Its levels and noise.
    exposure_ev : float
        How much longer than at 0 the shutter was open, in EV.
    iso : int
        100 fills the photosites; each doubling halves the electrons behind a stored value.
    rng : numpy.random.Generator
        Draws the noise.

    Returns
    -------
    (H, W) uint16
        As stored.
    """
    electrons = camera.full_well_e * 100.0 / iso
    light *= np.float32(2.0**exposure_ev)
    noise = rng.standard_normal(light.shape, dtype=np.float32)
    noise *= np.sqrt(light / np.float32(electrons) + np.float32((camera.read_noise_e / electrons) ** 2))
    light += noise
    for place, black in enumerate(camera.black_level):
        down, across = divmod(place, 2)
        kind = light[down::2, across::2]
        kind *= np.float32(camera.white_level - black)
        kind += np.float32(black)
    np.rint(light, out=light)
    return np.clip(light, 0, camera.white_level, out=light).astype(np.uint16)
