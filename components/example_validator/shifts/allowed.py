"""What a person allowed to fail, with a reason that is kept."""

import dataclasses
from collections.abc import Iterable, Mapping

from components.example_validator.findings import Finding
from components.gates import Outcome


def with_reasons(findings: Iterable[Finding], allow: Mapping[str, str]) -> tuple[Finding, ...]:
    """The same findings; a failed one has the reason that was given for its feature, or else for its kind.

    Args:
        findings: of any kind.
        allow: feature, or kind, -> why its failure passes; `example_validator.allow` of the settings.
    """
    return tuple(dataclasses.replace(one, allowed=_reason(one, allow)) for one in findings)


def _reason(finding: Finding, allow: Mapping[str, str]) -> str:
    if finding.outcome is not Outcome.FAILED:
        return ""
    return allow.get(finding.feature) or allow.get(str(finding.kind), "")
