"""Pierre Auger Open Data (doi 10.5281/zenodo.4487612): event files and summaries, to unlabelled `wcd` events.

The columns are those of the simulator (`components/showers/events.py`); truth is null, as the data has none.
Each event becomes one row, or one refusal with its reason. An event that occurs again is refused.
"""

import dataclasses
import pathlib
from collections.abc import Iterator
from typing import Self

import numpy as np
import pydantic

from components.showers.dataset import Dataset
from components.showers.events import EVENT_SCHEMA, Events
from components.showers.ingest.auger_event import parse
from components.showers.ingest.auger_files import EVENT, SUMMARY, Document, documents
from components.showers.ingest.auger_stations import UnfitError, convert_event
from components.showers.ingest.auger_summary import Summaries
from components.showers.ingest.parts import Part, Refusal, input_files

BATCH = 256
"""Events that travel together: 2.5 MB of traces."""


def convert(path: pathlib.Path, dataset: Dataset) -> Iterator[Part]:
    """The events of a file, a folder or a zip archive, in bounded memory.

    Args:
        path: the input.
        dataset: its registry; unused, every source takes the same arguments.

    Raises:
        BadFileError: there is nothing there.
    """
    files = input_files(path)
    summaries = Summaries()
    batch = _Batch()
    for document in documents(files, SUMMARY):
        batch.refusals += [document] if isinstance(document, Refusal) else summaries.add(document)
    seen: set[int] = set()
    for document in documents(files, EVENT):
        batch.add(document if isinstance(document, Refusal) else _event(document, summaries, seen))
        if batch.full:
            yield batch.part()
            batch = _Batch()
    batch.refusals += summaries.refusals()
    yield batch.part()


def _event(document: Document, summaries: Summaries, seen: set[int]) -> Events | Refusal:
    """One event, or why not."""
    text = document.content[:200].decode(errors="replace")
    try:
        event = parse(document.content)
        if event.info.id in seen:
            summaries.used.add(event.info.id)
            return Refusal(document.name, 1, "id", f"{event.info.id} occurs again; the first is kept", text)
        known = summaries.reconstruction(event.info.id)
        row = convert_event(event, known)
        seen.add(event.info.id)
        return row
    except UnfitError as error:
        return Refusal(document.name, 1, error.field, error.reason, text)
    except pydantic.ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "event"
        return Refusal(document.name, 1, field, f"{first['msg']}, found {str(first['input'])[:40]}", text)
    except (ValueError, RecursionError) as error:
        return Refusal(document.name, 1, "", f"is not valid JSON: {error}", text)


@dataclasses.dataclass
class _Batch:
    """Events and refusals on their way out."""

    events: list[Events] = dataclasses.field(default_factory=list)
    refusals: list[Refusal] = dataclasses.field(default_factory=list)

    @property
    def full(self) -> bool:
        return max(len(self.events), len(self.refusals)) >= BATCH

    def add(self, found: Events | Refusal) -> Self:
        if isinstance(found, Refusal):
            self.refusals.append(found)
        else:
            self.events.append(found)
        return self

    def part(self) -> Part:
        table = _joined(self.events).table() if self.events else EVENT_SCHEMA.empty_table()
        return Part.of(table, self.refusals)


def _joined(events: list[Events]) -> Events:
    counts = np.concatenate([one.counts for one in events])
    return Events(
        {name: np.concatenate([one.event[name] for one in events]) for name in events[0].event},
        {name: np.concatenate([one.station[name] for one in events]) for name in events[0].station},
        np.concatenate([one.traces for one in events]),
        np.concatenate(([0], np.cumsum(counts))),
    )
