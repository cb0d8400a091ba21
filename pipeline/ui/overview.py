"""The first page: every run and every pushed model, to search and to compare."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence

from components.audit.approvals import Approval
from components.gates import Outcome
from components.page.markup import plain, text
from components.page.sorting import Cell, sortable
from pipeline.registry import PushedVersion
from pipeline.ui import links
from pipeline.ui.found import pusher_of
from pipeline.ui.parts import duration, estimate, facts, link, moment, page, pill
from pipeline.ui.records import Run, interval_of

RUNS = (
    *("run", "status", "dataset", "started, UTC", "duration", "champion", "accuracy on test"),
    *("gates passed", "failed", "not compared", "report"),
)
MODELS = ("model", "state", "family", "dataset", "accuracy on eval", "created, UTC", "signed by", "run")
CHOOSE = "Choose two: runs, models, or one of each."


def overview(
    runs: Sequence[Run],
    models: Sequence[PushedVersion],
    approvals: Mapping[int, Sequence[Approval]],
    place: str,
    *,
    sought: str = "",
    problem: str = "",
) -> str:
    """The page.

    Args:
        runs: newest first.
        models: newest first.
        approvals: of each version.
        place: the output folder.
        sought: words that a row must have all of to be shown.
        problem: HTML about what could not be read.
    """
    if not runs and not models:
        return page("Runs and models", [problem, "<h1>Runs and models</h1>", _nothing(place)], place=place)
    tables = [
        _section("Runs", RUNS, [_run_row(run) for run in runs], sought),
        _section(
            "Models",
            MODELS,
            [_model_row(m, approvals.get(m.version, ()), pusher_of(runs, m.version)) for m in models],
            sought,
        ),
    ]
    bar = f"<div class=bar><button class=act>Compare</button><span class=quiet>{CHOOSE}</span></div>"
    form = f"<form action='/compare'>{''.join(tables)}{bar}</form>"
    return page("Runs and models", ["<h1>Runs and models</h1>", problem, _search(sought), form], place=place)


def _nothing(place: str) -> str:
    words = facts(
        {
            "Make one": "<code>make run</code> or <code>cascada run</code>, then reload this page",
            "It is elsewhere": "<code>cascada ui --out FOLDER</code>",
        }
    )
    return f"<div class=empty><p><strong>No run in {text(place)} yet.</strong></p>{words}</div>"


def _search(sought: str) -> str:
    return (
        "<form class=tools role=search action='/'>"
        "<input type=search name=q autocomplete=off aria-label='Search runs and models' "
        f"placeholder='Search: dataset, status, family, date ...' value='{text(sought)}'></form>"
    )


def _section(title: str, header: Iterable[str], rows: Sequence[list[Cell]], sought: str) -> str:
    if not rows:
        return f"<h2>{title}</h2><p class=quiet>None yet.</p>"
    marked = [_marked(row, sought) for row in rows]
    found = sum(row[0].style != "miss" for row in marked)
    count = f"{found} of {len(rows)}" if found < len(rows) else str(len(rows))
    heading = f"<h2>{title} <span class='quiet count'>{count}</span></h2>"
    return f"<section class=searched>{heading}{sortable(header, marked, label=title)}</section>"


def _marked(row: list[Cell], sought: str) -> list[Cell]:
    said = html.unescape(re.sub("<[^>]*>", "", "".join(cell.html for cell in row))).lower()
    hit = all(word in said for word in sought.lower().split())
    return row if hit else [Cell(row[0].html, row[0].key, "miss"), *row[1:]]


def _named(kind: str, name: str | int, address: str) -> str:
    choice = f"{kind}:{name}"
    box = f"<input type=checkbox name=of value='{text(choice)}' aria-label='compare {text(choice)}'>"
    return f"{box}{link(address, str(name))}"


def _run_row(run: Run) -> list[Cell]:
    return [
        Cell(_named("run", run.id, links.run(run.id)), run.id),
        Cell(pill(run.status)),
        Cell(text(run.dataset)),
        Cell(moment(run.manifest.started if run.manifest else None)),
        Cell(duration(run.seconds), run.seconds if run.seconds is not None else ""),
        Cell(text(plain(run.champion))),
        _accuracy(run.metrics.get("accuracy"), interval_of(run.metrics, "accuracy")),
        *(_count(run.gates(outcome), outcome) if run.judged else Cell("", "") for outcome in Outcome),
        Cell(link(links.report(run.id), "report") if run.reported else "", ""),
    ]


def _accuracy(value: object, limits: tuple[float, float] | None) -> Cell:
    known = isinstance(value, int | float)
    return Cell(estimate(value, limits), float(str(value)) if known else "")


def _count(number: int, outcome: Outcome) -> Cell:
    colour = outcome.value.replace(" ", "-") if number and outcome is not Outcome.PASSED else ""
    return Cell(f"<span class='{colour}'>{number}</span>", number)


def _model_row(model: PushedVersion, approvals: Sequence[Approval], run: Run | None) -> list[Cell]:
    manifest = model.manifest
    return [
        Cell(_named("model", model.version, links.model(model.version)), model.version),
        Cell(pill(state_of(model))),
        Cell(text(plain(manifest.family)) if manifest else ""),
        Cell(text(manifest.dataset) if manifest else ""),
        _accuracy(model.accuracy, None),
        Cell(moment(manifest.created) if manifest else ""),
        Cell(text(", ".join(f"{one.by} ({one.role})" for one in approvals))),
        Cell(link(links.run(run.id), run.id) if run else ""),
    ]


def state_of(model: PushedVersion) -> str:
    """Live, kept, withdrawn or damaged."""
    if model.damage:
        return "damaged"
    return "withdrawn" if model.withdrawn is not None else "live" if model.live else "kept"
