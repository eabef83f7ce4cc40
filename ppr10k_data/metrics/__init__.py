"""How far two pictures lie apart, in numbers: pure functions of their pixels.

::

    psnr       peak signal to noise
    lab        sRGB to CIE Lab under D65
    delta_e    colour differences of 1976 and 2000
    scores     all of them for a pair of pictures
    likeness   whether two pictures show the same thing
"""

from ppr10k_data.metrics.delta_e import delta_e_76, delta_e_2000
from ppr10k_data.metrics.lab import lab_from_srgb
from ppr10k_data.metrics.likeness import likeness
from ppr10k_data.metrics.psnr import psnr
from ppr10k_data.metrics.scores import Scores, score

__all__ = ["Scores", "delta_e_76", "delta_e_2000", "lab_from_srgb", "likeness", "psnr", "score"]
