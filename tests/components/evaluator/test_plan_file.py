"""What evaluation.yaml may say, and how a mistake in it is named."""

import pytest

from components.errors import DatasetError
from components.evaluator.plan_file import load_plan, parse_plan
from components.showers.dataset import dataset_folder, load_dataset

PHYSICS = """
separations: [{name: proton_iron, signal: [iron], background: [proton]}]
mass_numbers: {proton: 1, iron: 56}
minimum_examples: 10
gates: [{metric: auc, separation: proton_iron, at_least: 0.9}, {metric: ln_a_bias, at_most: 0.3}]
"""
VALID = """
slices: [{feature: zenith, edges: [0, 30, 60]}, {feature: primary}]
minimum_examples: 10
gates: [{metric: accuracy, at_least: 0.9}]
"""


def test_the_plan_of_ground_fits_its_dataset():
    plan = load_plan(dataset_folder("ground"), load_dataset("ground"))
    assert [one.name for one in plan.slices] == ["primary", "zenith", "energy", "zenith x energy"]


def test_the_plan_of_ground_fits_the_dataset_with_fewer_inputs():
    load_plan(dataset_folder("ground"), load_dataset("ground", ["muons", "zenith", "energy"]))


def test_a_vector_cannot_be_sliced_on():
    plan = VALID.replace("primary}", "traces, edges: [0, 1]}")
    with pytest.raises(DatasetError, match=r"slices.1.feature: traces is a vector"):
        parse_plan(plan, load_dataset("wcd"))


def test_a_plan_survives_json(dataset):
    plan = parse_plan(VALID, dataset)
    assert parse_plan(plan.model_dump_json(), dataset) == plan


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("feature: zenith", "feature: zenit", "slices.0.feature: zenit is not a feature"),
        ("[0, 30, 60]", "[0, 60, 30]", "slices.0: the edges of zenith do not increase"),
        (", edges: [0, 30, 60]", "", "slices.0.edges: zenith is a number and needs them"),
        ("primary}", "primary, edges: [0, 1]}", "slices.1.edges: primary is text"),
        ("{feature: primary}", "{feature: zenith, edges: [0, 1]}", "a feature is named twice"),
        ("metric: accuracy", "metric: accurracy", "gates.0.metric"),
        ("at_least: 0.9", "minimum: 0.9", "gates.0.minimum"),
        (", at_least: 0.9", "", "gates.0: a gate needs one of at_least"),
        ("metric: accuracy", "metric: accuracy, class: iron", "gates.0: accuracy has no class"),
        ("metric: accuracy", "metric: recall, class: muon", "gates.0.class: muon is not a class"),
        ("metric: accuracy", "metric: accuracy, slice: depth", "gates.0.slice: depth is not among"),
        (
            "metric: accuracy",
            "metric: accuracy, slice: zenith, band: 0-10",
            "gates.0.band: 0-10 is not a band of zenith; known: 0-30, 30-60",
        ),
        ("metric: accuracy", "metric: accuracy, band: 0-10", "gates.0: band 0-10 needs the slice"),
        ("metric: accuracy", "metric: accuracy, largest_gap: 0.1", "largest_gap needs the slice"),
        (
            "metric: accuracy",
            "metric: accuracy, largest_gap: 0.1, slice: zenith, band: 0-30",
            "gates.0: largest_gap is between bands, not in 0-30 alone",
        ),
        ("metric: accuracy", "metric: accuracy, largest_gap: -0.1, slice: zenith", "gates.0.largest_gap"),
        ("at_least: 0.9", "at_least: 0.9, at_most: 0.8", "gates.0: no value is at least 0.9 and at most 0.8"),
        ("at_least: 0.9", "at_least: 0.9, minimum_examples: 0", "gates.0.minimum_examples"),
        (
            "{feature: primary}",
            "{cross: [zenith, depth]}",
            "slices.1.cross: depth is not a slice; known: zenith",
        ),
        ("{feature: primary}", "{cross: [zenith]}", "slices.1.cross"),
        ("{feature: primary}", "{cross: [zenith, zenith]}", "slices.1: a feature is crossed with itself"),
        (
            "{feature: primary}",
            "{cross: [zenith, primary], feature: primary}",
            "slices.1: a slice has either",
        ),
        ("{feature: primary}", "{edges: [0, 1]}", "slices.1: a slice has either a feature or a cross"),
        (
            "{feature: primary}",
            "{cross: [zenith, primary], edges: [0, 1]}",
            "slices.1: zenith x primary takes",
        ),
        (
            "gates:",
            "reference: {name: a, sentence: b}\ngates:",
            "reference: a reference has either truth, of an oracle, or a published accuracy",
        ),
        (
            "gates:",
            "reference: {name: a, sentence: b, accuracy: 0.9}\ngates:",
            "reference: a published accuracy needs its source",
        ),
        (
            "gates:",
            "reference: {name: a, sentence: b, truth: [signal]}\ngates:",
            "reference.truth: signal is not a number that is only known in simulations",
        ),
        (
            "gates:",
            "reference: {name: a, sentence: b, truth: [xmax]}\ngates:",
            "reference.truth: xmax is not a feature",
        ),
        ("minimum_examples: 10", "", "minimum_examples: Field required"),
        ("gates: [{metric: accuracy, at_least: 0.9}]", "gates: []", "gates:"),
        ("slices: [", "slices: [[", "not valid YAML"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_field(tmp_path, dataset, old, new, told):
    assert old in VALID
    (tmp_path / "evaluation.yaml").write_text(VALID.replace(old, new))
    with pytest.raises(DatasetError) as error:
        load_plan(tmp_path, dataset)
    assert str(tmp_path / "evaluation.yaml") in str(error.value)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("signal: [iron]", "signal: [muon]", "separations.0.signal: muon is not a class; known: photon"),
        ("background: [proton]", "background: [oxygen]", "separations.0.background: oxygen is not a class"),
        ("background: [proton]", "background: [proton, iron]", "separations.0: iron is on both sides"),
        ("background: [proton]", "background: []", "separations.0.background"),
        ("{name: proton_iron", "{name: iron", "separations.0.name: iron is a class"),
        ("separations: [", "separations: [{name: proton_iron, signal: [iron], background: [photon]}, ",
         "separations: a name stands twice"),
        ("proton: 1, ", "oxygen: 16, ", "mass_numbers.oxygen: oxygen is not a class"),
        ("proton: 1, ", "proton: 0, ", "mass_numbers.proton: Input should be greater than 0"),
        ("mass_numbers: {proton: 1, iron: 56}", "", "gates.1.metric: ln_a_bias needs mass_numbers"),
        ("separation: proton_iron", "separation: p_fe", "gates.0.separation: p_fe is not among"),
        ("separation: proton_iron", "separation: proton_iron, class: iron", "gates.0: auc is of a class or"),
        ("metric: auc", "metric: recall", "gates.0: recall has no separation"),
        ("metric: ln_a_bias", "metric: merit, class: iron", "gates.1: merit has no class"),
    ],
)  # fmt: skip
def test_a_mistake_in_what_a_physicist_asks_is_named(tmp_path, dataset, old, new, told):
    assert old in PHYSICS
    parse_plan(PHYSICS, dataset)
    (tmp_path / "evaluation.yaml").write_text(PHYSICS.replace(old, new))
    with pytest.raises(DatasetError) as error:
        load_plan(tmp_path, dataset)
    assert str(tmp_path / "evaluation.yaml") in str(error.value)
    assert told in str(error.value)


