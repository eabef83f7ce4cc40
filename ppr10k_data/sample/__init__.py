"""A miniature PPR10K made from photographs that ship with a Python package."""
