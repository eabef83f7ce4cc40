"""Files of an earlier run that are to stand no longer: removed, and both records told so."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import ppr10k_data
from ppr10k_data.jobs.engine.ledger import journal_path, manifest_path
from ppr10k_data.jobs.engine.lines import LineWriter
from ppr10k_data.jobs.engine.shard import Shard


def withdraw(folder: Path, files: Collection[str], shard: Shard, *, durable: bool) -> None:
    """Remove files and record that they are gone.

    The manifest is told first and the journal last: killed in between, the journal still refuses other settings.

    Parameters
    ----------
    folder : Path
        Claimed.
    files : collection of str
        As the journal has them; some may be gone already.
    shard : Shard
        Whose files they are.
    durable : bool
        Wait for the disk after each record.
    """
    if not files:
        return
    version = ppr10k_data.__version__
    with LineWriter(manifest_path(folder, shard), durable=durable) as manifest:
        manifest.append(*({"file": file, "removed": True, "version": version} for file in files))
    for file in files:
        (folder / file).unlink(missing_ok=True)
    with LineWriter(journal_path(folder, shard), durable=durable) as journal:
        journal.append({"again": list(files)})
