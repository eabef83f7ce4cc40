"""Make a render agree with a small rendering of the same photo by another program, at any size; pure.

::

    inputs         what is taken for a picture
    registration   does the guide show what the render shows, and how does it lie on it
    chroma         a guide whose file has colour more coarsely than brightness: the render seen alike
    toned          a matrix in linear light and a monotone curve for each channel (curves)
    table          a smooth 3D table that corrects them (rows, solver)
    local          a smooth field of affine maps of colour: what differs from place to place
    quality        how near it comes, and whether that is near enough
    pair, fitting  all of it, from a render and a guide to a Fit (fits)
    applying       a Fit, applied to the render at any size (pixels)
    carrying       what that changed, carried over to a variant of the render
"""

from ppr10k_data.match.applying import apply
from ppr10k_data.match.carrying import carry
from ppr10k_data.match.fits import Fit, misfit
from ppr10k_data.match.fitting import fit
from ppr10k_data.match.inputs import PictureError, TooSmallError
from ppr10k_data.match.quality import Quality
from ppr10k_data.match.registration import Registration

__all__ = [
    "Fit",
    "PictureError",
    "Quality",
    "Registration",
    "TooSmallError",
    "apply",
    "carry",
    "fit",
    "misfit",
]
