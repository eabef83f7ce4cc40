"""Augment: draw sidecars, and render source and variants of each photo from one decoding."""
