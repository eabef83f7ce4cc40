"""The first run of all compiles the pixel loops: said, so that nobody thinks that it hangs."""

from __future__ import annotations

from ppr10k_cli.progress import Progress

MESSAGE = "Compiling the pixel loops, once for this machine: about 40 s."


def say_compiling(progress: Progress, photos: int, backend: str = "loky") -> None:
    """Tell of the wait that comes, where there is one.

    Parameters
    ----------
    progress : Progress
        Quiet ones stay so.
    photos : int
        To be rendered; none compile nothing.
    backend : str
        Where; what a cluster's machines have is not known here.
    """
    from ppr10k_data.files.compiled_loops import loops_are_compiled

    if photos and backend == "loky" and not progress.quiet and not loops_are_compiled():
        progress.tell(MESSAGE)
