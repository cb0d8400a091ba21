"""A checklist is read whole, and names only what the pipeline measures."""

import pytest
import yaml

from components.audit import Checklist, load_checklist
from components.audit.checklist import parse_checklist
from components.errors import DatasetError
from components.evaluator.plan_file import load_plan
from components.showers.dataset import dataset_folder, load_dataset
from pipeline.audit import read_checklist


def item(*evidence, **changed):
    content = {
        "id": "bias",
        "fear": "Inclined showers look heavier",
        "shown_by": list(evidence) or [{"metric": "accuracy"}],
        "control": "A gate in each band",
        "sign": "physics",
    }
    return {**content, **changed}


def text(*items):
    return yaml.safe_dump(list(items))


def test_roles_stand_in_the_order_of_the_items_each_once(dataset):
    items = [item(id="a"), item(id="b", sign="operations"), item(id="c")]
    assert parse_checklist(text(*items), dataset).roles == ("physics", "operations")


def test_a_dataset_without_a_checklist_has_an_empty_one(dataset, tmp_path):
    assert load_checklist(tmp_path, dataset) == Checklist()
    assert Checklist().roles == ()


def test_a_task_has_a_checklist_of_its_own(tmp_path):
    wcd = load_dataset("wcd", task="mass_groups")
    (tmp_path / "audit.yaml").write_text(text(item(id="five")))
    (tmp_path / "audit.mass_groups.yaml").write_text(text(item(id="three")))
    assert [one.id for one in load_checklist(tmp_path, wcd).items] == ["three"]


@pytest.mark.parametrize(
    "evidence",
    [
        {"metric": "accuracy", "slice": "zenith", "band": "0-30"},
        {"metric": "recall"},
        {"metric": "recall", "class": "iron", "slice": "primary", "band": "iron"},
        {"metric": "auc", "separation": "proton_iron"},
        {"finding": "drift", "feature": "zenith"},
        {"probe": "ageing", "class": "iron"},
    ],
)
def test_whatever_the_pipeline_measures_can_be_named(dataset, known, evidence):
    assert parse_checklist(text(item(evidence)), dataset, known).items[0].shown_by


@pytest.mark.parametrize(
    ("evidence", "says"),
    [
        ({"metric": "beauty"}, "metric beauty is not measured; measured are: accuracy, auc_proton_iron"),
        ({"metric": "auc", "class": "iron"}, "metric auc of iron is not measured"),
        ({"metric": "recall", "class": "muon"}, "class muon is not known; known: iron, proton"),
        ({"metric": "accuracy", "slice": "theta"}, "slice theta is not known; known: primary, zenith"),
        ({"metric": "accuracy", "slice": "zenith", "band": "0-20"}, "band 0-20 is not known; known: 0-30"),
        ({"finding": "boredom"}, "finding boredom is not known; known: drift, duplicates"),
        ({"finding": "drift", "feature": "theta"}, "feature theta is not known"),
        ({"probe": "fire"}, "probe fire is not known; known: ageing"),
    ],
)
def test_what_is_not_measured_is_refused_with_its_place(dataset, known, evidence, says):
    with pytest.raises(DatasetError) as refused:
        parse_checklist(text(item({"metric": "accuracy"}, evidence)), dataset, known, "audit.yaml")
    assert refused.value.where == "audit.yaml"
    assert says in refused.value.what
    assert refused.value.what.startswith("bias.shown_by.1: ")


@pytest.mark.parametrize(
    ("evidence", "says"),
    [
        ({}, "name one of metric, finding, probe"),
        ({"metric": "accuracy", "probe": "ageing"}, "name one of metric, finding, probe"),
        ({"finding": "drift", "slice": "zenith"}, "slice does not belong to a finding"),
        ({"probe": "ageing", "band": "0-30"}, "band does not belong to a probe"),
        ({"metric": "accuracy", "band": "0-30"}, "needs the slice it belongs to"),
        ({"metric": "auc", "class": "iron", "separation": "proton_iron"}, "of a class or of a separation"),
        ({"metrics": "accuracy"}, "metrics"),
    ],
)
def test_evidence_is_of_one_kind(dataset, evidence, says):
    with pytest.raises(DatasetError, match=says):
        parse_checklist(text(item(evidence)), dataset)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("- {id: a", "not valid YAML"),
        (text(item(fear="")), "items.0.fear"),
        (text(item(sign="Head of physics")), "items.0.sign"),
        (text(item(shown_by=[])), "items.0.shown_by"),
        (text(item(), item()), "the id bias stands twice"),
        ("bias: yes", "items"),
    ],
)
def test_a_malformed_checklist_is_refused_with_its_field(dataset, content, says):
    with pytest.raises(DatasetError, match=says):
        parse_checklist(content, dataset)


@pytest.mark.parametrize(("name", "task"), [("wcd", None), ("wcd", "mass_groups"), ("ground", None)])
def test_the_checklists_that_are_shipped_name_only_what_is_measured(name, task):
    dataset, folder = load_dataset(name, task=task), dataset_folder(name)
    checklist = read_checklist(folder, dataset, load_plan(folder, dataset))
    assert checklist.roles == ("physics", "operations")
    assert len(checklist.items) >= 7
