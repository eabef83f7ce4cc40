"""What a RAW file or a sidecar holds, and what of it is rendered."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ppr10k_data.develop.coverage import Account, account
from ppr10k_data.develop.profile.color import NO_PROFILE
from ppr10k_data.develop.sensor import SensorImage
from ppr10k_data.develop.white_balance import temp_tint_from_xy
from ppr10k_data.errors import RawDecodeError
from ppr10k_data.files.metadata import RawMetadata
from ppr10k_data.files.raw import open_raw
from ppr10k_data.files.tree import RAW_SUFFIXES
from ppr10k_data.xmp import KEYS, CameraRawEdits, Crop, Panel, active_adjustments, panel_of, read_xmp
from ppr10k_data.xmp.active import NOT_MODELLED

_KINDS = {key.name: key.kind for key in KEYS}


@dataclass(frozen=True)
class Adjustment:
    """One adjustment that a sidecar asks for.

    Parameters
    ----------
    key : str
        Camera Raw's name, without the prefix.
    value : Any
        As JSON has it.
    text : str
        As Camera Raw writes it; of a curve, its points.
    panel : Panel
        Where Camera Raw has the control.
    becomes : str
        "replayed", "approximated" or "not replayed" in a render.
    """

    key: str
    value: Any
    text: str
    panel: Panel
    becomes: str


@dataclass(frozen=True)
class SidecarDescription:
    """A sidecar.

    Parameters
    ----------
    file : str
        As the user named it.
    process_version : str
        Of Camera Raw's rendering.
    white_balance : str
        Its mode, such as "As Shot".
    temperature_k, tint : float or None
        As the file says, also under "As Shot".
    orientation : int or None
        1..8 as in EXIF.
    crop : Crop or None
    already_applied : bool
        True where the edits are in the pixels, and are not rendered again.
    adjustments : tuple of Adjustment
        All that differs from neutral.
    """

    file: str
    process_version: str
    white_balance: str
    temperature_k: float | None
    tint: float | None
    orientation: int | None
    crop: Crop | None
    already_applied: bool
    adjustments: tuple[Adjustment, ...]


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


def describe(path: Path) -> RawDescription | SidecarDescription:
    """Describe a RAW file, or a sidecar (``.xmp``), and look up nothing beside it.

    Parameters
    ----------
    path : Path
        The file; its extension says which of the two it is.

    Raises
    ------
    RawDecodeError, UnsupportedRawError, XmpError
        If the file cannot be read, is of neither kind, or would not be rendered.
    """
    suffix = path.suffix.lower()
    if suffix == ".xmp":
        return describe_edits(read_xmp(path), str(path))
    if path.is_dir():
        raise RawDecodeError(f"{path}: is a folder; name the files in it")
    if suffix[1:] not in RAW_SUFFIXES and path.exists():
        raise RawDecodeError(f"{path}: neither a RAW file (.dng, .cr2, .nef, .arw, ...) nor a sidecar (.xmp)")
    with open_raw(path) as raw:
        return _describe_raw(raw.sensor, raw.metadata, str(path), raw.sha256)


def recorded(description: RawDescription | SidecarDescription) -> dict[str, Any]:
    """A description as JSON has it, with its ``kind`` first."""
    kind = "raw" if isinstance(description, RawDescription) else "xmp"
    return {"kind": kind, **asdict(description)}


def describe_edits(edits: CameraRawEdits, file: str) -> SidecarDescription:
    """Describe a sidecar's settings.

    Parameters
    ----------
    edits : CameraRawEdits
    file : str
        What to call it.
    """
    adjustments = active_adjustments(edits)
    became = {} if edits.already_applied else _becomes(account(edits))
    return SidecarDescription(
        file=file,
        process_version=edits.process_version,
        white_balance=edits.white_balance,
        temperature_k=edits.temperature_k,
        tint=edits.tint,
        orientation=edits.orientation,
        crop=edits.crop,
        already_applied=edits.already_applied,
        adjustments=tuple(
            Adjustment(key, _plain(value), _text(key, value), panel_of(key), became.get(key, "not replayed"))
            for key, value in adjustments.items()
        ),
    )


def _becomes(became: Account) -> dict[str, str]:
    return dict.fromkeys(became.replayed, "replayed") | dict.fromkeys(became.approximated, "approximated")


def _plain(value: Any) -> Any:
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def _text(key: str, value: Any) -> str:
    """Spell a value the way Camera Raw does; what is not modelled says so in words."""
    if value == NOT_MODELLED or key not in _KINDS:
        return str(value)
    spelled = _KINDS[key].format(value)
    return spelled if isinstance(spelled, str) else " ".join(f"({point})" for point in spelled)


def _describe_raw(sensor: SensorImage, metadata: RawMetadata, file: str, sha256: str) -> RawDescription:
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
