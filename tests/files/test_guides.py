from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from ppr10k_data.errors import ImageFileError, LayoutError
from ppr10k_data.files.guide_places import find_fits, find_guides
from ppr10k_data.files.guides import read_guide
from ppr10k_data.photo import PhotoId

SOURCE, TARGET = "xmp_source", "xmp_target_a"
PHOTO = PhotoId(12, 3)
PICTURE = np.random.default_rng(0).integers(0, 255, (40, 60, 3)).astype(np.uint8)


def touched(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


@pytest.mark.parametrize(
    "name",
    [
        "train/target_a/12_3.tif",
        "val/target_a/12_3.TIFF",
        "target_a/12_3.png",
        "xmp_target_a/12_3.jpeg",
        "12_3.jpg",
    ],
)
def test_every_layout_and_format(tmp_path: Path, name: str) -> None:
    assert find_guides(touched(tmp_path, name), [TARGET]) == {TARGET: {PHOTO: tmp_path / name}}


def test_one_of_several_folders_may_have_none(tmp_path: Path) -> None:
    found = find_guides(touched(tmp_path, "target_a/12_3.tif"), [SOURCE, TARGET])
    assert found == {SOURCE: {}, TARGET: {PHOTO: tmp_path / "target_a/12_3.tif"}}


@pytest.mark.parametrize(("find", "way_out"), [(find_guides, "train_val_images"), (find_fits, "--save-fits")])
def test_a_missing_folder(tmp_path: Path, find, way_out: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LayoutError, match=f"nowhere.*{way_out}"):
        find(tmp_path / "nowhere", [TARGET])


@pytest.mark.parametrize("find", [find_guides, find_fits])
def test_a_folder_of_other_things(tmp_path: Path, find) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LayoutError, match=r"no (pictures|fits).*xmp_target_a"):
        find(touched(tmp_path, "target_a/holiday.tif", "xmp_target_a/12_3.txt"), [SOURCE, TARGET])


def test_fits_are_found_by_their_json(tmp_path: Path) -> None:
    touched(tmp_path, "xmp_target_a/12_3.json", "xmp_target_a/12_3.npz", "xmp_target_a/12_4.cube")
    assert find_fits(tmp_path, [TARGET]) == {TARGET: {PHOTO: tmp_path / "xmp_target_a/12_3.json"}}


