"""What a sidecar holds, and what of it is rendered."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ppr10k_data.develop.coverage import Account, account
from ppr10k_data.xmp import KEYS, CameraRawEdits, Crop, Panel, active_adjustments, panel_of
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
