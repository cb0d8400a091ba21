"""What a user meets who makes a mistake, or whose data is bad: one message, nothing half-done."""

import pytest

from tests.end_to_end.harness import Command, write_showers

pytestmark = pytest.mark.end_to_end


@pytest.fixture(scope="module")
def broken(tmp_path_factory) -> Command:
    folder = tmp_path_factory.mktemp("broken")
    data = write_showers(folder / "data", groups=500, seed=2)
    file = data / "synthetic-iron.txt"
    lines = file.read_text().splitlines()
    lines[6] = lines[6].replace(lines[6].split()[2], "nan")
    file.write_text("\n".join(lines) + "\n")
    return Command(folder / "out", data)


def test_a_bad_record_stops_the_run_and_is_named(broken):
    result = broken.run()
    assert result.returncode == 1
    for word in ("synthetic-iron.txt", "7", "muons"):
        assert word in result.stderr
    assert "Traceback" not in result.stdout + result.stderr
    assert broken.states()["ExampleGen"] == "failed"
    assert not list(broken.out.glob("models/[0-9]*"))


def test_a_bad_record_can_be_put_aside_and_counted(broken):
    result = broken.run("--set", "example_gen.bad_records=quarantine")
    assert result.returncode == 0, result.stdout + result.stderr
    quarantined = next(broken.out.glob("pipeline/ExampleGen/ingestion/*/quarantine.csv")).read_text()
    assert "synthetic-iron.txt" in quarantined


def test_a_gate_that_fails_ends_the_run_without_a_model(tmp_path, cascada):
    command = Command(tmp_path / "out", cascada.data)
    result = command.run("--set", "evaluator.gates=enforce", "--set", "gradient_boosting.rounds=1",
                         "--set", "autoencoder.epochs=1")  # fmt: skip
    assert result.returncode == 1
    assert "Champion" in result.stderr
    assert "accuracy" in result.stderr
    assert not list(command.out.glob("models/[0-9]*"))


def test_a_second_run_in_the_same_folder_is_kept_out(tmp_path, cascada):
    import fcntl

    (tmp_path / "out").mkdir()
    with (tmp_path / "out" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = Command(tmp_path / "out", cascada.data).run()
    assert result.returncode == 1
    assert "another run is using this folder" in result.stderr
