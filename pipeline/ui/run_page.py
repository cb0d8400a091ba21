"""The page of one run: what it came to, what refused it, its nodes and their outputs, how it was made."""

import json
import pathlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from components.gates import Outcome, Verdict
from components.page.markup import details, plain, table, text, words
from components.page.sorting import Cell, sortable
from pipeline.runs import NodeRun
from pipeline.ui import links
from pipeline.ui.parts import duration, estimate, facts, link, message, moment, page, pill
from pipeline.ui.records import LOG, MANIFEST, Manifest, Run, Status, interval_of

FIRST = ("accuracy", "macro_f1", "log_loss", "calibration_error")
DATA_GATES = ("ExampleValidator", "anomalies", "index.html")
"""Node, channel and file of the page of the data gates."""


def run_page(
    run: Run,
    nodes: Mapping[str, NodeRun],
    running: set[str],
    verdicts: Sequence[Verdict],
    place: str,
    *,
    problem: str = "",
) -> str:
    """The page.

    Args:
        run: the run.
        nodes: as ML Metadata knows them; empty where it cannot be read.
        running: the nodes that have begun and not ended.
        verdicts: of all nodes, those that refused first.
        place: the output folder.
        problem: HTML about what could not be read.
    """
    heading = f"<h1>Run {text(run.id)} {pill(run.status)}</h1>"
    if run.manifest is None:
        fix = "Run the pipeline again; the other runs are not touched by this."
        return page(f"Run {run.id}", [heading, message(run.damage, fix)], place=place)
    made = run.manifest
    sections = [
        heading,
        problem,
        _outcome(run, made),
        _headline(run, made, nodes),
        _verdicts(verdicts),
        _metrics(made.metrics),
        _nodes(made, nodes, running),
        _how(made),
    ]
    return page(f"Run {run.id}", sections, place=place)


def _outcome(run: Run, made: Manifest) -> str:
    if run.status in (Status.REFUSED, Status.FAILED, Status.WAITING):
        what, _, fix = made.error.partition("\n  -> ")
        return message(f"{run.status.capitalize()}: {what}", fix)
    if run.status is Status.STOPPED:
        return message("It was ended before it was done", "Run it again: what was done comes from the cache.")
    sentence = made.choice.sentence if made.choice else ""
    return f"<p class=lead>{text(sentence[:1].upper() + sentence[1:])}</p>" if sentence else ""


def _headline(run: Run, made: Manifest, nodes: Mapping[str, NodeRun]) -> str:
    pages = [link(links.report(run.id), "report")] if run.reported else []
    pages += _data_gates(nodes)
    pages += [link(links.file_of_run(run.id, name), name) for name in (LOG, MANIFEST)]
    return facts(
        {
            "dataset": text(run.dataset),
            "started": f"{moment(made.started)} UTC",
            "duration": duration(run.seconds),
            "model": link(links.model(made.pushed.version), f"version {made.pushed.version}")
            if made.pushed
            else "",
            "see": " · ".join(pages),
        }
    )


def _data_gates(nodes: Mapping[str, NodeRun]) -> list[str]:
    """A link; of a node that refused, TFX has removed the page."""
    node, channel, file = DATA_GATES
    found = nodes[node].outputs.get(channel, []) if node in nodes else []
    there = [artifact for artifact in found if pathlib.Path(artifact.uri, file).is_file()]
    return [link(links.artifact(artifact.id, file), "data gates") for artifact in there]


def _verdicts(verdicts: Sequence[Verdict]) -> str:
    if not verdicts:
        return ""
    return "<h2>Gates</h2>" + "".join(_verdict(verdict) for verdict in verdicts)


