"""A wish to stop, which whoever works looks at between photos."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Stop:
    """Nothing is started once it is requested; what is in flight is finished, or dropped if that takes long.

    Parameters
    ----------
    signal : int or None
        The signal that asked, or None while nobody did.
    """

    signal: int | None = None

    def request(self, signal: int) -> None:
        """Ask to stop."""
        self.signal = signal

    @property
    def requested(self) -> bool:
        """Whether somebody asked."""
        return self.signal is not None
