"""Changed simulations: what a model and its monitoring must stand or notice."""

from components.showers.simulator import constants
from components.showers.simulator.settings import Simulation

CHANGES: dict[str, dict[str, object]] = {
    "EPOS-LHC": {"hadronic_model": "EPOS-LHC"},
    "QGSJetII-04": {"hadronic_model": "QGSJetII-04"},
    "Sibyll2.3d": {"hadronic_model": "Sibyll2.3d"},
    "ageing": {"decay_time": constants.AGED_DECAY},
    "muon-scale": {"muon_factor": 1.3},
    "dead-pmts": {"dead_pmt_probability": 0.30},
    "unseen": {"primaries": ("oxygen", "silicon")},
}
"""Name of the sample -> what differs from the nominal one.

Measured showers have more muons than simulated ones; by how much, how far tanks age and how many
photomultipliers die are choices.
"""


def probes_of(nominal: Simulation, events: int) -> list[Simulation]:
    """The standard changed samples, with other showers than the nominal one.

    Args:
        nominal: the sample that trains; a hadronic model that it has already is left out.
        events: of each probe.
    """
    changes = {name: change for name, change in CHANGES.items() if name != nominal.hadronic_model}
    return [
        Simulation.model_validate(
            nominal.model_dump() | change | {"sample": name, "events": events, "first_event": None}
        )
        for name, change in changes.items()
    ]
