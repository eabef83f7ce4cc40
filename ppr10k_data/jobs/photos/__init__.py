"""Which photos are worked on, and the files that belong to each."""
