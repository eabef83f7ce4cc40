"""Camera Raw's global adjustments that are functions of a pixel's colour alone, one a file.

::

    luminance, hsv, rgb_tone, tables   what the operators are made of
    key                                how bright a photo is, for the contrast
    calibration                        scene-linear, before the tone map
    whites, blacks                     scene side of the profile's tone curve
    contrast, hsl_mixer, vibrance, saturation, parametric, point_curves, grading      display side
    order                              which of them a sidecar asks for, in Camera Raw's order
    instructions                       how each is taken by the pixel loop

Operators take and give (..., 3) float64 arrays of linear ProPhoto in 0..1; an amount of 0 changes nothing.
"""
