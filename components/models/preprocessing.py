"""The transform graph that TFX's Transform component wrote, applied to raw input columns.

Vectors do not go through it: whoever computes them has scaled them.
"""

from collections.abc import Mapping

import tensorflow as tf
import tensorflow_transform as tft

from components.errors import DatasetError, ModelError
from components.showers.dataset import Dataset

Columns = Mapping[str, tf.Tensor]
Raw = dict[str, tf.Tensor | tf.SparseTensor]


class Preprocessing:
    """Raw input columns -> what a model sees.

    Args:
        transform_graph: the folder of a TransformGraph artifact.
        dataset: the registry that it was made for.

    Raises:
        ModelError: there is no transform graph in the folder, or it does not make the inputs of the dataset.
        DatasetError: the schema gives an input no fixed shape.
    """

    def __init__(self, transform_graph: str, dataset: Dataset) -> None:
        self.inputs = tuple(feature.name for feature in dataset.inputs)
        self.vectors = {feature.name: feature.width for feature in dataset.vectors}
        self.outputs = tuple(derived.name for derived in dataset.model_inputs)
        output = tft.TFTransformOutput(transform_graph)
        try:
            self._spec = output.raw_feature_spec()
            self.layer = output.transform_features_layer()
            self.layer._name = "preprocessing"  # Keras would number it by how many there are in the process
            self._check(set(output.transformed_feature_spec()), transform_graph)
        except (OSError, tf.errors.OpError) as error:
            reason = f"no transform graph: {error}"
            raise ModelError(reason, where=transform_graph, fix="Run Transform.") from None

    def _check(self, made: set[str], where: str) -> None:
        if missing := sorted(set(self.outputs) - made) + sorted(set(self.inputs) - set(self._spec)):
            fix = "Run Transform on this dataset."
            raise ModelError(f"knows no {', '.join(missing)}", where=where, fix=fix)
        loose = [n for n in self.inputs if not isinstance(self._spec[n], tf.io.FixedLenFeature)]
        if loose:
            fix = "Give each input a shape, such as {dim {size: 1}}."
            raise DatasetError(f"no shape for {', '.join(loose)}", where="schema", fix=fix)

    def named(self, columns: Columns) -> dict[str, tf.Tensor]:
        """The single model inputs by name, float32 [batch] each, from raw inputs by name.

        Args:
            columns: single numbers [batch], vectors [batch, any].
        """
        rows = tf.size(columns[next(name for name in self.inputs if name not in self.vectors)])
        raw = {name: self._shaped(name, columns[name]) for name in self.inputs}
        made = self.layer({**self._nothing(rows), **raw})
        return {name: tf.reshape(made[name], [-1]) for name in self.outputs}

    def __call__(self, columns: Columns) -> tf.Tensor:
        """What a model sees, float32 [batch, width] as `Layout` has it, from what `named` takes."""
        scalars = tf.stack(list(self.named(columns).values()), axis=1)
        vectors = [tf.reshape(columns[name], [-1, width]) for name, width in self.vectors.items()]
        return tf.concat([scalars, *vectors], axis=1) if vectors else scalars

    def _shaped(self, name: str, column: tf.Tensor) -> tf.Tensor:
        spec = self._spec[name]
        return tf.reshape(tf.cast(column, spec.dtype), [-1, *spec.shape])

    def _nothing(self, rows: tf.Tensor) -> Raw:
        """Zeros or empty texts for what the graph takes and does not use, such as label and truth."""
        return {
            name: tf.zeros([rows, *spec.shape], spec.dtype)
            if isinstance(spec, tf.io.FixedLenFeature)
            else tf.SparseTensor(tf.zeros([0, 2], tf.int64), tf.zeros([0], spec.dtype), [rows, 0])
            for name, spec in self._spec.items()
            if name not in self.inputs
        }
