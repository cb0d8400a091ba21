"""Figures give the same bytes for the same numbers, and can follow the colours of a page."""

from matplotlib import rc_context
from matplotlib.figure import Figure

from components.figures import INK, INKED, STABLE, svg_of


def drawn(style):
    with rc_context(style):
        figure = Figure()
        figure.subplots().plot([1, 2], [3, 4], color=style.get("text.color", "black"))
        return svg_of(figure)


def test_the_same_numbers_give_the_same_bytes():
    assert drawn(STABLE) == drawn(STABLE)
    assert "currentColor" not in drawn(STABLE)


def test_ink_takes_the_colour_of_the_text_around_the_figure():
    inked = drawn(INKED)
    assert "stroke: currentColor" in inked
    assert INK not in inked
    assert "#000000" not in inked
