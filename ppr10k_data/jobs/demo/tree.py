"""The demonstration's verification of its sample, and its training tree."""

from __future__ import annotations

from pathlib import Path

from ppr10k_data.jobs.demo.run import RENDERS, SAMPLE
from ppr10k_data.jobs.split.run import SplitRequest, SplitSummary, split_tree
from ppr10k_data.jobs.verify.run import verify
from ppr10k_data.jobs.verify.summary import VerifyRequest, VerifySummary

TRAINING = "training"


def demo_verify(folder: Path) -> VerifySummary:
    """Verify the sample, as one would a download.

    Parameters
    ----------
    folder : Path
        The demonstration's own, with its sample.

    Raises
    ------
    LayoutError
        If the sample is gone.
    """
    return verify(VerifyRequest(folder / SAMPLE, folder))


def demo_split(folder: Path) -> SplitSummary:
    """Build the tree that the official training code reads, of the small renders.

    Parameters
    ----------
    folder : Path
        The demonstration's own, with its renders; the tree goes into ``training``.

    Raises
    ------
    LayoutError
        If nothing was rendered.
    OutputError
        If nothing can be written.
    """
    pictures = (folder / RENDERS,)
    return split_tree(
        SplitRequest(folder / SAMPLE, folder / TRAINING, layout="official", pictures=pictures, overwrite=True)
    )
