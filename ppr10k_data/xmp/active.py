"""Which adjustments a photo's edits ask for, by the names that stand in the sidecar."""

from __future__ import annotations

from typing import Any

from ppr10k_data.xmp.edits import CameraRawEdits
from ppr10k_data.xmp.keys import Key, Panel, is_legacy
from ppr10k_data.xmp.others import PANELS
from ppr10k_data.xmp.paths import get
from ppr10k_data.xmp.table import KEYS, keys_of

NOT_MODELLED = "not modelled"

_PANELS: dict[str, Panel] = {**PANELS, **{key.name: key.panel for key in KEYS}}


def active_adjustments(edits: CameraRawEdits) -> dict[str, object]:
    """List what differs from neutral: what a renderer compares with what it replays.

    A key that only shapes another (GrainSize under GrainAmount, Temperature under an "As Shot" white balance)
    counts only where the other is active. Orientation and keys that merely describe are left out.

    Parameters
    ----------
    edits : CameraRawEdits
        The edits.

    Returns
    -------
    dict
        Values by key, without the ``crs:`` prefix, in the order of :data:`ppr10k_data.xmp.table.KEYS`; then
        the adjustments that are not modelled, each with the value "not modelled".
    """
    values = {key: value_of(key, edits) for key in keys_of(is_legacy(edits.process_version)).values()}
    loud = {key.name: value for key, value in values.items() if not (key.describes or key.is_neutral(value))}
    shaping = {key.name: key.under for key in values if key.under}
    active = {
        name: value
        for name, value in loud.items()
        if name not in shaping or any(master in loud for master in shaping[name])
    }
    return active | dict.fromkeys(edits.unmodelled, NOT_MODELLED)


def panel_of(name: str) -> Panel:
    """Return the panel of a key, such as "basic" for "Exposure2012"; "other" for a key that is not known."""
    return _PANELS.get(name, "other")


def value_of(key: Key, edits: CameraRawEdits) -> Any:
    """Return a key's value in some edits; of an old tone slider that is not listed, its neutral value.

    Parameters
    ----------
    key : Key
    edits : CameraRawEdits
    """
    if key.path[0] == "legacy":
        return dict(edits.legacy).get(key.name, key.neutral)
    return get(edits, key.path)
