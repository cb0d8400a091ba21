"""The registry of a dataset: every feature with its meaning, unit, range and role, from `dataset.yaml`.

Preprocessing, the reading of files, documentation and slices all follow from this one description.
Features of role `truth` (true energy, depth of maximum ...) can be sliced on and never reach a model.
"""

import enum
import pathlib
from typing import Annotated, Any, Literal, Self

import pydantic
import yaml

from components.errors import DatasetError

DATASET_FILE = "dataset.yaml"
SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "schemas"


class Role(enum.StrEnum):
    """What a feature is for."""

    ID = "id"
    INPUT = "input"
    LABEL = "label"
    GROUP = "group"
    SLICE = "slice"
    TRUTH = "truth"


class Transform(enum.StrEnum):
    """How a model input is derived from measured features; angles are in degrees."""

    IDENTITY = "identity"
    LOG10 = "log10"
    SEC = "sec"
    LOG_RATIO = "log_ratio"
    LOG_DIFFERENCE = "log_difference"

    @property
    def takes(self) -> range:
        """How many features it may be given."""
        if self is Transform.LOG_RATIO:
            return range(2, 3)
        return range(2, 100) if self is Transform.LOG_DIFFERENCE else range(1, 2)


class _Strict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


Name = Annotated[str, pydantic.Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Feature(_Strict):
    """One column of the data.

    Attributes:
        name: what it is called everywhere in Cascada.
        column: what it is called in files that have a header; the name also works.
        role: what it is for.
        dtype: `float` (32 bits in the pipeline), `int` (64 bits) or `string`.
        unit: the physical unit; empty for none.
        range: lowest and highest valid value.
        out_of_range: `error` makes such a record bad; `flag` counts it and keeps it.
        meaning: one line for people.
        source: the feature it is computed from (`from` in YAML), with `floor_divide`.
        floor_divide: the divisor of that computation.
    """

    name: Name
    column: str | None = None
    role: Role
    dtype: Literal["float", "int", "string"] = "float"
    unit: str = ""
    range: tuple[float, float] | None = None
    out_of_range: Literal["error", "flag"] = "error"
    meaning: str
    source: str | None = pydantic.Field(default=None, alias="from")
    floor_divide: int | None = None


class DerivedInput(_Strict):
    """One number that a model sees, computed in the preprocessing graph."""

    name: Name
    transform: Transform
    of: tuple[str, ...]

    @pydantic.model_validator(mode="after")
    def _count(self) -> Self:
        if len(self.of) not in self.transform.takes:
            raise ValueError(f"{self.name}: {self.transform} cannot take {len(self.of)} features")
        return self


class Dataset(_Strict):
    """A dataset: features, classes in their order, and the inputs of the models."""

    name: Name
    title: str
    classes: tuple[str, ...]
    label_codes: dict[str, str] = {}
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
    def inputs(self) -> tuple[Feature, ...]:
        """The measured features that a model may see, before preprocessing."""
        return self.by_role(Role.INPUT)

    @property
    def read_features(self) -> tuple[Feature, ...]:
        """The features that stand in files, in the order of files without a header."""
        return tuple(feature for feature in self.features if feature.source is None)

    @property
    def model_inputs(self) -> tuple[DerivedInput, ...]:
        """What a model sees: the derived inputs, or every input as it is where none is named."""
        return self.derived or tuple(
            DerivedInput(name=f.name, transform=Transform.IDENTITY, of=(f.name,)) for f in self.inputs
        )

    def with_inputs(self, names: list[str]) -> "Dataset":
        """The same dataset with fewer inputs; derived inputs that need a dropped feature go with it.

        Raises:
            DatasetError: a name is not a feature, or is one that may not reach a model.
        """
        for name in names:
            self._require_input(name)
        dropped = {feature.name for feature in self.inputs} - set(names)
        features = [
            f.model_copy(update={"role": Role.SLICE}) if f.name in dropped else f for f in self.features
        ]
        derived = [d for d in self.model_inputs if not dropped & set(d.of)]
        return self.model_validate({**dict(self), "features": features, "derived": derived})

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


def load_dataset(name_or_folder: str, inputs: list[str] | None = None) -> Dataset:
    """Reads `schemas/<name>/dataset.yaml`, or that of any folder.

    Args:
        name_or_folder: the name of a folder under schemas/, or the path of a folder.
        inputs: the input features to keep; None keeps all.

    Raises:
        DatasetError: the folder or file is missing, or the file is wrong; says where.
    """
    path = dataset_folder(name_or_folder) / DATASET_FILE
    dataset = _parse(path)
    return dataset.with_inputs(inputs) if inputs else dataset


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
