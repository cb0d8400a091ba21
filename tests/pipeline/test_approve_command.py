# ruff: noqa: N802
"""Sign-offs in real runs: TFX's runner and ML Metadata, our Pusher and Resolver, `cascada approve`."""

import json
import pathlib
import subprocess
import sys

import pytest
from click.testing import CliRunner
from tfx.dsl.component.experimental.annotations import InputArtifact, OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.dsl.components.common.resolver import Resolver
from tfx.orchestration.local.local_dag_runner import LocalDagRunner
from tfx.orchestration.metadata import sqlite_metadata_connection_config
from tfx.orchestration.pipeline import Pipeline
from tfx.types import Channel
from tfx.types.standard_artifacts import InfraBlessing, Model

from components.artifacts import Approval, RunReport
from components.audit.approvals import CHANNEL, NODE, approvals_of
from components.audit.strategy import ApprovalsOfModel
from components.errors import CascadaError, GateError, ModelError, SettingsError, WaitingError
from components.models.manifest import content_of, read_manifest, take_inventory
from components.pusher.component import Pusher
from pipeline import cli, lineage, lineage_words, runs
from pipeline.lock import only_run

ROLES = ("physics", "operations")


@component
def Champion(model: OutputArtifact[Model], weights: Parameter[str]):
    export = pathlib.Path(model.uri) / "Format-Serving"
    export.mkdir(parents=True)
    (export / "saved_model.pb").write_text(weights)


@component
def InfraValidator(
    blessing: OutputArtifact[InfraBlessing], model: InputArtifact[Model], served: Parameter[int]
):
    if not served:
        raise GateError("the model cannot be served")
    content = content_of(take_inventory(pathlib.Path(model.uri) / "Format-Serving"))
    blessing.set_int_custom_property("blessed", 1)
    blessing.set_string_custom_property("model_content", content)


@component
def Report(report: OutputArtifact[RunReport], model: InputArtifact[Model]):
    pathlib.Path(report.uri).mkdir(exist_ok=True)
    (pathlib.Path(report.uri) / "report.html").write_text("read me")


class Runs:
    """A pipeline with the last nodes of the real one, run again and again."""

    def __init__(self, out: pathlib.Path) -> None:
        self.out = out

    def run(self, weights: str = "first", approval: str = "required", served: int = 1) -> None:
        champion = Champion(weights=weights)
        model = champion.outputs["model"]
        infra_validator = InfraValidator(model=model, served=served)
        report = Report(model=model)
        approvals = Resolver(
            strategy_class=ApprovalsOfModel,
            approval=Channel(type=Approval, producer_component_id=NODE, output_key=CHANNEL),
            infra_blessing=infra_validator.outputs["blessing"],
        ).with_id("Approvals")
        pusher = Pusher(
            model=model,
            infra_blessing=infra_validator.outputs["blessing"],
            approvals=approvals.outputs["approval"],
            report=report.outputs["report"],
            signers=json.dumps(ROLES),
            destination=str(self.out / "models"),
            settings=json.dumps({"keep": 5, "approval": approval}),
        )
        LocalDagRunner().run(
            Pipeline(
                pipeline_name="cascada-wcd",
                pipeline_root=str(self.out / "pipeline"),
                components=[champion, infra_validator, report, approvals, pusher],
                metadata_connection_config=sqlite_metadata_connection_config(
                    str(self.out / "metadata.sqlite")
                ),
                enable_cache=True,
            )
        )

    def states(self) -> dict[str, str]:
        """How each node of the newest run ended."""
        newest = max(self.store.get_contexts_by_type("pipeline_run"), key=lambda context: context.id)
        return {name: str(run.state) for name, run in runs.nodes_of_run(self.store, newest.name).items()}

    @property
    def store(self):
        return runs.open_store(str(self.out / "metadata.sqlite"))

    def versions(self) -> list[str]:
        folder = self.out / "models"
        return sorted(p.name for p in folder.iterdir() if p.name.isdecimal()) if folder.is_dir() else []

    def approve(self, *words: str, by: str = "M. Curie", reason: str = "slices seen"):
        given = ["approve", *words, "--by", by, "--reason", reason, "--out", str(self.out)]
        return CliRunner().invoke(cli.cascada, given)

    def sign_all(self, model: str = "candidate") -> None:
        for role in ROLES:
            result = self.approve(model, "--role", role)
            assert result.exit_code == 0, result.exception


@pytest.fixture
def made(tmp_path) -> Runs:
    return Runs(tmp_path)


def test_a_push_waits_until_every_role_has_signed_and_then_only_the_pusher_runs(made):
    with pytest.raises(WaitingError, match="sign-off of physics and operations"):
        made.run()
    assert made.versions() == []
    first = made.approve("candidate", "--role", "physics")
    assert first.output.splitlines()[-1] == "still to sign: operations"
    with pytest.raises(WaitingError) as waiting:
        made.run()
    assert waiting.value.what.endswith("sign-off of operations")
    assert made.approve("candidate", "--role", "operations").exit_code == 0
    made.run()
    assert made.versions() == ["1"]
    expected = {"Champion": "cached", "InfraValidator": "cached", "Report": "cached", "Pusher": "ran"}
    assert expected.items() <= made.states().items()
    made.run()
    assert made.states()["Pusher"] == "cached"


def test_the_refusal_says_what_to_read_and_what_to_type(made):
    with pytest.raises(WaitingError) as waiting:
        made.run()
    lines = waiting.value.fix.splitlines()
    assert (made.out / lines[0].split()[3].rstrip(",")).read_text() == "read me"
    assert "cascada approve candidate --by NAME --role physics --reason TEXT" in lines[1]
    assert "cascada approve candidate --by NAME --role operations --reason TEXT" in lines[2]
    assert "cascada run" in lines[3]