def _verdict(verdict: Verdict) -> str:
    by_outcome = {o: [g for g in verdict.gates if g.outcome is o] for o in reversed(Outcome)}
    shown = [o for o in (Outcome.FAILED, Outcome.NOT_COMPARED, Outcome.PASSED) if by_outcome[o]]
    counts = ", ".join(f"<span class='{_class(o)}'>{len(by_outcome[o])} {o}</span>" for o in shown)
    lists = "".join(f"<h4 class='{_class(o)}'>{o}</h4>{_sentences(by_outcome[o])}" for o in shown)
    return details(f"{text(verdict.node)}: {counts or 'none'}", lists, is_open=bool(verdict.failed))


def _class(outcome: Outcome) -> str:
    return outcome.value.replace(" ", "-")


def _sentences(gates: Sequence[Any]) -> str:
    return f"<ul class=gates>{''.join(f'<li>{text(gate.sentence)}</li>' for gate in gates)}</ul>"


def _metrics(metrics: Mapping[str, Mapping[str, Any]]) -> str:
    if not metrics:
        return ""
    names = dict.fromkeys(name for values in metrics.values() for name in values if name != "intervals")
    known = [name for name in names if not name.endswith("_interval")]
    first = [name for name in FIRST if name in known]
    first += [name for name in known if name.startswith("recall_")]
    rest = [name for name in known if name not in first]
    header = ("metric", *map(plain, metrics))
    return (
        "<h2>Metrics <span class=quiet>test split, whole shower groups held out</span></h2>"
        + table(header, _rows(first, metrics))
        + details(f"{len(rest)} more", table(header, _rows(rest, metrics)))
    )


def _rows(names: Sequence[str], metrics: Mapping[str, Mapping[str, Any]]) -> Iterator[list[str]]:
    for name in names:
        values = (estimate(found.get(name), interval_of(found, name)) for found in metrics.values())
        yield [words(name), *values]


def _nodes(made: Manifest, nodes: Mapping[str, NodeRun], running: set[str]) -> str:
    names = dict.fromkeys((*made.nodes, *nodes))
    rows = [_node_row(name, made, nodes.get(name), name in running) for name in names]
    header = ("node", "state", "seconds", "artifacts")
    return f"<h2>Nodes</h2>{sortable(header, rows, label='Nodes')}" if rows else ""


def _node_row(name: str, made: Manifest, known: NodeRun | None, running: bool) -> list[Cell]:
    noted = made.nodes.get(name)
    state = "running" if running else noted.state if noted else str(known.state if known else "")
    outputs = known.outputs.items() if known else ()
    artifacts = [
        link(links.artifact(artifact.id), f"{channel} #{artifact.id}")
        for channel, found in outputs
        for artifact in found
    ]
    seconds = noted.seconds if noted else None
    return [
        Cell(text(name)),
        Cell(pill(state) if state in ("failed", "running") else text(state), state),
        Cell(f"{seconds:.2f}" if seconds is not None else "", seconds if seconds is not None else ""),
        Cell(", ".join(artifacts)),
    ]


def _how(made: Manifest) -> str:
    changed = ", changed since" if made.code.get("dirty") else ""
    known = {
        "command": _code(" ".join(made.command)),
        "code": _code(made.code.get("revision") or made.code.get("fingerprint")) + changed,
        "lock file": _code(made.lock_sha256),
        "data": text(_pairs(made.data or {})),
        "seeds": text(_pairs(made.seeds)),
        "split": text(_pairs(made.split)),
        "hardware": text(_hardware(made.hardware)),
    }
    settings = f"<pre>{text(json.dumps(made.settings, indent=2))}</pre>"
    return f"<h2>How it was made</h2>{facts(known)}{details('settings', settings)}"


def _code(words: str | None) -> str:
    return f"<code>{text(words)}</code>" if words else ""


def _hardware(known: Mapping[str, Any]) -> str:
    memory, cores = known.get("memory_bytes"), known.get("cores")
    parts = [
        known.get("processor"),
        f"{cores} cores" if cores else "",
        f"{memory / 1e9:.0f} GB" if isinstance(memory, int) else "",
        *known.get("gpus", ()),
    ]
    return ", ".join(str(part) for part in parts if part)


def _pairs(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in values.items())
