"""What a RAW file or a sidecar holds, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ppr10k_cli.columns import columns
from ppr10k_data.jobs.describe.file import Adjustment, RawDescription, SidecarDescription
from ppr10k_data.xmp import Crop

LONGEST_VALUE = 60
"""A curve of many points is cut here; it stands whole in ``--json``."""

PANELS = {
    "basic": "Basic",
    "curve": "Tone curve",
    "hsl": "HSL",
    "bw": "Black and white",
    "grading": "Colour grading",
    "calibration": "Calibration",
    "effects": "Effects",
    "detail": "Detail",
    "lens": "Lens corrections",
    "geometry": "Geometry",
    "profile": "Profile",
    "local": "Local corrections",
    "other": "Other",
}
"""Camera Raw's panels in its own order."""

ORIENTATIONS = (
    "upright",
    "to be mirrored left to right",
    "to be turned by 180 degrees",
    "to be mirrored top to bottom",
    "to be mirrored left to right, then turned left",
    "to be turned right",
    "to be mirrored left to right, then turned right",
    "to be turned left",
)
"""What makes a picture upright, by EXIF's orientation 1..8 (EXIF 2.3, tag 274)."""


def description_lines(description: RawDescription | SidecarDescription) -> list[str]:
    """Set a description as a table under its file's name.

    Parameters
    ----------
    description : RawDescription or SidecarDescription

    Returns
    -------
    list of str
        Lines to print.
    """
    if isinstance(description, SidecarDescription):
        return _sidecar_lines(description)
    return [description.file, *columns((name, text) for name, text in _raw_rows(description) if text)]


def _raw_rows(raw: RawDescription) -> Iterator[tuple[str, str]]:
    """Names and texts; an empty text is a fact that the file does not state."""
    yield "camera", _camera(raw)
    yield "container", raw.container.upper()
    yield "size", f"{raw.width} x {raw.height} ({raw.width * raw.height / 1e6:.1f} megapixels)"
    yield "pixels", "" if raw.pixel_aspect == 1.0 else f"{raw.pixel_aspect:.4g} times as wide as high"
    yield "orientation", _orientation(raw.orientation)
    yield "sensor", raw.sensor + ("" if raw.scene_referred else ", rendered already")
    levels = dict.fromkeys(f"{level:g}" for level in raw.black)
    yield "black, white", f"{' '.join(levels)}, {raw.white:g}"
    yield "as shot", _as_shot(raw)
    yield "matrices", raw.matrices
    yield "baseline exposure", f"{raw.baseline_exposure_ev:+.2f} EV ({raw.baseline_exposure_source})"
    yield "profile", raw.profile
    yield "not applied", " ".join(raw.not_applied)
    yield "not usable", " ".join(raw.unusable)
    yield "exposure", _exposure(raw)
    yield "lens", raw.lens or ""
    yield "taken", (raw.date_time or "").replace("T", " ")
    yield "written by", raw.software or ""
    yield "XMP inside", "yes; it is not used" if raw.embedded_xmp else ""


def _camera(raw: RawDescription) -> str:
    """Make and model; a make that the model repeats stands once."""
    make, model = raw.make or "", raw.model or ""
    return (model if model.lower().startswith(make.lower()) else f"{make} {model}").strip() or "unknown"


def _orientation(value: int | None) -> str:
    return "" if value is None else f"{value} ({ORIENTATIONS[value - 1]})"


def _as_shot(raw: RawDescription) -> str:
    if raw.as_shot is None:
        return "not stated"
    neutral = " ".join(f"{value:.4f}" for value in raw.as_shot.neutral)
    return f"{raw.as_shot.temperature_k:.0f} K, tint {raw.as_shot.tint:+.1f} (camera neutral {neutral})"


def _exposure(raw: RawDescription) -> str:
    parts = [
        "" if raw.exposure_time_s is None else _seconds(raw.exposure_time_s),
        "" if raw.f_number is None else f"f/{raw.f_number:.3g}",
        "" if raw.iso is None else f"ISO {raw.iso:g}",
        "" if raw.focal_length_mm is None else f"{raw.focal_length_mm:.4g} mm",
    ]
    return ", ".join(part for part in parts if part)


def _seconds(time_s: float) -> str:
    return f"1/{1 / time_s:.0f} s" if time_s < 0.3 else f"{time_s:.3g} s"


def _sidecar_lines(sidecar: SidecarDescription) -> list[str]:
    rows = [
        ("process version", sidecar.process_version),
        ("white balance", _white_balance(sidecar)),
        ("orientation", _orientation(sidecar.orientation)),
        ("crop", _crop(sidecar.crop)),
        (
            "already applied",
            "yes: the settings are in the pixels, and are left out" * sidecar.already_applied,
        ),
    ]
    lines = [sidecar.file, *columns(row for row in rows if row[1])]
    return lines + (_adjustment_lines(sidecar.adjustments) or ["  no adjustments"])


def _white_balance(sidecar: SidecarDescription) -> str:
    numbers = [
        "" if sidecar.temperature_k is None else f"{sidecar.temperature_k:g} K",
        "" if sidecar.tint is None else f"tint {sidecar.tint:+g}",
    ]
    return ", ".join(part for part in (sidecar.white_balance, *numbers) if part)


def _crop(crop: Crop | None) -> str:
    if crop is None:
        return ""
    angle = f", turned by {crop.angle_deg:g} degrees" if crop.angle_deg else ""
    return (
        f"left {crop.left:.4g}, top {crop.top:.4g}, right {crop.right:.4g}, bottom {crop.bottom:.4g}{angle}"
    )


def _adjustment_lines(adjustments: Iterable[Adjustment]) -> list[str]:
    """Panel by panel, with all panels' columns under each other."""
    order = list(PANELS)
    adjustments = sorted(adjustments, key=lambda adjustment: order.index(adjustment.panel))
    rows = iter(columns((_row(adjustment) for adjustment in adjustments), indent=4))
    lines = []
    for panel, group in groupby(adjustments, key=lambda adjustment: adjustment.panel):
        lines += [f"  {PANELS[panel]}", *(next(rows) for _ in group)]
    return lines


def _row(adjustment: Adjustment) -> tuple[str, str, str]:
    text = adjustment.text
    if len(text) > LONGEST_VALUE:
        text = text[: LONGEST_VALUE - 3] + "..."
    return adjustment.key, text, adjustment.becomes
