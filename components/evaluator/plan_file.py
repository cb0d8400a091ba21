"""Reads `evaluation.yaml` and holds it against the dataset it is for."""

import pathlib
from typing import Any

import pydantic
import yaml

from components.errors import DatasetError
from components.evaluator.plan import Plan
from components.evaluator.plan_problems import problems
from components.showers.dataset import Dataset, explain

PLAN_FILE = "evaluation.yaml"


def load_plan(folder: pathlib.Path, dataset: Dataset) -> Plan:
    """Reads `evaluation.yaml` in a dataset's folder, or `evaluation.<task>.yaml` of a coarser question.

    Raises:
        DatasetError: it is missing, malformed, or names what the dataset does not have; names the
            file and the field.
    """
    path = folder / (f"evaluation.{dataset.task}.yaml" if dataset.task else PLAN_FILE)
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
    if found := problems(plan, dataset):
        raise _wrong(where, "; ".join(found))
    return plan


def _wrong(where: str, what: str, fix: str = "Correct the file.") -> DatasetError:
    return DatasetError(what, where=where, fix=fix)
