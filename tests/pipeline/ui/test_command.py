"""`cascada ui`, in a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from components.errors import MachineError, SettingsError
from pipeline.ui import server
from tests.pipeline.ui.serving import start
from tests.pipeline.ui.small_pipeline import settings_of


def test_it_serves_until_ctrl_c_and_then_ends_cleanly(out):
    with start(out) as (process, address):
        with urllib.request.urlopen(address, timeout=30) as answer:
            assert "Runs and models" in answer.read().decode()
        process.send_signal(signal.SIGINT)
        printed, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert printed.endswith("ended\n")
    assert "Traceback" not in errors


def test_only_this_machine_reaches_it(out):
    made = server.listen(settings_of(out), "127.0.0.1", 0, ())
    try:
        assert made.effective_host == "127.0.0.1"
    finally:
        made.close()


def test_a_port_that_is_taken_is_said_with_what_to_do(out):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        with pytest.raises(MachineError, match="the port is taken") as error:
            server.listen(settings_of(out), "127.0.0.1", port, ())
    assert "--port" in error.value.fix


def test_an_address_that_is_not_this_machine_s_is_said(out):
    with pytest.raises(MachineError, match="cannot listen there"):
        server.listen(settings_of(out), "192.0.2.1", 0, ["lab7"])
    with pytest.raises(MachineError, match="cannot listen there"):
        server.listen(settings_of(out), "no.such.name.invalid", 0, ["lab7"])


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "lab7.example.org"])
def test_other_machines_are_let_in_only_by_a_word(out, host):
    with pytest.raises(SettingsError, match="other machines") as error:
        server.listen(settings_of(out), host, 0, ())
    assert "--expose" in error.value.fix


def test_a_page_that_others_can_read_comes_with_a_warning(out):
    with start(out, "--host", "0.0.0.0", "--expose", "lab7.example.org") as (process, address):
        port = re.search(r":(\d+)/", address)[1]
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": "lab7.example.org"})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert "warning: everybody who can reach this machine" in errors


def test_the_first_page_needs_none_of_the_heavy_libraries(out):
    words = (
        "import sys; from pipeline.settings import load_settings; from pipeline.ui.app import create_app;"
        "client = create_app(load_settings(out=sys.argv[1])).test_client();"
        "assert client.get('/').status_code == 200;"
        "assert not {'tfx', 'tensorflow', 'apache_beam', 'pandas', 'xgboost'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", words, str(out)], check=True, timeout=120, env=dict(os.environ))
