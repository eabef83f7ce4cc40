"""A model at work: photos of any size, whole, at the cost of one look at a small picture and one table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ppr10k_data.baseline.lut_model import ImageAdaptive3DLUT
from ppr10k_data.baseline.small_picture import small_picture
from ppr10k_kernels import apply_lut, lut3d

Float32 = NDArray[np.float32]


class Retoucher:
    """A model that is ready for photos.

    Parameters
    ----------
    model : ImageAdaptive3DLUT
        Is moved to the device and put into evaluation mode.
    device : torch.device
        Computes. On the CPU photos never become tensors: tables are applied to their own integers.
    """

    def __init__(self, model: ImageAdaptive3DLUT, device: torch.device | None = None) -> None:
        self.device = torch.device("cpu") if device is None else device
        self.model = model.to(self.device).eval()

    @torch.inference_mode()
    def tables(self, photos: Sequence[NDArray[Any]]) -> list[Float32]:
        """Find the table of each photo.

        Parameters
        ----------
        photos : sequence of (H, W, 3) uint8, uint16 or float32
            sRGB-encoded, of any sizes; classified together.

        Returns
        -------
        list of (3, N, N, N) float32
            Indexed [channel, blue, green, red].
        """
        squares = np.stack([small_picture(photo, self.model.edge) for photo in photos])
        weights = self.model.classifier(torch.from_numpy(squares).to(self.device))
        return list(self.model.mixed(weights).cpu().numpy())

    def apply(self, photo: NDArray[Any], table: Float32) -> NDArray[Any]:
        """Send a photo through its table.

        Parameters
        ----------
        photo : (H, W, 3) uint8, uint16 or float32
        table : (3, N, N, N) float32

        Returns
        -------
        (H, W, 3) array
            Of the photo's type; integers are clamped and rounded.
        """
        if self.device.type == "cpu":
            return apply_lut(photo, table)
        graded: NDArray[Any] = self._applied_there(photo, table)
        return graded

    @torch.inference_mode()
    def _applied_there(self, photo: NDArray[Any], table: Float32) -> NDArray[Any]:
        """On another device; torch reckons with too few integer types there, so in float32."""
        peak = 1.0 if photo.dtype.kind == "f" else float(np.iinfo(photo.dtype).max)
        image = torch.from_numpy(photo).to(self.device).to(torch.float32).div_(peak).permute(2, 0, 1)[None]
        graded = lut3d(image, torch.from_numpy(table).to(self.device))[0].permute(1, 2, 0)
        if photo.dtype.kind == "f":
            result = graded.cpu().numpy()
        else:
            result = graded.clamp(0.0, 1.0).mul(peak).add(0.5).to(torch.int32).cpu().numpy()
        return np.asarray(result, dtype=photo.dtype)

    def retouch(self, photo: NDArray[Any]) -> NDArray[Any]:
        """Find a photo's table and apply it.

        Parameters
        ----------
        photo : (H, W, 3) uint8, uint16 or float32
            sRGB-encoded RGB.

        Returns
        -------
        (H, W, 3) array
            Of the photo's type and size.
        """
        return self.apply(photo, self.tables([photo])[0])
