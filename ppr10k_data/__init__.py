"""PPR10K without Lightroom: render, augment, split, verify and learn from the portrait-retouching dataset.

The names below are loaded when they are first used, so that ``import ppr10k_data`` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from ppr10k_data.baseline.data import PPR10KDataset
    from ppr10k_data.baseline.lut_model import ImageAdaptive3DLUT
    from ppr10k_data.jobs.evaluate.run import evaluate
    from ppr10k_data.jobs.render.plan import Selection
    from ppr10k_data.jobs.render.run import render
    from ppr10k_data.jobs.render.settings import RenderSettings, Resolution
    from ppr10k_data.photo import PhotoId
    from ppr10k_data.sample import write_sample
    from ppr10k_data.xmp import CameraRawEdits, read_xmp

_HOMES = {
    "CameraRawEdits": "ppr10k_data.xmp",
    "ImageAdaptive3DLUT": "ppr10k_data.baseline.lut_model",
    "PPR10KDataset": "ppr10k_data.baseline.data",
    "PhotoId": "ppr10k_data.photo",
    "RenderSettings": "ppr10k_data.jobs.render.settings",
    "Resolution": "ppr10k_data.jobs.render.settings",
    "Selection": "ppr10k_data.jobs.render.plan",
    "evaluate": "ppr10k_data.jobs.evaluate.run",
    "read_xmp": "ppr10k_data.xmp",
    "render": "ppr10k_data.jobs.render.run",
    "write_sample": "ppr10k_data.sample",
}

__all__ = [
    "CameraRawEdits",
    "ImageAdaptive3DLUT",
    "PPR10KDataset",
    "PhotoId",
    "RenderSettings",
    "Resolution",
    "Selection",
    "__version__",
    "evaluate",
    "read_xmp",
    "render",
    "write_sample",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its home."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
