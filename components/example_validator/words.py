"""How the comparison of features is told to a person."""

from collections.abc import Mapping

import numpy as np

from components.findings import MISSING, Estimate, Histogram, Kind

SMALLEST = 0.0005


def distance(split: str, feature: str, reference: str, measure: str, found: Estimate) -> str:
    """`train: zenith differs from span 1 by 0.21 (0.18 to 0.24) in Chebyshev distance`."""
    value = f"{number(found.value)} ({number(found.low)} to {number(found.high)})"
    return f"{split}: {feature} differs from {reference} by {value} in {measure}"


def most(histogram: Histogram) -> str:
    """Where two distributions differ most: `most in 50.2 to 60 deg: 10.0 % there, 31.2 % here`."""
    there, here = histogram.reference, histogram.current
    place = int(np.argmax(np.abs(np.subtract(there, here))))
    label = histogram.bins[place]
    unit = _unit(histogram.unit) if label != MISSING else ""
    return f"most in {label}{unit}: {there[place]:.1%} there, {here[place]:.1%} here".replace("%", " %")


def _unit(unit: str) -> str:
    """A unit behind a number; one that begins with a number itself, such as `25 ns`, is multiplied."""
    if not unit:
        return ""
    return f" × {unit}" if unit[0].isdigit() else f" {unit}"


def chance(found: Estimate) -> str:
    """That a distance may be one of equal data."""
    return f", but chance may give as much to so few examples (p = {found.p_value:.2g})"


def no_baseline(kind: Kind, split: str, reference: str) -> str:
    """That there is nothing to compare with."""
    return f"{split}: {kind} is not compared, there is no {reference or 'baseline'} yet"


def few_examples(split: str, reference: str, here: int, there: int, fewest: int) -> str:
    """That there are too few rows."""
    found = f"{here} examples here and {there} there"
    return f"{split}: not compared with {reference}, {found} are too few; {fewest} are needed"


def few_groups(split: str, reference: str) -> str:
    """That the rows are of too few groups."""
    why = "the examples of one side are of too few groups to tell a difference from chance"
    return f"{split}: not compared with {reference}, {why}"


def absent(split: str, feature: str, reference: str, side: str) -> str:
    """That a feature has no value on one side: `there` or `here`."""
    return f"{split}: {feature} is not compared with {reference}, it has no value {side}"


def table(
    estimates: Mapping[str, Estimate], limits: Mapping[str, float | None]
) -> tuple[tuple[str, ...], ...]:
    """All measures of a feature, whether they gate or not; the first row is the header."""
    rows = ((measure, *_cells(found), _limit(limits[measure])) for measure, found in estimates.items())
    return (("measure", "value", "95 % interval", "p-value", "limit"), *rows)


def _cells(found: Estimate) -> tuple[str, str, str]:
    p_value = "" if found.p_value is None else f"{found.p_value:.2g}"
    return number(found.value), f"{number(found.low)} to {number(found.high)}", p_value


def _limit(limit: float | None) -> str:
    return "none" if limit is None else f"{limit:g}"


def number(value: float) -> str:
    """A distance in three digits; what is hardly any is 0."""
    return f"{value:.3g}" if value >= SMALLEST else "0"
