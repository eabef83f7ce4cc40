"""The differentiable op for torch; torch is imported by this package and its parts alone."""

from ppr10k_kernels.torch_op.fuse import fuse
from ppr10k_kernels.torch_op.lut3d import lut3d

__all__ = ["fuse", "lut3d"]
