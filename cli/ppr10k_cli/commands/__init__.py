"""The commands of ``ppr10k-data``."""
