"""The stages of the pixel loop, over blocks of pixels that stay in the first-level cache; one idea a file.

::

    lookup                  curves as samples
    camera                  interleaved camera RGB to planes of linear ProPhoto
    tone                    exposure ramp, hue-preserving curves
    gains                   gains by luminance: whites, blacks, tint of the shadows, grading
    local                   gains by place and luminance: highlights, shadows, clarity, dehaze
    color                   vibrance and saturation
    hsl                     the HSL mixer
    grey                    black and white
    vignette                gain or paint by place
    curves                  the tone curve panel
    hue_sat, rgb_table      tables of camera profiles and looks
    output                  to the output's primaries and levels

A stage takes the number of pixels ``n``, the planes ``rgb`` (3, BLOCK) that it changes, and scratch, all float32.
Its loops are short and do one thing: only such loops are vectorised. Each is checked against the float64 function of
:mod:`ppr10k_data.develop.look` that it stands for.
"""

BLOCK = 256
"""Pixels worked on at a time: planes of 1 KB."""

SCRATCH = 12
"""Scratch planes of float32 that a stage may use."""
