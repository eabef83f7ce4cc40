"""The photographs that the sample is made from: they ship inside scikit-image, free of copyright.

Only files that are part of scikit-image's wheel are used; nothing is downloaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.errors import SettingsError

Outline = tuple[tuple[int, int], ...]
"""A polygon, (x, y) in thousandths of the photograph's width and height."""

INSTALL = 'pip install "ppr10k-data[demo]"'


@dataclass(frozen=True)
class Scene:
    """A photograph and the outline of its subject.

    Parameters
    ----------
    name : str
        What it shows.
    file : str
        Its name in scikit-image's ``data`` folder.
    credit : str
        Whose it is and on what terms, as scikit-image's documentation states them.
    outline : Outline
        Drawn for this project around the person, or around the thing that stands in for one.
    """

    name: str
    file: str
    credit: str
    outline: Outline


ASTRONAUT = Scene(
    "astronaut",
    "astronaut.png",
    "Eileen Collins, NASA Great Images; public domain",
    (
        (539, 61), (471, 31), (446, 31), (416, 42), (404, 40), (307, 112), (300, 130), (303, 191),
        (308, 204), (330, 228), (340, 250), (354, 259), (357, 286), (353, 290), (312, 292), (272, 310),
        (240, 349), (230, 391), (222, 394), (220, 401), (176, 443), (149, 459), (119, 491), (89, 546),
        (50, 673), (51, 713), (44, 741), (40, 818), (48, 850), (48, 924), (57, 963), (41, 983), (51, 1000),
        (537, 1000), (539, 929), (534, 923), (534, 891), (544, 885), (554, 840), (570, 804), (578, 771),
        (646, 706), (711, 684), (710, 675), (704, 671), (707, 646), (698, 631), (694, 583), (665, 513),
        (623, 474), (593, 455), (583, 426), (565, 397), (529, 360), (499, 337), (501, 319), (517, 290),
        (521, 269), (537, 263), (567, 229), (579, 209), (588, 176), (575, 106), (559, 77),
    ),
)  # fmt: skip

COFFEE = Scene(
    "coffee",
    "coffee.png",
    "Rachel Michetti, courtesy of Pikolo Espresso Bar; CC0",
    (
        (440, 46), (401, 61), (354, 90), (308, 169), (298, 171), (251, 210), (222, 241), (188, 291),
        (146, 384), (128, 482), (127, 561), (154, 705), (194, 785), (221, 826), (294, 905), (301, 904),
        (326, 924), (342, 928), (376, 956), (408, 968), (452, 975), (538, 970), (603, 945), (643, 920),
        (654, 902), (697, 862), (738, 805), (769, 738), (788, 674), (798, 616), (798, 524), (793, 491),
        (787, 478), (774, 418), (755, 364), (722, 302), (715, 301), (693, 269), (707, 198), (700, 176),
        (688, 168), (677, 168), (658, 181), (643, 151), (612, 105), (550, 61), (495, 44),
    ),
)  # fmt: skip

CAT = Scene(
    "cat",
    "chelsea.png",
    "Stefan van der Walt; CC0",
    (
        (96, 0), (72, 135), (76, 182), (65, 275), (65, 342), (38, 392), (0, 422), (0, 1000), (652, 1000),
        (657, 943), (696, 852), (703, 803), (698, 747), (778, 610), (782, 583), (793, 557), (798, 503),
        (805, 490), (800, 378), (789, 347), (789, 265), (797, 238), (827, 185), (831, 148), (840, 128),
        (844, 87), (881, 18), (885, 0),
    ),
)  # fmt: skip

ROCKET = Scene(
    "rocket",
    "rocket.jpg",
    "SpaceX; public domain",
    (
        (484, 357), (495, 307), (506, 299), (518, 307), (523, 357), (523, 424), (521, 954), (488, 954),
        (488, 625), (483, 424),
    ),
)  # fmt: skip


def read_photograph(scene: Scene) -> NDArray[np.uint8]:
    """Read a scene's photograph from the installed scikit-image, without importing it.

    Returns
    -------
    (H, W, 3) uint8
        RGB, sRGB-encoded.

    Raises
    ------
    SettingsError
        If scikit-image is not installed, or no longer ships the photograph.
    """
    spec = find_spec("skimage")
    if spec is None or spec.origin is None:
        raise SettingsError(
            f"the sample needs the photographs in scikit-image, which is not installed: {INSTALL}"
        )
    path = Path(spec.origin).parent / "data" / scene.file
    data = np.frombuffer(path.read_bytes(), dtype=np.uint8) if path.is_file() else np.empty(0, np.uint8)
    pixels = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
    if pixels is None:
        raise SettingsError(
            f"{path}: photograph missing or not readable; install scikit-image again: {INSTALL}"
        )
    return np.ascontiguousarray(pixels[:, :, ::-1], dtype=np.uint8)
