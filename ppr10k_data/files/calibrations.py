"""Calibrations of camera models on the disk: JSON, one file of any number of cameras."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ppr10k_data.cameras.names import camera_key
from ppr10k_data.errors import LayoutError, OutputError, SettingsError
from ppr10k_data.files.atomic import write_bytes
from ppr10k_data.match.calibration import Calibration, Gain
from ppr10k_data.match.curves import KNOTS

FORMAT = 1


@dataclass(frozen=True)
class CameraCalibration:
    """A camera model's calibration, and what it is worth.

    Parameters
    ----------
    make, model : str
        As EXIF spells them.
    calibration : Calibration
    gain : Gain
    """

    make: str
    model: str
    calibration: Calibration
    gain: Gain

    def recorded(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "make": self.make,
            "model": self.model,
            "calibration": asdict(self.calibration),
            "held_out": asdict(self.gain),
        }


def write_calibrations(path: Path, cameras: list[CameraCalibration]) -> None:
    """Write a file of calibrations.

    Parameters
    ----------
    path : Path
        A ``.json`` file.
    cameras : list of CameraCalibration

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    text = json.dumps({"format": FORMAT, "cameras": [camera.recorded() for camera in cameras]}, indent=1)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, text.encode())
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written: {error.strerror or error}; give --out another"
        ) from error


def read_calibrations(path: Path) -> dict[tuple[str, str], Calibration]:
    """Read calibrations by camera model, see :func:`ppr10k_data.cameras.names.camera_key`.

    Parameters
    ----------
    path : Path
        A file, or a folder of such files.

    Raises
    ------
    LayoutError
        If there is no file.
    SettingsError
        If one is damaged, or a camera stands in two of them.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    found: dict[tuple[str, str], Calibration] = {}
    for file in files:
        for key, calibration in _of_file(file).items():
            if key in found:
                raise SettingsError(
                    f"{file}: {' '.join(key)} is calibrated in another file, too; keep one of them"
                )
            found[key] = calibration
    if not found:
        raise LayoutError(f"{path}: no calibrations; ppr10k-data calibrate writes them")
    return found


def _of_file(file: Path) -> dict[tuple[str, str], Calibration]:
    try:
        document = json.loads(file.read_bytes())
        if document["format"] != FORMAT:
            raise ValueError(f"format {document['format']}, not {FORMAT}")
        return {
            camera_key(c["make"], c["model"]): _calibration(c["calibration"]) for c in document["cameras"]
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{file}: not a file of calibrations: {error!r}; calibrate again") from error


def _calibration(fields: Mapping[str, Any]) -> Calibration:
    matrix = tuple(tuple(float(value) for value in row) for row in fields["matrix"])
    curve = tuple(float(value) for value in fields["curve"])
    numbers = [float(fields["exposure_ev"]), *curve, *(value for row in matrix for value in row)]
    if (
        [len(row) for row in matrix] != [3, 3, 3]
        or len(curve) != KNOTS
        or not all(map(math.isfinite, numbers))
    ):
        raise ValueError(f"a matrix of 3 x 3 and a curve of {KNOTS} finite numbers are needed")
    return Calibration(numbers[0], matrix, curve)
