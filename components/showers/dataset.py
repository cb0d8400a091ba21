"""The registry of a dataset: every feature with its meaning, unit, range and role, from `dataset.yaml`.

Preprocessing, the reading of files, documentation and slices all follow from this one description.
Features of role `truth` (true energy, depth of maximum ...) can be sliced on and never reach a model.
"""

import pathlib
from typing import Any, Literal, Self

import pydantic
import yaml

from components.errors import DatasetError
from components.showers.feature import DerivedInput, Feature, Name, Role, Strict, Transform

__all__ = ["Dataset", "DerivedInput", "Feature", "Role", "Transform", "load_dataset"]

NOMINAL, PROBE = "nominal", "probe"
"""The sample that models are trained on, and the split that every other one goes to."""

DATASET_FILE = "dataset.yaml"
SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "schemas"


class Dataset(Strict):
    """A dataset: features, classes in their order, and the inputs of the models.

    Attributes:
        name: the name of its folder.
        title: one line for people.
        records: what a record of its files is: a `rows` of features, or `events` with stations and traces,
            of which the features are computed (`components/showers/events.py`).
        classes: the labels that a model tells apart.
        unseen: labels that no model is trained on; their records are probes.
        label_codes: what files may write in place of a class.
        tasks: coarser questions: task -> new class -> the classes it is made of.
        task: the one that was chosen; empty for the classes as they are.
        features: the columns, in the order of files without a header.
        derived: what a model sees.
    """

    name: Name
    title: str
    records: Literal["rows", "events"] = "rows"
    classes: tuple[str, ...]
    unseen: tuple[str, ...] = ()
    label_codes: dict[str, str] = pydantic.Field(default_factory=dict)
    tasks: dict[Name, dict[str, tuple[str, ...]]] = pydantic.Field(default_factory=dict)
    task: str = ""
    features: tuple[Feature, ...]
    derived: tuple[DerivedInput, ...] = ()

    @pydantic.model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [feature.name for feature in self.features]
        if len(set(names)) < len(names):
            raise ValueError(f"features: a name occurs twice among {names}")
        for role in (Role.LABEL, Role.GROUP, Role.ID):
            if len(self.by_role(role)) != 1:
                raise ValueError(
                    f"features: exactly one needs the role {role}, found {len(self.by_role(role))}"
                )
        if len(self.by_role(Role.SAMPLE)) > 1 or (self.unseen and not self.sample):
            raise ValueError("features: one may have the role sample, and unseen classes need it")
        if self.vectors and not self.model_inputs:
            raise ValueError("features: beside vectors a model needs a number")
        for task, parts in self.tasks.items():
            if not self.task and sorted(sum(parts.values(), ())) != sorted(self.classes):
                raise ValueError(f"tasks: {task} does not hold each of the classes once")
        self._check_derived()
        return self

    def _check_derived(self) -> None:
        for derived in self.model_inputs:
            for name in derived.of:
                feature = next((f for f in self.features if f.name == name), None)
                if feature is None:
                    raise ValueError(f"derived: {derived.name} is of {name}, which is not a feature")
                if feature.role is not Role.INPUT:
                    raise ValueError(
                        f"derived: {derived.name} is of {name}, whose role is {feature.role}; "
                        "only features of role input may reach a model"
                    )
                if feature.shape:
                    raise ValueError(f"derived: {derived.name} is of {name}, which is no single number")

    def by_role(self, *roles: Role) -> tuple[Feature, ...]:
        """The features of these roles, in the order of the file."""
        return tuple(feature for feature in self.features if feature.role in roles)

    @property
    def label(self) -> Feature:
        """The feature to predict."""
        return self.by_role(Role.LABEL)[0]

    @property
    def group(self) -> Feature:
        """The feature whose equal values stay on one side of a split."""
        return self.by_role(Role.GROUP)[0]

    @property
    def id(self) -> Feature:
        """The feature that names an event."""
        return self.by_role(Role.ID)[0]

    @property
    def sample(self) -> Feature | None:
        """The feature that tells which simulation a record is of; only `NOMINAL` records train."""
        return next(iter(self.by_role(Role.SAMPLE)), None)

    @property
    def inputs(self) -> tuple[Feature, ...]:
        """The measured features that a model may see, before preprocessing: single numbers and vectors."""
        return self.by_role(Role.INPUT)

    @property
    def vectors(self) -> tuple[Feature, ...]:
        """The inputs that have a shape, in the order of the file; no derived input is made of them."""
        return tuple(feature for feature in self.inputs if feature.shape)

    @property
    def read_features(self) -> tuple[Feature, ...]:
        """The features that stand in files, in the order of files without a header."""
        return tuple(feature for feature in self.features if feature.source is None)

    @property
    def measured(self) -> tuple[Feature, ...]:
        """What is known of a shower that was only measured: id and inputs; of an event, slices too."""
        known = (Role.ID, Role.INPUT, *((Role.SLICE,) if self.records == "events" else ()))
        return tuple(feature for feature in self.read_features if feature.role in known)

    @property
    def model_inputs(self) -> tuple[DerivedInput, ...]:
        """The single numbers that a model sees: the derived inputs, or all inputs where none is named.

        Behind them a model sees the vectors (`components/models/layout.py`).
        """
        return self.derived or tuple(
            DerivedInput(name=f.name, transform=Transform.IDENTITY, of=(f.name,))
            for f in self.inputs
            if not f.shape
        )

    def with_inputs(self, names: list[str]) -> "Dataset":
        """The same dataset with fewer inputs; derived inputs that need a dropped feature go with it.

        A dropped number can still be sliced on; a dropped vector is not a part of the dataset any more.

        Raises:
            DatasetError: a name is not a feature, or is one that may not reach a model.
        """
        for name in names:
            self._require_input(name)
        if not any(feature.name in names and not feature.shape for feature in self.inputs):
            where = f"dataset.inputs of {self.name}"
            raise DatasetError("only vectors are named", where=where, fix="Name a single number too.")
        dropped = {feature.name for feature in self.inputs} - set(names)
        features = [
            f.model_copy(update={"role": Role.SLICE}) if f.name in dropped else f
            for f in self.features
            if not (f.shape and f.name in dropped)
        ]
        derived = [d for d in self.model_inputs if not dropped & set(d.of)]
        return self.model_validate({**dict(self), "features": features, "derived": derived})

    def with_task(self, task: str) -> "Dataset":
        """The same dataset with the classes of a coarser question.

        Raises:
            DatasetError: the dataset has no such task.
        """
        if task not in self.tasks:
            known = ", ".join(self.tasks) or "none"
            raise DatasetError(
                f"no task {task!r}", where=f"dataset.task of {self.name}", fix=f"Known: {known}."
            )
        parts = self.tasks[task]
        whole = {part: name for name, members in parts.items() for part in members}
        codes = {code: whole[name] for code, name in self.label_codes.items()} | whole
        return self.model_validate(
            {**dict(self), "classes": tuple(parts), "label_codes": codes, "task": task}
        )

    def _require_input(self, name: str) -> None:
        inputs = [feature.name for feature in self.inputs]
        role = next((feature.role for feature in self.features if feature.name == name), None)
        if role is not Role.INPUT:
            found = f"is a {role} column and may not reach a model" if role else "is not a feature"
            raise DatasetError(
                f"{name} {found}",
                where=f"dataset.inputs of {self.name}",
                fix=f"Choose among: {', '.join(inputs)}.",
            )


