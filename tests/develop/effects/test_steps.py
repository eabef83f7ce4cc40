from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ppr10k_data.develop.blocks.lookup import INTERVALS
from ppr10k_data.develop.effects.vignette import painted, plan_vignette, vignetted
from ppr10k_data.develop.look import instructions
from ppr10k_data.develop.look.black_and_white import black_and_white
from ppr10k_data.develop.look.luminance import luminance
from ppr10k_data.develop.pixels import Ends, develop_pixels
from ppr10k_data.develop.program import Instruction, assemble
from ppr10k_data.xmp import GrayMixer, PostCropVignette

Array = NDArray[np.float64]
IDENTITY = np.eye(3, dtype=np.float32)
PLAIN = Ends(np.ones(3, np.float32), IDENTITY, IDENTITY, np.zeros(INTERVALS + 2, np.float32))
COLORS = np.random.default_rng(4).random((70, 300, 3)) ** 2


def taken(step: Instruction) -> NDArray[np.float32]:
    """What the pixel loop makes of the colours by one step."""
    out = np.empty(COLORS.shape, np.float32)
    develop_pixels(COLORS.astype(np.float32), PLAIN, assemble([step]), 1, 1, out)
    return out


def test_black_and_white() -> None:
    mixer = GrayMixer(True, (100.0, -100.0, 40.0, -60.0, 100.0, -20.0, 80.0, -100.0))
    assert taken(instructions.grey(mixer)) == pytest.approx(black_and_white(COLORS, mixer), abs=2e-4)


@pytest.mark.parametrize("roundness", [-100.0, 0.0, 60.0])
@pytest.mark.parametrize(("amount", "style", "spared"), [
    (-80.0, 1, 0.0), (-80.0, 2, 70.0), (60.0, 1, 0.0), (-50.0, 3, 0.0), (70.0, 3, 0.0),
])  # fmt: skip
def test_vignette(amount: float, style: int, spared: float, roundness: float) -> None:
    settings = PostCropVignette(amount, 40.0, 60.0, roundness, style, spared)
    vignette = plan_vignette(settings, (300, 70), INTERVALS)
    assert vignette is not None
    scene = vignetted(COLORS, luminance(COLORS), vignette)
    expected = np.minimum(painted(scene, vignette), 1.0)
    assert taken(instructions.vignetted(vignette)) == pytest.approx(expected, abs=1e-3)
