"""The page that explains one shower: self-contained HTML."""

from collections.abc import Iterable, Iterator

import numpy as np

from components.explain import words
from components.explain.explanation import Explanation, Strangeness
from components.explain.figures import event_figure
from components.explain.plots import contributions_plot, places_plot
from components.page.document import document
from components.page.markup import details, figure, percent, plain, table, text
from components.showers.dataset import Dataset
from components.showers.lookup import Shower

MOST = 10
STYLE = (
    ".explained td:nth-child(n+2){white-space:nowrap}"
    ".explained td:last-child{white-space:normal}.explained :is(td,th):last-child{text-align:left}"
)


def page(explanation: Explanation, shower: Shower, dataset: Dataset, model: str) -> str:
    """The page.

    Args:
        explanation: of the shower.
        shower: with its event, if it has one, and its truth, if the data tells.
        dataset: of the model.
        model: what to call it.
    """
    return document(
        words.headline(explanation, shower), _sections(explanation, shower, dataset, model), STYLE
    )


def _sections(explanation: Explanation, shower: Shower, dataset: Dataset, model: str) -> Iterator[str]:
    yield f"<h1>{text(words.headline(explanation, shower))}</h1>"
    yield f"<p class=lead>{text(words.origin(shower, dataset))}</p>"
    said = f"{plain(explanation.family)} {model}; {dataset.title}, {shower.file}"
    yield f"<p class=quiet>{text(said)}</p>"
    if shower.event is not None:
        yield f"<h2>The event</h2>{figure(event_figure(shower.event))}"
    if told := words.truths(shower, dataset):
        yield details("In truth", table(("", "value"), ((text(k), text(v)) for k, v in told.items())))
    yield f"<h2>What moved the model</h2>{figure(contributions_plot(explanation))}"
    yield from _contributions(explanation)
    yield f"<p class=quiet>{text(words.method(explanation))}</p>"
    if plot := places_plot(explanation, dataset):
        yield f"<h2>Where it lies</h2><p>{text(_places(explanation))}</p>{figure(plot)}"
    if explanation.strangeness is not None:
        yield "<h2>How strange it is</h2>"
        yield from _strangeness(explanation, explanation.strangeness)


def _places(explanation: Explanation) -> str:
    count = len(explanation.reference_classes)
    return (
        f"The red line is this shower. The others are {count} showers of the eval split that the model "
        "keeps, by what it takes them for: nine tenths of them lie on the thin lines, half on the thick ones."
    )


def _contributions(explanation: Explanation) -> Iterator[str]:
    order = explanation.strongest(len(explanation.inputs))
    yield _table(explanation, order[:MOST])
    if order[MOST:]:
        yield details(f"{len(order) - MOST} more inputs", _table(explanation, order[MOST:]))


def _table(explanation: Explanation, places: Iterable[int]) -> str:
    first, second = (explanation.classes[k] for k in (explanation.predicted, explanation.runner_up))
    header = ("input", "measured", "usual", f"towards {first}", f"against {second}", "what it is")
    rows = (
        [text(cell) for cell in [*row(explanation, place), explanation.inputs[place].meaning]]
        for place in places
    )
    return table(header, rows, "explained", stacked=True)


def row(explanation: Explanation, place: int) -> list[str]:
    """One input in words: name, value, what is usual, push towards the first class, against the second."""
    one = explanation.inputs[place]
    pushes = (explanation.towards[place], explanation.against[place])
    return [words.called(one), words.measured(one), words.usual(one), *(f"{push:+.2f}" for push in pushes)]


def _strangeness(explanation: Explanation, found: Strangeness) -> Iterator[str]:
    yield f"<p>{text(words.strange(found))}</p>"
    yield table(("part", "alone it would score"), ((text(k), text(v)) for k, v in words.parts(found).items()))
    yield "<p>Where the reconstruction misses most:</p>"
    header = ("input", "measured", "deviation from the mean", "as rebuilt", "share of the error")
    yield table(
        header, ([text(cell) for cell in cells] for cells in missed(explanation, found)), stacked=True
    )


def missed(explanation: Explanation, found: Strangeness, count: int = 5) -> list[list[str]]:
    """The inputs that are rebuilt worst: name, value, deviation, the same rebuilt, share of the error."""
    worst = np.argsort(-found.shares, kind="stable")[:count]
    return [
        [
            words.called(explanation.inputs[place]),
            words.measured(explanation.inputs[place]),
            f"{found.scaled[place]:+.2f}",
            f"{found.rebuilt[place]:+.2f}",
            percent(float(found.shares[place])),
        ]
        for place in worst
    ]
