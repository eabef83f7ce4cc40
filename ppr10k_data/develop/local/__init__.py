"""Local adjustments: Highlights, Shadows, Clarity and Dehaze, as one grid over the picture and its luminance.

::

    thumbnail              the small picture that every statistic of a photo comes from
    zones                  the luminance axis of the grid
    bilateral              averages over neighbours of like luminance, which do not cross edges
    highlights_shadows     gain by a zone and its surroundings
    clarity, dehaze        heuristics: Adobe has published nothing, and nobody has measured them
    grid                   all of them, as what each pixel is multiplied by

A bilateral grid (Chen, Paris and Durand, SIGGRAPH 2007) is small, the same for every output size, and read at each
pixel's own place and luminance: edges stay as sharp as the picture, and no halo is left beside them.
"""
