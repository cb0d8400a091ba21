"""An explanation in words, for the terminal and for the page alike."""

import re
from typing import TYPE_CHECKING, Any

from components.explain.inputs import Input
from components.page.markup import digits, percent, plain
from components.showers.dataset import Dataset, Role

if TYPE_CHECKING:
    from components.explain.explanation import Explanation, Strangeness
    from components.showers.lookup import Shower

PARTS = {"traces": "trace of station", "stations": "signal and place of station"}
"""What parts of vectors are called; those of others by the name of the vector."""
SURE = 0.999
"""A probability above this is not called 100 %."""


def called(one: Input) -> str:
    """What an input is called: what was measured for it, or the part of a vector that it is."""
    vector, _, part = one.name.rpartition(" ")
    return f"{PARTS[vector]} {part}" if vector in PARTS else plain(one.quantity or one.name)


def measured(one: Input) -> str:
    """The value with its unit; empty for a part of a vector."""
    if one.value is None:
        return ""
    return with_unit(one.value, one.unit) if one.defined else "not defined"


def usual(one: Input) -> str:
    """Between which values two thirds of the reference showers are."""
    return "" if one.usual is None else " to ".join(_compact(limit) for limit in one.usual)


def with_unit(value: float, unit: str) -> str:
    """A number in three digits with its unit."""
    unit = "" if unit == "1" else unit
    between = " x " if re.match(r"\d+ ", unit) else " "
    return f"{_compact(value)}{between}{unit}" if unit else _compact(value)


def _compact(value: float) -> str:
    return f"{value:.0f}" if 1000 <= abs(value) < 1e5 else digits(value)


def headline(explanation: "Explanation", shower: "Shower") -> str:
    """The shower, and what it is called, in a line."""
    first = explanation.predicted
    probability = float(explanation.probabilities[first])
    share = percent(probability) if probability < SURE else f"above {percent(SURE)}"
    return f"Shower {shower.id}: {explanation.classes[first]}, {share}"


def origin(shower: "Shower", dataset: Dataset) -> str:
    """Whether a shower is synthetic, and what it is in truth where the data tells."""
    if not shower.truth:
        return "The data tells no truth, as measured data does."
    said = "Synthetic: simulated by Cascada." if shower.synthetic else "The data tells what it is in truth:"
    label = shower.truth.get(dataset.label.name)
    unknown = label is not None and label not in dataset.classes
    truth = f" In truth: {label}{', a primary that the model does not know' if unknown else ''}."
    return (said + (truth if label else "")).replace(": In truth:", ":")


def truths(shower: "Shower", dataset: Dataset) -> dict[str, str]:
    """The other things that only a simulation knows: name -> value with its unit."""
    features = (f for f in dataset.by_role(Role.TRUTH, Role.SAMPLE) if f.name in shower.truth)
    return {plain(feature.name): _told(shower.truth[feature.name], feature.unit) for feature in features}


def _told(value: Any, unit: str) -> str:
    return value if isinstance(value, str) else with_unit(float(value), unit)


def method(explanation: "Explanation") -> str:
    """What the contributions are, for somebody who has to trust them."""
    first = explanation.classes[explanation.predicted]
    of_stations = " of as many stations" if any(one.value is None for one in explanation.inputs) else ""
    base = {"gradient_boosting": "the mean of the training", "autoencoder": f"a mean shower{of_stations}"}
    return (
        f"Contributions: {explanation.method}, as natural logarithms of odds. From "
        f"{base[explanation.family]} they add up to the answer of the model within {explanation.gap:.1g}. "
        f"Towards {first}: against the mean of all classes. They say what the model looked at, not what is "
        "so in nature; inputs that belong together share their push, or push against each other."
    )


def strange(found: "Strangeness") -> str:
    """The anomaly score in a sentence."""
    share = percent(found.share)
    judged = "strange" if found.score > 1 else "not strange"
    what = f"Anomaly score {digits(found.score)}, {judged}: {share} of the known showers are above 1."
    if found.outside >= found.between:
        return f"{what} The larger part is how badly the shower is rebuilt."
    return f"{what} The larger part is the hesitation between the classes."


def parts(found: "Strangeness") -> dict[str, str]:
    """The two parts of the anomaly score."""
    return {
        "rebuilt badly": digits(found.outside),
        "between the classes": digits(found.between),
    }
