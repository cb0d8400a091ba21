"""Parts the records of a file into good ones, typed, and bad ones, each with its reason."""

import dataclasses

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from components.showers.columns import Fault, Mask, Values, plain, typed
from components.showers.dataset import Dataset, Feature
from components.showers.readers.raw import BAD_SCHEMA, Integers, Raw, bad_rows
from components.showers.vectors import is_list

LONGEST_VALUE = 80
AGAIN = "occurs more than once; the first one is kept"


@dataclasses.dataclass(frozen=True)
class Checked:
    """The records of one `Raw`, parted.

    Attributes:
        good: the typed columns of the good records [good].
        bad: the bad records, as `BAD_SCHEMA`, each once, with its first fault.
        flagged: feature name -> how many good records are outside its range.
    """

    good: pa.Table
    bad: pa.Table
    flagged: dict[str, int]


class SeenIds:
    """The event ids read so far: 8 bytes each, in sorted runs whose number grows as a logarithm."""

    def __init__(self) -> None:
        self._runs: list[Values] = []

    def again(self, ids: Integers, ok: Mask) -> Mask:
        """Which ids [rows] were seen before, here or earlier; those that are not `ok` [rows] do not count."""
        rows = np.flatnonzero(ok)
        order = np.argsort(ids[rows], kind="stable")
        ordered = ids[rows][order]
        seen = np.concatenate(([False], ordered[1:] == ordered[:-1]))[: len(rows)]
        for run in self._runs:
            place = np.minimum(np.searchsorted(run, ordered), len(run) - 1)
            seen |= run[place] == ordered
        self._remember(ordered[~seen])
        mask = np.zeros(len(ids), dtype=bool)
        mask[rows[order]] = seen
        return mask

    def _remember(self, run: Values) -> None:
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = np.sort(np.concatenate((self._runs.pop(), run)), kind="stable")
        if len(run):
            self._runs.append(run)


def check(raw: Raw, dataset: Dataset, wanted: tuple[Feature, ...], seen: SeenIds | None) -> Checked:
    """Types and checks the wanted features of some records.

    Args:
        raw: the records.
        dataset: the registry, for classes and the id.
        wanted: the features to check; each is a column of `raw`.
        seen: the ids read before; None lets an id occur more than once.

    Raises:
        BadFileError: a column is of a type that cannot hold its feature.
    """
    columns = {f.name: typed(f, raw.columns[f.name], dataset, raw.file) for f in wanted}
    ok = np.ones(len(raw.records), dtype=bool)
    bad = [raw.malformed]
    for name, column in columns.items():
        for fault in column.faults:
            bad.append(_report(raw, name, fault, ok))
            ok &= ~fault.mask
    if seen:
        repeated = Fault(seen.again(columns[dataset.id.name].values, ok), AGAIN)
        bad.append(_report(raw, dataset.id.name, repeated, ok))
        ok &= ~repeated.mask
    table = pa.table({name: column.values for name, column in columns.items()})
    flagged = {n: int((c.flagged & ok).sum()) for n, c in columns.items() if c.flagged is not None}
    good = table if ok.all() else table.filter(pa.array(ok))
    return _complete(raw, Checked(good, pa.concat_tables(bad).combine_chunks(), flagged))


def _complete(raw: Raw, checked: Checked) -> Checked:
    """Makes sure that no record disappeared."""
    read = len(raw.records) + raw.malformed.num_rows
    if checked.good.num_rows + checked.bad.num_rows != read:
        raise RuntimeError(f"{raw.file}: of {read} records some are neither good nor bad")
    return checked


def _report(raw: Raw, field: str, fault: Fault, ok: Mask) -> pa.Table:
    """The records that a fault makes bad, among those that were still `ok` [rows]."""
    if not fault.mask.any():
        return BAD_SCHEMA.empty_table()
    rows = np.flatnonzero(fault.mask & ok)
    if not len(rows):
        return BAD_SCHEMA.empty_table()
    found = _words(plain(raw.columns[field]).take(pa.array(rows)))
    return bad_rows(
        raw.file,
        raw.records[rows],
        field,
        pc.binary_join_element_wise(found, fault.reason, " "),
        raw.texts(rows),
    )


def _words(found: pa.Array) -> pa.Array:
    """Values as a message shows them; a list is too long for one."""
    if is_list(found.type):
        return pc.if_else(found.is_valid(), "the list", "nothing")
    texts = pc.cast(found, pa.string())
    texts = pc.utf8_slice_codeunits(pc.coalesce(texts, ""), 0, LONGEST_VALUE)
    return pc.if_else(pc.equal(texts, ""), "nothing", texts)
