"""Beside programs that others wrote: OpenColorIO, Pillow, colour-science; grid_sample is in torch_op/."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lut_arrays import METHODS, colours, table
from ppr10k_kernels import Cube, apply_lut, hald_image, lut_of_hald, read_cube, write_cube


@pytest.mark.parametrize("interpolation", METHODS)
def test_agrees_with_opencolorio(interpolation: str) -> None:
    ocio = pytest.importorskip("PyOpenColorIO")
    lut, image = table(17), colours(1000)
    transform = ocio.Lut3DTransform(17)
    transform.setInterpolation(
        {"trilinear": ocio.INTERP_LINEAR, "tetrahedral": ocio.INTERP_TETRAHEDRAL}[interpolation]
    )
    transform.setData(
        np.ascontiguousarray(np.transpose(lut, (3, 2, 1, 0)))
    )  # blue is OpenColorIO's fastest axis
    processor = ocio.Config.CreateRaw().getProcessor(transform).getDefaultCPUProcessor()
    theirs = np.clip(image, 0, 1)
    processor.applyRGB(theirs)
    assert np.abs(apply_lut(image, lut, interpolation=interpolation) - theirs).max() < 5e-6


@pytest.mark.parametrize("points", [5, 33])
def test_agrees_with_pillow(points: int) -> None:
    image_module = pytest.importorskip("PIL.Image")
    from PIL.ImageFilter import Color3DLUT

    lut, image = table(points), colours(1000, "uint8").reshape(20, 50, 3)
    pillow = Color3DLUT(points, np.moveaxis(lut, 0, -1).ravel().tolist())
    theirs = np.asarray(image_module.fromarray(image).filter(pillow))
    assert np.abs(apply_lut(image, lut).astype(int) - theirs).max() <= 1


@pytest.mark.parametrize("interpolation", METHODS)
def test_agrees_with_colour_science(interpolation: str) -> None:
    algebra = pytest.importorskip("colour.algebra")
    lut, image = table(9), np.clip(colours(300), 0, 1)
    theirs = getattr(algebra, f"table_interpolation_{interpolation}")(image, np.transpose(lut, (3, 2, 1, 0)))
    assert np.abs(apply_lut(image, lut, interpolation=interpolation) - theirs).max() < 2e-6


def test_cube_files_are_read_alike_by_colour_science_and_opencolorio(tmp_path: Path) -> None:
    io, ocio = pytest.importorskip("colour.io"), pytest.importorskip("PyOpenColorIO")
    path, cube = (
        tmp_path / "a table.cube",
        Cube(table(5), "Warm \N{DEGREE SIGN}", comments=("made by a test",)),
    )
    write_cube(path, cube)
    theirs = io.read_LUT_IridasCube(str(path))
    assert np.transpose(theirs.table, (3, 2, 1, 0)) == pytest.approx(cube.lut, abs=1e-7)
    transform = ocio.FileTransform(str(path), interpolation=ocio.INTERP_LINEAR)
    image = np.clip(colours(200), 0, 1)
    through = image.copy()
    ocio.Config.CreateRaw().getProcessor(transform).getDefaultCPUProcessor().applyRGB(through)
    assert np.abs(apply_lut(image, cube.lut) - through).max() < 5e-6


def test_cube_files_of_colour_science_are_read(tmp_path: Path) -> None:
    colour = pytest.importorskip("colour")
    path, lut = tmp_path / "theirs.cube", table(4)
    domain = np.array([[-0.1, -0.2, -0.3], [1.0, 2.0, 3.0]])
    theirs = colour.LUT3D(np.transpose(lut, (3, 2, 1, 0)), "Theirs", domain, comments=["A comment."])
    colour.io.write_LUT_IridasCube(theirs, str(path), decimals=9)
    ours = read_cube(path)
    assert (ours.title, ours.domain_min, ours.domain_max) == ("Theirs", (-0.1, -0.2, -0.3), (1.0, 2.0, 3.0))
    assert ours.lut == pytest.approx(lut, abs=1e-8)
    image = np.random.default_rng(0).random((100, 3)).astype(np.float32)
    assert ours.apply(image) == pytest.approx(theirs.apply(image), abs=2e-6)


def test_resolve_files_with_a_shaper_are_read_alike(tmp_path: Path) -> None:
    ocio = pytest.importorskip("PyOpenColorIO")
    path, ramp = tmp_path / "shaper.cube", np.linspace(0.0, 1.0, 16, dtype=np.float32)[:, None]
    shaper = np.concatenate([ramp**2, ramp, ramp**0.5], axis=1)
    cube = Cube(table(5), "Resolve", shaper=shaper, shaper_min=(-0.25,) * 3, shaper_max=(1.5,) * 3)
    write_cube(path, cube)
    image = np.random.default_rng(0).random((100, 3)).astype(np.float32) * 2 - 0.5
    through = image.copy()
    transform = ocio.FileTransform(str(path), interpolation=ocio.INTERP_LINEAR)
    ocio.Config.CreateRaw().getProcessor(transform).getDefaultCPUProcessor().applyRGB(through)
    assert read_cube(path).apply(image) == pytest.approx(through, abs=1e-5)


def test_hald_pictures_go_through_pillow(tmp_path: Path) -> None:
    image_module = pytest.importorskip("PIL.Image")
    image_module.fromarray(hald_image(table(9), dtype=np.uint8)).save(tmp_path / "hald.png")
    lut = lut_of_hald(np.asarray(image_module.open(tmp_path / "hald.png")))
    assert np.abs(lut - table(9)).max() <= 0.5 / 255 + 1e-7
