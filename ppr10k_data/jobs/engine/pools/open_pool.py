"""Which place of work a run gets; each library is loaded only where it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from ppr10k_data.errors import SettingsError
from ppr10k_data.jobs.engine.pools.pool import Function, Pool

Backend = Literal["here", "loky", "dask", "ray"]
"""This process, processes of this machine, a Dask cluster, a Ray cluster."""


def open_pool(
    backend: Backend,
    function: Function,
    folder: Path,
    jobs: int,
    scheduler: str | None = None,
    *,
    cores: int | None = None,
) -> Pool:
    """Open a place of work.

    Parameters
    ----------
    backend : Backend
    function : callable
        Makes all files of one photo.
    folder : Path
        The run's; must be there.
    jobs : int
        Processes, where they are started here.
    scheduler : str or None
        Address of the cluster.
    cores : int, optional
        Of this machine, for the processes of ``loky`` to share; all by default.

    Raises
    ------
    SettingsError
        If the backend has no scheduler, or is not installed.
    BackendError
        If the cluster cannot be reached or cannot do the work.
    """
    if backend in ("here", "loky") and scheduler is not None:
        raise SettingsError(
            f"scheduler {scheduler!r}: for the backends dask and ray; {backend} works on this machine"
        )
    if backend == "here":
        from ppr10k_data.jobs.engine.pools.here import HerePool

        return HerePool(function)
    if backend == "loky":
        from ppr10k_data.jobs.engine.pools.loky import LokyPool

        return LokyPool(function, jobs, cores)
    if backend == "dask":
        from ppr10k_data.jobs.engine.pools.dask import DaskPool

        return DaskPool(function, folder, jobs, scheduler)
    from ppr10k_data.jobs.engine.pools.ray import RayPool

    return RayPool(function, folder, jobs, scheduler)
