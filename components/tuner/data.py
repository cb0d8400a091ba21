"""The data of a search: written once as plain arrays, mapped into the memory of every worker."""

import hashlib
import pathlib

import numpy as np

from components.models.examples import Array, Examples
from components.models.layout import Layout
from components.showers.dataset import Dataset

SPLITS = ("train", "eval")
DATASET = "dataset.json"


def thinned(examples: Examples, rows: int | None, seed: int) -> Examples:
    """A random part of a split, in its order.

    Args:
        examples: the split.
        rows: how many to keep; None for all.
        seed: of the drawing.
    """
    if rows is None or rows >= len(examples.labels):
        return examples
    kept = np.sort(np.random.default_rng(seed).choice(len(examples.labels), rows, replace=False))
    raw = {name: column[kept] for name, column in examples.raw.items()}
    return Examples(examples.inputs[kept], examples.labels[kept], raw)


def write_matrices(folder: pathlib.Path, dataset: Dataset, train: Examples, held_out: Examples) -> str:
    """Writes both splits and the registry; gives a SHA-256 of what a model learns from.

    Measured inputs are left out: no training reads them.
    """
    names = [derived.name for derived in dataset.model_inputs]
    digest = hashlib.sha256(f"{names} {Layout.of(dataset)} {list(dataset.classes)}".encode())
    (folder / DATASET).write_text(dataset.model_dump_json(), encoding="utf-8")
    for split, examples in zip(SPLITS, (train, held_out), strict=True):
        for name, array in (("inputs", examples.inputs), ("labels", examples.labels)):
            np.save(folder / f"{split}-{name}.npy", array, allow_pickle=False)
            digest.update(f"{array.shape}{array.dtype}".encode())
            digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def read_matrices(folder: pathlib.Path) -> tuple[Dataset, Examples, Examples]:
    """The registry and both splits, as memory maps: workers share their pages."""
    dataset = Dataset.model_validate_json((folder / DATASET).read_text(encoding="utf-8"))
    train, held_out = (Examples(_map(folder, s, "inputs"), _map(folder, s, "labels"), {}) for s in SPLITS)
    return dataset, train, held_out


def _map(folder: pathlib.Path, split: str, name: str) -> Array:
    mapped: Array = np.load(folder / f"{split}-{name}.npy", mmap_mode="r", allow_pickle=False)
    return mapped
