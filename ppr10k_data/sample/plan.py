"""What the sample holds: its cameras, groups and photos. A table to read, nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from ppr10k_data.develop.white_balance import TempTint
from ppr10k_data.photo import PhotoId
from ppr10k_data.sample.camera import SampleCamera
from ppr10k_data.sample.scenes import ASTRONAUT, CAT, COFFEE, ROCKET, Scene
from ppr10k_data.sample.viewpoint import View


@dataclass(frozen=True)
class Shot:
    """One photo of a group.

    Parameters
    ----------
    view : View
        What it frames.
    exposure_ev : float
        Against the exposure that shows the scene as it is.
    as_shot : TempTint
        The white balance that the camera chose.
    """

    view: View
    exposure_ev: float
    as_shot: TempTint


@dataclass(frozen=True)
class Group:
    """Photos of one scene, taken in one light with one camera.

    Parameters
    ----------
    number : int
        PPR10K's group number, which decides the side of the split.
    scene : Scene
        What was photographed.
    camera : SampleCamera
        With what.
    light : TempTint
        The colour of the light there.
    iso : int
        Sensitivity.
    exposure_time_s, f_number, focal_length_mm : float
        For the EXIF tags.
    shots : tuple of Shot
        In the order of their index.
    """

    number: int
    scene: Scene
    camera: SampleCamera
    light: TempTint
    iso: int
    exposure_time_s: float
    f_number: float
    focal_length_mm: float
    shots: tuple[Shot, ...]


@dataclass(frozen=True)
class SamplePhoto:
    """A photo by its name.

    Parameters
    ----------
    name : PhotoId
        Group and index.
    group : Group
        The scene, light and camera.
    shot : Shot
        Frame and exposure.
    """

    name: PhotoId
    group: Group
    shot: Shot


# One camera for each phase of the Bayer pattern; black and white levels as 14-bit cameras have them, one with
# black levels that differ between photosites.
_CAMERA_A = SampleCamera("Sample Camera A", ("Canon", "Canon EOS 5D Mark III"), "RGGB", (2048,) * 4, 15000)
_CAMERA_B = SampleCamera(
    "Sample Camera B",
    ("NIKON CORPORATION", "NIKON D810"),
    "GBRG",
    (600,) * 4,
    16383,
    baseline_exposure_ev=0.35,
)
_CAMERA_C = SampleCamera(
    "Sample Camera C",
    ("Canon", "Canon EOS 6D"),
    "BGGR",
    (2044, 2048, 2047, 2052),
    15100,
    margins=(12, 4, 6, 10),
)
_CAMERA_D = SampleCamera(
    "Sample Camera D",
    ("SONY", "ILCE-7M3"),
    "GRBG",
    (512,) * 4,
    16300,
    margins=(4, 4, 4, 4),
    baseline_exposure_ev=0.35,
)

GROUPS = (
    Group(  # a studio portrait: upright, upright the other way round, and landscape
        0, ASTRONAUT, _CAMERA_A, TempTint(5250, 6), 200, 1 / 160, 4.0, 85.0,
        (
            Shot(View((0.43, 0.5), 0.62, 0.0, 8), 0.0, TempTint(5250, 6)),
            Shot(View((0.44, 0.47), 0.58, -1.2, 6), -0.2, TempTint(5180, 7)),
            Shot(View((0.46, 0.36), 0.86, 0.8, 1), 0.1, TempTint(5310, 5)),
        ),
    ),
    Group(  # indoors, one stop under
        1355, COFFEE, _CAMERA_B, TempTint(4300, 4), 800, 1 / 60, 2.8, 50.0,
        (
            Shot(View((0.5, 0.5), 0.95, 0.0, 1), -1.0, TempTint(4300, 4)),
            Shot(View((0.47, 0.53), 0.86, 2.0, 1), -1.1, TempTint(4360, 3)),
            Shot(View((0.48, 0.5), 0.42, -1.0, 6), -0.9, TempTint(4240, 5)),
        ),
    ),
    Group(  # under a bulb that the camera took for something cooler
        1356, CAT, _CAMERA_C, TempTint(2950, 2), 1600, 1 / 50, 2.0, 50.0,
        (
            Shot(View((0.5, 0.5), 0.97, 0.0, 1), 0.0, TempTint(4000, 6)),
            Shot(View((0.46, 0.52), 0.88, -1.5, 1), -0.15, TempTint(4100, 4)),
            Shot(View((0.53, 0.48), 0.84, 1.0, 3), 0.15, TempTint(3900, 8)),
        ),
    ),
    Group(  # at dusk, from afar
        1680, ROCKET, _CAMERA_D, TempTint(5600, 8), 400, 1 / 4, 8.0, 35.0,
        (
            Shot(View((0.5, 0.5), 0.96, 0.0, 1), 0.0, TempTint(5600, 8)),
            Shot(View((0.5, 0.55), 0.39, 0.7, 8), -0.3, TempTint(5700, 9)),
            Shot(View((0.47, 0.54), 0.82, -0.6, 1), 0.2, TempTint(5500, 7)),
        ),
    ),
)  # fmt: skip


def photos() -> tuple[SamplePhoto, ...]:
    """All photos of the sample, in numeric order."""
    return tuple(
        SamplePhoto(PhotoId(group.number, index), group, shot)
        for group in GROUPS
        for index, shot in enumerate(group.shots)
    )
