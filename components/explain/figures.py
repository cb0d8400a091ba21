"""Events as small pictures: the array from above, the trace of the hottest station, the lateral fit."""

from collections.abc import Collection
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

from components.explain import event_display
from components.figures import STABLE, svg_of
from components.showers.dataset import Dataset
from components.showers.events import BIN_NANOSECONDS, PRE_TRIGGER_BINS, TRACE_BINS, Events

SMALL: dict[Any, Any] = {
    **STABLE,
    "font.size": 8,
    "font.sans-serif": ["DejaVu Sans", "sans-serif"],  # stands beside every word
    "axes.spines.top": False,
    "axes.spines.right": False,
    "path.simplify_threshold": 1.0,
}
WHOLE = 0.995
"""Share of the charge of a trace that is drawn."""
FEWEST_BINS = 40
WIDTHS = [1, 1.15, 1.15]
PLACES = {"left": 0.06, "right": 0.99, "bottom": 0.17, "top": 0.9, "wspace": 0.25}
"""Fixed ones: a layout engine draws three times to find others."""


def event_figures(folder: str, ids: Collection[int], dataset: Dataset) -> dict[int, str]:
    """Compact event displays as SVG, by id; those of ids that are not there are left out.

    Args:
        folder: of the data, such as one span.
        ids: of the events.
        dataset: its registry; records without stations have no event display.

    Raises:
        BadFileError: the folder or a file cannot be read.
    """
    if dataset.records != "events":
        return {}
    from components.showers.lookup import find_events

    found = find_events(folder, dataset, ids)
    return {number: event_figure(found[number]) for number in ids if number in found}


def event_figure(event: Events) -> str:
    """The event display of one event, as SVG."""
    with rc_context(SMALL):
        figure = Figure(figsize=(8.4, 2.7))
        draw_event(figure.subplots(ncols=3, width_ratios=WIDTHS, gridspec_kw=PLACES), event)
        return svg_of(figure)


def draw_event(axes: Any, event: Events) -> None:
    """Draws one event on three axes; one that a lateral distribution cannot be fitted to is drawn too."""
    event_display.footprint(axes[0], event, event_display.grid_around(event), small=True)
    event_display.traces(axes[1], event, 0)
    event_display.lateral(axes[2], event)
    axes[2].minorticks_off()
    axes[2].yaxis.set_major_formatter("{x:g}")  # powers of ten would be set as mathematics, slowly
    axes[0].set_title("area: signal, colour: time", fontsize=8)
    axes[1].title.set_fontsize(8)
    axes[1].set_xlim(*_pulse(event))


def _pulse(event: Events) -> tuple[float, float]:
    """From when to when the trace of the hottest station is worth a look, ns."""
    trace = np.nan_to_num(np.nanmean(event.traces[0], axis=0))
    charge = np.cumsum(np.maximum(trace, 0))
    last = int(np.searchsorted(charge, WHOLE * charge[-1])) + PRE_TRIGGER_BINS
    last = min(max(last, FEWEST_BINS), TRACE_BINS)
    return -PRE_TRIGGER_BINS * BIN_NANOSECONDS, (last - PRE_TRIGGER_BINS) * BIN_NANOSECONDS
