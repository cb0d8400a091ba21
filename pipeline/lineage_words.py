"""Lineage in words: a few for each artifact and each node, and the whole as an indented tree."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.lineage import Lineage
from pipeline.lineage_store import Artifact, Execution

FACTS = {
    "span": "span",
    "version": "version",
    "input_fingerprint": "fingerprint",
    "pushed_version": "version",
}
"""Properties of artifacts that people are shown, and the words for them."""

SETTINGS = ("settings", "custom_config", "split", "seed")
"""Parameters of nodes that people are shown; those in JSON one by one."""

APPROVAL, REPORT = "Approval", "RunReport"
HIDDEN = frozenset({"code", "dataset", "checkpoints"})
DIGEST, SHOWN = (
    32,
    12,
)  # a text of hexadecimal digits this long is a digest; that many of its digits are shown


def tree(lineage: Lineage) -> str:
    """The lineage as text: below each artifact the node that made it, below that what the node used.

    Who signed the model stands at the end.
    """
    signed = [approval.sentence() for approval in lineage.signed]
    return "\n".join([*_artifact_lines(lineage, lineage.root, "", set()), *signed]) + "\n"


def _artifact_lines(lineage: Lineage, artifact: int, role: str, seen: set[int]) -> Iterator[str]:
    line = _headline(lineage.artifacts[artifact], role)
    maker = lineage.makers.get(artifact)
    if maker is not None and maker.id in seen:
        yield f"{_named(lineage.artifacts[artifact], role)}, from {maker.node} (see above)"
        return
    yield line
    if maker is not None:
        seen.add(maker.id)
        yield from _indent(list(_execution_lines(lineage, maker, seen)), last=True)


def _headline(artifact: Artifact, role: str) -> str:
    facts = ", ".join(artifact_facts(artifact))
    return _named(artifact, role) + (f" ({facts})" if facts else "")


def _named(artifact: Artifact, role: str) -> str:
    return (f"{role}: " if role else "") + f"{artifact.type} #{artifact.id}"


def _execution_lines(lineage: Lineage, execution: Execution, seen: set[int]) -> Iterator[str]:
    facts = "; ".join([*execution_facts(execution), *_settings(execution)])
    yield f"{execution.node} [{facts}]" if facts else execution.node
    for number, (role, artifact) in enumerate(execution.inputs, start=1):
        block = list(_artifact_lines(lineage, artifact, role, seen))
        yield from _indent(block, last=number == len(execution.inputs))


def _indent(lines: list[str], last: bool) -> Iterator[str]:
    yield ("└─ " if last else "├─ ") + lines[0]
    for line in lines[1:]:
        yield ("   " if last else "│  ") + line


def artifact_facts(artifact: Artifact) -> list[str]:
    """What a person wants to know of an artifact: span and fingerprint of data, version of a model."""
    properties = artifact.properties
    if artifact.type == APPROVAL:
        verb = "withdrawn by" if properties.get("withdrawn") else "by"
        return [f"{verb} {properties['by']} as {properties['role']}", str(properties["time"])[:10]]
    if artifact.compared:
        return ["for people to read" if artifact.type == REPORT else "only compared with"]
    if properties.get("blessed", "") != "":
        return ["blessed" if properties["blessed"] else "not blessed"]
    return [
        f"{word} {_short(properties[name])}" for name, word in FACTS.items() if properties.get(name, "") != ""
    ]


def execution_facts(execution: Execution) -> list[str]:
    """The run that a node ran in, its state where it did not just run, and how often it was reused."""
    facts = [f"run {execution.run}"] if execution.run else []
    if execution.state != "ran":
        facts.append(str(execution.state))
    if execution.reused:
        facts.append(f"reused {'once' if execution.reused == 1 else f'{execution.reused} times'}")
    return facts


def _settings(execution: Execution, width: int = 120) -> list[str]:
    text = " ".join(settings(execution))
    return [text if len(text) <= width else f"{text[:width].rpartition(' ')[0]} ..."] if text else []


def settings(execution: Execution) -> list[str]:
    """What a node was set to, as `name=value`."""
    found = {name: execution.parameters[name] for name in SETTINGS if name in execution.parameters}
    return [f"{name}={_short(value)}" for name, value in _flat(found)]


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The single values, those within JSON too."""
    for name, value in values.items():
        opened = None if name in HIDDEN else _open(value)
        if isinstance(opened, dict):
            yield from _flat(opened)
        elif opened is not None:
            yield name, opened


def _open(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _short(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value).replace(" ", "")
    is_digest = len(text) >= DIGEST and set(text) <= set("0123456789abcdef")
    return text[:SHOWN] if is_digest else text
