"""Two runs or models side by side on one page: what is better, where, and what was different."""

from collections.abc import Callable, Iterable, Iterator

from components.errors import ModelError
from components.page.contents import Part, with_contents
from components.page.document import document
from components.page.markup import details, plain, text
from components.page.sorting import SORT_SCRIPT, Cell, sortable
from components.report.changed import changed_section
from components.report.confusion import matrix
from components.report.content import Content, Json
from components.report.core import SYNTHETIC
from components.report.decision import STYLES, Decision
from components.report.differences import Difference
from components.report.judged import counted
from components.report.measures import (
    headline,
    judged,
    limits,
    of_classes,
    place,
    shown,
    signed,
    signed_limits,
    title,
)
from components.report.slices import named
from components.report.sources import Sources
from components.report.style import STYLE

Named = tuple[str, Difference]
FAILED = 6
"""Failed gates that are named."""
APART = "The interval of a difference takes the two as independent: their intervals are combined in squares."
SAME_DATA = (
    "Both were measured on the same data, so this interval is rather too wide than too narrow. A paired "
    "comparison is in the report of the later run."
)


def compare(first: Sources, second: Sources) -> str:
    """The page as HTML; differences are the second less the first.

    Args:
        first, second: where the artifacts of each are.

    Raises:
        ModelError: they tell different classes apart, or one was never evaluated.
    """
    both = Content.read(first), Content.read(second)
    _check(*both)
    name = f"Cascada: {_names(*both)[0]} and {_names(*both)[1]}"
    synthetic = SYNTHETIC if any(one.is_synthetic for one in both) else ""
    head = f"<h1>{text(name)}</h1>{_datasets(first, second)}{synthetic}"
    return document(name, [head, with_contents(_parts(*both))], STYLE, SORT_SCRIPT)


def _datasets(first: Sources, second: Sources) -> str:
    titles = [one.dataset.title for one in (first, second)]
    if first.dataset.name == second.dataset.name:
        return f"<p class=quiet>{text(titles[0])}</p>"
    said = f"Two datasets: {titles[0]}, and {titles[1]}. Figures of different data say little of the models."
    return f"<p class=not-compared>{text(said)}</p>"


def _check(a: Content, b: Content) -> None:
    classes = [", ".join(one.sources.dataset.classes) for one in (a, b)]
    if classes[0] != classes[1]:
        what = f"one tells {classes[0]} apart, the other {classes[1]}"
        raise ModelError(what, where="compare", fix="Compare models of the same dataset and task.")
    for name, one in zip(_names(a, b), (a, b), strict=True):
        if one.champion is None:
            raise ModelError(f"{name} was never evaluated", where="compare", fix="Name another run.")


def _names(a: Content, b: Content) -> tuple[str, str]:
    """What to call them."""
    first, second = (_name(one) for one in (a, b))
    return (f"{first} (A)", f"{second} (B)") if first == second else (first, second)


def _name(one: Content) -> str:
    pushed = one.sources.provenance.get("pushed") or {}
    version = f"version {pushed['version']}" if pushed.get("version") else ""
    run = f"run {one.sources.run}" if one.sources.run else "run"
    return f"{version} of {run}" if version and run else version or run


def _parts(a: Content, b: Content) -> Iterator[Part]:
    names = _names(a, b)
    x, y = a.champion or {}, b.champion or {}
    note = f"{APART} {SAME_DATA}" if _same_data(a, b) else APART
    overall = [(f"<b>{text(title(name))}</b>", Difference.of(name, x, y)) for name in _both(headline, x, y)]
    classes = [(f"<b>{text(title(name))}</b>", Difference.of(name, x, y)) for name in _both(of_classes, x, y)]
    body = f"<p class=quiet>{note}</p>{_table(overall, names)}"
    yield Part("verdicts", "Verdicts", "What each came to", _verdicts((a, b), names))
    yield Part("figures", "Figures", "Which is better?", f"{body}<h3>Each class</h3>{_table(classes, names)}")
    yield Part("slices", "Slices", "Where do they differ?", _slices(x, y, names))
    yield Part("confusion", "Confusion", "What each takes for what", _matrices((x, y), names))
    yield Part("made", "What was different", "What was different?", changed_section(a, b, names))


