"""Facts about the published showers that a reader of the results should know."""

import itertools
import pathlib
from typing import Any

import numpy as np

from components.showers.dataset import load_dataset
from components.showers.records import read_records
from tests.bench.published import PUBLISHED

BANDS = (0.0, 0.5, 1.0, 1.5, 2.0, 2.25, 2.51)  # of log10 energy


def muon_scatter(folder: pathlib.Path) -> dict[str, Any]:
    """The relative scatter of the protons' muon number at equal energy and zenith angle, for bands of energy.

    A fit of ln N_mu by polynomials in log10 E and sec(zenith) is taken off; the standard deviation is left.
    """
    del folder
    batches = read_records(PUBLISHED, load_dataset("ground"))
    table = {name: [] for name in ("energy", "zenith", "muons", "primary")}
    for batch in batches:
        for name, parts in table.items():
            parts.append(batch.table[name].to_numpy())
    energy, zenith, muons, primary = (np.concatenate(parts) for parts in table.values())
    proton = primary == "proton"
    scatter = _scatter(
        np.log10(energy[proton]), 1 / np.cos(np.deg2rad(zenith[proton])), np.log(muons[proton])
    )
    return {"protons_by_log10_energy": scatter}


def _scatter(log_energy: np.ndarray, sec: np.ndarray, log_muons: np.ndarray) -> dict[str, float]:
    found = {}
    for low, high in itertools.pairwise(BANDS):
        inside = (log_energy >= low) & (log_energy < high)
        e, s = log_energy[inside], sec[inside]
        terms = np.stack([np.ones_like(e), e, e**2, e * s, *(s**power for power in range(1, 5))], axis=1)
        rest = log_muons[inside] - terms @ np.linalg.lstsq(terms, log_muons[inside], rcond=None)[0]
        found[f"{low} to {high}"] = float(rest.std())
    return found
