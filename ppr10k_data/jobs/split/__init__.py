"""Split: lists, folds, audits, and trees for training codes."""
