"""Work on many photos that may be killed at any moment and started again; it knows nothing of what the work is."""
