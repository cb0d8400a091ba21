"""Gates: what was compared with what, and whether the run may go on.

Every node that can refuse writes one `Verdict`, as JSON for machines and as sentences for people.
`not compared` is a state of its own and never reads as passed.
"""

import dataclasses
import json
import pathlib
from enum import StrEnum

from components.errors import GateError
from components.files import write_text

VERDICT_FILE = "verdict.json"
SHOWN = 6
"""How many failed gates an error tells of; the verdict has them all."""


class Outcome(StrEnum):
    """What a gate came to."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_COMPARED = "not compared"


@dataclasses.dataclass(frozen=True)
class Gate:
    """One comparison.

    Attributes:
        name: short and stable, for machines, such as `accuracy>=0.95`.
        compared: what was compared with what.
        measured: the measured value; None where there was nothing to measure.
        threshold: the limit it was held against; None where there is none.
        outcome: passed, failed or not compared.
        sentence: the same for a person.
        metric: full name of the metric, such as `recall_iron`; empty where the gate is of none.
        place: `<slice>|<band>` of the examples, `<slice>|` for a gap between bands; empty for all examples.
    """

    name: str
    compared: str
    measured: float | None
    threshold: float | None
    outcome: Outcome
    sentence: str
    metric: str = ""
    place: str = ""


@dataclasses.dataclass(frozen=True)
class Verdict:
    """All gates of one node."""

    node: str
    gates: tuple[Gate, ...]

    @property
    def passed(self) -> bool:
        """True when no gate failed."""
        return not self.failed

    @property
    def failed(self) -> tuple[Gate, ...]:
        """The gates that failed."""
        return tuple(gate for gate in self.gates if gate.outcome is Outcome.FAILED)

    @property
    def refusal(self) -> str:
        """The sentences of the first gates that failed, and how many more there are."""
        sentences = [gate.sentence for gate in self.failed[:SHOWN]]
        more = len(self.failed) - len(sentences)
        return "; ".join([*sentences, *([f"and {more} more"] if more else [])])

    def write(self, folder: str) -> None:
        """Writes `verdict.json` into `folder`, which may be remote."""
        body = {
            "node": self.node,
            "passed": self.passed,
            "gates": [dataclasses.asdict(g) for g in self.gates],
        }
        write_text(f"{folder}/{VERDICT_FILE}", json.dumps(body, indent=2) + "\n")

    @classmethod
    def from_json(cls, text: str) -> "Verdict":
        """Reads what `write` wrote."""
        body = json.loads(text)
        gates = (Gate(**{**gate, "outcome": Outcome(gate["outcome"])}) for gate in body["gates"])
        return cls(body["node"], tuple(gates))

    def enforce(self, artifact_uri: str, fix: str) -> None:
        """Writes the verdict, and stops the run when a gate failed.

        TFX removes the outputs of a node that failed, so a refusal is kept beside them, in
        `<node>/refused/<execution>/`.

        Raises:
            GateError: a gate failed.
        """
        if self.passed:
            self.write(artifact_uri)
            return
        folder = refusal_folder(artifact_uri)
        self.write(folder)
        raise GateError(
            self.refusal, where=self.node, fix=f"{fix} The verdict is in {folder}/{VERDICT_FILE}."
        )


def refusal_folder(artifact_uri: str) -> str:
    """Where a refusal is kept: `<node>/<output>/<execution>` becomes `<node>/refused/<execution>`."""
    path = pathlib.PurePosixPath(artifact_uri.rstrip("/"))
    return artifact_uri.rstrip("/").removesuffix(f"{path.parent.name}/{path.name}") + f"refused/{path.name}"
