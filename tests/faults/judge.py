"""The gates on data, asked about one file after another; what these are compared with stays in memory."""

import dataclasses
import pathlib

from google.protobuf import text_format
from tensorflow_metadata.proto.v0 import schema_pb2

from components.example_validator.core import review
from components.example_validator.data import Against
from components.example_validator.findings import Finding
from components.example_validator.profile import Profile, bins_of, count, profile_of
from components.example_validator.serving import WHOLE, file_data
from components.gates import Outcome
from components.settings import ExampleValidator
from components.showers.dataset import Dataset, dataset_folder
from components.showers.schema import schema_text


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
    return text_format.Parse(schema_text(dataset_folder(dataset.name), dataset), schema_pb2.Schema())


def span_to_compare_with(path: pathlib.Path, dataset: Dataset) -> Against:
    """An honest file as the last span that passed: its profile, and its events."""
    raw = file_data(str(path), dataset, labelled=True)
    bins = bins_of(raw.statistics[WHOLE], dataset)
    (counts,) = count(raw.splits[WHOLE](), [bins], dataset)
    return Against(name=raw.name, profile=Profile({WHOLE: profile_of(bins, counts)}), raw=raw)
