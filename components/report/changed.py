"""What was different between two runs: data, code, seeds, settings, machine."""

from collections.abc import Iterable, Mapping
from typing import Any

from components.page.markup import details, table, text
from components.report.content import Content
from components.report.provenance import flat

KINDS = {
    "Data": ("data",),
    "Code": ("revision", "dirty", "fingerprint", "lock_sha256"),
    "Seeds and split": ("seeds", "split"),
    "Settings": ("settings",),
    "Hardware": ("hardware",),
    "Packages": ("packages",),
}
DATA = ("dataset", "span", "version", "fingerprint", "read", "kept", "quarantined")


def changed_section(a: Content, b: Content, names: tuple[str, str]) -> str:
    """A table for each kind of thing, of what differs; says where nothing does.

    Args:
        a, b: the two runs.
        names: what to call them.
    """
    first, second = _facts(a), _facts(b)
    return "".join(_kind(kind, inside, first, second, names) for kind, inside in KINDS.items())


def _facts(one: Content) -> dict[str, Any]:
    found = one.ingestion or {}
    return {**one.sources.provenance, "data": {name: found[name] for name in DATA if name in found}}


def _kind(
    kind: str, inside: Iterable[str], a: Mapping[str, Any], b: Mapping[str, Any], names: tuple[str, str]
) -> str:
    x, y = ({name: value for part in inside for name, value in flat(one, part)} for one in (a, b))
    every = list(dict.fromkeys([*x, *y]))
    differing = [name for name in every if x.get(name) != y.get(name)]
    if not every:
        return f"<h3>{kind}</h3><p class=not-compared>Not known.</p>"
    if not differing:
        return f"<h3>{kind}</h3><p>Nothing differs.</p>"
    rows = ([text(name), _said(x.get(name)), _said(y.get(name))] for name in differing)
    body = table(["fact", *names], rows, "text")
    said = f"{len(differing)} of {len(every)} facts differ"
    return f"<h3>{kind}</h3>{details(said, body, is_open=len(differing) <= 30)}"


def _said(value: Any) -> str:
    return "<span class=quiet>none</span>" if value is None else text(value)
