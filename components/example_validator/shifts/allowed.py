"""What a person allowed to fail, with a reason that is kept."""

import dataclasses
import difflib
from collections.abc import Iterable, Mapping

from components.errors import SettingsError
from components.findings import Finding, Kind
from components.gates import Outcome
from components.showers.dataset import Dataset


def require_known(allow: Mapping[str, str], dataset: Dataset) -> None:
    """Refuses reasons for what is neither a feature nor a kind of gate: a slip would allow nothing.

    Raises:
        SettingsError: there is no such feature or kind.
    """
    known = [*map(str, Kind), *(feature.name for feature in dataset.features)]
    for name in allow:
        if name not in known:
            close = ", ".join(difflib.get_close_matches(name, known)) or ", ".join(map(str, Kind))
            raise SettingsError(
                f"{name!r} is neither a feature of {dataset.name} nor a kind of gate",
                where="--allow-drift",
                fix=f"Did you mean: {close}?",
            )


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
