"""The torch zone: the image-adaptive 3D LUT model, its training, and what it does to photos.

::

    data          what is learned from (datasets, transforms, samplers)
    resnet, small_classifier, lut_model    the network: a photo in, a photo out
    regularisers, losses, recipes          what is minimised
    official, checkpoints                  models on the disk: the authors' format, and ours
    steps, train, resuming, logs           learning, which may be killed at any moment
    retouch, photos                        photos of any size through a model

Nothing is imported here, and nothing outside imports torch: the command line loads this package when it is asked to.
"""
