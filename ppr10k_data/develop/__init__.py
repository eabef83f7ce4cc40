"""Pixels in, pixels out: every operator of the rendering chain, and the chain that orders them."""
