"""A span of simulated events: a folder with a nominal sample, and with changed ones beside it."""

import pathlib
import shutil
import uuid
from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from components.errors import SettingsError
from components.showers.simulator.probes import probes_of
from components.showers.simulator.settings import Simulation
from components.showers.simulator.write import SETTINGS, THROWN, Summary, write_simulation


def samples_of(nominal: Simulation, probes: int) -> dict[str, Simulation]:
    """The files of a span and what is in them.

    Args:
        nominal: the sample that trains.
        probes: events of each changed sample; 0 for no such samples.

    Raises:
        SettingsError: two samples would give their events the same numbers.
    """
    changed = probes_of(nominal, probes) if probes else []
    if len({sample.first for sample in (nominal, *changed)}) <= len(changed):
        raise SettingsError("two samples would share event numbers", where="seed", fix="Take another seed.")
    return {f"{nominal.sample}.parquet": nominal} | {f"probe-{s.sample}.parquet": s for s in changed}


def simulate_span(
    folder: pathlib.Path,
    nominal: Simulation,
    probes: int = 0,
    workers: int | None = None,
    progress: Callable[[int], object] | None = None,
) -> list[Summary]:
    """Simulates a span; the folder appears whole or not at all.

    A folder that holds this very simulation is left as it is.

    Args:
        folder: the span; absent or empty.
        nominal: the sample that trains.
        probes: events of each changed sample; 0 for no such samples.
        workers: threads; None for one on each core.
        progress: is told the number of events so far, over all files.

    Raises:
        SettingsError: the folder holds something else.
    """
    samples = samples_of(nominal, probes)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        return _found(folder, samples)
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}")
    try:
        list(_written(staging, samples, workers, progress))
        staging.replace(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return _found(folder, samples)


def _written(
    folder: pathlib.Path,
    samples: dict[str, Simulation],
    workers: int | None,
    progress: Callable[[int], object] | None,
) -> Iterator[Summary]:
    before = 0
    for name, sample in samples.items():

        def tell(events: int, before: int = before) -> None:
            if progress is not None:
                progress(before + events)

        yield write_simulation(sample, folder / name, workers, tell)
        before += sample.events


def _found(folder: pathlib.Path, samples: dict[str, Simulation]) -> list[Summary]:
    """What a folder holds, if it is these samples."""
    found = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    summaries = [_read(folder / name, sample) for name, sample in samples.items()]
    if found != set(samples) or None in summaries:
        raise SettingsError(
            "this is there already, and is not the same simulation",
            where=str(folder),
            fix="Name a new folder, such as the next span, or remove this one.",
        )
    return [summary for summary in summaries if summary is not None]


def _read(path: pathlib.Path, sample: Simulation) -> Summary | None:
    try:
        file = pq.read_metadata(path)
    except (OSError, pa.ArrowInvalid):
        return None
    metadata = file.metadata or {}
    if metadata.get(SETTINGS) != sample.model_dump_json().encode():
        return None
    return Summary(path, file.num_rows, int(metadata[THROWN]))
