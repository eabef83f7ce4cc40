"""Camera Raw settings: read, hold and write them."""
