"""Small real models of simulated events, as a Trainer exports them, without the minutes of a pipeline."""

import pathlib

import keras
import numpy as np
import tensorflow as tf

from components.models.autoencoders.training import train_autoencoder
from components.models.description import Description
from components.models.examples import Examples, class_indices
from components.models.export import export_model, write_expected
from components.models.forest import read_forest
from components.models.gradient_boosting import train_gradient_boosting
from components.models.layout import Layout
from components.models.leaf_masks import leaf_masks
from components.models.trees import Trees
from components.showers.dataset import Dataset, load_dataset
from components.showers.records import read_records
from components.showers.simulator.settings import simulation
from components.showers.simulator.span import simulate_span
from components.showers.vectors import to_numpy
from components.transform.preprocessing import derive
from tests.components.conftest import BOOSTING, NETWORK
from tests.conftest import Once

EVENTS = 300
NETWORK_CHANGES = {"trace_filters": [4], "trace_units": 4, "epochs": 2}


class Scaled:
    """Raw columns -> what a model sees, with means and spreads of given showers in place of Transform's."""

    def __init__(self, dataset: Dataset, columns) -> None:
        self.dataset, self.layer = dataset, keras.layers.Layer()
        self.layer.built = True
        made = [values.numpy() for values in derive(dataset.model_inputs, columns)]
        self.mean, self.spread = np.mean(made, axis=1), np.maximum(np.std(made, axis=1), 1e-6)

    def named(self, columns):
        made = derive(self.dataset.model_inputs, columns)
        scaled = [(x - m) / s for x, m, s in zip(made, self.mean, self.spread, strict=True)]
        return {
            d.name: tf.cast(x, tf.float32) for d, x in zip(self.dataset.model_inputs, scaled, strict=True)
        }

    def __call__(self, columns):
        singles = tf.stack(list(self.named(columns).values()), axis=1)
        vectors = [tf.reshape(columns[f.name], [-1, f.width]) for f in self.dataset.vectors]
        return tf.concat([singles, *vectors], axis=1)


def span_and_models(made_once: Once) -> tuple[pathlib.Path, dict[str, pathlib.Path]]:
    """A span of simulated events, and a SavedModel of each family; made once for all tests, for reading."""
    span = made_once("explained span", _simulate) / "span-1"
    folder = made_once("explained models", lambda folder: _small_models(span, folder))
    return span, {family: folder / family for family in FAMILIES}


def _simulate(folder: pathlib.Path) -> None:
    simulate_span(folder / "span-1", simulation({"events": EVENTS, "seed": 3}), workers=1)


def _small_models(span: pathlib.Path, folder: pathlib.Path) -> None:
    dataset = load_dataset("wcd")
    tables = [batch.table for batch in read_records(span, dataset)]
    wanted = [*dataset.inputs, dataset.label]
    raw = {f.name: np.concatenate([to_numpy(table[f.name]) for table in tables]) for f in wanted}
    labels = class_indices(raw.pop(dataset.label.name).astype(bytes), dataset.classes)
    raw = {name: values.astype(np.float32) for name, values in raw.items()}
    scaled = Scaled(dataset, raw)
    examples = Examples(scaled(raw).numpy(), labels, raw)
    for family, make in FAMILIES.items():
        network, predicted, keep = make(dataset, examples)
        said = {"family": family, "dataset": dataset, "classes": dataset.classes}
        parameters = {"false_positive_rate": NETWORK.false_positive_rate}
        description = Description.model_validate({**said, "parameters": parameters})
        export_model(str(folder / family), network, scaled, description)
        write_expected(str(folder / family), examples, predicted, dataset.classes)
        keep(str(folder / family))


def _boosted(dataset, examples):
    names = [derived.name for derived in dataset.model_inputs]
    boosted = train_gradient_boosting(examples, examples, BOOSTING, inputs=names, classes=5, seed=1)
    predicted = {"probabilities": boosted.predict(examples.inputs)}
    return Trees(leaf_masks(read_forest(boosted.booster))), predicted, boosted.keep


def _network(dataset, examples):
    settings = NETWORK.model_copy(update=NETWORK_CHANGES)
    layout = Layout.of(dataset)
    trained = train_autoencoder(examples, examples, settings, layout=layout, classes=5, seed=1)
    return trained.network, trained.predict(examples.inputs), lambda folder: None


FAMILIES = {"gradient_boosting": _boosted, "autoencoder": _network}
