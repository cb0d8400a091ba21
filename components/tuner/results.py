"""What a search leaves: the best settings, a table of all trials, a summary and a plot."""

import io
import json
from collections.abc import Sequence
from typing import Any

import optuna
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from optuna.trial import FrozenTrial, TrialState

from components.errors import ModelError
from components.files import write_bytes, write_text
from components.tuner.ledger import REASON
from components.tuner.plan import Plan
from components.tuner.plot import study_plot
from components.tuner.proposals import in_memory
from components.tuner.search import best_of

BEST_FILE = "best_hyperparameters.txt"
"""As TFX's own Tuner calls it; the Trainer wants exactly one file in the folder, of any name."""

RESULTS_FILE = "tuner_results.json"
FEWEST = 4  # complete trials, for the importance of settings to mean anything


def write_results(
    plan: Plan, study: str, trials: Sequence[FrozenTrial], best_uri: str, results_uri: str
) -> None:
    """Writes the two artifacts.

    Args:
        plan: the search.
        study: its name.
        trials: all of them, by number.
        best_uri: gets the best settings as JSON: only those that were searched.
        results_uri: gets `trials.csv` and `trials.parquet`, `study.json`, `study.svg`, and TFX's own
            `tuner_results.json`.

    Raises:
        ModelError: no trial came to an end; says why the first did not.
    """
    best = best_of(plan, trials)
    if best is None:
        reasons = [trial.user_attrs[REASON] for trial in trials if REASON in trial.user_attrs]
        fix = f"See that the settings in tuner.{plan.family}.space go together."
        raise ModelError(f"no trial was complete: {reasons[0]}", where=f"{plan.family} tuner", fix=fix)
    weights = importance(plan, trials)
    rows = table(plan, trials)
    write_text(f"{results_uri}/{RESULTS_FILE}", _json(_records(plan, trials)))
    write_text(f"{results_uri}/study.json", _json(_summary(plan, study, trials, best, weights)))
    write_text(f"{results_uri}/study.svg", study_plot(plan, trials, weights))
    write_bytes(f"{results_uri}/trials.csv", _written(pyarrow.csv.write_csv, rows))
    write_bytes(f"{results_uri}/trials.parquet", _written(pyarrow.parquet.write_table, rows))
    write_text(f"{best_uri}/{BEST_FILE}", _json(plan.searched.decode(best.params)))


def table(plan: Plan, trials: Sequence[FrozenTrial]) -> pa.Table:
    """A row for each trial: its number, state, objectives, settings, seed, seconds, and why it failed."""
    return pa.Table.from_pylist([_row(plan, number, trial) for number, trial in enumerate(trials)])


def importance(plan: Plan, trials: Sequence[FrozenTrial]) -> dict[str, float]:
    """How much of the first objective each of Optuna's parameters decides; empty for too few trials.

    PED-ANOVA (Watanabe, Bansal and Hutter, arXiv 2304.10255), in which nothing is random.
    """
    complete = [trial for trial in trials if trial.state is TrialState.COMPLETE]
    if len(complete) < FEWEST:
        return {}
    first = None if len(plan.objectives) == 1 else _first
    return optuna.importance.get_param_importances(in_memory(plan, complete), target=first)


def _first(trial: FrozenTrial) -> float:
    return float(trial.values[0])


def _row(plan: Plan, number: int, trial: FrozenTrial) -> dict[str, Any]:
    values = trial.values or [None] * len(plan.objectives)
    settings = plan.searched.decode(trial.params)
    return {
        "trial": number,
        "round": number // plan.batch,
        "state": trial.state.name.lower(),
        **dict(zip(plan.objectives, values, strict=True)),
        **{name: json.dumps(v) if isinstance(v, (list, dict)) else v for name, v in settings.items()},
        "last_step": trial.last_step,
        "seed": trial.user_attrs.get("seed"),
        "seconds": trial.user_attrs.get("seconds"),
        "reason": trial.user_attrs.get(REASON),
    }


def _records(plan: Plan, trials: Sequence[FrozenTrial]) -> list[dict[str, Any]]:
    """As TFX's own Tuner writes them: complete trials, the best first."""
    complete = [(trial.values[0], n) for n, trial in enumerate(trials) if trial.state is TrialState.COMPLETE]
    return [
        {"trial_id": str(n), "score": score, **plan.searched.decode(trials[n].params)}
        for score, n in sorted(complete)
    ]


def _summary(
    plan: Plan, study: str, trials: Sequence[FrozenTrial], best: FrozenTrial, weights: dict[str, float]
) -> dict[str, Any]:
    states = [trial.state.name.lower() for trial in trials]
    return {
        "study": study,
        "plan": plan.model_dump(mode="json"),
        "trials": {state: states.count(state) for state in sorted(set(states))},
        "best": {
            "trial": next(n for n, trial in enumerate(trials) if trial is best),
            "settings": plan.searched.decode(best.params),
            "objectives": dict(zip(plan.objectives, best.values, strict=True)),
        },
        "importance": weights,
        "optuna": optuna.__version__,
    }


def _written(write: Any, rows: pa.Table) -> bytes:
    stream = io.BytesIO()
    write(rows, stream)
    return stream.getvalue()


def _json(content: Any) -> str:
    return json.dumps(content, indent=2) + "\n"
