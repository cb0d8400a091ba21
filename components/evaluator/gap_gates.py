"""Gates of the largest gap between the bands of a slice."""

import dataclasses

from components.evaluator.bands import OUTSIDE
from components.evaluator.limits import Limit, Target
from components.evaluator.measured import Measured
from components.evaluator.plan import Plan
from components.evaluator.rule import Rule
from components.gates import Gate, Outcome


def gap_gate(plan: Plan, rule: Rule, target: Target, most: float, measured: Measured) -> Gate:
    """The gate of the largest less the smallest value among the bands that have enough examples.

    Args:
        plan: says how many are enough, unless the rule does.
        rule: it is of.
        target: metric and slice, without a band.
        most: the limit.
        measured: the values.
    """
    name, where = f"gap {target.name}<={most:g}", (target.full_metric, target.place)
    compared = f"{target.what} between the bands of {target.slice}"
    minimum = rule.minimum_examples or plan.minimum_examples
    values = _values(target, minimum, measured)
    if len(values) < 2:
        sentence = (
            f"{compared} was not compared: {len(values)} of them with {minimum} examples or more, "
            "fewer than two"
        )
        return Gate(name, compared, None, most, Outcome.NOT_COMPARED, sentence, *where)
    low, high = min(values, key=values.__getitem__), max(values, key=values.__getitem__)
    gap = values[high] - values[low]
    outcome = Outcome.PASSED if Limit(most, lower=False, change=False).holds(gap) else Outcome.FAILED
    sentence = (
        f"{target.what} differs by {gap:.4f} between {target.slice} {high} ({values[high]:.4f}) and {low} "
        f"({values[low]:.4f}), and may differ by {most:g}"
    )
    sentence = rule.explained(sentence, outcome is Outcome.FAILED)
    return Gate(name, compared, gap, most, outcome, sentence, *where)


def _values(target: Target, minimum: int, measured: Measured) -> dict[str, float]:
    """The value of each band with enough examples; numbers beyond the edges are no band."""
    found = {}
    for band in measured.of(target.slice):
        one = dataclasses.replace(target, band=band.band)
        value = one.value_in(measured)
        if OUTSIDE not in band.bands and value is not None and one.examples_in(measured) >= minimum:
            found[band.band] = value
    return found
