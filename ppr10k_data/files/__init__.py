"""Doors to the disk: the dataset's tree, RAW files, images, atomic writes."""
