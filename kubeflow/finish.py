"""The exit handler of Cascada's package: when all else has ended, well or not, it writes the run's manifest.

It says in the log what came of the run, node by node. The state of the run is that of its nodes.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from components.errors import CascadaError
from kubeflow import failure
from pipeline import manifest, places, runs, summary
from pipeline.progress import Progress
from pipeline.runs import State
from pipeline.schedule import news
from pipeline.settings import Settings
from pipeline.terminal import console as make_console

MISTAKES = ("components.errors.CascadaError",)
WELL = ("COMPLETE", "SUCCEEDED", "CACHED")
"""What Kubeflow may call an end that went well: 2.17 says the first, kfp's documentation the second."""


def main(words: Sequence[str] | None = None) -> int:
    """Reports a run; gives the exit code."""
    given = _arguments(sys.argv[1:] if words is None else words)
    failure.heed_signals()
    try:
        report(Settings.model_validate_json(given.settings), given.run_id, given.status)
    except BaseException as error:
        return failure.explain(error, "finish", MISTAKES)
    return 0


def report(settings: Settings, run_id: str, status: Mapping[str, Any]) -> None:
    """Writes the manifest of a run and prints its summary.

    Args:
        settings: of the run.
        run_id: its id, which is KFP's.
        status: what KFP says of everything before: `state`, and `error` with `message`.
    """
    console = make_console()
    progress = Progress(console)
    times = _recall(settings, run_id, progress)
    record = manifest.describe_start(settings, run_id, sys.argv[:1])
    record |= summary.describe_end(settings, run_id, progress) | times
    record |= outcome(status, progress.states)
    record["news"] = news.sentence(record)
    path = manifest.write_manifest(places.run_folder(settings, run_id), record)
    for name, state in progress.states.items():
        console.print(f"{name:<28} {state:<8} {progress.seconds[name]:6.1f} s", highlight=False)
    summary.show(console, record, path)


def outcome(status: Mapping[str, Any], states: Mapping[str, State]) -> dict[str, str]:
    """The status of a run and, where it failed, why: in Kubeflow's words, or by the nodes that failed.

    Args:
        status: what KFP says of everything before.
        states: how each node ended.
    """
    failed = [name for name, state in states.items() if state is State.FAILED]
    if status.get("state") in WELL and not failed:
        return {"status": "pushed"}
    said = (status.get("error") or {}).get("message")
    return {"status": "failed", "error": said or f"{', '.join(failed) or 'a task'} failed; its log says why"}


def _recall(settings: Settings, run_id: str, progress: Progress) -> dict[str, str]:
    """How each node ended and how long it took, from ML Metadata; gives when the run began."""
    try:
        store = runs.open_store(places.metadata_file(settings))
        nodes = runs.nodes_of_run(store, run_id)
    except CascadaError as error:
        progress.console.print(f"nothing is known of the run: {error}", markup=False)
        return {}
    found = {one.id: one for one in store.get_executions_by_id([node.execution for node in nodes.values()])}
    for name, node in sorted(nodes.items(), key=lambda item: item[1].execution):
        one = found[node.execution]
        progress.states[name] = node.state
        progress.seconds[name] = (one.last_update_time_since_epoch - one.create_time_since_epoch) / 1000
    began = min((one.create_time_since_epoch for one in found.values()), default=None)
    return {} if began is None else {"started": _utc(began)}


def _utc(milliseconds: int) -> str:
    import datetime

    return datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kubeflow.finish", allow_abbrev=False)
    parser.add_argument("--settings", required=True)
    parser.add_argument("--run-id", required=True)
    parser.add_argument("--status", type=json.loads, required=True)
    parser.add_argument("--parameter", action="append", default=[])
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
