"""The last champion, which a new one has to replace."""

import dataclasses

import pyarrow as pa

from components import settings as sections
from components.champion.bootstrap import Difference, Measured
from components.gates import Gate, Outcome

PREFIX = "baseline_"
"""Of the columns that an Evaluator writes of the model it compared with."""


@dataclasses.dataclass(frozen=True)
class Incumbent:
    """The last champion of the same split, as it was when the newest candidate was evaluated.

    Attributes:
        predictions: id, group, label and `p_<class>` of the showers of the eval split; None where there are
            none.
        reason: why there are none, in words.
    """

    predictions: pa.Table | None
    reason: str = ""


NOBODY = Incumbent(None, "there is no champion yet")


def read_incumbent(predictions: pa.Table) -> Incumbent:
    """The incumbent in what an Evaluator that compared with it has written."""
    named = [name for name in predictions.column_names if name.startswith(f"{PREFIX}p_")]
    if not named:
        return Incumbent(None, "the Evaluator could not use the last champion on these showers")
    table = predictions.select(["id", "group", "label", *named])
    return Incumbent(table.rename_columns([name.removeprefix(PREFIX) for name in table.column_names]))


@dataclasses.dataclass(frozen=True)
class Challenge:
    """The winner against the incumbent.

    Attributes:
        metric: its name.
        margin: lead that is needed; None where it does not matter.
        ahead: of the winner; None where the two cannot be compared.
        old, new: the metric of the incumbent and of the winner.
        reason: why they cannot be compared.
    """

    metric: str
    margin: float | None
    ahead: Difference | None
    old: Measured | None
    new: Measured
    reason: str

    @property
    def outcome(self) -> Outcome:
        """Failed where the incumbent stays."""
        if self.ahead is None or self.margin is None:
            return Outcome.NOT_COMPARED
        worse = self.ahead.beyond_noise and self.ahead.value < 0
        enough = not worse if self.margin == 0 else self.ahead.value >= self.margin and self.ahead.low > 0
        return Outcome.PASSED if enough else Outcome.FAILED

    @property
    def sentence(self) -> str:
        """What came of it."""
        if self.ahead is None or self.old is None:
            return f"not compared with a last champion: {self.reason}"
        d = self.ahead
        figures = (
            f"{self.metric} {self.new.value:.4f} against its {self.old.value:.4f}, "
            f"a difference of {d.value:+.4f} ({d.low:+.4f} to {d.high:+.4f})"
        )
        if self.margin is None:
            return f"not held against the last champion, for champion.margin is null: {figures}"
        if self.outcome is Outcome.PASSED:
            return f"replaces the last champion: {figures}"
        needed = f"a lead of {self.margin:g} and more than the noise" if self.margin else "a tie at least"
        return f"the last champion stays: {figures}, where {needed} is needed"

    @property
    def gate(self) -> Gate:
        """As a gate."""
        value = None if self.ahead is None else self.ahead.value
        compared = f"{self.metric} of the winner with that of the last champion on the eval split"
        return Gate("replaces the last champion", compared, value, self.margin, self.outcome, self.sentence)


def challenge(
    settings: sections.Champion, new: Measured, old: Measured | None, incumbent: Incumbent
) -> Challenge:
    """Holds the winner against the incumbent.

    Args:
        settings: metric and margin.
        new: the metric of the winner.
        old: of the incumbent, over the same bootstrap samples; None where it has no predictions.
        incumbent: says why.
    """
    ahead = None if old is None else new.minus(old)
    return Challenge(settings.metric, settings.margin, ahead, old, new, incumbent.reason)