@pytest.mark.parametrize("compression", [None, "zlib", "lzw"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_tiffs_are_lossless(tmp_path: Path, compression: str | None, dtype: type) -> None:
    picture = PICTURE.astype(dtype)
    path = tmp_path / "12_3.tif"
    try:
        tifffile.imwrite(path, picture, photometric="rgb", compression=compression)
    except (ValueError, KeyError) as error:
        pytest.skip(f"tifffile without codecs: {error}")
    guide = read_guide(path)
    assert guide.lossless
    np.testing.assert_array_equal(guide.pixels, picture)
    assert len(guide.sha256) == 64


def test_png_is_lossless_and_jpeg_is_not_whatever_its_name(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), PICTURE[..., ::-1])
    cv2.imwrite(str(tmp_path / "b.jpg"), PICTURE[..., ::-1])
    (tmp_path / "c.png").write_bytes((tmp_path / "b.jpg").read_bytes())
    assert read_guide(tmp_path / "a.png").lossless
    assert not read_guide(tmp_path / "b.jpg").lossless
    assert not read_guide(tmp_path / "c.png").lossless


def test_jpegs_say_how_coarse_their_colour_is(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.jpg"), PICTURE)
    tifffile.imwrite(tmp_path / "b.tif", PICTURE, photometric="rgb")
    assert read_guide(tmp_path / "a.jpg").chroma_step == (2, 2)
    assert read_guide(tmp_path / "b.tif").chroma_step == (1, 1)


@pytest.mark.parametrize("suffix", ["png", "tif", "jpg"])
def test_greys_are_colours(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"p.{suffix}"
    cv2.imwrite(str(path), PICTURE[..., 0])
    pixels = read_guide(path).pixels
    assert pixels.shape == PICTURE.shape
    assert np.ptp(pixels, axis=2).max() == 0


@pytest.mark.parametrize("suffix", ["png", "tif"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_alpha_may_stand_by_and_hide_nothing(tmp_path: Path, suffix: str, dtype: type) -> None:
    path, whole = tmp_path / f"p.{suffix}", np.iinfo(dtype).max
    colors = PICTURE.astype(dtype)
    written(path, np.dstack([colors, np.full(PICTURE.shape[:2], whole, dtype)]))
    np.testing.assert_array_equal(read_guide(path).pixels, colors)
    hiding = np.full(PICTURE.shape[:2], whole, dtype)
    hiding[0, 0] = 0
    written(path, np.dstack([colors, hiding]))
    with pytest.raises(ImageFileError, match=r"transparent in parts.*without alpha"):
        read_guide(path)


def written(path: Path, rgba: np.ndarray) -> None:
    if path.suffix == ".tif":
        tifffile.imwrite(path, rgba, photometric="rgb", extrasamples=["unassalpha"])
    else:
        cv2.imwrite(str(path), rgba[..., [2, 1, 0, 3]])


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["jpg", "tif", "png"])
def test_guides_stand_upright_by_their_tag(tmp_path: Path, orientation: int, suffix: str) -> None:
    path = tmp_path / f"p.{suffix}"
    upright = Image.fromarray(PICTURE)
    stored = upright.transpose(STORED[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[274] = orientation
    stored.save(path, exif=exif, **({"quality": 100, "subsampling": 0} if suffix == "jpg" else {}))
    pixels = read_guide(path).pixels
    assert pixels.shape == PICTURE.shape
    assert np.abs(pixels.astype(int) - PICTURE).mean() < 3.0


STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How Pillow takes an upright picture to what is stored under each EXIF orientation."""


@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_a_turned_png_may_hide_nothing_either(tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "p.png"
    exif = Image.Exif()
    exif[274] = orientation
    rgba = np.dstack([PICTURE, np.full(PICTURE.shape[:2], 255, np.uint8)])
    Image.fromarray(rgba).save(path, exif=exif)
    assert read_guide(path).pixels.shape == (PICTURE.shape if orientation < 5 else (60, 40, 3))
    rgba[0, 0, 3] = 0
    Image.fromarray(rgba).save(path, exif=exif)
    with pytest.raises(ImageFileError, match=r"p\.png: transparent in parts"):
        read_guide(path)


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif"])
@pytest.mark.parametrize("kind", ["WEBP", "GIF", "BMP", "JPEG2000"])
def test_other_formats_by_another_name_are_refused(tmp_path: Path, kind: str, suffix: str) -> None:
    path = tmp_path / f"12_3.{suffix}"
    Image.fromarray(PICTURE).save(path, format=kind)
    with pytest.raises(ImageFileError, match=rf"12_3\.{suffix}: not a readable guide: no TIFF, PNG or JPEG"):
        read_guide(path)


def test_colour_of_a_turned_jpeg_is_coarse_the_other_way(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = 6
    Image.fromarray(PICTURE).save(tmp_path / "p.jpg", exif=exif, subsampling=1)  # 4:2:2
    assert read_guide(tmp_path / "p.jpg").chroma_step == (1, 2)


@pytest.mark.parametrize("suffix", ["png", "tif", "jpg"])
def test_another_colour_space_is_named(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"p.{suffix}"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    Image.fromarray(PICTURE).save(path, icc_profile=profile)
    with pytest.raises(
        ImageFileError, match=r"profile is 'Lab identity built-in', not sRGB; .*export it in sRGB"
    ):
        read_guide(path)


def test_several_pages_or_colours_are_refused(tmp_path: Path) -> None:
    tifffile.imwrite(
        tmp_path / "p.tif", np.zeros((40, 60, 5), np.uint8), planarconfig="contig", photometric="minisblack"
    )
    with pytest.raises(ImageFileError, match=r"no RGB picture, but values of shape \(40, 60, 5\)"):
        read_guide(tmp_path / "p.tif")


def test_what_is_no_guide(tmp_path: Path) -> None:
    (tmp_path / "1.tif").write_bytes(b"II*\0 and nothing")
    tifffile.imwrite(tmp_path / "2.tif", PICTURE.astype(np.float32), photometric="rgb")
    for name, reason in (("1.tif", "not a readable"), ("2.tif", "8 or 16 bits"), ("3.tif", "not a readable")):
        with pytest.raises(ImageFileError, match=reason):
            read_guide(tmp_path / name)