def _same_data(a: Content, b: Content) -> bool:
    prints = [(one.ingestion or {}).get("fingerprint") for one in (a, b)]
    return prints[0] is not None and prints[0] == prints[1]


def _both(of: Callable[[Json], list[str]], x: Json, y: Json) -> list[str]:
    return list(dict.fromkeys([*of(x), *of(y)]))


def _verdicts(both: tuple[Content, Content], names: tuple[str, str]) -> str:
    cards = (_verdict(Decision.of(one), one, name) for one, name in zip(both, names, strict=True))
    return f"<div class=two>{''.join(cards)}</div>"


def _verdict(decision: Decision, one: Content, name: str) -> str:
    style = STYLES[decision.state]
    lines = [f"<li>{text(gate.sentence)}</li>" for _, gate in decision.failed]
    more = f"<li>and {len(lines) - FAILED} more</li>" if len(lines) > FAILED else ""
    failed = f"<ul>{''.join(lines[:FAILED])}{more}</ul>" if lines else ""
    return (
        f"<div class='verdict {style}'><p><b>{text(name)}</b>, {text(plain(one.family or ''))}</p>"
        f"<p class=word><strong class={style}>{decision.state}</strong></p>"
        f"<p>{text(decision.sentence)}</p>{failed}<p>Gates: {counted(decision.gates)}</p></div>"
    )


def _table(rows: Iterable[Named], names: tuple[str, str]) -> str:
    header = ["figure", *names, "difference", "interval", "what that is"]
    return sortable(header, (_row(name, difference) for name, difference in rows), label="differences")


def _row(name: str, difference: Difference) -> Iterator[Cell]:
    interval = difference.interval
    said = judged(difference.metric, difference.change) if interval else ""
    yield Cell(name)
    yield _value(difference.first, difference.first_interval)
    yield _value(difference.second, difference.second_interval)
    yield Cell(signed(difference.value), "" if difference.value is None else difference.value)
    yield Cell(signed_limits(interval), interval[1] - interval[0] if interval else "")
    yield Cell(f"<span class='{said.replace(' ', '-')}'>{said}</span>", style="words")


def _value(value: float | None, interval: object) -> Cell:
    known = limits(interval) if isinstance(interval, list) else ""
    said = f"<br><span class=quiet>{known}</span>" if known else ""
    return Cell(f"{shown(value)}{said}", "" if value is None else value)


def _slices(x: Json, y: Json, names: tuple[str, str]) -> str:
    """The accuracy of each band that both have, the largest difference first; the other metrics folded."""
    metrics = ["accuracy", *(name for name in _both(headline, x, y) if name != "accuracy")]
    tables = {metric: _bands(x, y, metric) for metric in metrics}
    folded = (
        details(text(title(metric)), _table(rows, names))
        for metric, rows in tables.items()
        if rows and metric != "accuracy"
    )
    note = "<p class=quiet>Accuracy, the largest difference first; of the slices that both have.</p>"
    return f"{note}{_table(tables['accuracy'], names)}{''.join(folded)}"


def _bands(x: Json, y: Json, metric: str) -> list[Named]:
    there = {place(band): band for band in y["slices"]}
    rows = [
        (named(band), Difference.of(metric, band, there[place(band)]))
        for band in x["slices"]
        if place(band) in there and metric in band["metrics"]
    ]
    return sorted(rows, key=lambda row: -abs(row[1].value or 0))


def _matrices(both: tuple[Json, Json], names: tuple[str, str]) -> str:
    drawn = (f"<div><h3>{text(name)}</h3>{matrix(one)}</div>" for one, name in zip(both, names, strict=True))
    return f"<div class=two>{''.join(drawn)}</div>"
