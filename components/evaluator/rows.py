"""What a review keeps of each shower while it counts: a few bytes, worked out once.

Predictions are read a row group at a time. Of a shower there stay in memory its class, block and group
(6 bytes), one or two bytes for each slice, and for each model 4 bytes for each class (probability), 2 for
each class and separation (bucket), 4 for each separation (logit) and 9 more: with five classes, two
separations and ten slices 67 bytes for one model and 118 for two, so 10 million showers take 0.7 to 1.2 GB.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from components.evaluator.arrays import Array
from components.evaluator.asked import Asked
from components.evaluator.bands import Placed, Places, crossed
from components.evaluator.plan import Plan
from components.evaluator.predictions import BASELINE, CANDIDATE, columns_kept, probabilities
from components.evaluator.scored import Scored
from components.resampling import block_of
from components.showers.dataset import Dataset


@dataclasses.dataclass(frozen=True)
class Rows:
    """All showers of a split.

    Attributes:
        labels: index of the true class [rows].
        blocks: of the bootstrap [rows].
        groups: index of the shower group [rows].
        placed: name of a slice -> the bands.
        models: the candidate, and the baseline where there is one.
    """

    labels: Array
    blocks: Array
    groups: Array
    placed: Mapping[str, Placed]
    models: tuple[Scored, ...]


def row_groups(predictions: str) -> Iterator[pa.Table]:
    """The row groups of a Parquet file of predictions."""
    file = pq.ParquetFile(predictions)
    return (file.read_row_group(group) for group in range(file.num_row_groups))


def gather(tables: Iterable[pa.Table], dataset: Dataset, plan: Plan) -> Rows:
    """Works out what a review needs of each shower.

    Args:
        tables: predictions, as `predictions.score` gives them, one batch or row group after another.
        dataset: names the classes.
        plan: names slices, separations and masses.
    """
    asked, columns = Asked.by(plan, dataset.classes), columns_kept(dataset, plan)
    places = {one.name: Places(one) for one in plan.slices if one.feature}
    labels, groups, scored = [], [], []
    for table in tables:
        labels.append(_labels(table, dataset.classes))
        groups.append(table["group"].to_numpy())
        scored.append([Scored.of(labels[-1], p, asked) for p in _models(table, dataset.classes)])
        for feature, gathered in places.items():
            gathered.add(table[columns[feature]])
    whole = np.concatenate(groups)
    return Rows(
        labels=np.concatenate(labels),
        blocks=block_of(whole),
        groups=np.unique(whole, return_inverse=True)[1].astype(np.uint32),
        placed=_placed({name: found.all(dataset.classes) for name, found in places.items()}, plan),
        models=tuple(Scored.join(parts) for parts in zip(*scored, strict=True)),
    )


def _labels(table: pa.Table, classes: tuple[str, ...]) -> Array:
    found: Array = pc.index_in(table["label"], pa.array(classes)).to_numpy()
    return found.astype(np.min_scalar_type(len(classes)))


def _models(table: pa.Table, classes: tuple[str, ...]) -> Iterator[Array]:
    for prefix in (CANDIDATE, BASELINE):
        if f"{prefix}p_{classes[0]}" in table.column_names:
            yield probabilities(table, classes, prefix)


def _placed(parts: dict[str, Placed], plan: Plan) -> dict[str, Placed]:
    return {one.name: crossed(parts, one) if one.cross else parts[one.name] for one in plan.slices}