def test_where_no_approval_is_required_nobody_has_to_sign(made):
    made.run(approval="none")
    assert made.versions() == ["1"]
    assert read_manifest(made.out / "models/1").signed == ()
    made.run(approval="none")
    assert set(made.states().values()) <= {"ran", "cached"}
    assert made.states()["Pusher"] == "cached"


def test_a_model_that_was_trained_again_needs_another_sign_off(made):
    with pytest.raises(WaitingError):
        made.run("first")
    made.sign_all()
    with pytest.raises(WaitingError, match="physics and operations"):
        made.run("second")
    made.run("first")
    assert made.versions() == ["1"]


def test_the_folder_of_the_model_and_its_lineage_say_who_signed(made):
    with pytest.raises(WaitingError):
        made.run()
    made.sign_all()
    made.run()
    manifest = read_manifest(made.out / "models/1")
    assert manifest.signed == ("M. Curie (physics)", "M. Curie (operations)")
    assert {one["reason"] for one in manifest.provenance["approvals"]} == {"slices seen"}
    found = lineage.trace(made.store, made.out / "models/1")
    assert "Approve" in {execution.node for execution in found.executions}
    text = lineage_words.tree(found)
    assert "by M. Curie as physics" in text
    assert "for people to read" in text
    assert text.splitlines()[-1].startswith("M. Curie signed as operations on ")


def test_a_sign_off_after_the_push_is_in_the_lineage_and_with_the_next_run_in_the_folder(made):
    made.run(approval="none")
    made.sign_all("latest")
    assert [one.role for one in lineage.trace(made.store, made.out / "models/1").signed] == list(ROLES)
    made.run(approval="none")
    assert made.versions() == ["1"]
    assert len(read_manifest(made.out / "models/1").signed) == 2


def test_models_lists_who_signed(made):
    made.run(approval="none")
    models = ("models", "--out", str(made.out))
    assert "signed by" not in CliRunner().invoke(cli.cascada, models).output
    made.sign_all("1")
    assert "M. Curie" in CliRunner().invoke(cli.cascada, models, terminal_width=200).output


def test_signing_twice_changes_nothing_and_says_so(made):
    made.run(approval="none")
    made.approve("1", "--role", "physics", reason="first")
    again = made.approve("1", "--role", "physics", reason="second")
    assert again.exit_code == 0
    assert "nothing has changed, M. Curie signed as physics" in again.output
    content = read_manifest(made.out / "models/1").content
    assert [one.reason for one in approvals_of(made.store, content)] == ["first"]


def test_a_sign_off_that_is_withdrawn_does_not_count(made):
    with pytest.raises(WaitingError):
        made.run()
    made.sign_all()
    assert made.approve("candidate", "--role", "physics", "--withdraw").exit_code == 0
    with pytest.raises(WaitingError) as waiting:
        made.run()
    assert waiting.value.what.endswith("sign-off of physics")
    twice = made.approve("candidate", "--role", "physics", "--withdraw")
    assert isinstance(twice.exception, SettingsError)
    made.sign_all()
    made.run()
    assert made.versions() == ["1"]


@pytest.mark.parametrize(
    ("words", "given", "says"),
    [
        (("1",), {}, "has 2 roles, and each signs by itself"),
        (("1", "--role", "phisics"), {}, "no role 'phisics'"),
        (("1", "--role", "physics"), {"by": " "}, "--by: it is empty"),
        (("1", "--role", "physics"), {"reason": ""}, "--reason: it is empty"),
        (("1", "--role", "physics", "--dataset", "ground"), {}, "is of cascada-wcd, not of cascada-ground"),
        (("7", "--role", "physics"), {}, "there is no version 7"),
        (("candidate", "--role", "physics"), {}, "the newest champion is pushed already"),
        (("candidate", "--role", "physics", "--dataset", "ground"), {}, "no run has chosen a champion"),
    ],
)
def test_a_sign_off_that_cannot_be_is_refused_in_plain_words(pushed, words, given, says):
    result = pushed.approve(*words, **given)
    assert isinstance(result.exception, SettingsError | ModelError)
    assert says in str(result.exception)
    assert result.exception.fix


@pytest.fixture(scope="module")
def pushed(tmp_path_factory) -> Runs:
    made = Runs(tmp_path_factory.mktemp("pushed"))
    made.run(approval="none")
    return made


def test_a_champion_that_cannot_be_served_is_no_candidate(made):
    with pytest.raises(GateError, match="cannot be served"):
        made.run(served=0)
    refused = made.approve("candidate", "--role", "physics").exception
    assert isinstance(refused, ModelError)
    assert "has not passed the InfraValidator" in refused.what


def test_without_a_run_there_is_nothing_to_sign(made):
    assert "no ML Metadata database" in str(made.approve("candidate", "--role", "physics").exception)


def test_while_a_run_is_going_on_nobody_signs(pushed):
    with only_run(str(pushed.out)):
        refused = pushed.approve("1", "--role", "physics").exception
    assert isinstance(refused, CascadaError)
    assert "another run is using this folder" in refused.what


HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_database_that_others_hold_is_named(pushed):
    file, pipe = pushed.out / "metadata.sqlite", subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", HOLD, file], stdin=pipe, stdout=pipe, text=True) as holder:
        holder.stdout.readline()
        refused = pushed.approve("1", "--role", "physics").exception
        holder.communicate("")
    assert isinstance(refused, CascadaError)
    assert refused.where == str(file)
    assert "Nothing was recorded" in refused.fix
