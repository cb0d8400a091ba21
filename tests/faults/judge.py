"""The gates on data, asked about one file after another; what these are compared with stays in memory."""

import dataclasses
import pathlib

from tensorflow_metadata.proto.v0 import schema_pb2

from components.example_validator.core import review
from components.example_validator.data import Against
from components.example_validator.serving import file_data, span_at
from components.findings import Finding
from components.gates import Outcome
from components.settings import ExampleValidator
from components.showers.dataset import Dataset, dataset_folder
from components.showers.schema import curated


@dataclasses.dataclass(frozen=True)
class Judge:
    """Holds files of a dataset against one span.

    Attributes:
        dataset: its registry.
        against: the span, and what else is known.
        settings: of the node.
    """

    dataset: Dataset
    against: Against
    settings: ExampleValidator

    def failures(self, path: pathlib.Path) -> tuple[Finding, ...]:
        """The findings of a labelled file that failed.

        Raises:
            DataError: the reading refuses it.
        """
        data = file_data(str(path), self.dataset, labelled=True)
        found = review(data, self.against, schema_of(self.dataset), self.dataset, self.settings)
        return tuple(one for one in found.findings if one.outcome is Outcome.FAILED)


def schema_of(dataset: Dataset) -> schema_pb2.Schema:
    """The curated schema, with the limits of single features."""
    return curated(dataset_folder(dataset.name), dataset)


def span_to_compare_with(path: pathlib.Path, dataset: Dataset) -> Against:
    """An honest file as the last span that passed: its profile, and its events."""
    return span_at(str(path), dataset, labelled=True)
