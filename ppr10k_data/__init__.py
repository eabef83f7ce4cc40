"""PPR10K without Lightroom: render, augment, split, verify and learn from the portrait-retouching dataset."""

__version__ = "0.1.0"
