"""What depends on a place in the cropped picture: the vignette, before the tone curves, and grain, after everything."""
