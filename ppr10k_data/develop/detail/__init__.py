"""What acts on the finished picture's neighbourhoods: noise reduction, texture, sharpening, in Camera Raw's order.

::

    gaussian           blurs, also of less than a pixel
    transfer           encoded values to linear light and back, as tables; luminance of an output space
    sharpening         amount, radius, detail and masking as numbers, and what they do, in float64
    sharpen            the same on a 16-bit picture, in place
    noise_level        how noisy a picture is
    noise_reduction    colour and luminance noise reduction as numbers, and what they do, in float64
    denoise            the same on a 16-bit picture, in place
    texture            what the slider does, as numbers, and in float64
    retexture          the same on a 16-bit picture, in place
    finish             all of these, and grain, as a sidecar asks for them

All lengths are photosites of the source; ``scale``, pixels of the picture to a photosite, carries them over to a
reduced picture. What is too small to be seen there is left out.
"""
