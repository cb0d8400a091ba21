"""Holds what a review measured against the rules of the plan."""

from collections.abc import Iterator

from components.evaluator.gap_gates import gap_gate
from components.evaluator.limits import Limit, Target
from components.evaluator.measured import Measured
from components.evaluator.plan import Plan
from components.evaluator.rule import Rule
from components.gates import Gate, Outcome


def judge(plan: Plan, classes: tuple[str, ...], measured: Measured) -> tuple[Gate, ...]:
    """Every gate of the plan with its outcome.

    Args:
        plan: the rules.
        classes: the names of the classes.
        measured: of the candidate and, on the same examples, of its baseline.

    Returns:
        The gates, and a failed one where not a single limit of a value could be compared.
    """
    gates = [gate for rule in plan.gates for gate in _gates(plan, rule, classes, measured)]
    if all(gate.outcome is Outcome.NOT_COMPARED for gate in gates if " change" not in gate.name):
        gates.append(_nothing_compared(measured.overall.examples))
    return tuple(gates)


def _gates(plan: Plan, rule: Rule, classes: tuple[str, ...], measured: Measured) -> Iterator[Gate]:
    for class_, separation in _subjects(plan, rule, classes):
        for band in _bands(plan, rule, measured) if any(_limits(rule)) else ():
            target = Target(rule.metric, class_, separation, rule.slice, band)
            for limit in _limits(rule):
                yield _gate(plan, rule, target, limit, measured)
        if rule.largest_gap is not None:
            between = Target(rule.metric, class_, separation, rule.slice, None)
            yield gap_gate(plan, rule, between, rule.largest_gap, measured)


def _subjects(plan: Plan, rule: Rule, classes: tuple[str, ...]) -> Iterator[tuple[str | None, str | None]]:
    for class_ in [rule.class_] if rule.class_ or not rule.of_classes else classes:
        for separation in _separations(plan, rule):
            yield class_, separation


def _separations(plan: Plan, rule: Rule) -> list[str | None]:
    each = rule.of_separations and not rule.separation
    return [one.name for one in plan.separations] if each else [rule.separation]


def _bands(plan: Plan, rule: Rule, measured: Measured) -> tuple[str | None, ...]:
    sliced = plan.slice_of(rule.slice) if rule.slice else None
    if sliced is None or rule.band:
        return (rule.band,)
    return plan.bands_of(sliced) or tuple(band.band for band in measured.of(sliced.name))


def _limits(rule: Rule) -> Iterator[Limit]:
    if rule.at_least is not None:
        yield Limit(rule.at_least, lower=True, change=False)
    if rule.at_most is not None:
        yield Limit(rule.at_most, lower=False, change=False)
    if rule.may_fall is not None:
        yield Limit(-rule.may_fall, lower=True, change=True)
    if rule.may_rise is not None:
        yield Limit(rule.may_rise, lower=False, change=True)


def _gate(plan: Plan, rule: Rule, target: Target, limit: Limit, measured: Measured) -> Gate:
    name, where = target.name + limit.name, (target.full_metric, target.place)
    compared = f"{target.words} with {'the baseline' if limit.change else 'a fixed limit'}"
    obstacle = _obstacle(plan, rule, target, limit, measured)
    if obstacle:
        sentence = f"{target.words} was not compared: {obstacle}"
        return Gate(name, compared, None, limit.threshold, Outcome.NOT_COMPARED, sentence, *where)
    value = target.value_in(measured) or 0.0
    before = target.baseline_in(measured) if limit.change else None
    found = value - (before or 0.0)
    outcome = Outcome.PASSED if limit.holds(found) else Outcome.FAILED
    sentence = rule.explained(limit.sentence(target.words, value, before), outcome is Outcome.FAILED)
    return Gate(name, compared, found, limit.threshold, outcome, sentence, *where)


def _obstacle(plan: Plan, rule: Rule, target: Target, limit: Limit, measured: Measured) -> str | None:
    examples, minimum = target.examples_in(measured), rule.minimum_examples or plan.minimum_examples
    if examples < minimum:
        return f"{examples} examples, fewer than {minimum}"
    if limit.change and measured.baseline_reason:
        return measured.baseline_reason
    undefined = target.value_in(measured) is None or (limit.change and target.baseline_in(measured) is None)
    return "it is undefined" if undefined else None


def _nothing_compared(examples: int) -> Gate:
    sentence = f"not one limit could be compared: the split has {examples} examples"
    return Gate("compared", "limits with measured values", None, None, Outcome.FAILED, sentence)
