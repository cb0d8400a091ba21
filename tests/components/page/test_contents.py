"""The table of contents leads to every part that there is."""

from components.page.contents import Part, with_contents


def test_every_part_has_a_link_and_a_heading():
    made = with_contents(
        [Part("a", "A & B", "What is <a>?", "<p>one</p>"), Part("b", "B", "What is b?", "two")]
    )
    assert "<a href='#a'>A &amp; B</a><a href='#b'>B</a>" in made
    assert "<section class=part id='a'><h2>What is &lt;a&gt;?</h2><p>one</p></section>" in made


def test_a_part_with_nothing_in_it_is_left_out():
    made = with_contents([Part("a", "A", "A", ""), Part("b", "B", "B", "two")])
    assert "#a" not in made
    assert "id='a'" not in made
