"""The page of the data gates: one file that a person can decide from whether a run may go on."""

from collections.abc import Mapping, Sequence

from components.example_validator.page_tables import facts_table, kinds, unknown
from components.findings import Finding
from components.page.data_gates.failures import failures
from components.page.data_gates.style import STYLE
from components.page.data_gates.verdict import Tally, overview, verdict
from components.page.document import document
from components.page.markup import text

NOTE = (
    "<p class=quiet>Failures come first, then what is nearest to its limit. In the small pictures the filled "
    "shape is what it is compared with, the line is what is here; all bins are equally wide.</p>"
)


def page(findings: Sequence[Finding], title: str, facts: Mapping[str, str]) -> str:
    """The page as HTML; the same findings give the same bytes.

    First whether the run may go on, then every failure with both distributions, what a person allowed, what
    could not be compared, each kind of gate in tables, and the facts.

    Args:
        findings: of every gate on data.
        title: what was judged, such as `Water-Cherenkov detector events, span 2`.
        facts: name -> what was compared with what, dates, rows, settings.
    """
    tally = Tally.of(findings)
    sections = [
        f"<h1>Data gates: {text(title)}</h1>",
        verdict(findings),
        overview(findings),
        failures("What failed", tally.refused),
        failures("What a person allowed", tally.allowed),
        unknown(findings),
        f"<h2>Every comparison</h2>{NOTE}{kinds(findings)}" if findings else "",
        f"<h2>Facts</h2>{facts_table(facts.items())}" if facts else "",
    ]
    return document(f"Data gates: {title}", sections, STYLE)
