"""Search spaces are what the settings can be, and wrong ones are refused in words."""

import pytest

from components.errors import SettingsError
from components.tuner.plan import make_plan
from components.tuner.spaces import presets, read_space

RATE = {"type": "float", "low": 0.01, "high": 0.5, "log": True}


@pytest.fixture(scope="session")
def base(boosting_settings, network_settings):
    families = {"gradient_boosting": boosting_settings, "autoencoder": network_settings}
    return {family: settings.model_dump(mode="json") for family, settings in families.items()}


def family_of(preset):
    return "gradient_boosting" if preset == "gradient_boosting" else "autoencoder"


@pytest.mark.parametrize("preset", presets())
def test_a_preset_names_settings_of_its_family_and_values_they_can_take(preset, base):
    family = family_of(preset)
    assert set(read_space(family, base[family], preset).ranges) == set(presets()[preset])


@pytest.mark.parametrize("preset", presets())
def test_every_trial_of_a_preset_is_valid_settings(preset, make_tuner, boosting_settings, network_settings):
    from components.tuner.families import FAMILIES
    from components.tuner.proposals import propose

    family = family_of(preset)
    settings = {"gradient_boosting": boosting_settings, "autoencoder": network_settings}[family]
    tuner = make_tuner(space="gradient_boosting", sampler="random", batch=30)
    search = tuner.gradient_boosting.model_copy(update={"space": preset})
    plan = make_plan(tuner.model_copy(update={family: search}), family, settings)
    for parameters in propose(plan, []):
        FAMILIES[family].settings.model_validate({**plan.base, **plan.searched.decode(parameters)})


def test_the_presets_of_the_thesis_reach_its_best_models(base):
    stacked = read_space("autoencoder", base["autoencoder"], "thesis_stacked")
    best = {"hidden": [9, 9], "code": 7, "tied": True, "schedule": "one_cycle"}
    fixed = {"kind": "denoising", "use": "per_class", "activation": "selu", "corruption": "dropout"}
    rest = {"noise": 0.1, "learning_rate": 0.01, "unit_norm": True, "orthogonality": 0.0}
    parameters = stacked.encode(best | fixed | rest)
    assert parameters is not None
    assert stacked.decode(parameters) == best | fixed | rest


def test_what_lies_outside_is_not_of_the_space(base):
    space = read_space("gradient_boosting", base["gradient_boosting"], {"learning_rate": RATE})
    assert space.encode({"learning_rate": 0.2}) == {"learning_rate": 0.2}
    assert space.encode({"learning_rate": 0.9}) is None


def test_lists_and_truth_values_can_be_choices(base):
    choices = {"hidden": {"type": "categorical", "choices": [[8], [8, 4]]}}
    space = read_space("autoencoder", base["autoencoder"], choices)
    assert space.decode({"hidden": "[8, 4]"}) == {"hidden": [8, 4]}
    assert space.encode({"hidden": [8]}) == {"hidden": "[8]"}


def test_layers_are_as_many_as_their_count_says(base):
    space = read_space(
        "autoencoder", base["autoencoder"], {"hidden": {"type": "layers", "count": [0, 3], "units": [2, 20]}}
    )
    drawn = {"hidden.count": 2, "hidden.0": 5, "hidden.1": 7, "hidden.2": 9}
    assert space.decode(drawn) == {"hidden": [5, 7]}
    assert set(space.distributions) == set(drawn)
    assert space.decode(space.encode({"hidden": [3]})) == {"hidden": [3]}


def test_a_grid_counts_steps_and_both_ends(base):
    stepped = {"subsample": {"type": "float", "low": 0.5, "high": 1, "step": 0.1}}
    space = read_space("gradient_boosting", base["gradient_boosting"], stepped)
    assert space.grid() == {"subsample": [0.5, 0.6, 0.7, 0.8, 0.9, 1.0]}


@pytest.mark.parametrize(
    ("space", "expected"),
    [
        ("no_such", "no preset no_such.*thesis_stacked"),
        ({}, "nothing to search"),
        ({"depth": RATE}, "no setting depth.*max_depth"),
        ({"max_depth": 3}, "max_depth: 3 is not a range"),
        ({"max_depth": {"type": "integer", "low": 1, "high": 2}}, "'float', 'int', 'categorical', 'layers'"),
        ({"max_depth": {"type": "int", "low": 1}}, "high: Field required"),
        ({"max_depth": {"type": "int", "low": 5, "high": 3}}, "low 5 is above high 3"),
        ({"max_depth": {"type": "int", "low": 2, "high": 99}}, "99: .*less than or equal to 16"),
        ({"max_depth": {"type": "float", "low": 2.5, "high": 3}}, "2.5: .*integer"),
        ({"learning_rate": {**RATE, "low": 0}}, "low must be above 0"),
        ({"learning_rate": {**RATE, "step": 0.1}}, "log and step exclude each other"),
        ({"learning_rate": {**RATE, "spread": 1}}, "spread: Extra inputs"),
        ({"device": {"type": "categorical", "choices": []}}, "at least 1 item"),
        ({"device": {"type": "categorical", "choices": ["cpu", "tpu"]}}, "tpu: Input should be 'auto'"),
    ],
)
def test_a_wrong_space_is_refused_in_words(space, expected, plan):
    with pytest.raises(SettingsError, match="(?s)tuner.gradient_boosting.space.*" + expected):
        plan(space=space)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sampler": "grid"}, "learning_rate has none"),
        ({"objectives": ["loss", "size"]}, "median prunes by one learning curve"),
        ({"objectives": ["size"]}, "median prunes by one learning curve"),
        ({"objectives": ["loss", "loss"], "pruner": "none"}, "named twice"),
    ],
)
def test_what_does_not_go_together_is_refused(changes, expected, plan):
    with pytest.raises(SettingsError, match=expected):
        plan(**changes)
