"""How the page of the data gates names things."""

import urllib.parse
from collections.abc import Iterable

from components.findings import Estimate, Finding, Kind
from components.gates import Outcome
from components.page.markup import digits, text

MEANING = {
    Kind.SCHEMA: "Is every feature of the type, shape, presence and range that the schema says?",
    Kind.SCHEMA_SKEW: "Does serving data have the type, presence and shape that the schema says of it?",
    Kind.FEATURE_SKEW: "Do the same events have the same values in training and in serving?",
    Kind.DRIFT: "Is each feature by itself distributed as in the span before?",
    Kind.DISTRIBUTION_SKEW: "Is each feature by itself distributed in training as it is in serving?",
    Kind.COVARIATE: "Are all inputs taken together, and their relations, distributed as before? A classifier "
    "that can tell the two apart (AUC well above 0.5) says no.",
    Kind.LABEL: "Are the classes as frequent as before?",
    Kind.CONCEPT: "Do the same inputs still mean the same class? If not, the last champion is wrong more "
    "often.",
    Kind.DUPLICATES: "Is any record there twice?",
    Kind.CONSTANT: "Does every input have more than one value? A constant one teaches nothing.",
}
ALLOWED = "failed, allowed"


def is_allowed(finding: Finding) -> bool:
    """Whether it failed and a person let it pass."""
    return finding.outcome is Outcome.FAILED and bool(finding.allowed)


def is_refused(finding: Finding) -> bool:
    """Whether it failed and nobody let it pass."""
    return finding.outcome is Outcome.FAILED and not finding.allowed


def mark(finding: Finding) -> str:
    """The outcome in a word and a colour."""
    if is_allowed(finding):
        return f"<span class=allowed>{ALLOWED}</span>"
    return f"<span class={str(finding.outcome).replace(' ', '-')}>{finding.outcome}</span>"


def subject(finding: Finding) -> str:
    """What was looked at: the feature, or else all of the split; text."""
    return finding.feature or finding.split or "all data"


def context(finding: Finding) -> str:
    """Of what, against what: `train, compared with span 1`; text, may be empty."""
    against = f"compared with {finding.reference}" if finding.reference else ""
    return ", ".join(part for part in (finding.split, against) if part)


def anchor(kind: Kind) -> str:
    """The id of the section of a kind."""
    return str(kind).replace(" ", "-")


def card(finding: Finding) -> str:
    """The id of what the page shows of a failure of this feature."""
    return urllib.parse.quote(
        f"{'allowed' if is_allowed(finding) else 'failed'}-{finding.kind}-{finding.feature}"
    )


def counted(number: int, noun: str) -> str:
    """`1 comparison`, `2 comparisons`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def sentence(finding: Finding) -> str:
    """What the finding says, with one full stop; text."""
    return f"{finding.sentence.rstrip('.')}."


def is_above(finding: Finding) -> bool:
    """Whether the value is above its limit, be it by chance."""
    found, limit = finding.estimate, finding.threshold
    return found is not None and limit is not None and found.value > limit


def severity(finding: Finding) -> float:
    """Value over limit, for putting the worst first; infinite where a failure has none."""
    found, limit = finding.estimate, finding.threshold
    if found is None or not limit or found.value != found.value:
        return float("inf") if finding.outcome is Outcome.FAILED else 0
    return found.value / limit


def worst_first(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings of each feature; kind after kind, in each the worst feature first."""
    groups: dict[tuple[Kind, str], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.kind, one.feature), []).append(one)
    kinds = list(Kind)
    return sorted(groups.values(), key=lambda group: (kinds.index(group[0].kind), -max(map(severity, group))))


def value(finding: Finding) -> str:
    """What was measured; empty for nothing."""
    return digits(finding.estimate.value) if finding.estimate else ""


def limits(found: Estimate | None) -> str:
    """The interval; empty where there is none."""
    if found is None or found.low == found.high:
        return ""
    return f"{digits(found.low)} to {digits(found.high)}"


def chance(found: Estimate | None) -> str:
    """The p-value; empty where there is none."""
    return "" if found is None or found.p_value is None else f"{found.p_value:.2g}"


def limit(finding: Finding) -> str:
    """The threshold; empty where there is none."""
    return "" if finding.threshold is None else f"{finding.threshold:g}"


def heading(kind: Kind) -> str:
    """The name of a kind at the begin of a line, as HTML."""
    return text(str(kind).capitalize())
