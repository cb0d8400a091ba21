"""Draws two distributions over one another: bars for a person to read, and a small picture for a table.

Drawn by hand as SVG, because a page has hundreds of them; colours are classes of the page's style.
"""

from collections.abc import Iterator, Sequence

from components.findings import MISSING, OTHER, Histogram
from components.page.markup import percent, table, text

MOST = 24
"""Bins that are drawn as bars; the ones that differ least are taken together."""
LONGEST, UNBROKEN = 48, 20
"""Characters of a label: it ends after the first, and up to the second it stands in one line."""
WIDTH, HEIGHT = 96, 24
"""Of the small picture, in pixels."""


def worst(histogram: Histogram) -> int | None:
    """Index of the bin that differs most; None where none differs."""
    largest = max(_differences(histogram), default=0)
    return _differences(histogram).index(largest) if largest > 0 else None


def told(histogram: Histogram) -> str:
    """The bin that differs most in words: `50.2 to 60 deg: 10.0 % there, 31.2 % here`."""
    place = worst(histogram)
    if place is None:
        return "no difference"
    label, unit = _label(histogram.bins[place]), histogram.unit
    unit = f"× {unit}" if unit[:1].isdigit() else unit
    there, here = percent(histogram.reference[place]), percent(histogram.current[place])
    named = f"{label} {unit}" if unit and label != MISSING else label
    return f"{named}: {there} there, {here} here"


def bars(histogram: Histogram, feature: str, reference: str, current: str) -> str:
    """A table with a row for each bin that is not empty on both sides: bars over one another, and shares.

    Args:
        histogram: both distributions.
        feature: what it is a distribution of; text.
        reference, current: what they are called; text.
    """
    marked, longest = worst(histogram), _longest(histogram)
    rows = [
        (
            _named(histogram.bins[place], place == marked),
            *_cells(*_shares(histogram, place), longest, place == marked),
        )
        for place in _drawn(histogram)
    ]
    header = (
        f"{feature} [{histogram.unit}]" if histogram.unit else feature,
        "",
        reference,
        current,
        "difference",
    )
    return table(header, [*rows, *_rest(histogram, longest)], "bars")


def picture(histogram: Histogram) -> str:
    """The outlines of both, every bin equally wide; it says what differs most when pointed at."""
    top = _longest(histogram)
    there, here = (_outline(shares, top) for shares in (histogram.reference, histogram.current))
    said = text(told(histogram))
    return (
        f"<svg class='small' width='{WIDTH}' height='{HEIGHT}' viewBox='0 0 {len(histogram.bins)} 20' "
        f"preserveAspectRatio='none' role='img' aria-label='{said}'><title>{said}</title>"
        f"<path class='there' d='M0 20{there}V20Z'/><path class='here' d='M0 20{here}V20'/></svg>"
    )


def _outline(shares: Sequence[float], top: float) -> str:
    return "".join(f"V{20 - 19 * share / top:.3g}H{place}" for place, share in enumerate(shares, start=1))


def _longest(histogram: Histogram) -> float:
    return max(*histogram.reference, *histogram.current, 0) or 1


def _differences(histogram: Histogram) -> list[float]:
    return [abs(here - there) for there, here in zip(histogram.reference, histogram.current, strict=True)]


def _shares(histogram: Histogram, place: int) -> tuple[float, float]:
    return histogram.reference[place], histogram.current[place]


def _filled(histogram: Histogram) -> list[int]:
    return [place for place in range(len(histogram.bins)) if any(_shares(histogram, place))]


def _drawn(histogram: Histogram) -> list[int]:
    """The bins that get bars, in their order."""
    differences = _differences(histogram)
    ranked = sorted(_filled(histogram), key=lambda place: -differences[place])
    return sorted(ranked[:MOST])


def _rest(histogram: Histogram, longest: float) -> Iterator[tuple[str, ...]]:
    """One row for all bins that get no bars."""
    rest = set(_filled(histogram)) - set(_drawn(histogram))
    if rest:
        there, here = (
            sum(side[place] for place in rest) for side in (histogram.reference, histogram.current)
        )
        yield (
            f"<i>{len(rest)} more that differ less</i>",
            "",
            percent(there),
            percent(here),
            _signed(here - there),
        )


def _named(label: str, marked: bool) -> str:
    name = _label(label)
    if len(name) <= UNBROKEN:
        name = name.replace(" ", "\N{NO-BREAK SPACE}")
    shown = f"<i>{text(name)}</i>" if label in (MISSING, OTHER, "") else text(name)
    return f"<b>{shown}</b><br><span class=failed>differs&nbsp;most</span>" if marked else shown


def _label(label: str) -> str:
    if not label:
        return "empty text"
    return label if len(label) <= LONGEST else f"{label[:LONGEST]}…"


def _cells(there: float, here: float, longest: float, marked: bool) -> tuple[str, str, str, str]:
    return _bar(there, here, longest, marked), percent(there), percent(here), _signed(here - there)


def _signed(difference: float) -> str:
    return f"{100 * difference:+.1f}".replace("-", "−")


def _bar(there: float, here: float, longest: float, marked: bool) -> str:
    style = "here most" if marked else "here"
    return (
        "<svg height='18' aria-hidden='true'>"
        f"<rect class='there' width='{100 * there / longest:.1f}%' height='18'/>"
        f"<rect class='{style}' y='5' width='{100 * here / longest:.1f}%' height='8'/></svg>"
    )
