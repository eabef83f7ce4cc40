"""How far two pictures lie apart, in numbers: pure functions of their pixels.

::

    pictures      what is taken for a picture                    psnr          peak signal to noise
    lab           sRGB to CIE Lab under D65                      delta_e       colour differences of 1976 and 2000
    imresize      MATLAB's, for masks of another size            human         PSNR and difference, people counting more
    consistency   how far the photos of a group differ           measures      the official measures, in one pass
    scores        those that renders are compared by             likeness      whether two pictures show the same thing
"""

from ppr10k_data.metrics.consistency import glc, group_variance, mean_ab
from ppr10k_data.metrics.delta_e import delta_e, delta_e_76, delta_e_2000
from ppr10k_data.metrics.human import delta_e_hc, human_weights, psnr_hc
from ppr10k_data.metrics.imresize import imresize
from ppr10k_data.metrics.lab import lab_from_srgb
from ppr10k_data.metrics.likeness import likeness
from ppr10k_data.metrics.measures import Measures, measure
from ppr10k_data.metrics.psnr import psnr
from ppr10k_data.metrics.scores import Scores, score

__all__ = [
    "Measures",
    "Scores",
    "delta_e",
    "delta_e_76",
    "delta_e_2000",
    "delta_e_hc",
    "glc",
    "group_variance",
    "human_weights",
    "imresize",
    "lab_from_srgb",
    "likeness",
    "mean_ab",
    "measure",
    "psnr",
    "psnr_hc",
    "score",
]
