"""An event as a physicist looks at it: the array from above, the traces, the lateral distribution.

Each function draws one event on the axes it is given, and leaves the figure to the caller.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter

from components.showers.events import BIN_NANOSECONDS, PRE_TRIGGER_BINS, TRACE_BINS, Events
from components.showers.geometry import direction, shower_plane
from components.showers.reconstruction.lateral import fit_lateral, lateral_scale, signal_error

Array = np.ndarray[Any, Any]

AREA = 22.0  # points^2 of the marker of 1 VEM; grows with the root of the signal, which spans 3 decades
SMALL_AREA = 8.0
REACH = 5.0  # km, of the footprint
DISTANCES = (100, 200, 500, 1000, 2000, 4000)  # m, named on the axis
GREY = "#9aa3ab"
TOTAL, MUONS, REST = "#33475b", "#c8553d", "#2a6f97"


def one(events: Events, row: int) -> Events:
    """The event of one row alone."""
    first, last = events.offsets[row], events.offsets[row + 1]
    return Events(
        {name: values[row : row + 1] for name, values in events.event.items()},
        {name: values[first:last] for name, values in events.station.items()},
        events.traces[first:last],
        np.array([0, last - first]),
    )


def grid_around(event: Events, reach: float = 3.2) -> tuple[Array, Array]:
    """Positions (x, y), m, of the triangular grid that the listed stations lie on.

    Args:
        event: one event.
        reach: how far around the core, in spacings.
    """
    spacing, first = event.event["spacing"][0], [event.station[f"station_{n}"][0] for n in "xy"]
    steps = np.stack(np.meshgrid(*[np.arange(-9, 10)] * 2), axis=-1).reshape(-1, 2)
    x = first[0] + spacing * (steps[:, 0] + steps[:, 1] / 2)
    y = first[1] + spacing * steps[:, 1] * (np.sqrt(3) / 2)
    near = np.hypot(x - event.event["core_x"][0], y - event.event["core_y"][0]) < reach * spacing
    return x[near], y[near]


def footprint(
    axes: Axes, event: Events, grid: tuple[Array, Array] | None = None, *, small: bool = False
) -> Any:
    """The array from above: root of the signal as area, start time as colour, core and axis.

    Args:
        axes: to draw on.
        event: one event.
        grid: positions (x, y) of all stations, m, from the origin of the array.
        small: there is little room: smaller markers, no numbers of stations.

    Returns:
        What a colour bar is made of; its values are start times in ns.
    """
    core = event.event["core_x"][0], event.event["core_y"][0]
    if grid is not None:
        places = [(positions - at) / 1e3 for positions, at in zip(grid, core, strict=True)]
        axes.plot(*places, ".", ms=3, color=GREY, alpha=0.6, zorder=0)
    x, y = ((event.station[f"station_{name}"] - at) / 1e3 for name, at in zip("xy", core, strict=True))
    area = (SMALL_AREA if small else AREA) * np.sqrt(event.station["signal"])
    points = axes.scatter(
        x, y, area, event.station["start_time"], cmap="viridis", alpha=0.85, edgecolor="white"
    )
    for place, number in enumerate([] if small else event.station["station_id"]):
        at = (x[place], y[place])
        axes.annotate(str(number), at, xytext=(0, -17), textcoords="offset points", ha="center", fontsize=7)
    _axis(axes, event)
    limits = (-REACH, REACH)
    axes.set(xlabel="east of the core [km]", ylabel="north of the core [km]", xlim=limits, ylim=limits)
    axes.set_aspect("equal")
    return points


def _axis(axes: Axes, event: Events) -> None:
    """The core, and an arrow along which the shower came."""
    east, north, _ = direction(event.event["zenith"][0], event.event["azimuth"][0])
    tail = (5 * east, 5 * north)
    axes.annotate("", xy=(0, 0), xytext=tail, arrowprops={"arrowstyle": "-|>", "color": MUONS, "lw": 1.5})
    axes.plot(0, 0, marker="x", color=MUONS, ms=9, mew=2)


def traces(axes: Axes, event: Events, station: int, muons: Array | None = None) -> None:
    """The trace of one station, the mean of its live photomultipliers.

    Args:
        axes: to draw on.
        event: one event.
        station: place in its list, the hottest first.
        muons: what of each trace is from muons, VEM peak [stations, TRACE_BINS]; only a simulation knows.
    """
    found = event.traces[station]
    trace = np.nanmean(found[~np.isnan(found).any(axis=1)], axis=0)
    edges = (np.arange(TRACE_BINS + 1) - PRE_TRIGGER_BINS) * BIN_NANOSECONDS
    axes.stairs(trace, edges, color=TOTAL, lw=1.2, label="signal")
    if muons is not None:
        axes.stairs(muons[station], edges, fill=True, color=MUONS, alpha=0.55, label="muons (truth)")
        rest = np.maximum(trace - muons[station], 0)
        axes.stairs(rest, edges, color=REST, lw=0.9, label="electrons and photons (truth)")
    number, signal = event.station["station_id"][station], event.station["signal"][station]
    distance = _plane(event).distance[station]
    axes.set_title(f"station {number}: {signal:.0f} VEM at {distance:.0f} m", fontsize=9)
    axes.set(xlabel="time [ns]", ylabel="signal [VEM peak]")


def lateral(axes: Axes, event: Events) -> None:
    """Signal against distance from the axis, with the fit of the lateral distribution; hollow: saturated."""
    distance, signal = _plane(event).distance, event.station["signal"].astype(float)
    sec = 1 / np.cos(np.deg2rad(event.event["zenith"].astype(float)))
    free = event.station["saturated"] < 2
    fit = fit_lateral(signal, distance, free, event.offsets, sec)
    error = signal_error(signal, sec[0])
    r = np.geomspace(max(0.7 * distance.min(), 50), 1.3 * distance.max(), 100)
    axes.plot(r, fit.s1000[0] * np.exp(fit.slope[0] * lateral_scale(r)), color=TOTAL, lw=1.2)
    axes.errorbar(distance[free], signal[free], error[free], fmt="o", color=REST, ms=5)
    axes.errorbar(distance[~free], signal[~free], error[~free], fmt="o", color=REST, ms=5, mfc="white")
    label = f"S(1000) = {fit.s1000[0]:.1f} VEM, slope {fit.slope[0]:.2f}"
    axes.plot(1000, fit.s1000[0], marker="*", ms=13, color=MUONS, ls="none", label=label)
    axes.set(xscale="log", yscale="log", xlabel="distance from the axis [m]", ylabel="signal [VEM]")
    axes.set_xticks([tick for tick in DISTANCES if r[0] <= tick <= r[-1]], minor=False)
    axes.xaxis.set_major_formatter("{x:.0f}")
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.legend(frameon=False)


def _plane(event: Events) -> Any:
    x, y = (event.station[f"station_{n}"] - event.event[f"core_{n}"][0] for n in "xy")
    angles = (np.repeat(event.event[name], len(x)) for name in ("zenith", "azimuth"))
    return shower_plane(x, y, event.station["station_z"], *angles)
