"""All that is asked of data before anything is trained on it, split by split, in one verdict.

Of every split: does it agree with the schema, is an input constant, do its features and its classes look like
those of the last span that passed. Of all of them: is an event there twice, and is the last champion still
right about the labels. Against serving data, where some is named: schema skew, feature skew, distribution
skew and covariate shift.
"""

import dataclasses
import itertools
from collections.abc import Iterator, Mapping

from tensorflow_metadata.proto.v0 import schema_pb2

from components.columns import Array, Batches
from components.example_validator.conformity import anomalies_of, conformity
from components.example_validator.data import SERVING, TRAINING, Against, Data, Review
from components.example_validator.marginals import compare
from components.example_validator.profile import Counted, Profile, bins_of, count, profile_of
from components.example_validator.shifts.allowed import with_reasons
from components.example_validator.shifts.concept import concept_shift
from components.example_validator.shifts.constant import constant_features
from components.example_validator.shifts.covariate import covariate_shift
from components.example_validator.shifts.duplicates import duplicates
from components.example_validator.shifts.feature_skew import feature_skew
from components.example_validator.shifts.labels import label_shift, profiled_labels
from components.example_validator.shifts.schema_skew import schema_skew
from components.findings import Finding, Kind
from components.gates import Outcome
from components.settings import ExampleValidator
from components.showers.dataset import PROBE, Dataset

TRAIN, EVAL = "train", "eval"


def review(
    data: Data, against: Against, schema: schema_pb2.Schema, dataset: Dataset, settings: ExampleValidator
) -> Review:
    """Holds data against everything there is to hold it against.

    Args:
        data: what is judged.
        against: what with.
        schema: with the limits of single features.
        dataset: its registry.
        settings: limits, and what is allowed.
    """
    return _Reviewer(data, against, schema, dataset, settings).run()


@dataclasses.dataclass(frozen=True)
class _Reviewer:
    data: Data
    against: Against
    schema: schema_pb2.Schema
    dataset: Dataset
    settings: ExampleValidator

    def run(self) -> Review:
        anomalies = {
            split: anomalies_of(found, self.schema, self.data.environment)
            for split, found in self.data.statistics.items()
        }
        counted = {split: self._count(split) for split in self.data.splits if split != PROBE}
        own = {split: of_split for split, (of_split, _) in counted.items()}
        findings = (
            *(finding for split, found in anomalies.items() for finding in conformity(split, found)),
            *(finding for split in counted for finding in self._split(split, *counted[split])),
            *self._whole(),
            *self._serving(own),
        )
        return Review(with_reasons(findings, self.settings.allow), Profile(own), anomalies)

    def _baseline(self, split: str) -> Mapping[str, Counted] | None:
        """What a split is compared with: the same split, or the one that was trained on."""
        splits = self.against.profile.splits if self.against.profile else {}
        return splits.get(split) or splits.get(TRAIN)

    def _count(self, split: str) -> tuple[dict[str, Counted], dict[str, Array]]:
        """Its values in its own bins, and in those of the baseline."""
        own = bins_of(self.data.statistics[split], self.dataset)
        base = {name: one.bins for name, one in (self._baseline(split) or {}).items()}
        in_own, in_base = count(self.data.splits[split](), [own, base], self.dataset)
        return profile_of(own, in_own), in_base

    def _split(self, split: str, own: dict[str, Counted], in_base: dict[str, Array]) -> Iterator[Finding]:
        least, name = self.settings.minimum_examples, self.against.name
        found = self.data.statistics[split]
        yield from constant_features(found, self.dataset, split=split, minimum_examples=least)
        base = self._baseline(split)
        given = (self.schema, self.settings, self.dataset)
        yield from compare(Kind.DRIFT, split, name, base, in_base, *given)
        if self.data.environment == TRAINING:
            there, here = (self._labels(counts) for counts in (base, own))
            names = {"split": split, "reference_name": name}
            yield label_shift(there, here, self.dataset, self.settings, **names)

    def _labels(self, counts: Mapping[str, Counted] | None) -> Array | None:
        counted = (counts or {}).get(self.dataset.label.name)
        return profiled_labels(counted, self.dataset) if counted else None

    def _whole(self) -> Iterator[Finding]:
        """What is asked of all splits together."""
        yield from duplicates(_nominal(self.data), self.dataset, split="all")
        if self.data.environment == TRAINING:
            split = EVAL if EVAL in self.data.splits else next(iter(self.data.splits))
            champion, recorded = self.against.champion, self.against.recorded
            batches = self.data.splits[split]()
            yield concept_shift(champion, batches, recorded, self.dataset, self.settings, split=split)
        if self.against.raw:
            sides = _nominal(self.against.raw), _nominal(self.data)
            names = {"split": self.data.name, "reference": self.against.name}
            yield covariate_shift(*sides, self.dataset, self.settings, **names)

    def _serving(self, own: Mapping[str, Mapping[str, Counted]]) -> Iterator[Finding]:
        serving = self.against.serving
        if serving is None:
            yield _no_serving()
            return
        (source,), (found,) = serving.splits.values(), serving.statistics.values()
        name, training = {"split": serving.name}, self.data.splits[TRAIN]
        yield from schema_skew(found, self.schema, self.dataset, SERVING, **name)
        names = {**name, "reference": f"{TRAIN} of {self.data.name}"}
        yield from feature_skew(training(), source(), self.dataset, **names)
        (counts,) = count(source(), [{f: one.bins for f, one in own[TRAIN].items()}], self.dataset)
        given = (own[TRAIN], counts, self.schema, self.settings, self.dataset)
        yield from compare(Kind.DISTRIBUTION_SKEW, serving.name, names["reference"], *given)
        yield covariate_shift(training(), source(), self.dataset, self.settings, **names)


def _nominal(data: Data) -> Batches:
    """All splits of data, one after another, but for probes."""
    sources = (source for split, source in data.splits.items() if split != PROBE)
    return itertools.chain.from_iterable(source() for source in sources)


def _no_serving() -> Finding:
    sentence = "training data is not compared with serving data: none is named (example_validator.serving)"
    return Finding(Kind.DISTRIBUTION_SKEW, "", "", "", "", None, None, Outcome.NOT_COMPARED, sentence)
