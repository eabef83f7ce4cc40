"""3D look-up tables for images: the float64 specification and its fast backends."""
