"""Evaluate: results beside targets, by the paper's metrics."""
