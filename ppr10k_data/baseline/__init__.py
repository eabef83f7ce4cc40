"""The torch zone: the image-adaptive 3D LUT model, its training, and what it does to photos.

::

    data                                   what is learned from: datasets, transforms, samplers
    resnet, small_classifier, lut_model    the network: a photo in, a photo out
    recipes, regularisers, losses          what is asked for, and what is minimised
    official, checkpoints, imagenet        models on the disk: the authors' format, ours, and torchvision's
    loaders, batches, steps, validation    an epoch: batches in order, one step, and what it came to
    training_state, train, logs            learning, which may be killed at any moment
    feed, same_photos                      what a training reads, and that it goes on with the same
    start, processes, devices              from what the user asks for to a training that runs
    inputs, open_photo                     photos as named, and their pixels, RAW files developed
    small_picture, retouch, retouch_files  photos of any size through a model
    demo                                   all of it on the sample

Nothing is imported here, and nothing outside imports torch: the command line loads this package when it is asked to.
"""
