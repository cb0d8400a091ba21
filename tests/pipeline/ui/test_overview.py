"""The first page: every run, every model, a search, a choice of two."""

import re

from components.audit.approvals import Approval, record
from components.models.manifest import read_manifest
from pipeline import registry, runs
from pipeline.ui.app import create_app
from tests.pipeline.ui.conftest import DAMAGED, FIRST, REFUSED, SECOND, STOPPED
from tests.pipeline.ui.small_pipeline import settings_of


def rows(page: str) -> dict[str, list[str]]:
    """The text of the cells of each row, by the name in the first."""
    found = [
        [re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        for row in re.findall(r"<tr>(<td.*?)</tr>", page)
    ]
    return {row[0]: row for row in found}


def shown(page: str) -> list[str]:
    """The names of the rows that a search leaves, in their order."""
    return [name for name in rows(page) if not re.search(f"<td class='miss'[^>]*>(<[^>]*>)*{name}<", page)]


def test_runs_are_listed_newest_first_with_how_they_stand(client):
    found = rows(client.get("/").text)
    states = {name: row[1] for name, row in found.items() if "T" in name}
    assert list(states) == [STOPPED, REFUSED, SECOND, FIRST, DAMAGED]
    assert list(states.values()) == ["stopped", "refused", "pushed", "pushed", "damaged"]


def test_a_run_tells_champion_accuracy_with_interval_and_gates(client):
    found = rows(client.get("/").text)
    _, _, dataset, _, duration, champion, accuracy, passed, failed, not_compared, report = found[SECOND]
    assert (dataset, champion, report) == ("wcd", "autoencoder", "report")
    assert accuracy == "0.6000 (0.5800 to 0.6200)"
    assert duration.endswith(" s")
    assert (passed, failed, not_compared) == ("2", "0", "1")


def test_the_gates_that_refused_are_counted(client):
    assert rows(client.get("/").text)[REFUSED][7:10] == ["0", "1", "1"]


def test_models_are_listed_newest_first_with_the_live_one_and_the_run_that_pushed_it(client):
    found = rows(client.get("/").text)
    assert [found[version][1] for version in ("2", "1")] == ["live", "kept"]
    assert found["2"][4] == "0.6000"
    assert found["2"][-1] == SECOND


def test_a_model_that_was_withdrawn_says_so(copied):
    registry.rollback(str(copied / "models"), to=1, reason="helium is lost")
    client = create_app(settings_of(copied)).test_client()
    assert rows(client.get("/").text)["2"][1] == "withdrawn"
    assert "helium is lost" in client.get("/models/2").text


def test_who_signed_a_model_stands_beside_it(copied):
    store = runs.open_store(str(copied / "metadata.sqlite"))
    manifest = read_manifest(copied / "models" / "2")
    signed = Approval(
        content=manifest.content, by="A. Curie", role="physics", reason="slices seen", time="2026-01-31"
    )
    record(store, manifest.source.artifact, "cascada-wcd", signed)
    client = create_app(settings_of(copied)).test_client()
    assert rows(client.get("/").text)["2"][6] == "A. Curie (physics)"
    assert "slices seen" in client.get("/models/2").text


def test_a_search_needs_no_script_and_every_word_counts(client):
    assert shown(client.get("/?q=refused").text) == [REFUSED]
    assert shown(client.get("/?q=20260102").text) == [SECOND, "2"]
    assert shown(client.get("/?q=AUTOENCODER 20260102").text) == [SECOND]
    assert shown(client.get("/?q=nothing like this").text) == []


def test_what_was_searched_for_cannot_break_the_page(client):
    page = client.get("/", query_string={"q": "'><script>alert(1)</script>"}).text
    assert "<script>alert" not in page


def test_two_that_were_chosen_are_compared_and_no_other_number(client):
    chosen = client.get("/compare", query_string={"of": [f"run:{FIRST}", "model:2"]})
    assert chosen.status_code == 302
    assert chosen.location.startswith("/compare?a=run%3A2026")
    for of in ([], ["model:1"], ["model:1", "model:2", f"run:{FIRST}"]):
        refused = client.get("/compare", query_string={"of": of})
        assert refused.status_code == 400
        assert "choose two" in refused.text


def test_without_a_run_it_says_what_to_do(tmp_path):
    page = create_app(settings_of(tmp_path / "new")).test_client().get("/")
    assert page.status_code == 200
    assert "No run in" in page.text
    assert "cascada run" in page.text
    assert not (tmp_path / "new").exists()
