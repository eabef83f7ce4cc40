"""What a RAW file holds."""

from __future__ import annotations

from dataclasses import dataclass

from ppr10k_data.develop.profile.color import NO_PROFILE
from ppr10k_data.develop.sensor import SensorImage
from ppr10k_data.develop.white_balance import temp_tint_from_xy
from ppr10k_data.files.metadata import RawMetadata


@dataclass(frozen=True)
class AsShot:
    """A camera's own white balance.

    Parameters
    ----------
    neutral : tuple of float
        Camera RGB of white, largest channel 1.
    temperature_k, tint : float
        The same on the scale of the matrices that the photo is rendered with.
    """

    neutral: tuple[float, ...]
    temperature_k: float
    tint: float


@dataclass(frozen=True)
class RawDescription:
    """A RAW file, None where it does not state a fact.

    Parameters
    ----------
    file : str
        As the user named it.
    container : str
        "dng", "tiff" (NEF, CR2, ARW and their like), "rw2", "orf", "raf", "cr3" or "crw".
    make, model : str or None
        The camera as EXIF spells it.
    width, height : int
        Of the default crop, in photosites as the sensor lies.
    sensor : str
        "Bayer RGGB" (from the default crop's top left), "X-Trans" or "linear" (full-colour pixels).
    black : tuple of float
        Black level of each photosite of the colour filter's period, row by row.
    white : float
        Saturation.
    as_shot : AsShot or None
    matrices : str
        Where the colour matrices come from.
    baseline_exposure_ev : float
        Adobe's hidden exposure, in stops.
    baseline_exposure_source : str
    orientation : int or None
        1..8 as in EXIF.
    pixel_aspect : float
        Width of a photosite divided by its height.
    scene_referred : bool
        False for a DNG whose pixels are rendered already.
    iso, exposure_time_s, f_number, focal_length_mm : float or None
    lens, software : str or None
    date_time : str or None
        ISO 8601, by the camera's clock.
    embedded_xmp : bool
        Whether the file holds XMP of its own, which is not used.
    profile : str
        The camera profile inside the file, with what it does besides its matrices; empty for none.
    not_applied : tuple of str
        DNG tags that ask for corrections which are not made.
    unusable : tuple of str
        DNG tags that hold no usable value.
    sha256 : str
        Of the whole file.
    """

    file: str
    container: str
    make: str | None
    model: str | None
    width: int
    height: int
    sensor: str
    black: tuple[float, ...]
    white: float
    as_shot: AsShot | None
    matrices: str
    baseline_exposure_ev: float
    baseline_exposure_source: str
    orientation: int | None
    pixel_aspect: float
    scene_referred: bool
    iso: float | None
    exposure_time_s: float | None
    f_number: float | None
    focal_length_mm: float | None
    lens: str | None
    software: str | None
    date_time: str | None
    embedded_xmp: bool
    profile: str
    not_applied: tuple[str, ...]
    unusable: tuple[str, ...]
    sha256: str


def describe_raw(sensor: SensorImage, metadata: RawMetadata, file: str, sha256: str) -> RawDescription:
    """Describe a RAW file that was opened.

    Parameters
    ----------
    sensor : SensorImage
        Its colour facts and levels.
    metadata : RawMetadata
        What its header says.
    file : str
        Its name, for the description.
    sha256 : str
        Of the file, in hexadecimal.
    """
    shot = metadata
    return RawDescription(
        file=file,
        container=shot.container,
        make=shot.make,
        model=shot.model or shot.unique_camera_model,
        width=sensor.size[0],
        height=sensor.size[1],
        sensor=_sensor_kind(sensor),
        black=tuple(float(level) for level in sensor.black.ravel()),
        white=sensor.white,
        as_shot=_as_shot(sensor),
        matrices=sensor.color.source,
        baseline_exposure_ev=sensor.baseline.ev,
        baseline_exposure_source=sensor.baseline.source,
        orientation=shot.orientation,
        pixel_aspect=sensor.pixel_aspect,
        scene_referred=sensor.scene_referred,
        iso=shot.iso,
        exposure_time_s=shot.exposure_time_s,
        f_number=shot.f_number,
        focal_length_mm=shot.focal_length_mm,
        lens=shot.lens,
        software=shot.software,
        date_time=None if shot.date_time is None else shot.date_time.isoformat(),
        embedded_xmp=shot.xmp is not None,
        profile=_profile(sensor),
        not_applied=() if metadata.dng is None else metadata.dng.not_applied,
        unusable=() if metadata.dng is None else metadata.dng.unusable,
        sha256=sha256,
    )


def _sensor_kind(sensor: SensorImage) -> str:
    if sensor.mosaic is None:
        return "linear"
    if sensor.cfa.shape == (2, 2):
        return "Bayer " + "".join("RGB"[color] for color in sensor.cfa.ravel())
    return "X-Trans"


def _as_shot(sensor: SensorImage) -> AsShot | None:
    if sensor.as_shot_neutral is None:
        return None
    shown = temp_tint_from_xy(*sensor.color.xy_from_neutral(sensor.as_shot_neutral))
    neutral = tuple(round(float(v), 6) for v in sensor.as_shot_neutral)
    return AsShot(neutral, round(shown.temperature_k, 1), round(shown.tint, 2))


def _profile(sensor: SensorImage) -> str:
    """The name of the profile inside the file, and which of its tables are applied."""
    profile = sensor.rendered_by
    if profile.source == NO_PROFILE:
        return ""
    tables = {
        "hue and saturation": any(table is not None for table in profile.hue_sat_maps),
        "look table": profile.look_table is not None,
        "tone curve": profile.tone_curve is not None,
        "no black point": not profile.black_render,
        f"{profile.exposure_offset_ev:+.2f} EV": profile.exposure_offset_ev != 0.0,
    }
    parts = ", ".join(name for name, there in tables.items() if there)
    return (profile.name or "without a name") + (f" ({parts})" if parts else "")
