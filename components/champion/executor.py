"""Runs the contest on artifacts: reads what each candidate's nodes left, and writes the choice."""

import io
import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from tfx.dsl.components.base.base_executor import BaseExecutor
from tfx.utils import io_utils
from tfx.utils.path_utils import serving_model_path

from components import settings as sections
from components.blessing import crown, is_blessed, write_blessing
from components.champion.candidates import Candidate
from components.champion.choice import to_json
from components.champion.core import Contest, contest
from components.champion.incumbent import NOBODY, Incumbent, read_incumbent
from components.champion.latency import measure_latency
from components.champion.metrics import metric_named
from components.files import read_bytes, read_text, write_text
from components.gates import VERDICT_FILE, Verdict

PREDICTIONS_FILE = "predictions-eval.parquet"
CHOICE_FILE = "choice.json"
FIX = (
    "Improve the models or the data; the limits stand in evaluation.yaml and under champion in the settings."
)

Artifacts = Mapping[str, list[Any]]


class ChampionExecutor(BaseExecutor):
    """Runs the contest."""

    def Do(  # noqa: N802
        self, input_dict: Artifacts, output_dict: Artifacts, exec_properties: Mapping[str, Any]
    ) -> None:
        """Chooses the best candidate by more than its noise on the eval split.

        Args:
            input_dict: `<name>_model`, `<name>_evaluation` and `<name>_blessing` of each candidate.
            output_dict: `model` gets a copy of the winner; `blessing` blesses it and marks it as a champion
                for later runs; `choice` gets `choice.json` and `verdict.json`.
            exec_properties: see `Champion`.

        Raises:
            GateError: no candidate is blessed, or the last champion stays; names every gate that failed.
            DataError: the candidates were evaluated on different showers.
            ModelError: a model is damaged.
        """
        given = {name: artifacts[0] for name, artifacts in input_dict.items() if artifacts}
        made = {name: artifacts[0] for name, artifacts in output_dict.items()}
        held = _hold(json.loads(exec_properties["candidates"]), given, exec_properties)
        held.verdict.enforce(made["choice"].uri, FIX)
        write_text(f"{made['choice'].uri}/{CHOICE_FILE}", to_json(held))
        assert held.winner is not None  # or the verdict had stopped the run
        winner = given[f"{held.winner.name}_model"]
        io_utils.copy_dir(winner.uri, made["model"].uri)
        write_blessing(made["blessing"], True, winner)
        evaluation = given[f"{held.winner.name}_evaluation"].uri
        crown(made["blessing"], made["model"], exec_properties["split"], evaluation)


def _hold(names: list[str], given: Mapping[str, Any], properties: Mapping[str, Any]) -> Contest:
    settings = sections.Champion.model_validate_json(properties["settings"])
    predicted = {name: _predictions(given[f"{name}_evaluation"]) for name in names}
    candidates = [
        Candidate(name, _verdict(given[f"{name}_evaluation"]), is_blessed(given[f"{name}_blessing"]), table)
        for name, table in predicted.items()
    ]
    latencies = measure_latency(
        {name: serving_model_path(given[f"{name}_model"].uri) for name in names}, settings.requests
    )
    metric = metric_named(settings.metric, properties["plan"])
    incumbent = _incumbent({name: given[f"{name}_blessing"] for name in names}, predicted)
    return contest(candidates, settings, metric, latencies, incumbent)


def _predictions(evaluation: Any) -> pa.Table:
    return pq.read_table(io.BytesIO(read_bytes(f"{evaluation.uri}/{PREDICTIONS_FILE}")))


def _verdict(evaluation: Any) -> Verdict:
    return Verdict.from_json(read_text(f"{evaluation.uri}/{VERDICT_FILE}"))


def _incumbent(blessings: Mapping[str, Any], predicted: Mapping[str, pa.Table]) -> Incumbent:
    """The newest model that an Evaluator compared with.

    Each candidate's baseline is the latest champion older than itself, so the newest of them is the latest
    champion there was when the newest candidate was trained; a repeated run finds the same one.
    """
    ids = {name: one.get_int_custom_property("baseline_model_id") for name, one in blessings.items()}
    newest = max(ids, key=lambda name: ids[name])
    return read_incumbent(predicted[newest]) if ids[newest] else NOBODY
