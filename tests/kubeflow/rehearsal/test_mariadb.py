"""A rehearsal's database server: real, on loopback only, with rights for one user, gone at the end."""

import pathlib
import socket
from urllib.parse import urlsplit

import pytest

from components.errors import MachineError, SettingsError
from kubeflow.rehearsal import mariadb
from pipeline import metadata

pytestmark = pytest.mark.skipif(bool(mariadb.missing()), reason=f"not installed: {mariadb.missing()}")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with mariadb.server(tmp_path_factory.mktemp("db") / "server") as made:
        yield made


@pytest.fixture
def login(server, monkeypatch):
    monkeypatch.setenv(metadata.USER, server.user)
    monkeypatch.setenv(metadata.PASSWORD, server.password)


def test_ml_metadata_makes_its_tables_there(server, login):
    assert metadata.open_store(server.where).get_contexts() == []


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_refused_login_is_said_clearly(server, login, monkeypatch, password):
    monkeypatch.setenv(metadata.PASSWORD, password)
    with pytest.raises(MachineError, match=r"refuses the login\n.*CASCADA_METADATA_PASSWORD") as caught:
        metadata.open_store(server.where)
    assert server.password not in str(caught.value)


def test_another_database_is_not_open_to_the_user(server, login):
    with pytest.raises(MachineError, match="Access denied"):
        metadata.open_store(server.where.replace("rehearsal", "other"))


def test_the_config_of_a_place_has_the_login_of_the_environment(server, login):
    config = metadata.connection(server.where)
    assert (config.mysql.user, config.mysql.password) == (server.user, server.password)


def test_it_is_gone_afterwards(tmp_path):
    folder = tmp_path / "server"
    with mariadb.server(folder) as made:
        port = urlsplit(made.where).port
    assert not folder.exists()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), 1)


def test_a_server_that_is_not_there_is_said_clearly():
    with pytest.raises(MachineError, match="does not answer: Connection refused"):
        metadata.open_store("mysql://127.0.0.1:1/mlmd")


@pytest.mark.parametrize(
    "where", ["mysql://127.0.0.1", "postgres://host/mlmd", "mysql://host:x/mlmd", "mysql:///a"]
)
def test_a_wrong_address_is_refused(where):
    with pytest.raises(SettingsError, match="not the address of a database"):
        metadata.connection(where)


def test_an_address_with_a_password_is_refused_and_not_repeated():
    with pytest.raises(SettingsError, match="may hold no user and no password") as caught:
        metadata.connection("mysql://me:hunter2@host/mlmd")
    assert "hunter2" not in str(caught.value)


def test_a_file_is_sqlite(tmp_path: pathlib.Path):
    assert metadata.open_store(str(tmp_path / "new" / "metadata.sqlite")).get_contexts() == []
