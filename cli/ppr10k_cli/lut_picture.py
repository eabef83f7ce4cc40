"""A table drawn: where its grid points go, and what becomes of greys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ppr10k_cli.lut_facts import grey_axis
from ppr10k_data.errors import ImageFileError, SettingsError
from ppr10k_kernels import Cube, resample

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SUFFIXES = (".png", ".svg", ".pdf")
"""matplotlib writes more, but JPEG smears lines, and the others nobody needs."""

_DRAWN_POINTS = 9
"""Grid points an axis in the picture of the lattice; more hide one another."""

_CHANNELS = (("red", "#c0392b"), ("green", "#27ae60"), ("blue", "#2563c9"))


def draw_lut(path: Path, cube: Cube) -> None:
    """Write a picture of a table.

    Parameters
    ----------
    path : Path
        ``.png``, ``.svg`` or ``.pdf``.
    cube : Cube
        The table. Left: its grid, thinned to 9 points an axis, each point where it goes and in the colour it becomes.
        Right: red, green and blue along the grey axis.

    Raises
    ------
    SettingsError
        If matplotlib is missing, or the suffix is another.
    ImageFileError
        If the file cannot be written.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise SettingsError(f"{path}: no such picture can be drawn; name a .png, .svg or .pdf")
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise SettingsError('lut plot needs matplotlib: pip install "ppr10k-data[plot]"') from error
    figure = Figure(figsize=(11.0, 5.2), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(cube.title or path.stem)
    _draw_lattice(figure.add_subplot(1, 2, 1, projection="3d"), cube)
    _draw_greys(figure.add_subplot(1, 2, 2), cube)
    try:
        figure.savefig(path)
    except OSError as error:
        raise ImageFileError(f"{path}: cannot be written: {error.strerror or error}") from error


def _draw_lattice(axes: Any, cube: Cube) -> None:
    lut = resample(cube.lut, min(_DRAWN_POINTS, cube.points))
    places = np.moveaxis(lut, 0, -1)
    _draw_lines(axes, places)
    flat = places.reshape(-1, 3)
    axes.scatter(
        *flat.T, c=np.clip(flat, 0.0, 1.0), s=26, depthshade=False, edgecolors="#00000030", linewidths=0.4
    )
    low, high = min(0.0, float(flat.min())), max(1.0, float(flat.max()))
    axes.set(
        xlim=(low, high), ylim=(low, high), zlim=(low, high), xlabel="red", ylabel="green", zlabel="blue"
    )
    axes.set_box_aspect((1, 1, 1))
    axes.view_init(elev=22, azim=-58)
    axes.set_title("where the grid goes", fontsize=10)


def _draw_lines(axes: Any, places: NDArray[np.float32]) -> None:
    """The grid's outer edges and its grey diagonal, as the table bends them."""
    ends = (0, -1)
    edges = [places[:, g, r] for g in ends for r in ends]
    edges += [places[b, :, r] for b in ends for r in ends] + [places[b, g, :] for b in ends for g in ends]
    for edge in edges:
        axes.plot(*edge.T, color="#888888", linewidth=0.8)
    k = np.arange(len(places))
    axes.plot(*places[k, k, k].T, color="black", linewidth=1.6)


def _draw_greys(axes: Any, cube: Cube) -> None:
    ramps = [np.linspace(cube.domain_min[c], cube.domain_max[c], cube.points) for c in range(3)]
    greys = grey_axis(cube)
    ends = (min(cube.domain_min), max(cube.domain_max))
    axes.plot(ends, ends, color="#999999", linestyle=":", linewidth=1.0, label="unchanged")
    for channel, (name, color) in enumerate(_CHANNELS):
        axes.plot(ramps[channel], greys[:, channel], color=color, linewidth=1.8, label=name)
    axes.set(xlabel="grey in", ylabel="channel out", xlim=ends)
    axes.set_aspect("equal", adjustable="box")
    axes.grid(color="#dddddd", linewidth=0.6)
    axes.legend(frameon=False, fontsize=9)
    axes.set_title("along the grey axis", fontsize=10)
