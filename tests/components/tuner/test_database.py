"""Where studies live, and that nobody reads a password of it."""

import time
import warnings

import pytest
from optuna.trial import TrialState, create_trial

from components.errors import CascadaError, MachineError, SettingsError
from components.tuner import database
from components.tuner.database import open_storage
from components.tuner.ledger import NUMBER, Ledger


@pytest.mark.parametrize(
    ("url", "kind", "expected"),
    [
        ("secret", SettingsError, "not a URL"),
        ("mysql+nodriver://me:secret@localhost/studies", MachineError, "mysql"),
        ("mysql+pymysql://me:secret@127.0.0.1:1/studies", MachineError, "cannot be used|driver"),
        ("postgresql+psycopg://me:secret@127.0.0.1:1/studies", MachineError, "cannot be used|driver"),
    ],
)
def test_a_database_that_cannot_be_used_is_refused_without_its_password(url, kind, expected, monkeypatch):
    monkeypatch.setenv("STUDIES", url)
    with pytest.raises(kind, match=expected) as caught:
        open_storage("$STUDIES")
    assert "secret" not in str(caught.value)


def test_a_variable_that_is_not_set_is_named():
    with pytest.raises(SettingsError, match="CASCADA_NOWHERE"):
        open_storage("$CASCADA_NOWHERE")


def test_a_file_that_is_not_local_is_refused():
    with pytest.raises(SettingsError, match=r"tuner\.storage"):
        open_storage("gs://bucket/studies.sqlite")


def test_the_settings_take_the_name_of_a_variable_and_refuse_a_url(make_tuner):
    assert make_tuner(storage="STUDIES").storage == "STUDIES"
    with pytest.raises(ValueError, match="storage"):
        make_tuner(storage="mysql://me:secret@localhost/studies")


def test_a_url_from_the_environment_is_used(tmp_path, monkeypatch):
    monkeypatch.setenv("STUDIES", f"sqlite:///{tmp_path}/mine.sqlite")
    Ledger(open_storage("$STUDIES"), "study", 1)
    assert (tmp_path / "mine.sqlite").is_file()


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    """A study whose machines may be silent for one second."""
    monkeypatch.setattr(database, "BEAT", 1)
    monkeypatch.setattr(database, "PATIENCE", 1)
    return Ledger(open_storage(str(tmp_path / "studies")), "study", 1)


def waiting(number):
    return create_trial(state=TrialState.WAITING, user_attrs={NUMBER: number})


def test_a_trial_is_offered_once_and_claimed_once(ledger):
    ledger.offer({0: waiting(0)})
    ledger.offer({0: waiting(0)})
    assert ledger.claim(0) is not None
    assert ledger.claim(0) is None


@pytest.mark.parametrize("silent", [True, False])
def test_a_trial_of_another_machine_that_fell_silent_is_given_up(ledger, monkeypatch, silent):
    monkeypatch.setattr(ledger, "_me", {"machine": "another", "process": 1, "born": 0.0})
    ledger.offer({0: waiting(0)})
    key, _ = ledger.claim(0)
    monkeypatch.undo()
    for _ in range(4):
        time.sleep(0.6)
        if not silent:
            ledger.beat([key])
    ledger.lose_dead()
    ledger.offer({0: waiting(0)})
    assert (ledger.claim(0) is not None) is silent


def test_opening_a_database_warns_of_nothing(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Ledger(open_storage(str(tmp_path / "studies")), "study", 1)


def test_errors_of_the_database_are_ours(tmp_path):
    (tmp_path / "studies").write_text("not a database, but a text of some length " * 50)
    with pytest.raises(CascadaError, match="cannot be used"):
        open_storage(str(tmp_path / "studies"))
