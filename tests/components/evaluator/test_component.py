"""The node in a real run of a small pipeline: with and without a baseline, damaged or not."""

import json
import pathlib
import shutil

import pytest
import tensorflow as tf
from ml_metadata.metadata_store import MetadataStore
from tfx.dsl.component.experimental.annotations import OutputArtifact, Parameter
from tfx.dsl.component.experimental.decorators import component
from tfx.orchestration import metadata, pipeline
from tfx.orchestration.local.local_dag_runner import LocalDagRunner
from tfx.types import artifact_utils
from tfx.types.standard_artifacts import Examples, Model, ModelBlessing, ModelEvaluation

from components.artifacts import ReferenceLevel
from components.evaluator.component import Evaluator
from components.evaluator.plan_file import parse_plan
from components.evaluator.reference_component import Reference
from components.gates import Verdict

SPLITS = artifact_utils.encode_split_names(["eval", "test"])
ARTIFACTS = {
    "examples": Examples,
    "model": Model,
    "baseline": Model,
    "evaluation": ModelEvaluation,
    "blessing": ModelBlessing,
}
PUBLISHED = """
minimum_examples: 1
gates: [{metric: accuracy, at_least: 0.5}]
reference: {name: a paper, sentence: from elsewhere, accuracy: 0.97, source: doi}
"""
SETTINGS = {"gates": "enforce", "confidence": 0.95, "replicates": 100, "seed": 1}


@component
def Given(  # noqa: N802
    examples: OutputArtifact[Examples],
    model: OutputArtifact[Model],
    baseline: OutputArtifact[Model],
    source: Parameter[str],
):
    for artifact, name in ((examples, "examples"), (model, "model"), (baseline, "baseline")):
        shutil.copytree(f"{source}/{name}", artifact.uri, dirs_exist_ok=True)
    examples.split_names = SPLITS


class Formula(tf.Module):
    """The Gaussian model as TensorFlow, with the signatures of a Cascada model."""

    def __init__(self, shift, classes):
        self._shift, self._classes = shift, classes

    def score(self, signal):
        distance = signal[:, None] - tf.range(3, dtype=tf.float32) - self._shift
        probabilities = tf.nn.softmax(-2 * distance**2)
        names = tf.tile(tf.constant([self._classes]), [tf.shape(signal)[0], 1])
        label = tf.gather(tf.constant(self._classes), tf.argmax(probabilities, axis=1))
        return {"probabilities": probabilities, "classes": names, "label": label}

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32, name="signal")])
    def predict(self, signal):
        return self.score(signal)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="examples")])
    def serve(self, examples):
        return self.score(self.parse(examples))

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="examples")])
    def transform(self, examples):
        return {"signal": self.parse(examples)}

    def parse(self, examples):
        return tf.io.parse_example(examples, {"signal": tf.io.FixedLenFeature([], tf.float32)})["signal"]


def save_model(folder, dataset, shift):
    module = Formula(shift, list(dataset.classes))
    serving = pathlib.Path(folder) / "Format-Serving"
    signatures = {
        "serving_default": module.serve,
        "predict": module.predict,
        "transform_features": module.transform,
    }
    tf.saved_model.save(module, str(serving), signatures)
    described = {
        "family": "gradient_boosting",
        "dataset": dataset.model_dump(mode="json"),
        "classes": list(dataset.classes),
        "parameters": {},
    }
    (serving / "assets.extra").mkdir()
    (serving / "assets.extra" / "cascada.json").write_text(json.dumps(described))


def write_examples(folder, columns, dataset):
    folder.mkdir(parents=True)
    kinds = {"i": "int64_list", "f": "float_list", "U": "bytes_list"}
    with tf.io.TFRecordWriter(str(folder / "examples-00000-of-00001")) as writer:
        for row in range(len(columns["event"])):
            features = {
                name: tf.train.Feature(**{kinds[column.dtype.kind]: {"value": [encoded(column[row])]}})
                for name, column in columns.items()
            }
            writer.write(tf.train.Example(features={"feature": features}).SerializeToString())


def encoded(value):
    return value.encode() if isinstance(value, str) else value


@pytest.fixture(scope="module")
def source(tmp_path_factory, dataset, showers):
    folder = tmp_path_factory.mktemp("source")
    for split, columns in showers.items():
        write_examples(folder / "examples" / f"Split-{split}", columns, dataset)
    write_examples(folder / "examples" / "Split-probe", showers["eval"], dataset)
    save_model(folder / "model", dataset, shift=0.4)
    save_model(folder / "baseline", dataset, shift=0.0)
    return folder


@pytest.fixture(scope="module")
def parameters(dataset, plan):
    settings = json.dumps(SETTINGS)
    return {"dataset": dataset.model_dump_json(), "plan": plan.model_dump_json(), "settings": settings}


