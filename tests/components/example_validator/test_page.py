"""The page of the data gates: a person can decide from it, and what is unknown never reads as passed."""

import html
import itertools
import re

import pytest

from components.example_validator.page import page
from components.findings import Estimate, Finding, Histogram, Kind
from components.gates import Outcome

BINS = ("under 0", "0 to 30", "30 to 60", "over 60", "missing")
HISTOGRAM = Histogram("deg", BINS, (0, 0.5, 0.5, 0, 0), (0, 0.45, 0.3, 0.25, 0))
FACTS = {"judged": "span 2", "rows": "3 000 <of them>"}


def of(feature="zenith", outcome=Outcome.PASSED, kind=Kind.DRIFT, split="train", value=0.02, **changes):
    """A finding of a feature by its distribution."""
    given = {
        "reference": "span 1",
        "measure": "Chebyshev distance",
        "estimate": Estimate(value, value - 0.01, value + 0.01, 0.0004),
        "threshold": 0.08,
        "sentence": f"{split}: {feature} differs from span 1 by {value}",
        "histogram": HISTOGRAM,
        "table": (("measure", "value"), ("Jensen-Shannon divergence", f"{value / 2}")),
    }
    return Finding(kind=kind, split=split, feature=feature, outcome=outcome, **{**given, **changes})


def failed(feature="zenith", value=0.25, **changes):
    return of(feature, Outcome.FAILED, value=value, **changes)


def unknown(feature="", split="train", why="there is no span 1 yet", kind=Kind.DRIFT):
    nothing = {"estimate": None, "histogram": None, "table": (), "measure": "", "threshold": None}
    sentence = f"{split}: not compared, {why}"
    return of(feature, Outcome.NOT_COMPARED, kind, split, sentence=sentence, **nothing)


