"""Describe: what a RAW file or a sidecar holds."""
