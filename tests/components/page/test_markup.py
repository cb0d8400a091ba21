"""What comes from outside stays text; numbers, shares and tables are written as people read them."""

import pytest

from components.page.markup import details, digits, figure, percent, table, text


def test_text_cannot_break_the_page():
    assert text("<b a='1'>&\"") == "&lt;b a=&#x27;1&#x27;&gt;&amp;&quot;"


def test_a_table_has_a_head_that_is_escaped_and_rows_of_cells():
    made = table(["<name>", ""], [["<b>a</b>", "1"]], "tight")
    assert made == (
        "<table class='tight'><thead><tr><th>&lt;name&gt;</th><th></th></tr></thead>"
        "<tbody><tr><td><b>a</b></td><td>1</td></tr></tbody></table>"
    )


def test_the_cells_of_a_stacked_table_know_their_columns():
    made = table(["of", "", "a & b"], [["x", "y", "z"]], stacked=True)
    assert "<td data-label='of'>x</td><td>y</td><td data-label='a &amp; b'>z</td>" in made
    assert made.startswith("<table class='stacked'>")


def test_a_row_that_does_not_fit_the_head_is_an_error():
    with pytest.raises(ValueError, match="zip"):
        table(["a", "b"], [["1"]])


def test_details_are_folded_or_open():
    assert details("a", "b") == "<details><summary>a</summary>b</details>"
    assert details("a", "b", is_open=True).startswith("<details open>")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.12345, "0.123"),
        (-0.012, "-0.012"),
        (0.00001, "0"),
        (1234.0, "1.23e+03"),
        (float("nan"), "not a number"),
        (float("inf"), "infinite"),
    ],
)
def test_numbers_have_three_digits_and_say_when_they_are_none(value, shown):
    assert digits(value) == shown


def test_shares_are_percentages():
    assert percent(0.1234) == "12.3 %"


def test_a_plot_stands_on_a_white_card_unless_it_has_the_colours_of_the_page():
    assert figure("<svg/>") == "<figure><svg/></figure>"
    assert figure("<svg/>", inked=True) == "<figure class=inked><svg/></figure>"