@pytest.fixture
def evaluate(tmp_path, source, parameters):
    """Calls the node without a pipeline around it; gives the folder of its evaluation and its blessing."""

    def run(*, compare, gates="enforce", splits=SPLITS):
        made = {}
        for number, (name, kind) in enumerate(ARTIFACTS.items(), start=1):
            made[name] = kind()
            made[name].uri = str((source if kind in (Examples, Model) else tmp_path) / name)
            made[name].id = number
        made["examples"].split_names = splits
        baseline = made.pop("baseline")
        settings = json.dumps(SETTINGS | {"gates": gates})
        compared = {"baseline_model": baseline} if compare else {}
        Evaluator.test_call(**made, **compared, **parameters | {"settings": settings})
        return pathlib.Path(made["evaluation"].uri), made["blessing"]

    return run


def blessed(blessing):
    names = {path.name for path in pathlib.Path(blessing.uri).iterdir()}
    assert names == {"BLESSED" if blessing.get_int_custom_property("blessed") else "NOT_BLESSED"}
    return names == {"BLESSED"}


def test_without_a_baseline_the_absolute_gates_alone_bless(evaluate):
    folder, blessing = evaluate(compare=False)
    assert blessed(blessing)
    assert blessing.get_int_custom_property("current_model_id") == 2
    assert not blessing.has_custom_property("baseline_model_id")
    assert json.loads((folder / "metrics.json").read_text())["baseline"] is None
    assert not (folder / "probes.json").exists()


def test_probes_are_reviewed_where_there_is_a_split_of_them(evaluate):
    folder, _ = evaluate(compare=False, splits=artifact_utils.encode_split_names(["eval", "test", "probe"]))
    found = json.loads((folder / "probes.json").read_text())
    assert (found["nominal"]["examples"], [one["examples"] for one in found["samples"]]) == (1500, [400])


def test_gates_that_are_only_reported_bless_and_still_stand_in_the_verdict(evaluate):
    folder, blessing = evaluate(compare=True, gates="report")
    assert blessed(blessing)
    assert not Verdict.from_json((folder / "verdict.json").read_text()).passed


def test_a_damaged_baseline_is_not_compared_and_stops_nothing(evaluate, source):
    graph = source / "baseline" / "Format-Serving" / "saved_model.pb"
    whole = graph.read_bytes()
    graph.write_bytes(b"damaged")
    try:
        folder, blessing = evaluate(compare=True)
    finally:
        graph.write_bytes(whole)
    assert blessed(blessing)
    verdict = Verdict.from_json((folder / "verdict.json").read_text())
    change = next(gate for gate in verdict.gates if "change" in gate.name)
    assert change.outcome == "not compared"
    assert "the baseline cannot be used" in change.sentence


def test_in_a_pipeline_a_model_worse_than_its_baseline_is_not_blessed_and_nothing_stops(
    tmp_path, source, parameters
):
    given = Given(source=str(source))
    channels = {name: given.outputs[name] for name in ("examples", "model")}
    evaluator = Evaluator(**channels, baseline_model=given.outputs["baseline"], **parameters)
    connection = metadata.sqlite_metadata_connection_config(str(tmp_path / "metadata.sqlite"))
    described = pipeline.Pipeline(
        "evaluation",
        str(tmp_path / "root"),
        components=[given, evaluator],
        metadata_connection_config=connection,
    )
    LocalDagRunner().run(described)
    store = MetadataStore(connection)
    (blessing,) = store.get_artifacts_by_type("ModelBlessing")
    (evaluation,) = store.get_artifacts_by_type("ModelEvaluation")
    assert (pathlib.Path(blessing.uri) / "NOT_BLESSED").is_file()
    assert blessing.custom_properties["blessed"].int_value == 0
    assert blessing.custom_properties["baseline_model_id"].int_value > 0
    verdict = Verdict.from_json((pathlib.Path(evaluation.uri) / "verdict.json").read_text())
    assert [gate.name for gate in verdict.failed] == ["accuracy change>=-0.01"]


def test_the_reference_is_an_artifact_without_a_model(tmp_path, source, dataset):
    made = Examples(), ReferenceLevel()
    made[0].uri, made[1].uri = str(source / "examples"), str(tmp_path)
    made[0].split_names = SPLITS
    plan = parse_plan(PUBLISHED, dataset).model_dump_json()
    settings = json.dumps(SETTINGS)
    Reference.test_call(
        examples=made[0], reference=made[1], dataset=dataset.model_dump_json(), plan=plan, settings=settings
    )
    assert [path.name for path in tmp_path.iterdir()] == ["reference.json"]
    assert json.loads((tmp_path / "reference.json").read_text())["overall"] == {"accuracy": 0.97}
    assert not any(channel.type is Model for channel in Reference.SPEC_CLASS.OUTPUTS.values())
