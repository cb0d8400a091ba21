"""What a run came to: metrics of both families, verdicts of all gates, where model and report are."""

import json
import pathlib
import time
from typing import Any

from components.errors import CascadaError
from components.files import exists, read_text
from components.gates import VERDICT_FILE, Outcome, Verdict
from pipeline import places, runs
from pipeline.progress import Progress
from pipeline.settings import Settings

EVALUATORS = {"gradient_boosting": "GradientBoostingEvaluator", "autoencoder": "AutoencoderEvaluator"}
SHOWN = ("accuracy", "macro_f1", "calibration_error")


def describe_end(settings: Settings, run_id: str, progress: Progress) -> dict[str, Any]:
    """Everything known after the last node, for the manifest; a run that failed has less of it."""
    nodes = _nodes(settings, run_id)
    return {
        "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "nodes": {
            name: {"state": str(state), "seconds": round(progress.seconds[name], 2)}
            for name, state in progress.states.items()
        },
        "data": _data(nodes.get("ExampleGen")),
        "metrics": _metrics(nodes),
        "verdicts": [_verdict(run) for run in nodes.values() if _verdict_uri(run)],
        "choice": _json(nodes.get("Champion"), "choice", "choice.json"),
        "pushed": _pushed(nodes.get("Pusher")),
        "report": _report(nodes.get("Report")),
    }


def show(console: Any, record: dict[str, Any], manifest: pathlib.Path) -> None:
    """Prints the summary table."""
    console.print()
    if record["metrics"]:
        console.print(_metrics_table(record["metrics"]))
    _show_gates(console, record["verdicts"])
    lines = {
        "news": record.get("news"),
        "champion": (record["choice"] or {}).get("sentence"),
        "model": (record["pushed"] or {}).get("destination"),
        "report": record["report"],
        "manifest": str(manifest),
    }
    for name, value in lines.items():
        if value:
            console.print(f"[bold]{name:<9}[/] {value}", soft_wrap=True)


def _nodes(settings: Settings, run_id: str) -> dict[str, runs.NodeRun]:
    try:
        return runs.nodes_of_run(runs.open_store(places.metadata_file(settings)), run_id)
    except CascadaError:
        return {}


def _done(run: runs.NodeRun | None) -> bool:
    return run is not None and run.state in (runs.State.RAN, runs.State.CACHED)


def _json(run: runs.NodeRun | None, channel: str, file: str) -> Any:
    if run is None or not _done(run) or channel not in run.outputs:
        return None
    return json.loads(read_text(f"{run.uri(channel)}/{file}"))


def _data(run: runs.NodeRun | None) -> dict[str, Any] | None:
    if run is None or not _done(run):
        return None
    properties = run.outputs["examples"][0].custom_properties
    names = ("span", "version", "input_fingerprint")
    found = {name: properties[name] for name in names if name in properties}
    return {name: value.string_value or value.int_value for name, value in found.items()}


def _metrics(nodes: dict[str, runs.NodeRun]) -> dict[str, dict[str, Any]]:
    found = {
        family: _json(nodes.get(node), "evaluation", "metrics.json") for family, node in EVALUATORS.items()
    }
    return {
        family: {**metrics["overall"], "accuracy_interval": metrics["intervals"]["accuracy"]}
        for family, metrics in found.items()
        if metrics
    }


def _verdict_uri(run: runs.NodeRun) -> str | None:
    if not _done(run):
        return None
    uris = [artifact.uri for artifacts in run.outputs.values() for artifact in artifacts]
    return next((uri for uri in uris if exists(f"{uri}/{VERDICT_FILE}")), None)


def _verdict(run: runs.NodeRun) -> dict[str, Any]:
    verdict = Verdict.from_json(read_text(f"{_verdict_uri(run)}/{VERDICT_FILE}"))
    counts = {str(outcome): sum(gate.outcome is outcome for gate in verdict.gates) for outcome in Outcome}
    return {"node": run.node, **counts, "failures": [gate.sentence for gate in verdict.failed]}


def _pushed(run: runs.NodeRun | None) -> dict[str, Any] | None:
    if run is None or not _done(run):
        return None
    properties = run.outputs["pushed_model"][0].custom_properties
    return {
        "destination": properties["pushed_destination"].string_value,
        "version": properties["pushed_version"].string_value,
    }


def _report(run: runs.NodeRun | None) -> str | None:
    return f"{run.uri('report')}/report.html" if run is not None and _done(run) else None


def _metrics_table(metrics: dict[str, dict[str, Any]]) -> Any:
    from rich.table import Table

    table = Table(title="Test split, whole shower groups held out", title_justify="left")
    for name in ("model", *SHOWN, "lowest recall"):
        table.add_column(name.replace("_", " "))
    for family, values in metrics.items():
        low, high = values["accuracy_interval"]
        accuracy = f"{values['accuracy']:.4f} ({low:.4f} to {high:.4f})"
        recalls = {n.removeprefix("recall_"): v for n, v in values.items() if n.startswith("recall_")}
        worst = min(recalls, key=recalls.__getitem__)
        others = (f"{values[metric]:.4f}" for metric in SHOWN[1:])
        table.add_row(family.replace("_", " "), accuracy, *others, f"{recalls[worst]:.4f} ({worst})")
    return table


def _show_gates(console: Any, verdicts: list[dict[str, Any]]) -> None:
    for verdict in verdicts:
        counts = ", ".join(f"{verdict[outcome]} {outcome}" for outcome in Outcome if verdict[outcome])
        colour = "red" if verdict["failures"] else "green"
        console.print(f"[bold]gates[/]     {verdict['node']:<28} [{colour}]{counts}[/]")
        for sentence in verdict["failures"]:
            console.print(f"            [red]{sentence}[/]")
