from __future__ import annotations

import cv2
import numpy as np
import pytest

from match_scenes import apart, as_jpeg, look, portrait, small
from ppr10k_data.match import apply, fit
from ppr10k_data.match.chroma import with_coarse_chroma

SAMPLING = {
    (2, 2): cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420,
    (2, 1): cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422,
    (1, 1): cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
}


def by_libjpeg(picture: np.ndarray, step: tuple[int, int]) -> np.ndarray:
    """Written at the best quality, where coarse colour is nearly all that is lost, and read again."""
    options = [cv2.IMWRITE_JPEG_QUALITY, 100, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, SAMPLING[step]]
    _, data = cv2.imencode(".jpg", np.round(picture[..., ::-1] * 255.0).astype(np.uint8), options)
    return cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1].astype(np.float32) / np.float32(255.0)


@pytest.mark.parametrize("side", [128, 127])
@pytest.mark.parametrize("step", [(2, 2), (2, 1)])
def test_colour_is_as_coarse_as_libjpeg_makes_it(step: tuple[int, int], side: int) -> None:
    picture = small(portrait(), 256)[:side, :side]
    theirs = by_libjpeg(picture, step)
    assert apart(with_coarse_chroma(picture, step), theirs)[0] > apart(picture, theirs)[0] + 6.0


def test_single_pixels_are_left_alone() -> None:
    assert with_coarse_chroma(portrait(), (1, 1)) is portrait()


def test_greys_are_left_alone() -> None:
    grey = np.repeat(portrait()[..., :1], 3, axis=2)
    np.testing.assert_allclose(with_coarse_chroma(grey, (2, 2)), grey, atol=2e-3)


def test_a_guide_of_coarse_colour_does_not_make_edges_pale() -> None:
    truth = look(portrait())
    guide = as_jpeg(small(truth), 95)
    plain, aware = (
        apart(apply(fit(portrait(), guide, lossless=False, chroma_step=step), portrait()), truth)
        for step in ((1, 1), (2, 2))
    )
    assert aware[0] > plain[0] + 2.0
    assert aware[1] < 0.8 * plain[1]


def test_a_guide_larger_than_the_render_has_fine_colour_once_reduced() -> None:
    render = small(portrait(), 100)
    guide = as_jpeg(look(portrait()), 95)
    ways = [fit(render, guide, lossless=False, chroma_step=step).field for step in ((1, 1), (2, 2))]
    np.testing.assert_array_equal(*ways)
