"""The page of one pushed model: its manifest, its run's verdicts, who signed it, and its lineage."""

import json
from collections.abc import Sequence

from components.audit.approvals import Approval
from components.models.manifest import Manifest
from components.page.markup import details, number, plain, table, text, words
from pipeline.registry import PushedVersion
from pipeline.ui import links
from pipeline.ui.overview import state_of
from pipeline.ui.parts import facts, link, message, moment, page, pill, size
from pipeline.ui.records import Run


def model_page(
    model: PushedVersion,
    run: Run | None,
    approvals: Sequence[Approval],
    others: Sequence[int],
    tree: str,
    place: str,
    *,
    problem: str = "",
) -> str:
    """The page.

    Args:
        model: the version.
        run: the run that first pushed it; None where it is not in this folder.
        approvals: the sign-offs that hold.
        others: versions to compare it with, the most interesting first.
        tree: its lineage as text; empty where it is not known.
        place: the output folder.
        problem: HTML about what could not be read.
    """
    sections = [
        f"<h1>Model {model.version} {pill(state_of(model))}</h1>",
        problem,
        message(model.damage, "Push it again, or roll back to an intact version.") if model.damage else "",
        f"<p>Withdrawn: {text(model.withdrawn)}</p>" if model.withdrawn else "",
        _known(model, run, others),
        _metrics(model.manifest),
        _verdict(run),
        _approvals(approvals),
        _lineage(model.version, tree),
        _files(model.manifest),
    ]
    return page(f"Model {model.version}", sections, place=place)


def _known(model: PushedVersion, run: Run | None, others: Sequence[int]) -> str:
    found = model.manifest
    compare = [
        link(links.compare(f"model:{other}", f"model:{model.version}"), f"version {other}")
        for other in others
    ]
    return facts(
        {
            "family": text(plain(found.family)) if found else "",
            "dataset": text(found.dataset) if found else "",
            "classes": text(", ".join(found.classes)) if found else "",
            "created": f"{moment(found.created)} UTC" if found else "",
            "pushed by": f"run {link(links.run(run.id), run.id)}" if run else "",
            "report": link(links.report(run.id), "report of the run") if run else "",
            "compare with": ", ".join(compare),
            "folder": f"<code>{text(model.path)}</code>",
            "content": f"<code>{text(found.content)}</code>" if found else "",
            "artifact": link(links.artifact(found.source.artifact), f"Model #{found.source.artifact}")
            if found
            else "",
        }
    )


def _metrics(manifest: Manifest | None) -> str:
    if manifest is None or not manifest.metrics:
        return ""
    rows = ([words(name), number(value)] for name, value in manifest.metrics.items())
    heading = "<h2>Metrics <span class=quiet>eval split, before the push</span></h2>"
    return heading + table(("metric", "value"), rows)


def _verdict(run: Run | None) -> str:
    if run is None or run.manifest is None or not run.manifest.verdicts:
        return ""
    header = ("gates of", "passed", "failed", "not compared")
    rows = (
        [text(gates.node), str(gates.passed), str(gates.failed), str(gates.not_compared)]
        for gates in run.manifest.verdicts
    )
    more = f"<p>{link(links.run(run.id), 'What each gate says')}</p>"
    return f"<h2>Verdict</h2>{table(header, rows)}{more}"


def _approvals(approvals: Sequence[Approval]) -> str:
    if not approvals:
        return "<h2>Signed by</h2><p class=quiet>Nobody. <code>cascada approve</code> signs a model.</p>"
    items = "".join(f"<li>{text(approval.sentence())}</li>" for approval in approvals)
    return f"<h2>Signed by</h2><ul>{items}</ul>"


def _lineage(version: int, tree: str) -> str:
    if not tree:
        return ""
    address = links.lineage(version)
    picture = f"<img src='{address}' loading=lazy alt='The lineage as a graph; below as text'>"
    return (
        f"<h2>Lineage</h2><div class=picture tabindex=0><a href='{address}'>{picture}</a></div>"
        f"{details('as text', f'<pre>{text(tree)}</pre>')}"
    )


def _files(manifest: Manifest | None) -> str:
    if manifest is None:
        return ""
    rows = ([text(name), size(entry.size), text(entry.sha256)] for name, entry in manifest.files.items())
    provenance = f"<pre>{text(json.dumps(manifest.provenance, indent=2))}</pre>"
    return (
        "<h2>Manifest</h2>"
        + details(f"{len(manifest.files)} files", table(("file", "size", "SHA-256"), rows))
        + details("provenance", provenance)
    )
