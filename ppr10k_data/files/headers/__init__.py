"""Small readers of what stands in front of the pixels: one file a format, over bytes already in memory.

None of them raises for a damaged file: what cannot be read is absent. What is fatal is decided by
:mod:`ppr10k_data.files.metadata` and :mod:`ppr10k_data.files.completeness`.
"""
