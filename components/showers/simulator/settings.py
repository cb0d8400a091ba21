"""What is simulated."""

import hashlib
from typing import Annotated, Any, Literal, Self

import pydantic
from pydantic import Field

from components.errors import SettingsError
from components.showers.dataset import NOMINAL, explain
from components.showers.simulator import constants

HadronicModel = Literal["EPOS-LHC", "QGSJetII-04", "Sibyll2.3d"]
Primary = Literal["photon", "proton", "helium", "nitrogen", "oxygen", "silicon", "iron"]
Share = Annotated[float, Field(ge=0, lt=1)]

CLASSES: tuple[Primary, ...] = ("photon", "proton", "helium", "nitrogen", "iron")
ENERGY_RANGES: dict[int, tuple[float, float]] = {1500: (18.5, 20.0), 750: (17.5, 18.5)}
"""Spacing of the array, m -> range of log10(E/eV) at which it sees nearly every shower."""

MOST_EVENTS = 100_000_000
"""In one sample."""
_NUMBERS, _PLACES = 10**9, 9 * 10**6  # of one sample; of samples, below the largest whole number of a double


class Simulation(pydantic.BaseModel):
    """One sample of simulated events; the same settings give the same file.

    Attributes:
        seed: of all random numbers.
        events: how many the file holds; showers that do not trigger the array are thrown besides.
        sample: its name, in the column `sample`.
        first_event: number of the first event, and of the first shower; None for one that hardly any other
            sample shares.
        primaries: drawn with equal shares, independently of all else.
        hadronic_model: of the depth of maximum and the muon number.
        spacing: between neighbouring stations, m.
        log10_energy: range of log10(E/eV), uniform; None for the one that suits the spacing.
        most_zenith: degrees.
        cores_per_shower: this many consecutive events use one shower at different cores and azimuths.
        decay_time: of the light in the tanks, ns; falls as they age.
        muon_factor: on the muon number of every shower.
        dead_pmt_probability: of each photomultiplier in each event.
        accidental_muons: mean number of unrelated muons in a trace.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    seed: Annotated[int, Field(ge=0)] = 1
    events: Annotated[int, Field(gt=0, le=MOST_EVENTS)] = 20_000
    sample: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")] = NOMINAL
    first_event: Annotated[int, Field(ge=0)] | None = None
    primaries: Annotated[tuple[Primary, ...], Field(min_length=1)] = CLASSES
    hadronic_model: HadronicModel = "EPOS-LHC"
    spacing: Literal[1500, 750] = 1500
    log10_energy: tuple[float, float] | None = None
    most_zenith: Annotated[float, Field(gt=0, le=60)] = 60.0
    cores_per_shower: Annotated[int, Field(ge=1, le=100)] = 1
    decay_time: Annotated[float, Field(ge=20, le=100)] = constants.PULSE_DECAY
    muon_factor: Annotated[float, Field(gt=0, le=10)] = 1.0
    dead_pmt_probability: Share = 0.02
    accidental_muons: Annotated[float, Field(ge=0, le=1)] = 0.01

    @pydantic.model_validator(mode="after")
    def _possible(self) -> Self:
        low, high = self.energies
        if not 17 <= low < high <= 20.5:
            raise ValueError(f"log10_energy must rise between 17 and 20.5, not from {low:g} to {high:g}")
        if len(set(self.primaries)) < len(self.primaries):
            raise ValueError("primaries names one twice")
        return self

    @property
    def energies(self) -> tuple[float, float]:
        """Range of log10(E/eV)."""
        return self.log10_energy or ENERGY_RANGES[self.spacing]

    @property
    def entropy(self) -> int:
        """What seeds the random numbers: all settings but the number of events, and how they are numbered."""
        text = self.model_dump_json(exclude={"events", "first_event"})
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little")

    @property
    def first(self) -> int:
        """Number of the first event thrown."""
        return self.entropy % _PLACES * _NUMBERS if self.first_event is None else self.first_event


def simulation(words: dict[str, Any]) -> Simulation:
    """The settings of a sample from the names and values that a person gave.

    Raises:
        SettingsError: a name or value is wrong; says which and what was expected.
    """
    try:
        return Simulation.model_validate(words)
    except pydantic.ValidationError as error:
        fix = "See `cascada simulate --help`."
        raise SettingsError(explain(error), where="simulation", fix=fix) from None
