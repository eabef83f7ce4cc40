"""Which device computes."""

from __future__ import annotations

import torch

from ppr10k_data.errors import SettingsError


def device_of(name: str) -> torch.device:
    """Find a device by name.

    Parameters
    ----------
    name : str
        ``auto`` for CUDA where it is there, else the CPU; or torch's name, such as ``cpu`` or ``cuda:1``.

    Raises
    ------
    SettingsError
        If there is no such device.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except Exception as error:  # torch raises what the device's own library does
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SettingsError(
            f"device {name!r} cannot be used ({reason}): expected auto, cpu or cuda"
        ) from error
    return device
