"""The CUDA backend: kernels in ``lut3d.cu``, compiled at run time and launched by CuPy; no compiler is needed."""