def words_of(content: str) -> str:
    """What a person reads."""
    body = re.sub(r"<head>.*?</head>", "", content, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", body)))


def verdict_of(*findings) -> str:
    return re.search("<strong class=.*?>(.*?)</strong>", page(findings, "span 2", {}))[1]


def part_of(content: str, begin: str, end: str = "<h2>") -> str:
    """The HTML from a heading to the next."""
    return content[content.index(begin) + len(begin) :].split(end)[0]


@pytest.mark.parametrize(
    ("findings", "sentence"),
    [
        ([of(), failed()], "Refused: 1 of 2 comparisons failed."),
        (
            [failed(), failed("energy", allowed="why")],
            "Refused: 1 of 2 comparisons failed, and a person allowed 1 more.",
        ),
        ([of(), of("energy")], "Passed: none of 2 comparisons failed."),
        ([of(), unknown()], "Passed, but 1 thing was not compared."),
        ([of(), unknown(), unknown("energy")], "Passed, but 2 things were not compared."),
        ([of(), failed(allowed="why")], "Passed only because a person allowed 1 of 2 comparisons to fail."),
        ([unknown()], "Nothing was compared, so nothing is known about this data."),
        ([], "Nothing was compared, so nothing is known about this data."),
    ],
)
def test_the_verdict_is_one_sentence(findings, sentence):
    assert verdict_of(*findings) == sentence


def test_a_refusal_names_what_failed_with_all_its_splits_the_worst_first():
    findings = [failed("energy", value=0.1), failed(), failed(split="eval"), failed("", kind=Kind.COVARIATE)]
    shown = re.findall("<li>(.*?)</li>", page(findings, "span 2", {}))
    assert [words_of(line).strip() for line in shown] == [
        "zenith : drift (train, eval)",
        "energy : drift (train)",
        "covariate shift (train)",
    ]


def test_of_many_failures_the_top_names_some_and_says_how_many_more_there_are():
    shown = page([failed(f"feature_{place}") for place in range(30)], "span 2", {})
    assert len(re.findall("<li>", shown)) == 9
    assert "and 22 more, all of them below" in shown
    assert len(re.findall("<article", shown)) == 30


def test_a_reason_that_was_given_stands_at_the_top_and_with_the_failure():
    shown = page([of(), failed("energy", allowed="the <new> electronics")], "span 2", {})
    assert shown.count("<q>the &lt;new&gt; electronics</q>") == 2
    assert "What failed" not in shown
    assert "energy differs from span 1 by 0.25." in part_of(shown, "What a person allowed</h2>")


def test_every_failure_has_its_sentence_and_both_distributions_before_anything_else():
    shown = page([of("energy"), failed(), failed(split="eval")], "span 2", {})
    cards = words_of(part_of(shown, "What failed</h2>"))
    for said in ("train: zenith differs from span 1 by 0.25.", "eval: zenith differs from span 1 by 0.25."):
        assert said in cards
    assert cards.count("differs most") == 2
    assert "zenith [deg] span 1 train difference" in cards
    assert "0.0 % 25.0 % +25.0" in cards
    assert "energy" not in cards
    assert shown.index("What failed</h2>") < shown.index("Every comparison</h2>")


def test_two_measures_of_one_feature_share_one_drawing():
    shown = page([failed(), failed(measure="Jensen-Shannon divergence", sentence="second")], "span 2", {})
    cards = part_of(shown, "What failed</h2>")
    assert "second." in cards
    assert cards.count("zenith [deg]") == 1


def test_what_was_not_compared_is_listed_with_its_reason_and_never_among_the_others():
    missing = unknown("xmax", why="it has no value there")
    shown = page([of(), missing, unknown(kind=Kind.DISTRIBUTION_SKEW)], "span 2", {})
    listed = words_of(part_of(shown, "Not compared</h2>"))
    assert "Drift xmax, train train: not compared, it has no value there." in listed
    assert "Distribution skew train train: not compared, there is no span 1 yet." in listed
    rest = part_of(shown, "Every comparison</h2>")
    assert "xmax" not in rest
    assert "1 thing was not compared, see above." in rest


def test_each_kind_is_named_with_what_it_means_and_the_others_are_said_not_to_be_looked_for():
    for kind in Kind:
        shown = page([of(kind=kind)], "span 2", {})
        sections = re.findall(r"<h3 id='(.*?)'>(.*?)</h3><p>(.*?\?.*?)</p>", shown)
        assert [(place, name) for place, name, _ in sections] == [
            (str(kind).replace(" ", "-"), str(kind).capitalize())
        ]
        assert shown.count("not looked for") == len(Kind) - 1


def test_a_row_tells_distance_interval_chance_limit_and_outcome():
    (row,) = re.findall("<tr>(<td data-label='of'>.*?)</tr>", page([of()], "span 2", {}))
    cells = [words_of(cell).strip() for cell in re.findall("<td.*?>(.*?)</td>", row)]
    assert cells[0] == "zenith train, compared with span 1"
    assert cells[1:] == [
        "over 60 deg: 0.0 % there, 25.0 % here",
        "0.02",
        "0.01 to 0.03",
        "0.0004",
        "0.08",
        "passed",
    ]
    assert "<span class=passed>passed</span>" in row


def test_outcomes_have_a_word_and_a_colour():
    shown = page([of(), failed("energy"), failed("xmax", allowed="why"), unknown("s1000")], "span 2", {})
    for style, word in (("passed", "passed"), ("failed", "failed"), ("allowed", "failed, allowed")):
        assert f"<span class={style}>{word}</span>" in shown
        assert f"<span class={style}>1 {word}</span>" in shown
    assert "<span class=not-compared>1 not compared</span>" in shown


def test_failures_are_first_in_a_table_then_what_is_nearest_to_its_limit():
    findings = [of("a", value=0.01), of("b", value=0.07), failed("c", value=0.09), failed("d", value=0.3)]
    shown = part_of(page(findings, "span 2", {}), "Every comparison</h2>")
    assert re.findall("<td data-label='of'><b>(.)</b>", shown) == ["d", "c", "b", "a"]


def test_what_is_above_its_limit_by_chance_says_so_and_shows_its_distributions():
    shown = page([of(value=0.1, sentence="train: zenith may differ by chance")], "span 2", {})
    assert "Passed: none of 1 comparison failed." in shown
    assert "1 is above the limit by no more than chance" in shown
    row = part_of(shown, "Every comparison</h2>")
    assert "train: zenith may differ by chance." in row
    assert "differs&nbsp;most" in row


def test_what_has_no_distribution_is_told_in_its_sentence():
    whole = of("", kind=Kind.COVARIATE, histogram=None, sentence="serving: an AUC of 0.52")
    shown = part_of(page([whole], "span 2", {}), "Every comparison</h2>")
    assert "serving: an AUC of 0.52." in shown
    assert "Jensen-Shannon divergence" in shown


def test_values_that_are_no_numbers_do_not_stop_the_page():
    nan = float("nan")
    shown = page([failed(estimate=Estimate(nan, nan, nan, nan)), failed("energy")], "span 2", {})
    assert "not a number" in shown


def test_links_lead_to_something():
    findings = [failed("<a b>'&"), failed("", kind=Kind.COVARIATE), failed("zenith", allowed="why"), of("c")]
    shown = page(findings, "span 2", {})
    targets = re.findall("id='(.*?)'", shown)
    assert set(re.findall("href='#(.*?)'", shown)) == set(targets)
    assert len(targets) == len(set(targets))


def test_facts_are_at_the_end():
    shown = page([of()], "span 2", FACTS)
    assert words_of(shown).strip().endswith("fact value judged span 2 rows 3 000 <of them>")


def test_nothing_from_outside_can_break_the_page():
    evil = "<script>alert('1')</script>"
    findings = [
        failed(evil, split=evil, reference=evil, measure=evil, sentence=evil, table=((evil,), (evil,))),
        failed("energy", allowed=evil, histogram=Histogram(evil, (evil,), (0.2,), (0.3,))),
        of(evil, histogram=Histogram(evil, (evil,), (0.2,), (0.3,)), measure=evil),
        unknown(evil, split=evil, why=evil),
    ]
    shown = page(findings, evil, {evil: evil})
    assert "<script" not in shown
    assert "alert('" not in shown


def test_it_opens_without_a_network_and_is_the_same_again():
    findings = [of(), failed("energy"), unknown()]
    shown = page(findings, "span 2", FACTS)
    assert shown == page(findings, "span 2", FACTS)
    assert not any(word in shown for word in ("http", "url(", "<script", "<link", "src="))


def test_a_wide_dataset_that_fails_everywhere_makes_a_page_of_less_than_two_megabytes():
    splits = ("train", "eval", "test", "serving")
    every = [failed(f"feature_{k}", split=split) for k, split in itertools.product(range(55), splits)]
    assert len(page(every, "span 2", {})) < 2_000_000
