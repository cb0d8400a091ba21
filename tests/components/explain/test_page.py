"""The page that explains one shower."""

import dataclasses
from html.parser import HTMLParser

import pytest

from components.explain.page import page
from components.explain.plots import save_picture


@pytest.fixture(scope="module")
def html(explanation, shower, wcd):
    return page(explanation, shower, wcd, "models/1")


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.outside = []

    def handle_starttag(self, tag, attrs):
        self.outside += [v for k, v in attrs if k in ("src", "href", "xlink:href") and not v.startswith("#")]


def test_it_needs_no_other_file(html):
    links = Links()
    links.feed(html)
    assert links.outside == []


def test_it_says_what_the_shower_is_called_and_that_it_is_synthetic(html, explanation, shower):
    name = explanation.classes[explanation.predicted]
    assert f"<h1>Shower {shower.id}: {name}, " in html
    assert f"Synthetic: simulated by Cascada. In truth: {shower.truth['primary']}." in html


def test_measured_data_has_no_truth(explanation, shower, wcd):
    measured = dataclasses.replace(shower, truth={}, synthetic=False)
    made = page(explanation, measured, wcd, "models/1")
    assert "The data tells no truth, as measured data does." in made
    assert "In truth" not in made


def test_a_primary_that_the_model_does_not_know_is_said_to_be_one(explanation, shower, wcd):
    strange = dataclasses.replace(shower, truth={**shower.truth, "primary": "silicon"})
    assert "In truth: silicon, a primary that the model does not know." in page(
        explanation, strange, wcd, "models/1"
    )


def test_it_shows_the_event_every_input_and_how_strange_it_is(html, explanation):
    assert html.count("<figure>") == 3
    assert all(one.meaning.split("'")[0] in html for one in explanation.inputs)
    assert ("How strange it is" in html) == (explanation.family == "autoencoder")


def test_names_from_files_cannot_break_it(explanation, shower, wcd):
    odd = dataclasses.replace(shower, file="<script>alert(1)</script>.parquet")
    assert "<script>alert" not in page(explanation, odd, wcd, "<b>")


def test_the_same_shower_gives_the_same_bytes(html, explanation, shower, wcd, tmp_path):
    assert page(explanation, shower, wcd, "models/1") == html
    for name in ("first.svg", "second.svg", "first.png", "second.png"):
        save_picture(tmp_path / name, explanation, shower, wcd)
    for kind in ("svg", "png"):
        first, second = ((tmp_path / f"{name}.{kind}").read_bytes() for name in ("first", "second"))
        assert first == second
        assert len(first) > 20_000


def test_without_an_event_there_is_no_event_display(explanation, shower, wcd):
    row = dataclasses.replace(shower, event=None)
    made = page(explanation, row, wcd, "models/1")
    assert "The event" not in made
    assert "Where it lies" in made
