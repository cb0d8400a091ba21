"""Can the data be trusted: what was read, and what the data gates found."""

from collections.abc import Iterable, Iterator, Sequence

from components.findings import Finding, Kind
from components.page.data_gates.failures import drawn, failures
from components.page.data_gates.histograms import picture
from components.page.data_gates.verdict import Tally, outcomes, verdict
from components.page.data_gates.words import MEANING, context, heading, limit, limits, mark, severity, value
from components.page.markup import details, table, text
from components.page.sorting import Cell, sortable
from components.report.content import Content, Json

MOVED = 6
"""Features that moved most and are shown although they passed."""
COUNTED = ("dataset", "span", "version", "fingerprint", "synthetic", "read", "kept", "quarantined")


def data_section(content: Content) -> str:
    """The data gates, then what ExampleGen read."""
    return _gates(content.findings) + (_ingestion(content.ingestion) if content.ingestion else "")


def _gates(findings: Sequence[Finding]) -> str:
    if not findings:
        return "<p class=not-compared>There are no findings of the data gates.</p>"
    tally = Tally.of(findings)
    return (
        verdict(findings)
        + _overview(findings)
        + failures("What failed", tally.refused, level=3)
        + failures("What a person allowed", tally.allowed, level=3)
        + _moved(tally.passed)
        + _unknown(tally.not_compared)
    )


def _overview(findings: Sequence[Finding]) -> str:
    """Every kind of gate, what it asks and what it came to."""
    rows = (
        (
            f"<b>{heading(kind)}</b>",
            text(MEANING[kind]),
            outcomes(one for one in findings if one.kind is kind),
        )
        for kind in Kind
    )
    return details("What the data gates looked for", table(("gate", "question", "outcome"), rows, "text"))


def _moved(passed: Iterable[Finding]) -> str:
    """What is nearest to its limit, with both distributions."""
    with_histogram = (one for one in passed if one.histogram and one.estimate)
    nearest = sorted(with_histogram, key=lambda one: -severity(one))
    once = list({one.feature: one for one in reversed(nearest)}.values())[::-1][:MOVED]
    if not once:
        return ""
    header = ("feature", "distribution", "measure", "value", "interval", "limit", "outcome")
    body = sortable(header, map(_row, once), label="features that moved most")
    bars = "".join(details(f"<b>{text(one.feature)}</b>, {text(context(one))}", drawn(one)) for one in once)
    return f"<h3>What moved most, within its limits</h3>{body}{bars}"


def _row(one: Finding) -> Iterator[Cell]:
    yield Cell(f"<b>{text(one.feature)}</b><br><span class=quiet>{text(context(one))}</span>", one.feature)
    yield Cell(picture(one.histogram) if one.histogram else "", "")
    yield Cell(text(one.measure))
    yield Cell(value(one), one.estimate.value if one.estimate else "")
    yield Cell(limits(one.estimate))
    yield Cell(limit(one))
    yield Cell(mark(one))


def _unknown(without: Iterable[Finding]) -> str:
    rows = [(heading(one.kind), text(one.split), text(one.sentence)) for one in without]
    body = table(("gate", "of", "why"), rows, "text")
    return details(f"Not compared: {len(rows)}", body) if rows else ""


def _ingestion(found: Json) -> str:
    facts = [(text(name), text(found[name])) for name in COUNTED if found.get(name) is not None]
    flagged = {name: count for name, count in (found.get("flagged") or {}).items() if count}
    parts = [
        "<h3>What was read</h3>",
        table(("fact", "value"), facts, "text"),
        _splits(found.get("splits") or {}),
        _counts("Quarantined, by field", found.get("quarantined_by_field") or {}, found),
        _counts("Flagged: out of range or undefined, and kept", flagged, found),
        _files(found.get("files") or {}),
    ]
    return "".join(parts)


def _splits(splits: Json) -> str:
    """Classes in rows, splits in columns."""
    classes = list(dict.fromkeys(name for counts in splits.values() for name in counts))
    rows = ([text(name), *(str(counts.get(name, 0)) for counts in splits.values())] for name in classes)
    return table(["class", *splits], rows) if splits else ""


def _counts(name: str, counts: Json, found: Json) -> str:
    read = max(int(found.get("read") or 0), 1)
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    rows = ((Cell(text(field)), Cell(str(count), count), _share(count / read)) for field, count in ordered)
    body = sortable(("field", "records", "share"), rows, label=name)
    return details(f"{text(name)}: {len(counts)}", body) if counts else ""


def _share(share: float) -> Cell:
    return Cell(f"{share:.2%}".replace("%", " %"), share)


def _files(files: Json) -> str:
    header = ("file", "read", "kept", "SHA-256")
    body = sortable(header, (_file(*item) for item in files.items()), label="files")
    return details(f"Files: {len(files)}", body) if files else ""


def _file(name: str, of: Json) -> Iterator[Cell]:
    yield Cell(text(name))
    yield from (Cell(str(of.get(count, "")), of.get(count, "")) for count in ("read", "kept"))
    yield Cell(f"<code>{text(of.get('sha256', ''))}</code>")
