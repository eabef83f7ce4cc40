"""3D look-up tables for images, useful without the rest of ppr10k-data.

So far the float64 specification (:mod:`ppr10k_kernels.reference`); the fast backends will agree with it.
"""

from ppr10k_kernels.errors import ShapeError
from ppr10k_kernels.reference import apply_lut

__all__ = ["ShapeError", "apply_lut"]
