from __future__ import annotations

import os
import signal

import pytest

from ppr10k_data.errors import SettingsError
from ppr10k_data.jobs.parallel import parallel_map


def test_a_killed_worker_is_told_in_words() -> None:
    with pytest.raises(SettingsError, match=r"one of 2 workers was killed.*fewer --jobs"):
        list(parallel_map(os._exit, [1, 1], jobs=2))


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_workers_leave_ctrl_c_to_their_parent() -> None:
    works = [signal.SIGINT] * 2
    assert list(parallel_map(signal.raise_signal, works, jobs=2)) == [(signal.SIGINT, None)] * 2
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
