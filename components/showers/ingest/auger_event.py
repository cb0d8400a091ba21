"""One event file of Pierre Auger Open Data: what is read of it, in its own names and units.

Both variants are read: that of the releases, and the catalogue of the highest energies (`meta.type` "auger
catalog"), whose stations have neither names nor uncertainties. Unknown keys are left alone.
Azimuth is where the shower comes from, counterclockwise from east, as everywhere in Cascada; `t` of a station
is when its signal starts, wherever in the trace that is; traces are in units of the peak of a vertical muon
(their sum is about 3.2 times the charge in VEM). A test shows all three on the published event PAO110416.
"""

from typing import Annotated, Any, Literal

import pydantic
import pydantic_core

from components.showers.events import PMTS

LARGEST = 1e10
HIGHEST_ID = 9 * 10**15

Number = Annotated[float, pydantic.Field(strict=True, ge=-LARGEST, le=LARGEST)]
Trace = list[Number] | None


class _Part(pydantic.BaseModel):
    """A part of an event file; unknown keys are left alone, numbers are finite."""

    model_config = pydantic.ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class Reconstruction(_Part):
    """`sdrec`: degrees, EeV, and the core in metres; z is not in every variant."""

    theta: Annotated[Number, pydantic.Field(ge=0, le=90)]
    phi: Number
    energy: Annotated[Number, pydantic.Field(gt=0)]
    x: Number
    y: Number
    z: Number | None = None


class Station(_Part):
    """One of `stations`: metres, nanoseconds within the GPS second, VEM, and bins of 25 ns."""

    id: Annotated[int, pydantic.Field(ge=0, le=2**31 - 1)]
    x: Number
    y: Number
    z: Number
    t: Number
    signal: Annotated[Number, pydantic.Field(gt=0)]
    start_bin: Annotated[int, pydantic.Field(alias="signalStartBin", ge=0)]
    saturated: Annotated[Literal[0, 1, 2], pydantic.Field(alias="sat")] = 0
    pmt1: Trace = None
    pmt2: Trace = None
    pmt3: Trace = None

    @property
    def traces(self) -> list[list[float]]:
        """The recorded traces, one for each photomultiplier; empty where it gave none."""
        return [self.pmt1 or [], self.pmt2 or [], self.pmt3 or []][:PMTS]


class Flags(_Part):
    """`flags`: of which array an event is, in the releases that have both."""

    sd1500: int = 0
    sd750: int = 0


class Info(_Part):
    """`info`: the twelve-digit number yydddsssssxx; year, day, second of the day, counter."""

    id: Annotated[int, pydantic.Field(ge=0, le=HIGHEST_ID)]


class Event(_Part):
    """The parts of an event file that are read.

    Raises:
        pydantic.ValidationError: a part is missing or of a wrong type.
    """

    info: Info
    flags: Flags = Flags()
    sdrec: dict[str, Any] = {}
    stations: list[dict[str, Any]]

    def selected(self) -> list[dict[str, Any]]:
        """The stations of the event; the others were taken out by the Observatory's own selection."""
        return [station for station in self.stations if station.get("isSelected", 1)]


def parse(content: bytes) -> Event:
    """Reads an event file.

    Raises:
        ValueError: it is not valid JSON (also a pydantic.ValidationError: a part is missing or wrong).
    """
    document = pydantic_core.from_json(content.removeprefix(b"\xef\xbb\xbf"))
    return Event.model_validate(document)
