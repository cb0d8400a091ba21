"""Records that are there twice: under other ids with all inputs the same, or under the same id."""

import dataclasses

import numpy as np
import pyarrow.compute as pc

from components.columns import Array, Batch, Batches, column_of, flat_numbers, hashes, numbers, whole_numbers
from components.example_validator.shifts.proportion import share
from components.findings import Estimate, Finding, Kind
from components.gates import Outcome
from components.showers.dataset import Dataset, Feature, Role

SHARE = 0.001
"""Largest share of the rows that may be there twice."""
SHOWN = 5
COPIES, IDS = "copies under other ids", "repeated ids"


def duplicates(batches: Batches, dataset: Dataset, *, split: str = "") -> tuple[Finding, ...]:
    """Counts rows that repeat another; two findings: copies under other ids, and repeated ids.

    A copy has the same bits in every number of role input or slice (a number that is no input any more, for
    the settings name fewer, still tells showers apart). So neither the showers of `ground` that share zenith
    and energy nor one shower at several cores are copies. Holds 16 bytes a row: the hash of its numbers and
    its id. Give it all splits together: copies are in other groups, so they land on both sides of a split.

    Args:
        batches: any rows.
        dataset: names id and inputs.
        split: what the data is called.
    """
    found = [_hashed(batch, dataset) for batch in batches]
    contents, ids = (np.concatenate([part[k] for part in found] or [np.zeros(0, int)]) for k in (0, 1))
    if not len(ids):
        return (_finding(split, COPIES, None, "not looked for: there are no rows"),)
    known = ids >= 0
    return tuple(
        _judged(split, repeats)
        for repeats in (
            _copies(contents, ids),
            _repeats(IDS, ids[known], ids[known], int(np.count_nonzero(known))),
        )
    )


@dataclasses.dataclass(frozen=True)
class Repeats:
    """What is there more than once.

    Attributes:
        measure: in which sense.
        extra: rows beyond the first of each.
        rows: of how many.
        examples: for people, some of them with the ids that share it.
    """

    measure: str
    extra: int
    rows: int
    examples: tuple[str, ...]


def _copies(contents: Array, ids: Array) -> Repeats:
    """Rows that share their content, each id counted once."""
    order = np.lexsort((ids, contents))
    contents, ids = contents[order], ids[order]
    other = np.r_[True, (np.diff(contents) != 0) | (np.diff(ids) != 0)] | (ids < 0)
    return _repeats(COPIES, contents[other], ids[other], len(order))


def _repeats(measure: str, values: Array, ids: Array, rows: int) -> Repeats:
    order = np.argsort(values, kind="stable")
    values, ids = values[order], ids[order]
    again = np.flatnonzero(values[1:] == values[:-1]) + 1 if len(values) else np.zeros(0, int)
    shown = tuple(_named(measure, ids[place - 1], ids[place]) for place in again[:SHOWN])
    return Repeats(measure, len(again), rows, shown)


def _named(measure: str, first: int, second: int) -> str:
    return f"{first} and {second}" if measure == COPIES else f"{second}"


def _judged(split: str, repeats: Repeats) -> Finding:
    if not repeats.rows:
        return _finding(split, repeats.measure, None, "not looked for: no row has an id")
    if not repeats.extra:
        return _finding(split, repeats.measure, repeats, f"no {repeats.measure} in {repeats.rows} rows")
    amount = f"{repeats.extra} of {repeats.rows} rows are {repeats.measure}"
    named = f"{amount} ({repeats.extra / repeats.rows:.2%}), such as {'; '.join(repeats.examples)}"
    return _finding(split, repeats.measure, repeats, named)


def _finding(split: str, measure: str, repeats: Repeats | None, sentence: str) -> Finding:
    estimate: Estimate | None = None
    outcome = Outcome.NOT_COMPARED
    if repeats is not None:
        estimate = share(repeats.extra, repeats.rows)
        outcome = Outcome.FAILED if estimate.value > SHARE else Outcome.PASSED
    said = f"{split}: {sentence}" if split else sentence
    return Finding(Kind.DUPLICATES, split, "", "itself", measure, estimate, SHARE, outcome, said)


def _hashed(batch: Batch, dataset: Dataset) -> tuple[Array, Array]:
    """Hashes of the numbers of each row, uint64 [rows], and ids, int64 [rows], -1 where there is none."""
    ids = pc.fill_null(whole_numbers(column_of(batch, dataset.id.name)), -1)
    compared = [f for f in dataset.by_role(Role.INPUT, Role.SLICE) if f.dtype != "string"]
    total = np.zeros(batch.num_rows, np.uint64)
    for number, feature in enumerate(compared, start=1):
        total += hashes(_content(batch, feature) + hashes(np.array([number])))
    return hashes(total), np.asarray(ids.to_numpy(zero_copy_only=False))


def _content(batch: Batch, feature: Feature) -> Array:
    """A hash of the values of one feature, uint64 [rows]; the place of a number in a vector counts."""
    column = column_of(batch, feature.name)
    if not feature.shape:
        return numbers(column).view(np.uint64)
    values, rows = flat_numbers(column)
    counts = np.bincount(rows, minlength=batch.num_rows)
    places = np.arange(len(values)) - np.repeat(np.cumsum(counts) - counts, counts)
    mixed = hashes(values.view(np.uint64) + hashes(places))
    sums = np.zeros(batch.num_rows, np.uint64)
    there = np.flatnonzero(counts)
    if len(there):
        sums[there] = np.add.reduceat(mixed, np.searchsorted(rows, there))
    return sums
