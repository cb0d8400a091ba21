"""What the inputs of a model are in the units of the detector, and what is usual for them."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from components.models.layout import Layout
from components.showers.dataset import Dataset, DerivedInput, Feature, Transform

USUAL = (0.16, 0.84)
"""Between these quantiles of the reference showers a value is usual: one standard deviation of a Gaussian."""

Array = np.ndarray[Any, Any]
Columns = Mapping[str, Array]


@dataclasses.dataclass(frozen=True)
class Input:
    """An input of a model, or a part of a vector input.

    Attributes:
        name: what the model calls it; of a vector with its place from 1, such as `traces 2`.
        quantity: what was measured for it, such as `energy` or `sb3 / s38`; empty for parts of vectors.
        meaning: one line for people; empty for a ratio or difference, whose name tells it.
        unit: of the quantity; empty for none.
        value: of the quantity; None for parts of vectors.
        usual: the quantiles `USUAL` of the reference showers; None for parts of vectors.
        defined: False where the shower does not have it, and a value of the dataset stands in.
        columns: its columns in the matrix that the model sees.
    """

    name: str
    quantity: str
    meaning: str
    unit: str
    value: float | None
    usual: tuple[float, float] | None
    defined: bool
    columns: slice


def inputs_of(
    dataset: Dataset, columns: Columns, reference: Columns, undefined: frozenset[str] = frozenset()
) -> tuple[Input, ...]:
    """The inputs of a model in the order of its matrix: single numbers, then vectors by their first axis.

    Args:
        dataset: the registry of the model.
        columns: the measured inputs of one shower, columns of one row.
        reference: the same of many showers, for what is usual.
        undefined: features that the shower does not have.
    """
    features = {feature.name: feature for feature in dataset.inputs}
    singles = (
        _single(place, derived, features, columns, reference, undefined)
        for place, derived in enumerate(dataset.model_inputs)
    )
    return (*singles, *_vectors(dataset, features))


def _single(
    place: int,
    derived: DerivedInput,
    features: Mapping[str, Feature],
    columns: Columns,
    reference: Columns,
    undefined: frozenset[str],
) -> Input:
    low, high = np.quantile(quantity(derived, reference), USUAL)
    return Input(
        name=derived.name,
        quantity=words_of(derived),
        meaning=features[derived.of[0]].meaning if len(derived.of) == 1 else "",
        unit=_unit(derived, features),
        value=float(quantity(derived, columns)[0]),
        usual=(float(low), float(high)),
        defined=not undefined & set(derived.of),
        columns=slice(place, place + 1),
    )


def quantity(derived: DerivedInput, columns: Columns) -> Array:
    """What was measured for a derived input, before logarithm and scaling, float64 [rows]."""
    first, *others = (columns[name].astype(np.float64) for name in derived.of)
    if derived.transform is Transform.LOG_RATIO:
        return np.asarray(first / np.maximum(others[0], 1e-30))
    if derived.transform is Transform.SEC:
        return np.asarray(1 / np.maximum(np.cos(np.deg2rad(first)), 1e-3))
    return np.asarray(first - sum(others)) if derived.transform is Transform.LOG_DIFFERENCE else first


def words_of(derived: DerivedInput) -> str:
    """What was measured for a derived input, in names of features."""
    if derived.transform is Transform.SEC:
        return f"sec {derived.of[0]}"
    signs = {Transform.LOG_RATIO: " / ", Transform.LOG_DIFFERENCE: " - "}
    return signs.get(derived.transform, "").join(derived.of)


def _unit(derived: DerivedInput, features: Mapping[str, Feature]) -> str:
    if derived.transform is Transform.SEC:
        return ""
    units = ["" if features[name].unit == "1" else features[name].unit for name in derived.of]
    if derived.transform is not Transform.LOG_RATIO:
        return units[0]
    above, below = (unit.partition(" (")[0] for unit in units)
    if above == below:
        return ""
    return f"{above or '1'}/{below}" if below else above


def _vectors(dataset: Dataset, features: Mapping[str, Feature]) -> Iterator[Input]:
    """One part for each place of the first axis of a vector: of traces, one for each station."""
    for block in Layout.of(dataset).blocks:
        parts = block.shape[0] if len(block.shape) > 1 else 1
        width = block.width // parts
        for part in range(parts):
            name = f"{block.name} {part + 1}" if parts > 1 else block.name
            start = block.start + part * width
            of = slice(start, start + width)
            yield Input(name, "", features[block.name].meaning, "", None, None, True, of)
