"""Arrays of the wrong library, and what is no array: the error says what came, and the call that makes it right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lut_arrays import table
from ppr10k_kernels import (
    Cube,
    HaldError,
    ShapeError,
    apply_lut,
    compose,
    hald_image,
    identity,
    inverse_error,
    resample,
    write_cube,
)

IMAGE, LUT = np.zeros((4, 3), np.float32), table(3)
CUBE = Cube(LUT)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: apply_lut(IMAGE, CUBE), r"got Cube, expected cube\.lut; or call cube\.apply\(image\)"),
        (lambda: apply_lut(IMAGE, LUT.tolist()), "lut is not an array: got list, expected a numpy array"),
        (lambda: apply_lut(IMAGE, LUT, domain=((0, 0, 0), (1, 1, 1))), "one pair for all channels; Cube"),
        (lambda: resample(CUBE, 5), r"lut is not an array: got Cube, expected cube\.lut"),
        (lambda: compose(LUT, CUBE), "second is not an array"),
        (lambda: inverse_error(LUT, CUBE), "inverse is not an array"),
        (lambda: hald_image(CUBE), "lut is not an array"),
        (lambda: resample(LUT, 2.5), "got 2.5, expected a whole number from 2 to 129"),
        (lambda: identity("9"), "got '9', expected a whole number"),
    ],
)
def test_refuses(call: Callable[[], Any], words: str) -> None:
    with pytest.raises(ShapeError, match=words):
        call()


def test_levels_are_whole() -> None:
    with pytest.raises(HaldError, match=r"a whole level from 2 to 11, not 2\.5"):
        hald_image(LUT, level=2.5)


def test_only_cubes_are_written(tmp_path: Path) -> None:
    with pytest.raises(ShapeError, match=r"got a numpy array, expected Cube\(lut\)"):
        write_cube(tmp_path / "a.cube", LUT)
    with pytest.raises(ShapeError, match="its lut is not an array: got list"):
        write_cube(tmp_path / "a.cube", Cube([1.0]))
    assert not list(tmp_path.iterdir())


def test_torch() -> None:
    torch = pytest.importorskip("torch")
    from ppr10k_kernels import fuse, lut3d

    images, lut = torch.zeros(1, 3, 4, 4), torch.from_numpy(LUT)
    cases: list[tuple[Callable[[], Any], str]] = [
        (lambda: lut3d(images, LUT), r"lut must .* got a numpy array, expected torch\.from_numpy\(lut\)"),
        (lambda: lut3d(IMAGE, lut), r"image must .* expected torch\.from_numpy\(image\)"),
        (lambda: lut3d(images, CUBE), r"got Cube, expected torch\.from_numpy\(cube\.lut\)"),
        (lambda: lut3d(images, [1.0]), "got list, expected a torch tensor"),
        (lambda: fuse(np.zeros((2, 3)), LUT), r"weights must .* expected torch\.from_numpy\(weights\)"),
        (lambda: fuse(torch.zeros(2, 1), lut[None].to("meta")), "weights on cpu, basis on meta"),
        (lambda: apply_lut(images, CUBE), r"got Cube, expected torch\.from_numpy\(cube\.lut\)"),
        (
            lambda: apply_lut(images, LUT),
            r"got a torch tensor and a numpy array, expected lut as torch\.from_numpy\(lut\)",
        ),
        (lambda: apply_lut(IMAGE, lut), r"expected lut as lut\.detach\(\)\.cpu\(\)\.numpy\(\)"),
        (
            lambda: apply_lut(IMAGE, LUT, out=images),
            "image and out are of one library: got a numpy array and",
        ),
    ]
    for call, words in cases:
        with pytest.raises(ShapeError, match=words):
            call()
