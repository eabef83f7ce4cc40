"""What is known of each camera model: colour matrices and Adobe's hidden baseline exposure."""
