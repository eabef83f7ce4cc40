"""Ctrl-C and SIGTERM: the first asks a run to stop, the second ends it at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from ppr10k_data.jobs.engine.stop import Stop

SIGNALS = (signal.SIGINT, signal.SIGTERM)

STOPPING = "Stopping: photos that are being worked on are finished; once more to drop them."
STOPPING_TRAINING = "Stopping: the step that is being worked on is finished and saved; once more to drop it."


@contextmanager
def stop_on_signals(tell: Callable[[str], None], line: str = STOPPING) -> Iterator[Stop]:
    """Turn the first signal into a wish to stop, and the second into a KeyboardInterrupt with the signal's number.

    Parameters
    ----------
    tell : callable
        Given a line for the user at the first signal.
    line : str
        What is said then.

    Yields
    ------
    Stop
        To be looked at between photos. Only a main thread hears signals; in another it is never requested.
    """
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def handle(number: int, _: FrameType | None) -> None:
        if stop.requested:
            raise KeyboardInterrupt(number)
        stop.request(number)
        with suppress(RuntimeError):  # Python lets nobody into a stream in the midst of writing a line to it
            tell(line)

    before = {number: signal.signal(number, handle) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
