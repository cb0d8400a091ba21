"""Who may ask, how, and what the answers allow a browser."""

import base64
import hashlib
import re

import pytest

from pipeline.ui.app import create_app
from pipeline.ui.guard import is_loopback
from tests.pipeline.ui.conftest import FIRST
from tests.pipeline.ui.small_pipeline import settings_of

PAGES = ["/", f"/runs/{FIRST}", "/models/1", f"/runs/{FIRST}/report", "/nowhere"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/", f"/runs/{FIRST}", "/nowhere"])
def test_only_reading_is_allowed(client, method, path):
    assert client.open(path, method=method).status_code == 405


def test_head_is_a_get_without_a_body(client):
    answer = client.head("/")
    assert answer.status_code == 200
    assert answer.data == b""


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8765", "localhost:9000", "[::1]:8765"])
def test_this_machine_may_ask_by_any_of_its_names(client, host):
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil", "10.0.0.1", ""])
@pytest.mark.parametrize("path", ["/", f"/runs/{FIRST}/report", "/nowhere"])
def test_a_name_that_was_made_to_lead_here_is_refused(client, host, path):
    answer = client.get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert FIRST not in answer.text


def test_a_name_that_was_allowed_may_ask_too(out):
    client = create_app(settings_of(out), ["lab7.example.org"]).test_client()
    assert client.get("/", headers={"Host": "lab7.example.org:8765"}).status_code == 200
    assert client.get("/", headers={"Host": "lab8.example.org"}).status_code == 400


@pytest.mark.parametrize("path", PAGES)
def test_no_answer_may_be_framed_sniffed_or_load_anything(client, path):
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "http" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", f"/runs/{FIRST}", "/models/1", "/nowhere"])
def test_on_a_page_of_ours_runs_only_what_we_wrote(client, path):
    answer = client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for kind in ("style", "script"):
        (block,) = re.findall(rf"<{kind}>(.*?)</{kind}>", answer.text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert not re.search(r"<[^>]* (style|on\w+)=", answer.text)


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        *((host, True) for host in ("127.0.0.1", "::1", "localhost", "127.8.8.8")),
        *((host, False) for host in ("0.0.0.0", "::", "192.168.1.5", "lab7")),
    ],
)
def test_loopback_is_what_no_other_machine_reaches(host, is_ours):
    assert is_loopback(host) is is_ours
