"""Writes made-up events in the documented schema of Pierre Auger Open Data, in both variants."""

import json
import math

import numpy as np

TRACE_BINS = 768
START_BIN = 241
CHARGE_OVER_PEAK = 3.2
LIGHT = 0.299792458  # m / ns
CORE = (-21654.1, 1689.2, 28.0)
GRID = [(0.0, 200.0), (750.0, 1499.0), (-750.0, 1499.0), (1500.0, 200.0), (-1500.0, 200.0), (750.0, -1099.0)]
GRID += [(-750.0, -1099.0), (2250.0, 1499.0)]
SECOND = 10**9


def trace(signal: float, start: int = START_BIN, bins: int = TRACE_BINS) -> list[float]:
    """Noise, then an exponential pulse whose sum is the signal, in units of the muon's peak."""
    pulse = np.exp(-np.arange(bins - start) / 12)
    recorded = np.concatenate([np.zeros(start), pulse / pulse.sum() * signal * CHARGE_OVER_PEAK])
    return [round(float(value), 2) for value in recorded]


def station(place: int, theta: float, phi: float, first: float) -> dict:
    """A station of a plane front that comes from theta, phi."""
    east, north = GRID[place]
    x, y, z = CORE[0] + east, CORE[1] + north, CORE[2] + 0.005 * east
    distance = math.hypot(east, north)
    along = math.sin(math.radians(theta)) * (
        east * math.cos(math.radians(phi)) + north * math.sin(math.radians(phi))
    ) + math.cos(math.radians(theta)) * (z - CORE[2])
    signal = round(40 * (max(distance, 200) / 1000) ** -2.2 + 4 - 0.1 * place, 2)
    return {
        "id": 500 + place,
        "x": round(x, 2),
        "y": round(y, 2),
        "z": round(z, 2),
        "t": (first - along / LIGHT) % SECOND,
        "signalStartBin": START_BIN + place,
        "signalStopBin": START_BIN + 120,
        "signal": signal,
        "dsignal": round(math.sqrt(signal), 2),
        "sat": int(signal > 600),
        "isSelected": 1,
        "spDistance": round(distance, 1),
        **{f"pmt{k}": trace(signal, START_BIN + place) for k in (1, 2, 3)},
    }


def release_event(number: int = 81847956000, *, theta=38.5, phi=150.2, stations=7, first=572717853.0) -> dict:
    """An event as the releases have it."""
    listed = [station(place, theta, phi, first) for place in range(stations)]
    for one in listed:
        one |= {"name": f"Name {one['id']}", "dt": 13.4, "dspDistance": 29.4}
    sdrec = {
        "gpsnanotime": 572717283,
        "theta": theta,
        "dtheta": 0.3,
        "phi": phi,
        "dphi": 0.3,
        "energy": 12.5,
        "denergy": 0.9,
        "l": 59.3,
        "b": -13.3,
        "ra": 307.6,
        "dec": 16.2,
        "x": CORE[0],
        "dx": 11.7,
        "y": CORE[1],
        "dy": 15.5,
        "z": CORE[2],
        "easting": 460000.0,
        "northing": 6080000.0,
        "altitude": 1428.0,
        "R": 12000.0,
        "dR": 300.0,
        "s1000": 60.1,
        "ds1000": 3.0,
        "s38": 59.0,
        "gcorr": 1.0,
        "wcorr": 1.0,
        "beta": -2.1,
        "gamma": 0.0,
        "chi2": 8.1,
        "ndf": 5,
        "geochi2": 4.0,
        "geondf": 4,
        "nbstat": stations,
        "recstations": [one["id"] for one in listed],
    }
    return {
        "meta": {"type": "auger", "release": 1, "format": 1, "a new key": {"of": ["another", "release"]}},
        "info": {"id": number, "sdid": number // 1000, "gpstime": 987003524},
        "flags": {"sdStandard": 1, "multiEye": 0},
        "sdrec": sdrec,
        "stations": listed,
        "fdrec": [],
        "eyes": [],
    }


def catalogue_event(number: int = 111061311000, **changes) -> dict:
    """The same as the catalogue of the highest energies has it."""
    event = release_event(number, **changes)
    for one in event["stations"]:
        for key in ("name", "dt", "dspDistance"):
            del one[key]
        one |= {"riseTime": 43.6, "curvresidual": 0.8, "dcurvresidual": 20.0}
    for key in ("gpsnanotime", "z", "easting", "northing", "altitude", "R", "dR", "s1000", "ds1000", "s38"):
        del event["sdrec"][key]
    event["sdrec"] |= {"t0": 572717283.0, "n19": 13.8, "dn19": 0.6, "n68": 14.7, "dn68": 0.6}
    event["sdrec"]["recstations"] = [float(one["id"]) for one in event["stations"]]
    event["meta"] = {"type": "auger catalog", "release": 1, "format": 2}
    del event["flags"], event["fdrec"], event["eyes"]
    return event


def content(event: dict) -> bytes:
    """An event file."""
    return json.dumps(event).encode()


def summary(rows: list[dict]) -> bytes:
    """A summary table: prefixed columns, those of the telescopes too."""
    columns = ["id", "sdid", "gpstime", "sdStandard", "multiEye", "sd_theta", "sd_phi", "sd_energy", "sd_x"]
    columns += ["sd_y", "sd_z", "sd_s1000", "fd_id", "fd_energy"]
    lines = [",".join(str(row.get(column, "")) for column in columns) for row in rows]
    return "\n".join([",".join(columns), *lines, ""]).encode()


def summary_row(number: int, **changes) -> dict:
    """A row of a summary for an event."""
    known = {"sd_theta": 38.5, "sd_phi": 150.2, "sd_energy": 12.5, "sd_x": CORE[0], "sd_y": CORE[1]}
    return {"id": number, "sdid": number // 1000, "gpstime": 987003524, **known, "sd_z": CORE[2], **changes}
