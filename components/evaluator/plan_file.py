"""Reads `evaluation.yaml` and holds it against the dataset it is for."""

import pathlib
from typing import Any

import pydantic
import yaml

from components.errors import DatasetError
from components.evaluator.plan import Plan, Rule, Slice
from components.showers.dataset import Dataset, Feature, explain

PLAN_FILE = "evaluation.yaml"


def load_plan(folder: pathlib.Path, dataset: Dataset) -> Plan:
    """Reads `evaluation.yaml` in a dataset's folder.

    Raises:
        DatasetError: it is missing, malformed, or names what the dataset does not have; names the
            file and the field.
    """
    path = folder / PLAN_FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _wrong(
            str(path), "the file is missing", "Say in it what a review looks at and demands."
        ) from None
    except UnicodeDecodeError as error:
        raise _wrong(str(path), f"not UTF-8: {error}") from None
    return parse_plan(text, dataset, str(path))


def parse_plan(text: str, dataset: Dataset, where: str = PLAN_FILE) -> Plan:
    """A plan from YAML or JSON.

    Raises:
        DatasetError: as in `load_plan`.
    """
    try:
        content: Any = yaml.safe_load(text)
        plan = Plan.model_validate(content)
    except yaml.YAMLError as error:
        raise _wrong(where, f"not valid YAML: {error}") from None
    except pydantic.ValidationError as error:
        raise _wrong(where, explain(error)) from None
    if problems := _problems(plan, dataset):
        raise _wrong(where, "; ".join(problems))
    return plan


def _wrong(where: str, what: str, fix: str = "Correct the file.") -> DatasetError:
    return DatasetError(what, where=where, fix=fix)


def _problems(plan: Plan, dataset: Dataset) -> list[str]:
    features = {feature.name: feature for feature in dataset.features}
    found = {f"slices.{i}": _slice_problem(one, features) for i, one in enumerate(plan.slices)}
    found |= {f"gates.{i}": _rule_problem(rule, plan, dataset) for i, rule in enumerate(plan.gates)}
    return [f"{place}.{problem}" for place, problem in found.items() if problem]


def _slice_problem(one: Slice, features: dict[str, Feature]) -> str | None:
    if one.feature not in features:
        return f"feature: {one.feature} is not a feature; known: {', '.join(features)}"
    is_text = features[one.feature].dtype == "string"
    if is_text and one.edges:
        return f"edges: {one.feature} is text and has none"
    return None if is_text or one.edges else f"edges: {one.feature} is a number and needs them"


def _rule_problem(rule: Rule, plan: Plan, dataset: Dataset) -> str | None:
    if rule.class_ and rule.class_ not in dataset.classes:
        return f"class: {rule.class_} is not a class; known: {', '.join(dataset.classes)}"
    if rule.slice is None:
        return None
    known = plan.slice_of(rule.slice)
    if known is None:
        return f"slice: {rule.slice} is not among the slices"
    if rule.band and known.edges and rule.band not in known.bands:
        return f"band: {rule.band} is not a band of {rule.slice}; known: {', '.join(known.bands)}"
    return None
