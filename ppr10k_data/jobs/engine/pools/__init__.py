"""Where photos are worked on: in this process, in others of this machine (loky), on a Dask or a Ray cluster."""
