"""Reads a split of an Examples artifact as columns."""

from collections.abc import Iterable

from tfx.types import artifact_utils
from tfx.types.standard_artifacts import Examples

from components.evaluator.examples import read_columns
from components.evaluator.predictions import Columns
from components.showers.dataset import Dataset


def read_split(examples: Examples, dataset: Dataset, split: str) -> Iterable[Columns]:
    """The examples of a split in batches, as `read_columns` gives them.

    Args:
        examples: the artifact.
        dataset: names the features.
        split: such as `test`.
    """
    return read_columns(artifact_utils.get_split_uri([examples], split), dataset)
