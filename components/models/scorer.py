"""Scores columns with an exported model; needs nothing of the library that trained it."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from components.errors import ModelError
from components.files import exists, local_copy
from components.models.description import EXPLAIN, SIGNATURES, Description, read_description
from components.models.manifest import SAVED_MODEL_FILE
from components.showers.dataset import Dataset, Feature

BATCH = 4096

Array = np.ndarray[Any, Any]


@dataclasses.dataclass(frozen=True)
class Scores:
    """What a model says of rows.

    Attributes:
        probabilities: float32 [rows, classes].
        anomaly_score: float32 [rows]; None where the model has none.
    """

    probabilities: Array
    anomaly_score: Array | None


class Scorer:
    """A loaded model; made by `load_scorer`."""

    def __init__(self, description: Description, model: Any) -> None:
        self._description = description
        self._model = model  # its variables live as long as it does
        self._predict = model.signatures["predict"]

    @property
    def dataset(self) -> Dataset:
        """What the model was trained on; says which inputs it wants."""
        return self._description.dataset

    @property
    def family(self) -> str:
        """`gradient_boosting` or `autoencoder`."""
        return self._description.family

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names, in the order of the probabilities."""
        return self._description.classes

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What it was trained with."""
        return self._description.parameters

    def predict(self, columns: Mapping[str, Array]) -> Scores:
        """Scores rows, a few thousand at a time.

        Args:
            columns: one array for each input of the dataset, single numbers [rows], vectors flattened
                [rows, width]; others are ignored.

        Raises:
            ModelError: an input is missing, or has another width.
        """
        inputs = {feature.name: self._column(columns, feature) for feature in self.dataset.inputs}
        rows = len(next(iter(inputs.values())))
        parts = [self._batch(inputs, start) for start in range(0, max(rows, 1), BATCH)]
        joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        return Scores(joined["probabilities"], joined.get("anomaly_score"))

    def transform(self, columns: Mapping[str, Array]) -> dict[str, Array]:
        """The single model inputs by name, float32 [1], of the first row of what `predict` takes.

        Raises:
            ModelError: an input is missing, or has another width.
        """
        import tensorflow as tf

        values = {f.name: self._column(columns, f)[:1].ravel() for f in self.dataset.inputs}
        example = tf.train.Example()
        for feature in self.dataset.inputs:
            of, numbers = example.features.feature[feature.name], values[feature.name].tolist()
            if feature.dtype == "int":
                of.int64_list.value.extend(map(int, numbers))
            else:
                of.float_list.value.extend(numbers)
        made = self._model.signatures["transform_features"](
            examples=tf.constant([example.SerializeToString()])
        )
        return {name: column.numpy() for name, column in made.items()}

    @property
    def explains(self) -> bool:
        """Whether `inside` can be asked: networks can, unless they were exported before."""
        return EXPLAIN in self._model.signatures

    def inside(self, inputs: Any) -> dict[str, Any]:
        """What lies behind the answer of a network, as tensors that can be differentiated.

        Args:
            inputs: what the model sees, float32 [rows, width] as `components.models.layout.Layout` has it.

        Returns:
            `margins` [rows, classes], `rebuilt` [rows, single inputs], `outside` and `between` [rows].
        """
        import tensorflow as tf

        found: dict[str, Any] = self._model.signatures[EXPLAIN](model_inputs=tf.convert_to_tensor(inputs))
        return found

    def _column(self, columns: Mapping[str, Array], feature: Feature) -> Array:
        if feature.name not in columns:
            inputs = ", ".join(wanted.name for wanted in self.dataset.inputs)
            raise ModelError(f"needs {feature.name}", where="model", fix=f"Give it all of: {inputs}.")
        column = columns[feature.name]
        width = (feature.width,) if feature.shape else ()
        if column.shape[1:] != width:
            shapes = f"is {[*column.shape[1:]]} a row, expected {[*width]}"
            raise ModelError(f"{feature.name} {shapes}", where="model", fix="Give it the columns as read.")
        return np.ascontiguousarray(column, np.float32)

    def _batch(self, inputs: Mapping[str, Array], start: int) -> dict[str, Array]:
        import tensorflow as tf

        batch = {name: tf.constant(column[start : start + BATCH]) for name, column in inputs.items()}
        outputs = self._predict(**batch)
        wanted = ("probabilities", "anomaly_score")
        return {name: outputs[name].numpy() for name in wanted if name in outputs}


def load_scorer(path: str) -> Scorer:
    """Loads an exported model from its folder, local or remote.

    Raises:
        ModelError: the folder holds no model of Cascada, or a damaged one.
    """
    description = read_description(path)
    if not exists(f"{path}/{SAVED_MODEL_FILE}"):
        raise ModelError(f"there is no {SAVED_MODEL_FILE}", where=path, fix="Push or export the model again.")
    model = _load(path)
    _check_signatures(model, description, path)
    return Scorer(description, model)


def _load(path: str) -> Any:
    import tensorflow as tf
    from google.protobuf.message import DecodeError

    damage = (tf.errors.OpError, OSError, DecodeError, ValueError, LookupError, RuntimeError, TypeError)
    try:
        with local_copy(path) as folder:
            return tf.saved_model.load(str(folder))
    except damage as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelError(f"damaged: {reason}", where=path, fix="Push or export the model again.") from None


def _check_signatures(model: Any, description: Description, path: str) -> None:
    signatures = dict(model.signatures)
    if missing := [name for name in SIGNATURES if name not in signatures]:
        raise ModelError(f"no signature {', '.join(missing)}", where=path, fix="Export the model again.")
    wanted = {feature.name for feature in description.dataset.inputs}
    taken = set(signatures["predict"].structured_input_signature[1])
    if taken != wanted:
        raise ModelError(
            f"the signature predict takes {sorted(taken)}; the dataset has the inputs {sorted(wanted)}",
            where=path,
            fix="Export the model again.",
        )
    classes = signatures["predict"].structured_outputs["probabilities"].shape[1]
    if classes != len(description.classes):
        raise ModelError(
            f"gives {classes} probabilities for {len(description.classes)} classes",
            where=path,
            fix="Export the model again.",
        )
