"""The law of caching: everything runs once, nothing twice, and a change runs exactly what depends on it."""

import pytest

pytestmark = pytest.mark.end_to_end

RESOLVERS = {
    *("GradientBoostingBaseline", "AutoencoderBaseline"),
    *("LastChampion", "LastProfile", "LastSpan", "Approvals"),
}
DATA = {
    *("ExampleGen", "StatisticsGen", "SchemaGen", "ImportSchemaGen", "ExampleValidator", "Transform"),
    "Reference",
}
TRAINING = {
    f"{family}{node}" for family in ("GradientBoosting", "Autoencoder") for node in ("Trainer", "Evaluator")
}
DELIVERY = {"Champion", "InfraValidator", "Pusher", "Report"}
EVERYTHING = DATA | TRAINING | DELIVERY


def _ran(cascada) -> set[str]:
    return {node for node, state in cascada.states().items() if state == "ran"}


@pytest.fixture(scope="module")
def first_run(cascada):
    result = cascada.run()
    assert result.returncode == 0, result.stdout + result.stderr
    return result


def test_the_first_run_executes_everything_and_pushes_a_model(cascada, first_run):
    assert set(cascada.states()) == EVERYTHING | RESOLVERS
    assert _ran(cascada) == EVERYTHING
    assert "saved_model.pb" in cascada.pushed(1)


def test_the_summary_says_where_everything_is(cascada, first_run):
    manifest = cascada.manifest()
    for place in (manifest["pushed"]["destination"], manifest["report"]):
        assert place in first_run.stdout.replace("\n", "")
    assert set(manifest["metrics"]) == {"gradient_boosting", "autoencoder"}


def test_the_manifest_records_what_a_repetition_needs(cascada, first_run):
    manifest = cascada.manifest()
    needed = {"code", "lock_sha256", "packages", "hardware", "seeds", "split", "settings", "data", "metrics"}
    assert needed <= set(manifest)
    assert manifest["data"]["input_fingerprint"]


def test_it_leaves_no_temporary_files(cascada, first_run):
    assert list(cascada.temporary.iterdir()) == []


def test_beam_looks_for_no_program_on_the_network(cascada, first_run):
    """Its DirectRunner looks for Prism, and uses the FnApiRunner where it finds none."""
    log = (cascada.newest() / "log.txt").read_text(errors="replace").lower()
    assert "apache_beam" in log
    assert "prism" not in log


def test_the_second_run_is_all_cache(cascada, first_run):
    result = cascada.run()
    assert result.returncode == 0, result.stdout + result.stderr
    assert _ran(cascada) == set()
    assert not (cascada.out / "models" / "2").exists()


def test_a_changed_setting_runs_only_what_depends_on_it(cascada, first_run):
    result = cascada.run("--set", "autoencoder.epochs=16")
    assert result.returncode == 0, result.stdout + result.stderr
    assert _ran(cascada) == {"AutoencoderTrainer", "AutoencoderEvaluator"} | DELIVERY


def test_changed_data_runs_everything_but_the_curated_schema(cascada, first_run):
    before = int(cascada.manifest()["pushed"]["version"])
    file = next(cascada.data.glob("*iron.txt"))
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:-1]))
    result = cascada.run()
    assert result.returncode == 0, result.stdout + result.stderr
    assert _ran(cascada) == EVERYTHING - {"ImportSchemaGen"}
    assert int(cascada.manifest()["pushed"]["version"]) == before + 1
