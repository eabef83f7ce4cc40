"""Draw docs/images/match.jpg: a render, matched to a small picture with a look that no slider has.

ppr10k-data sample sample
ppr10k-data render --root sample --xmp xmp_target_a --photo 0_0 --res 1080p --bits 16
python benchmarks/match_picture.py renders/1080p/xmp_target_a/0_0.tif docs/images/match.jpg
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from hidden_looks import LOOKS
from ppr10k_data.files.images import jpeg_bytes, read_picture
from ppr10k_data.match import apply, fit
from ppr10k_data.match.reduction import encoded_floats, reduced

WIDTH, GAIN, GAP = 300, 8.0, 8
TITLES = (
    "sliders only",
    "matched",
    "the other program",
    f"error x{GAIN:g}, sliders",
    f"error x{GAIN:g}, matched",
)


def panels(render: np.ndarray) -> list[np.ndarray]:
    """The five pictures, 0..1."""
    base = encoded_floats(render)
    truth = LOOKS["both"](base)
    height, width = base.shape[:2]
    scale = 540 / max(height, width)
    guide = np.round(reduced(truth, (round(width * scale), round(height * scale))) * 255.0).astype(np.uint8)
    matched = apply(fit(base, guide, lossless=True), base)
    errors = [0.5 + GAIN * (picture - truth) for picture in (base, matched)]
    return [base, matched, truth, *errors]


def drawn(pictures: list[np.ndarray]) -> np.ndarray:
    """Side by side, each under its title."""
    columns = []
    for title, picture in zip(TITLES, pictures, strict=True):
        size = (WIDTH, round(picture.shape[0] * WIDTH / picture.shape[1]))
        small = cv2.resize(np.clip(picture, 0.0, 1.0).astype(np.float32), size, interpolation=cv2.INTER_AREA)
        head = np.full((30, WIDTH, 3), 255, np.uint8)
        cv2.putText(head, title, (4, 21), cv2.FONT_HERSHEY_SIMPLEX, 0.55, (30, 30, 30), 1, cv2.LINE_AA)
        columns += [np.vstack([head, (small * 255.0 + 0.5).astype(np.uint8)])]
        columns += [np.full((size[1] + 30, GAP, 3), 255, np.uint8)]
    return np.hstack(columns[:-1])


def main() -> None:
    """Read, match, draw."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("render", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.write_bytes(jpeg_bytes(drawn(panels(read_picture(arguments.render))), quality=88))


if __name__ == "__main__":
    main()
