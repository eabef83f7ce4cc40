"""A miniature PPR10K made from photographs that ship with a Python package.

::

    scenes      the photographs, and outlines of their subjects
    viewpoint   which part of a photograph a photo frames, and its mask
    unrender    the photograph's rendering undone: the scene, in linear light
    camera      the scene through a camera: a Bayer mosaic
    plan        the groups and photos of the sample
    sidecar     the source's edits and the three experts'
    write       all of it into the release's folders
"""

from ppr10k_data.sample.write import SampleSummary, find_sample, write_sample

__all__ = ["SampleSummary", "find_sample", "write_sample"]
