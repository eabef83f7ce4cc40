"""Parameters: a dataset's sliders and shooting data as one table, and statistics of it."""
