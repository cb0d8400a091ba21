"""The Champion's choice between the families, on the eval split."""

from collections.abc import Iterator

from components.page.markup import interval, number, text, words
from components.page.sorting import Cell, sortable
from components.report.content import Content, Json
from components.report.measures import title


def choice_section(content: Content) -> str:
    """Every candidate: its metric, its latency, and why it won or lost; empty where nothing was chosen."""
    choice = content.choice
    if not choice or not choice.get("candidates"):
        return ""
    first = choice["candidates"][0]["latency"]
    header = [
        "model",
        title(choice["metric"]),
        "interval",
        "ms for one",
        f"ms for {first['batch']}",
        "why",
    ]
    body = sortable(header, map(_row, choice["candidates"]), label="choice of the champion")
    return f"<h3>Which model was chosen</h3><p>{text(choice['sentence'])}.</p>{body}"


def _row(candidate: Json) -> Iterator[Cell]:
    latency = candidate["latency"]
    yield Cell(f"<b>{words(candidate['name'])}</b>")
    yield Cell(number(candidate["value"]), candidate["value"])
    yield Cell(interval(candidate["interval"]))
    yield Cell(f"{latency['request_milliseconds']:.2f}", latency["request_milliseconds"])
    yield Cell(f"{latency['batch_milliseconds']:.1f}", latency["batch_milliseconds"])
    yield Cell(text(candidate["why"]), style="words wrap")
