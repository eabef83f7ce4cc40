from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.photo import PhotoId
from ppr10k_data.release import release_photos
from ppr10k_data.split import Audit, audit_lists, official_lists

OFFICIAL = {
    name: [str(photo) for photo in names] for name, names in official_lists(release_photos()).named().items()
}
TRAIN, TEST = (
    [name for name in OFFICIAL[side] if int(name.split("_")[0]) % 50 == 0] for side in ("train", "test")
)
"""Every fiftieth group: as good, and faster."""


def found(audit: Audit) -> set[tuple[str, tuple[str, ...]]]:
    return {(finding.kind, finding.names) for finding in audit.findings}


def kinds(**lists: list[str]) -> set[str]:
    return {finding.kind for finding in audit_lists(lists).findings}


def test_the_official_lists_do_not_leak() -> None:
    audit = audit_lists(OFFICIAL)
    assert audit.findings == ()
    assert audit.notes == (
        "train and train_aug hold the same photos, one of them with variants: taken as one training list",
    )


@given(st.sampled_from(TEST))
def test_any_planted_val_photo_is_found(name: str) -> None:
    audit = audit_lists({"train.txt": [*TRAIN, name], "test.txt": TEST})
    group = str(PhotoId.parse(name).group)
    assert found(audit) == {("photo", (name,)), ("group", (group,)), ("official val", (name,))}


@given(st.sampled_from(TRAIN), st.integers(1, 5))
def test_any_planted_variant_of_a_training_photo_is_found(name: str, variant: int) -> None:
    audit = audit_lists({"train": TRAIN, "mine": [*TEST, f"{name}_{variant}"]})
    assert ("photo", (name,)) in found(audit)


@given(st.sampled_from(TRAIN))
def test_a_group_leaks_without_a_photo_that_does(name: str) -> None:
    photo = PhotoId.parse(name)
    rest = [other for other in TRAIN if other != name]
    audit = audit_lists({"train": rest, "test": [name]})
    assert found(audit) == {("group", (str(photo.group),))}


@given(st.sampled_from(TRAIN))
def test_a_name_that_stands_twice_is_found(name: str) -> None:
    assert found(audit_lists({"train": [*TRAIN, name]})) == {("duplicate", (name,))}


def test_names_that_the_release_does_not_have_are_found() -> None:
    strange = ["0_99", "1681_0", "portrait", "01_2", "3_4_5_6"]
    assert found(audit_lists({"train": ["0_0", *strange]})) == {("unknown", tuple(strange))}


def test_lists_are_known_by_name_or_by_what_they_hold() -> None:
    assert kinds(train=["1356_0"]) == {"official val"}
    assert kinds(mine=["0_0", "1356_0"]) == {"official val"}
    assert kinds(latest=["0_0", "1356_0"]) == kinds(interval_2=["0_0", "1356_0"]) == {"official val"}
    assert kinds(my_test2=["0_0", "1356_0"]) == kinds(evaluation=["0_0", "1356_0"]) == set()
    assert kinds(test=["1356_0"]) == kinds(val=["0_0"]) == kinds(mine=["1356_0"]) == set()
    assert kinds(**{"train/test.txt": ["1356_0"]}) == kinds(**{"train\\val.txt": ["1356_0"]}) == set()


def test_two_training_lists_leak_unless_one_is_the_other_with_variants() -> None:
    assert kinds(train=["0_0"], train_b=["0_0"]) == {"photo", "group"}
    assert kinds(train=["0_0"], train_aug=["0_0", "0_0_1"]) == set()
    assert kinds(train=["0_0", "0_1"], train_aug=["0_0", "0_0_1"]) == {"photo", "group"}
    assert kinds(test=["0_0"], val=["0_0", "0_0_1"]) == {"photo", "group"}


def test_an_empty_list_leaks_nothing() -> None:
    audit = audit_lists({"train": [], "test": []})
    assert audit == Audit((), ("train names nothing", "test names nothing"))


def test_an_audit_that_can_find_little_says_so() -> None:
    alone = audit_lists({"train.txt": TRAIN})
    assert alone.notes == (
        "train.txt is looked at alone: leaks between lists show only where the others are given with it",
    )
    assert audit_lists({"train.txt": TRAIN, "test.txt": []}).notes == ("test.txt names nothing",)
