"""Calibrate camera models by Lightroom's small renders."""
