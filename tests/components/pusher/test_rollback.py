"""Rolling back: one rename for readers, everything kept, who and why written down."""

import pytest

from components.errors import ModelError
from components.models.manifest import verify
from components.pusher.history import Rollback, read_history
from components.pusher.rollback import roll_back


@pytest.fixture
def four(folder, push_named):
    for name in ("a", "b", "c", "d"):
        push_named(name)
    return folder


def test_without_a_target_the_version_before_the_live_one_becomes_live(four):
    roll_back(four, to=None, reason="")
    assert (four.versions(), four.withdrawn()) == ([1, 2, 3], [4])


def test_with_a_target_everything_newer_is_withdrawn_and_still_whole(four):
    roll_back(four, to=2, reason="")
    assert (four.live, four.withdrawn()) == (2, [3, 4])
    for version in (3, 4):
        verify(four.withdrawn_path(version))


def test_a_withdrawn_version_can_be_brought_back(four):
    roll_back(four, to=1, reason="too hasty")
    roll_back(four, to=3, reason="not so bad")
    assert (four.versions(), four.withdrawn()) == ([1, 3], [2, 4])


def test_a_withdrawn_version_can_replace_a_newer_one(four, push_named):
    roll_back(four, to=3, reason="")
    push_named("e")
    roll_back(four, to=4, reason="")
    assert (four.versions(), four.withdrawn()) == ([1, 2, 3, 4], [5])


def test_the_next_push_gets_a_number_that_was_never_served(four, push_named):
    roll_back(four, to=1, reason="")
    assert push_named("e").manifest.version == 5


def test_who_when_and_why_are_in_the_history(four):
    roll_back(four, to=2, reason="helium looks like proton")
    record = read_history(four)[-1]
    assert isinstance(record, Rollback)
    assert (record.live, record.to, record.withdraw) == (4, 2, (3, 4))
    assert record.reason == "helium looks like proton"
    assert "@" in record.by


def test_withdrawn_versions_are_kept_up_to_the_same_number(four, push_named):
    roll_back(four, to=1, reason="")
    push_named("e", keep=2)
    assert (four.versions(), four.withdrawn()) == ([1, 5], [3, 4])


@pytest.mark.parametrize(
    ("target", "message"),
    [(4, "version 4 is live already"), (9, "there is no version 9")],
)
def test_an_impossible_target_is_refused_and_says_what_there_is(four, target, message):
    with pytest.raises(ModelError, match=message) as error:
        roll_back(four, to=target, reason="")
    assert "Versions: 1, 2, 3, 4; withdrawn: none." in error.value.fix


def test_a_damaged_target_is_refused_and_nothing_moves(four):
    (four.path(2) / "saved_model.pb").write_text("damaged")
    with pytest.raises(ModelError, match=r"2/saved_model\.pb: the file is damaged"):
        roll_back(four, to=2, reason="")
    assert four.live == 4


def test_the_only_version_cannot_be_rolled_back(folder, push_named):
    push_named("a")
    with pytest.raises(ModelError, match="no older version"):
        roll_back(folder, to=None, reason="")
