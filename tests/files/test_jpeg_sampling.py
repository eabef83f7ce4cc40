from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.files.jpeg_sampling import chroma_step

PICTURE = np.random.default_rng(0).integers(0, 255, (40, 60, 3)).astype(np.uint8)


def jpeg(picture: np.ndarray, *options: int) -> bytes:
    return bytes(cv2.imencode(".jpg", picture, list(options))[1])


@pytest.mark.parametrize(
    ("sampling", "step"),
    [
        (cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444, (1, 1)),
        (cv2.IMWRITE_JPEG_SAMPLING_FACTOR_440, (1, 2)),
        (cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422, (2, 1)),
        (cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420, (2, 2)),
        (cv2.IMWRITE_JPEG_SAMPLING_FACTOR_411, (4, 1)),
    ],
)
@pytest.mark.parametrize("progressive", [0, 1])
def test_what_libjpeg_wrote(tmp_path: Path, sampling: int, step: tuple[int, int], progressive: int) -> None:
    path = tmp_path / "p.jpg"
    options = (cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling, cv2.IMWRITE_JPEG_PROGRESSIVE, progressive)
    path.write_bytes(jpeg(PICTURE, *options))
    assert chroma_step(path) == step


def test_a_grey_jpeg_has_no_colour(tmp_path: Path) -> None:
    (tmp_path / "p.jpg").write_bytes(jpeg(PICTURE[..., 0]))
    assert chroma_step(tmp_path / "p.jpg") == (1, 1)


@given(st.binary(max_size=200), st.integers(0, 700))
def test_nothing_in_a_file_makes_it_fail(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int
) -> None:
    data = bytearray(jpeg(PICTURE))
    data[at : at + len(noise)] = noise
    path = tmp_path_factory.mktemp("noise") / "p.jpg"
    path.write_bytes(bytes(data))
    assert all(1 <= step <= 15 for step in chroma_step(path))


@pytest.mark.shared
def test_adobes_small_previews_have_colour_at_every_pixel(shared: Path) -> None:
    for path in (shared / "data/adobe-previews").glob("*/*_256x*.jpg"):
        assert chroma_step(path) == (1, 1)
