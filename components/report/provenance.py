"""Where a run comes from: code, data, seeds, split, machine, settings and packages."""

from collections.abc import Iterator, Mapping
from typing import Any

from components.page.markup import details, table, text
from components.report.content import Content

FIRST = (
    "revision",
    "dirty",
    "fingerprint",
    "lock_sha256",
    "started",
    "command",
    "seeds",
    "split",
    "hardware",
)
FOLDED = ("settings", "packages")
NAMES = {
    "revision": "revision of the code",
    "dirty": "changed since that revision",
    "fingerprint": "fingerprint of the source",
    "lock_sha256": "SHA-256 of the lock file",
}


def provenance_section(content: Content) -> str:
    """A table of facts, and folded the settings and the packages."""
    found = content.sources.provenance
    data = (content.ingestion or {}).get("fingerprint")
    facts = [
        *([("run", content.sources.run)] if content.sources.run else []),
        *([("fingerprint of the data", data)] if data else []),
        *((NAMES.get(name, name), value) for first in FIRST for name, value in flat(found, first)),
    ]
    if not facts and not any(found.get(name) for name in FOLDED):
        return "<h3>Provenance</h3><p class=not-compared>Not known.</p>"
    body = table(("fact", "value"), ((text(name), _value(value)) for name, value in facts), "text")
    return f"<h3>Provenance</h3>{body}{''.join(_folded(found, name) for name in FOLDED)}"


def flat(facts: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    """A fact, or what is inside it, each with its whole name, such as `seeds: numpy`."""
    value = facts.get(name)
    if isinstance(value, Mapping):
        for inner in value:
            yield from ((f"{name}: {below}", found) for below, found in flat(value, inner))
    elif value is not None:
        yield name, value


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return text(" ".join(map(str, value))) or "none"
    return text(value)


def _folded(found: Mapping[str, Any], name: str) -> str:
    rows = [(text(key.removeprefix(f"{name}: ")), _value(value)) for key, value in flat(found, name)]
    header = ("setting", "value") if name == "settings" else ("package", "version")
    return details(f"{name.capitalize()}: {len(rows)}", table(header, rows, "text")) if rows else ""
