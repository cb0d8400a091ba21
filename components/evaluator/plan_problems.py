"""What a plan names that its dataset, or the rest of the plan, does not have."""

from collections.abc import Iterator

from components.evaluator.plan import Plan, Reference, Separation, Slice
from components.evaluator.rule import MASS_METRICS, Rule
from components.showers.dataset import Dataset, Feature, Role


def problems(plan: Plan, dataset: Dataset) -> list[str]:
    """Each problem with its field, such as `gates.3.class: muon is not a class`."""
    features = {feature.name: feature for feature in dataset.features}
    found = {f"slices.{i}": _of_slice(one, plan, features) for i, one in enumerate(plan.slices)}
    found |= {f"separations.{i}": _of_separation(s, dataset) for i, s in enumerate(plan.separations)}
    found |= {"mass_numbers": _of_masses(plan, dataset)}
    found |= {f"gates.{i}": _of_rule(rule, plan, dataset) for i, rule in enumerate(plan.gates)}
    found |= {"reference": _of_reference(plan.reference, features)}
    return [f"{place}.{problem}" for place, problem in found.items() if problem]


def _of_slice(one: Slice, plan: Plan, features: dict[str, Feature]) -> str | None:
    if one.cross is not None:
        missing = [name for name in one.cross if name not in plan.features]
        return f"cross: {missing[0]} is not a slice; known: {', '.join(plan.features)}" if missing else None
    if one.feature not in features:
        return f"feature: {one.feature} is not a feature; known: {', '.join(features)}"
    if features[one.feature].shape:
        return f"feature: {one.feature} is a vector, which cannot be cut into bands"
    is_text = features[one.feature].dtype == "string"
    if is_text and one.edges:
        return f"edges: {one.feature} is text and has none"
    return None if is_text or one.edges else f"edges: {one.feature} is a number and needs them"


def _of_separation(one: Separation, dataset: Dataset) -> str | None:
    if one.name in dataset.classes:
        return f"name: {one.name} is a class, and their metrics would have one name"
    for side, names in (("signal", one.signal), ("background", one.background)):
        if problem := _unknown(names, dataset.classes):
            return f"{side}: {problem}"
    return None


def _of_masses(plan: Plan, dataset: Dataset) -> str | None:
    for name in plan.mass_numbers:
        if problem := _unknown([name], (*dataset.classes, *dataset.unseen)):
            return f"{name}: {problem}"
    if plan.mass_numbers and not set(plan.mass_numbers) & set(dataset.classes):
        return f"none of them is of a class; known: {', '.join(dataset.classes)}"
    return None


def _unknown(names: tuple[str, ...] | list[str], known: tuple[str, ...]) -> str | None:
    missing = [name for name in names if name not in known]
    return f"{missing[0]} is not a class; known: {', '.join(known)}" if missing else None


def _of_rule(rule: Rule, plan: Plan, dataset: Dataset) -> str | None:
    return next((problem for problem in _rule_problems(rule, plan, dataset) if problem), None)


def _rule_problems(rule: Rule, plan: Plan, dataset: Dataset) -> Iterator[str | None]:
    if rule.class_ and (problem := _unknown([rule.class_], dataset.classes)):
        yield f"class: {problem}"
    if rule.of_separations:
        yield _subject_problem(rule, [one.name for one in plan.separations])
    if rule.metric in MASS_METRICS and not plan.mass_numbers:
        yield f"metric: {rule.metric} needs mass_numbers"
    yield _place_problem(rule, plan)


def _subject_problem(rule: Rule, known: list[str]) -> str | None:
    if not known:
        return f"metric: {rule.metric} needs separations"
    if rule.separation and rule.separation not in known:
        return f"separation: {rule.separation} is not among the separations; known: {', '.join(known)}"
    return None


def _place_problem(rule: Rule, plan: Plan) -> str | None:
    known = plan.slice_of(rule.slice) if rule.slice else None
    if rule.slice and known is None:
        names = ", ".join(one.name for one in plan.slices)
        return f"slice: {rule.slice} is not among the slices; known: {names}"
    bands = plan.bands_of(known) if known else ()
    if rule.band and bands and rule.band not in bands:
        return f"band: {rule.band} is not a band of {rule.slice}; known: {', '.join(bands)}"
    if rule.largest_gap is not None and len(bands) == 1:
        return f"largest_gap: {rule.slice} has one band alone"
    return None


def _of_reference(reference: Reference | None, features: dict[str, Feature]) -> str | None:
    for name in (reference.truth or ()) if reference else ():
        if name not in features:
            return f"truth: {name} is not a feature; known: {', '.join(features)}"
        if features[name].role is not Role.TRUTH or features[name].dtype == "string":
            return f"truth: {name} is not a number that is only known in simulations (role: truth)"
    return None
