"""Is it good enough to push: what a run came to, in a word and a sentence."""

import dataclasses
from collections.abc import Iterator
from enum import StrEnum

from components.gates import Gate, Outcome, Verdict
from components.page.markup import plain
from components.report.content import Content


class State(StrEnum):
    """What a run came to."""

    PUSHED = "Pushed"
    BLESSED = "Blessed"
    REFUSED = "Refused"
    UNFINISHED = "Not finished"


STYLES = {
    State.PUSHED: "passed",
    State.BLESSED: "passed",
    State.REFUSED: "failed",
    State.UNFINISHED: "not-compared",
}


@dataclasses.dataclass(frozen=True)
class Decision:
    """What a run came to.

    Attributes:
        state: the word.
        sentence: why; text.
        verdicts: of every node that judged, in the order of the run, each with its name for people.
    """

    state: State
    sentence: str
    verdicts: tuple[tuple[str, Verdict], ...]

    @classmethod
    def of(cls, content: Content) -> "Decision":
        """What the artifacts say."""
        state = _state(content)
        return cls(state, _sentence(content, state), tuple(_verdicts(content)))

    @property
    def gates(self) -> tuple[Gate, ...]:
        """All gates of the run."""
        return tuple(gate for _, verdict in self.verdicts for gate in verdict.gates)

    @property
    def failed(self) -> list[tuple[str, Gate]]:
        """The gates that failed, each with who judged."""
        return [
            (name, gate)
            for name, verdict in self.verdicts
            for gate in verdict.gates
            if gate.outcome is Outcome.FAILED
        ]


def _state(content: Content) -> State:
    if content.refusals or not all(content.verdicts[name].passed for name in _stopping(content)):
        return State.REFUSED
    if content.sources.provenance.get("pushed"):
        return State.PUSHED
    examined = "infrastructure" in content.verdicts
    return State.BLESSED if content.winner and examined else State.UNFINISHED


def _stopping(content: Content) -> Iterator[str]:
    """Whose refusal stops the run; a family that fails only does not win."""
    return (name for name in ("data", "choice", "infrastructure") if name in content.verdicts)


def _sentence(content: Content, state: State) -> str:
    chosen = content.choice["sentence"] if content.choice else ""
    if state is State.REFUSED:
        by = [verdict.node for verdict in content.refusals]
        by += [content.verdicts[name].node for name in _stopping(content) if content.verdicts[name].failed]
        return f"{' and '.join(dict.fromkeys(by))} stopped the run, and no model was pushed."
    if state is State.UNFINISHED:
        return f"No model was pushed. {chosen}" if chosen else "The run did not come to a champion."
    pushed = content.sources.provenance.get("pushed") or {}
    version = f"As version {pushed['version']}: " if pushed.get("version") else ""
    return f"{version}{chosen}."


def _verdicts(content: Content) -> Iterator[tuple[str, Verdict]]:
    names = {"data": "data", "choice": "choice of the champion", "infrastructure": "serving"}
    found = content.verdicts
    families = [f"evaluation of {plain(name)}" for name in found if name not in names]
    of_families = [found[name] for name in found if name not in names]
    if "data" in found:
        yield names["data"], found["data"]
    yield from zip(families, of_families, strict=True)
    yield from ((names[name], found[name]) for name in ("choice", "infrastructure") if name in found)
    yield from ((f"refusal of {verdict.node}", verdict) for verdict in content.refusals)
