"""What is done to many photos."""
