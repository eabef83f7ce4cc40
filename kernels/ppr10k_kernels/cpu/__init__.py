"""The CPU backend: numba, with the vector instructions of the inner loops written out."""
