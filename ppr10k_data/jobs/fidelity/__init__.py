"""Fidelity: renders beside Lightroom's own."""
