"""The one door to matplotlib in this package (an optional extra): figures drawn off screen, written atomically."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ppr10k_data.errors import OutputError, SettingsError
from ppr10k_data.files.atomic import atomic_path

DPI = 150

INK, QUIET, GRID = "#26303a", "#7b8794", "#e3e7eb"
"""Text; what is said besides; lines behind the bars."""

STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": QUIET,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.titlelocation": "left",
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
}
"""matplotlib's settings of all figures; its font is matplotlib's own, so that figures look the same everywhere."""


def require_matplotlib() -> None:
    """Refuse to go on without matplotlib.

    Raises
    ------
    SettingsError
        If it is not installed; says how to get it.
    """
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise SettingsError(
            'plots need matplotlib, which is not installed: pip install "ppr10k-data[plot]"'
        ) from error


def new_figure(width_in: float, height_in: float) -> Any:
    """An empty figure that belongs to no window.

    Parameters
    ----------
    width_in, height_in : float
        In inches, at 150 pixels an inch.
    """
    require_matplotlib()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width_in, height_in), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def styled() -> Any:
    """A context in which :data:`STYLE` holds."""
    require_matplotlib()
    import matplotlib

    return matplotlib.rc_context(STYLE)


def write_figure(path: Path, figure: Any, *, notice: str) -> None:
    """Write a figure as PNG, atomically; equal figures give equal bytes.

    Parameters
    ----------
    path : Path
        ``.png``; its folder must be there.
    figure : matplotlib.figure.Figure
    notice : str
        The licence, for the file's own ``Copyright`` text.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    try:
        with atomic_path(path) as temporary:
            figure.savefig(temporary, format="png", dpi=DPI, metadata={"Copyright": notice, "Software": None})
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written: {error.strerror or error}; give another --out"
        ) from error
