"""Results of all commands go through the pipe in one write, so that a worker's death cannot tear one."""

from __future__ import annotations

import hashlib
import inspect
import pickle
import random
from multiprocessing import connection
from pathlib import Path

import pytest

from ppr10k_data.files.release_files import list_release
from ppr10k_data.files.tree import Dataset
from ppr10k_data.jobs.engine.outcome import PhotoOutcome, Rendered
from ppr10k_data.jobs.engine.pools.small_result import ONE_WRITE_BYTES, Compressed, compressed
from ppr10k_data.jobs.masks.photo import mask_photo
from ppr10k_data.jobs.masks.run import MaskRequest, plan_masks
from ppr10k_data.jobs.masks.settings import MaskSettings
from ppr10k_data.jobs.parameters.read import BATCH, _read_batch, plan_parameters
from ppr10k_data.jobs.photos.selection import EVERYTHING
from ppr10k_data.jobs.render.settings import Resolution
from ppr10k_data.jobs.verify.check_photo import Checked, HashRecord
from ppr10k_data.jobs.verify.plan import MOST_TOGETHER, photos_to_check
from tiny_release import write_release


def sent(result: object) -> int:
    """Bytes of a result on its way."""
    return len(pickle.dumps(Compressed(result)))


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scene of as many photos as are taken together, and two more."""
    photos = (f"0_{index}" for index in range(MOST_TOGETHER + 2))
    return write_release(tmp_path_factory.mktemp("release"), *photos)


def test_a_result_arrives_as_itself() -> None:
    outcome = PhotoOutcome(notes=["a", "b"])
    assert pickle.loads(pickle.dumps(compressed(lambda work: outcome, None))) == outcome


def test_the_limit_is_pythons() -> None:
    assert f"n > {ONE_WRITE_BYTES}" in inspect.getsource(connection.Connection._send_bytes)


def test_a_scene_is_checked_in_parts(release: Path) -> None:
    groups = photos_to_check(list_release(release), EVERYTHING, None)
    assert [len(group) for group in groups] == [MOST_TOGETHER, 2]


def test_sums_of_a_scene_fit() -> None:
    """With the digits of real sums, which do not compress, of all 16 files of each photo."""
    digits = random.Random(1)
    names = [f"train_val_images_tif_360p/train/source_aug_6/1234_10_{k}.tif" for k in range(16)]
    scene = [
        Checked(
            hashes={
                name: HashRecord(digits.getrandbits(25), digits.getrandbits(62), a_sum(digits))
                for name in names
            }
        )
        for _ in range(MOST_TOGETHER)
    ]
    assert sent(scene) < ONE_WRITE_BYTES


def a_sum(digits: random.Random) -> str:
    return hashlib.sha256(digits.randbytes(8)).hexdigest()


def test_rows_of_parameters_fit(release: Path) -> None:
    plan = plan_parameters(Dataset(release), EVERYTHING)
    assert sent(_read_batch(plan.photos[:BATCH])) < ONE_WRITE_BYTES / 4


def test_a_photos_masks_fit(release: Path, tmp_path: Path) -> None:
    settings = MaskSettings(Resolution.parse("32"), "own")
    names = ("xmp_source", "xmp_target_a", "xmp_target_b", "xmp_target_c")
    plan = plan_masks(MaskRequest(release, names, settings, tmp_path))
    outcome = mask_photo(plan.works[0], settings)
    assert len(outcome.rendered) == 4
    assert sent(outcome) < ONE_WRITE_BYTES / 4


def test_a_photos_many_pictures_fit() -> None:
    """Lines of 2 KB, twice those of a release's sidecars, whose figures differ from variant to variant."""
    digits = random.Random(1)
    lines = [
        {f"Key{number}": round(digits.uniform(-100, 100), 2) for number in range(60)}
        | {"inputs_sha256": {name: a_sum(digits) for name in ("raw", "source", "own")}}
        for _ in range(15)
    ]
    assert sent(PhotoOutcome([Rendered("output", line) for line in lines])) < ONE_WRITE_BYTES
