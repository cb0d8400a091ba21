"""Holds what a review measured against the rules of the plan."""

from collections.abc import Iterator

from components.evaluator.limits import Limit, Target
from components.evaluator.measured import Measured
from components.evaluator.plan import Plan
from components.evaluator.rule import Rule
from components.gates import Gate, Outcome


def judge(
    plan: Plan, classes: tuple[str, ...], measured: Measured, baseline: Measured | str
) -> tuple[Gate, ...]:
    """Every gate of the plan with its outcome.

    Args:
        plan: the rules.
        classes: the names of the classes.
        measured: of the candidate.
        baseline: of the model it is compared with, on the same examples; or why there is none.

    Returns:
        The gates, and a failed one where not a single limit of a value could be compared.
    """
    gates = [
        _gate(plan, rule, target, limit, measured, baseline)
        for rule in plan.gates
        for target in _targets(plan, rule, classes, measured)
        for limit in _limits(rule)
    ]
    if all(gate.outcome is Outcome.NOT_COMPARED for gate in gates if " change" not in gate.name):
        gates.append(_nothing_compared(measured.overall.examples))
    return tuple(gates)


def _targets(plan: Plan, rule: Rule, classes: tuple[str, ...], measured: Measured) -> Iterator[Target]:
    for class_ in [rule.class_] if rule.class_ or not rule.of_classes else classes:
        for separation in _separations(plan, rule):
            for band in _bands(plan, rule, measured):
                yield Target(rule.metric, class_, separation, rule.slice, band)


def _separations(plan: Plan, rule: Rule) -> list[str | None]:
    each = rule.of_separations and not rule.separation
    return [one.name for one in plan.separations] if each else [rule.separation]


def _bands(plan: Plan, rule: Rule, measured: Measured) -> tuple[str | None, ...]:
    sliced = plan.slice_of(rule.slice) if rule.slice else None
    if sliced is None or rule.band:
        return (rule.band,)
    return sliced.bands or tuple(band.band for band in measured.of(sliced.feature))


def _limits(rule: Rule) -> Iterator[Limit]:
    if rule.at_least is not None:
        yield Limit(rule.at_least, lower=True, change=False)
    if rule.at_most is not None:
        yield Limit(rule.at_most, lower=False, change=False)
    if rule.may_fall is not None:
        yield Limit(-rule.may_fall, lower=True, change=True)
    if rule.may_rise is not None:
        yield Limit(rule.may_rise, lower=False, change=True)


def _gate(
    plan: Plan, rule: Rule, target: Target, limit: Limit, measured: Measured, baseline: Measured | str
) -> Gate:
    name, reference = target.name + limit.name, baseline if limit.change else None
    compared = f"{target.words} with {'the baseline' if limit.change else 'a fixed limit'}"
    obstacle = _obstacle(plan, target, measured, reference)
    if obstacle:
        sentence = f"{target.words} was not compared: {obstacle}"
        return Gate(name, compared, None, limit.threshold, Outcome.NOT_COMPARED, sentence)
    value = target.value_in(measured) or 0.0
    before = target.value_in(reference) if isinstance(reference, Measured) else None
    found = value - (before or 0.0)
    outcome = Outcome.PASSED if limit.holds(found) else Outcome.FAILED
    sentence = limit.sentence(target.words, value, before)
    if rule.because and outcome is Outcome.FAILED:
        sentence += f" ({rule.because})"
    return Gate(name, compared, found, limit.threshold, outcome, sentence)


def _obstacle(plan: Plan, target: Target, measured: Measured, reference: Measured | str | None) -> str | None:
    examples = target.examples_in(measured)
    if examples < plan.minimum_examples:
        return f"{examples} examples, fewer than {plan.minimum_examples}"
    if isinstance(reference, str):
        return reference
    if any(m is not None and target.value_in(m) is None for m in (measured, reference)):
        return "it is undefined"
    return None


def _nothing_compared(examples: int) -> Gate:
    sentence = f"not one limit could be compared: the split has {examples} examples"
    return Gate("compared", "limits with measured values", None, None, Outcome.FAILED, sentence)
