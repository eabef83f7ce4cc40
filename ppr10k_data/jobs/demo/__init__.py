"""The demonstration: every step on a generated sample."""
