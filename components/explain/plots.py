"""What moved a model, as pictures."""

import pathlib
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

from components.explain.explanation import Explanation
from components.explain.figures import SMALL, WIDTHS, draw_event
from components.explain.inputs import quantity
from components.explain.words import called, headline, measured, origin
from components.figures import svg_of
from components.files import staged
from components.page.markup import plain
from components.showers.dataset import Dataset, Transform
from components.showers.events import Events
from components.showers.lookup import Shower

FOR, AGAINST, QUIET, INK = "#2a6f97", "#c8553d", "#9aa3ab", "#1a1d21"
SHOWN = 12
LOGARITHMIC = {Transform.LOG10, Transform.LOG_RATIO, Transform.LOG_DIFFERENCE}


def contributions_plot(explanation: Explanation) -> str:
    """The probabilities, and a bar for each of the inputs that pushed most, as SVG."""
    count = min(SHOWN, len(explanation.inputs))
    with rc_context(SMALL):
        figure = Figure(figsize=(8.4, 1.1 + 0.24 * count), layout="constrained")
        left, right = figure.subplots(ncols=2, width_ratios=[1, 2.2])
        draw_probabilities(left, explanation)
        draw_contributions(right, explanation, count)
        return svg_of(figure)


def draw_probabilities(axes: Any, explanation: Explanation) -> None:
    """A bar for each class, the likeliest in colour."""
    places = np.arange(len(explanation.classes))[::-1]
    colours = [FOR if place == explanation.predicted else QUIET for place in range(len(places))]
    axes.barh(places, explanation.probabilities, color=colours, height=0.7)
    for place, value in zip(places, explanation.probabilities, strict=True):
        axes.annotate(f"{value:.3f}", (value, place), xytext=(3, 0), textcoords="offset points", va="center")
    axes.set_yticks(places, explanation.classes)
    axes.set(xlim=(0, 1.18), xlabel="probability", xticks=[0, 0.5, 1])


def draw_contributions(axes: Any, explanation: Explanation, count: int) -> None:
    """Bars: towards the predicted class or away from it; dots: against the runner-up."""
    strongest = explanation.strongest(count)
    places = np.arange(len(strongest))[::-1]
    towards, against = explanation.towards[strongest], explanation.against[strongest]
    first, second = (explanation.classes[k] for k in (explanation.predicted, explanation.runner_up))
    axes.barh(
        places, towards, color=np.where(towards > 0, FOR, AGAINST), height=0.7, label=f"towards {first}"
    )
    axes.plot(against, places, "o", ms=4, color=INK, mfc="white", label=f"against {second}")
    axes.axvline(0, color=INK, lw=0.6)
    inputs = [explanation.inputs[place] for place in strongest]
    axes.set_yticks(places, [_tick(one) for one in inputs])
    axes.set(xlabel=f"towards {first}; dots: against {second} [ln of odds]")
    axes.grid(axis="x", alpha=0.3)


def _tick(one: Any) -> str:
    value = measured(one)
    return f"{called(one)} = {value}" if value else called(one)


def places_plot(explanation: Explanation, dataset: Dataset, count: int = 8) -> str:
    """Where the shower lies among others in the inputs that pushed most, as SVG; empty if none is a number.

    A thin line is from the 5 % to the 95 % quantile of the showers that the model takes for the class, a
    thick one from 25 % to 75 %.
    """
    derived = {one.name: one for one in dataset.model_inputs}
    names = [explanation.inputs[place].name for place in explanation.strongest(len(explanation.inputs))]
    chosen = [derived[name] for name in names if name in derived][:count]
    if not chosen:
        return ""
    rows = (len(chosen) + 3) // 4
    with rc_context(SMALL):
        figure = Figure(figsize=(8.4, 1.75 * rows + 0.1), layout="constrained")
        grid = figure.subplots(rows, 4, squeeze=False)
        for axes in grid.flat:
            axes.set_axis_off()
        for axes, one in zip(grid.flat, chosen, strict=False):
            axes.set_axis_on()
            _strip(axes, explanation, one)
        for axes in grid[:, 1:].flat:
            axes.set_yticklabels([])
        return svg_of(figure)


def _strip(axes: Any, explanation: Explanation, derived: Any) -> None:
    """One input: a line for each class, and the shower across them."""
    values, kept = quantity(derived, explanation.reference), explanation.reference_classes
    one = next(one for one in explanation.inputs if one.name == derived.name)
    places = np.arange(len(explanation.classes))[::-1]
    for number, place in enumerate(places):
        own = values[kept == number]
        if len(own):
            low, lower, upper, high = np.quantile(own, [0.05, 0.25, 0.75, 0.95])
            colour = FOR if number == explanation.predicted else QUIET
            axes.plot([low, high], [place, place], color=colour, lw=1)
            axes.plot([lower, upper], [place, place], color=colour, lw=4, solid_capstyle="butt")
    axes.axvline(one.value, color=AGAINST, lw=1.2)
    if derived.transform in LOGARITHMIC and one.value and one.value > 0 and (values > 0).all():
        axes.set_xscale("log")
        axes.xaxis.set_minor_formatter(lambda *_: "")
    axes.set_yticks(places, explanation.classes)
    axes.set_ylim(-0.6, len(places) - 0.4)
    unit = f" [{one.unit}]" if one.unit else ""
    axes.set_xlabel(f"{plain(one.quantity)}{unit}")


def picture(explanation: Explanation, event: Events | None, title: str) -> Figure:
    """Everything in one figure, for a file; draw and save it within `rc_context(SMALL)`."""
    figure = Figure(figsize=(9, 6.4 if event else 3.9), layout="constrained")
    figure.suptitle(title, fontsize=10)
    parts = figure.subfigures(2 if event else 1, 1, height_ratios=[1, 1.3] if event else [1], squeeze=False)
    if event is not None:
        draw_event(parts[0, 0].subplots(ncols=3, width_ratios=WIDTHS), event)
    left, right = parts[-1, 0].subplots(ncols=2, width_ratios=[1, 2.2])
    draw_probabilities(left, explanation)
    draw_contributions(right, explanation, min(SHOWN, len(explanation.inputs)))
    return figure


def save_picture(output: pathlib.Path, explanation: Explanation, shower: Shower, dataset: Dataset) -> None:
    """Writes everything as one picture, .png or .svg by the suffix; the same shower gives the same bytes."""
    title = f"{headline(explanation, shower)}\n{origin(shower, dataset)}"
    with rc_context(SMALL), staged(output) as part:
        figure = picture(explanation, shower.event, title)
        kind = output.suffix[1:]
        nothing: dict[str, Any] = {"Date": None} if kind == "svg" else {"Software": None}
        figure.savefig(part, format=kind, dpi=150, metadata=nothing)