def load_dataset(name: str, inputs: list[str] | None = None, task: str | None = None) -> Dataset:
    """Reads `schemas/<name>/dataset.yaml`, or that of any folder.

    Args:
        name: the name of a folder under schemas/, or the path of a folder.
        inputs: the input features to keep; None keeps all.
        task: a coarser question than that of the classes; None for the classes as they are.

    Raises:
        DatasetError: the folder or file is missing, or the file is wrong; says where.
    """
    path = dataset_folder(name) / DATASET_FILE
    dataset = _parse(path)
    dataset = dataset.with_inputs(inputs) if inputs else dataset
    return dataset.with_task(task) if task else dataset


def dataset_folder(name_or_folder: str) -> pathlib.Path:
    """The folder of a dataset.

    Raises:
        DatasetError: there is no dataset of that name and no such folder.
    """
    for folder in (SCHEMAS / name_or_folder, pathlib.Path(name_or_folder)):
        if (folder / DATASET_FILE).is_file():
            return folder
    known = sorted(path.parent.name for path in SCHEMAS.glob(f"*/{DATASET_FILE}"))
    raise DatasetError(
        f"no dataset {name_or_folder!r}",
        fix=f"Known datasets: {', '.join(known)}; or give a folder that holds a {DATASET_FILE}.",
    )


def _parse(path: pathlib.Path) -> Dataset:
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Dataset.model_validate(content)
    except yaml.YAMLError as error:
        raise DatasetError(f"not valid YAML: {error}", where=str(path)) from None
    except pydantic.ValidationError as error:
        raise DatasetError(explain(error), where=str(path), fix="Correct the file.") from None


def explain(error: pydantic.ValidationError) -> str:
    """A validation error in plain words: each wrong field with what was found."""
    return "; ".join(
        f"{'.'.join(map(str, item['loc'])) or 'file'}: {item['msg'].removeprefix('Value error, ')}"
        for item in error.errors()
    )
