"""Faults of an experiment, injected into honest data, so that the gates can show that they notice.

Faults of the data take a table as data files hold it, with a column for each feature that is read (under the
feature's name, the label in words), and give another one. Faults of the detector or of the physics take the
settings of a simulation. All are reproducible: the same arguments give the same fault.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from components.showers.dataset import Dataset
from components.showers.simulator.settings import Simulation

Array = np.ndarray[Any, Any]
TableFault = Callable[[pa.Table, Dataset, int], pa.Table]
SimulationFault = Callable[[Simulation], Simulation]

GEV_PER_EEV = 1e9
SHARE = 0.05
"""Of the events that are copied, or get another label."""
DAMAGED = 0.01
"""Of the values that are no numbers any more."""


def ageing(honest: Simulation) -> Simulation:
    """Water and liners that absorb more light: it decays in 51 instead of 60 ns, so area over peak falls."""
    return _changed(honest, decay_time=51.0)


def dead_photomultipliers(honest: Simulation) -> Simulation:
    """Each photomultiplier is dead in 30 % of the events, not in 2 %."""
    return _changed(honest, dead_pmt_probability=0.30)


def more_muons(honest: Simulation) -> Simulation:
    """Every shower has 1.3 times the muons, about what measured showers have over simulated ones."""
    return _changed(honest, muon_factor=1.3)


def another_hadronic_model(honest: Simulation) -> Simulation:
    """QGSJetII-04 instead of EPOS-LHC: shallower showers with fewer muons."""
    return _changed(honest, hadronic_model="QGSJetII-04")


def _changed(honest: Simulation, **changes: object) -> Simulation:
    return Simulation.model_validate(honest.model_dump() | changes)


def gev_for_eev(table: pa.Table, dataset: Dataset, seed: int) -> pa.Table:
    """A unit slip: the energy in GeV where EeV are expected."""
    return _with(table, "energy", table["energy"].to_numpy() * GEV_PER_EEV)


def falling_spectrum(table: pa.Table, dataset: Dataset, seed: int) -> pa.Table:
    """Fewer showers of high energy: a whole group is kept with a probability that falls as 1/E."""
    column = "true_energy" if "true_energy" in table.column_names else "energy"
    _, first, member = np.unique(groups(table, dataset), return_index=True, return_inverse=True)
    energy = table[column].to_numpy()[first]
    kept = np.random.default_rng(seed).random(len(energy)) < energy.min() / energy
    return table.filter(pa.array(kept[member]))


def missing_class(table: pa.Table, dataset: Dataset, seed: int) -> pa.Table:
    """All events of one class are lost, as when one file was forgotten."""
    return table.filter(pa.array(_classes(table, dataset) != dataset.classes.index("helium")))


def constant_feature(table: pa.Table, dataset: Dataset, seed: int) -> pa.Table:
    """A stuck sensor or a default that was never overwritten: one zenith angle in every row."""
    angles = table["zenith"].to_numpy()
    return _with(table, "zenith", np.full(len(angles), np.median(angles)))


def not_a_number(table: pa.Table, dataset: Dataset, seed: int) -> pa.Table:
    """1 % of the muon numbers, at least one, are NaN."""
    muons = table["muons"].to_numpy().copy()
    muons[_some(len(muons), DAMAGED, seed)] = np.nan
    return _with(table, "muons", muons)


def shuffled_columns(table: pa.Table, dataset: Dataset, seed: int) -> pa.Table:
    """Two inputs change places: muons under electrons, and electrons under muons."""
    moved = _with(table, "muons", table["electrons"].to_numpy())
    return _with(moved, "electrons", table["muons"].to_numpy())


def duplicated_showers(table: pa.Table, dataset: Dataset, seed: int) -> pa.Table:
    """5 % of the showers stand there again, under new ids and groups."""
    copies = table.take(pa.array(_some(table.num_rows, SHARE, seed)))
    ids = table[dataset.id.name].to_numpy()
    # The last digit of an id of `ground` is its label: ids grow by whole tens.
    new = 10 * (ids.max() // 10 + 1 + np.arange(copies.num_rows)) + copies[dataset.id.name].to_numpy() % 10
    copies = _with(copies, dataset.id.name, new)
    if dataset.group.name in table.column_names:
        copies = _with(copies, dataset.group.name, new)
    return pa.concat_tables([table, copies])


def swapped_labels(table: pa.Table, dataset: Dataset, seed: int) -> pa.Table:
    """5 % of the events have the label of another class, each other class as often."""
    classes = _classes(table, dataset)
    rows = _some(len(classes), SHARE, seed)
    steps = np.random.default_rng(seed).integers(1, len(dataset.classes), len(rows))
    classes[rows] = (classes[rows] + steps) % len(dataset.classes)
    return _with(table, dataset.label.name, np.array(dataset.classes)[classes])


SIMULATION_FAULTS: Mapping[str, SimulationFault] = {
    "ageing": ageing,
    "dead photomultipliers": dead_photomultipliers,
    "more muons": more_muons,
    "another hadronic model": another_hadronic_model,
}
TABLE_FAULTS: Mapping[str, TableFault] = {
    "unit slip": gev_for_eev,
    "falling spectrum": falling_spectrum,
    "missing class": missing_class,
    "constant feature": constant_feature,
    "NaN": not_a_number,
    "shuffled columns": shuffled_columns,
    "duplicated showers": duplicated_showers,
    "swapped labels": swapped_labels,
}


def groups(table: pa.Table, dataset: Dataset) -> Array:
    """The group of each row [rows], as the pipeline computes it from files."""
    group = dataset.group
    if group.source is None:
        return np.asarray(table[group.name].to_numpy())
    return np.asarray(table[group.source].to_numpy() // (group.floor_divide or 1))


def _classes(table: pa.Table, dataset: Dataset) -> Array:
    """Index of the class of each row [rows]."""
    names = table[dataset.label.name].to_numpy(zero_copy_only=False)
    order = np.argsort(dataset.classes)
    return np.asarray(order[np.searchsorted(dataset.classes, names.astype(str), sorter=order)])


def _some(rows: int, share: float, seed: int) -> Array:
    """Some rows, at least one, in ascending order."""
    chosen = np.random.default_rng(seed).choice(rows, max(1, round(share * rows)), replace=False)
    return np.sort(chosen)


def _with(table: pa.Table, name: str, values: Array) -> pa.Table:
    """The table with other values in a column, which keeps its type."""
    place = table.schema.get_field_index(name)
    return table.set_column(place, name, pa.array(values).cast(table.schema.field(name).type))
