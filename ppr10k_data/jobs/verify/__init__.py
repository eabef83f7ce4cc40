"""Verify: a tree beside the release."""