def test_a_rejection_without_separations_is_named(dataset):
    with pytest.raises(DatasetError, match=r"gates\.0\.metric: rejection needs separations"):
        parse_plan("{minimum_examples: 1, gates: [{metric: rejection, at_least: 0.9}]}", dataset)


@pytest.mark.parametrize("task", [None, "mass_groups"])
def test_each_task_of_wcd_has_its_plan(task):
    dataset = load_dataset("wcd", task=task)
    plan = load_plan(dataset_folder("wcd"), dataset)
    assert {name for one in plan.separations for name in (*one.signal, *one.background)} == set(
        dataset.classes
    )
    for name in ("light_heavy" if task else "proton_iron", "photon_hadron"):
        rules = [
            rule for rule in plan.gates if (rule.metric, rule.separation, rule.slice) == ("auc", name, None)
        ]
        assert any(rule.at_least for rule in rules)
        assert any(rule.at_most and "leak" in rule.because for rule in rules)


def test_a_missing_plan_is_named(tmp_path, dataset):
    with pytest.raises(DatasetError, match=r"evaluation\.yaml: the file is missing"):
        load_plan(tmp_path, dataset)


CROSSED = """
slices: [{feature: zenith, edges: [0, 30, 60]}, {feature: depth, edges: [500, 700, 900]}, {feature: primary},
         {cross: [zenith, depth]}, {cross: [zenith, primary]}]
minimum_examples: 10
gates: [{metric: accuracy, slice: zenith x depth, band: BAND, at_least: 0.5}]
"""


def test_a_band_of_a_cross_is_one_of_its_combinations(dataset):
    plan = parse_plan(CROSSED.replace("BAND", "0-30 x 700-900"), dataset)
    assert plan.bands_of(plan.slice_of("zenith x depth")) == (
        *("0-30 x 500-700", "0-30 x 700-900", "30-60 x 500-700", "30-60 x 700-900"),
    )
    assert plan.bands_of(plan.slice_of("zenith x primary")) == ()
    assert plan.features == ("zenith", "depth", "primary")
    with pytest.raises(DatasetError, match="0-30 is not a band of zenith x depth; known: 0-30 x 500-700"):
        parse_plan(CROSSED.replace("BAND", "0-30"), dataset)


@pytest.mark.parametrize(("name", "task"), [("wcd", None), ("wcd", "mass_groups"), ("ground", None)])
def test_each_dataset_has_crosses_gaps_and_a_reference(name, task):
    dataset = load_dataset(name, task=task)
    plan = load_plan(dataset_folder(name), dataset)
    assert any(one.cross for one in plan.slices)
    assert sum(rule.largest_gap is not None for rule in plan.gates) >= 3
    assert {(rule.metric, rule.class_) for rule in plan.gates} >= {
        (metric, class_) for metric in ("recall", "f1") for class_ in dataset.classes
    }
    assert (plan.reference.truth is None) == (name == "ground")
