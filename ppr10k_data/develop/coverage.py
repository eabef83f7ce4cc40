"""Which of a sidecar's adjustments the chain replays."""

from __future__ import annotations

from ppr10k_data.xmp import CameraRawEdits, active_adjustments, panel_of
from ppr10k_data.xmp.active import NOT_MODELLED

REPLAYED = frozenset(
    {
        "WhiteBalance",
        "Temperature",
        "Tint",
        "Exposure2012",
        "Exposure",  # process versions before 6.7
        "HasCrop",
        "CropLeft",
        "CropTop",
        "CropRight",
        "CropBottom",
        "CropAngle",
        "Orientation",
    }
)
"""Keys of Camera Raw that change the picture here as they do in Lightroom."""


def not_replayed(edits: CameraRawEdits) -> dict[str, object]:
    """What a sidecar asks for and the chain does not do.

    Parameters
    ----------
    edits : CameraRawEdits

    Returns
    -------
    dict
        Values by Camera Raw key, in the order of the key table; sharpening and noise reduction are left out, see
        :func:`detail_left_out`.
    """
    return {key: value for key, value in _missing(edits).items() if panel_of(key) != "detail"}


def detail_left_out(edits: CameraRawEdits) -> dict[str, object]:
    """Sharpening and noise reduction that a sidecar asks for.

    Nearly every sidecar has Camera Raw's defaults of them, and a reduction to 360p all but removes them, so they are
    counted apart from the adjustments that change a picture's look.
    """
    return {key: value for key, value in _missing(edits).items() if panel_of(key) == "detail"}


def _missing(edits: CameraRawEdits) -> dict[str, object]:
    """What is active and not replayed, or not modelled: Exposure where Exposure2012 would count."""
    active = active_adjustments(edits).items()
    return {key: value for key, value in active if key not in REPLAYED or value == NOT_MODELLED}
