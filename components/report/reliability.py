"""Do probabilities mean what they say: the reliability diagram."""

from collections.abc import Sequence

from components.page.charts import Series, chart, charts, legend
from components.page.markup import details, plain, text
from components.page.scales import Axis
from components.report.content import Content, Json
from components.report.measures import shown

TICKS = tuple((tick / 5, f"{tick / 5:g}") for tick in range(6))
DIAGONAL = Series("as it should be", ((0.0, 0.0), (1.0, 1.0)), look=2, marked=False)
NOTE = (
    "<p class=quiet>Of the showers to which the model gives 70 %, 70 % should be what it says: points on the "
    "dashed line. Above it the model is too shy, below it too sure. Bars are intervals.</p>"
)


def reliability_section(content: Content) -> str:
    """The diagram of each family, and of each class folded; empty where none was measured."""
    known = [family for family in content.families if content.metrics[family].get("reliability")]
    if not known:
        return ""
    drawn = (_diagram(content, family) for family in known)
    keys = [(0, "measured"), (2, "as it should be")]
    each = _by_class(content.metrics[known[0]], known[0])
    return f"<h3>Do probabilities mean what they say?</h3>{NOTE}{legend(keys)}{charts(drawn)}{each}"


def _diagram(content: Content, family: str) -> str:
    found = content.metrics[family]
    error = shown(found["overall"].get("calibration_error"))
    name = plain(family) + (f", calibration error {error}" if error else "")
    return diagram(name, found["reliability"], "probability of the called class", "share that is right")


def diagram(name: str, bins: Sequence[Json], x: str, y: str) -> str:
    """The share that is right against the mean probability, as SVG.

    Args:
        name: above it; text.
        bins: of `reliability` of a `metrics.json`.
        x, y: labels.
    """
    points = [(one["confidence"], one["accuracy"]) for one in bins]
    limits = [one.get("interval") for one in bins]
    measured = (
        Series("measured", points, marked=False),
        Series("measured", points, limits, joined=False),
    )
    return chart(name, Axis(x, 0, 1, TICKS), Axis(y, 0, 1, TICKS), [DIAGONAL, *measured])


def _by_class(found: Json, family: str) -> str:
    drawn = [
        diagram(name, bins, f"probability of {name}", f"share that is {name}")
        for name, bins in (found.get("reliability_by_class") or {}).items()
        if bins
    ]
    return details(f"Each class of {text(plain(family))}", charts(drawn)) if drawn else ""
