"""The report of a run: one page that a person can decide from.

It answers in this order: is it good enough to push, where is it weak, what changed since the blessed model,
can the data be trusted, how was it made.
"""

from collections.abc import Iterator
from typing import Any

from components.page.contents import Part, with_contents
from components.page.document import document
from components.page.markup import text
from components.page.sorting import SORT_SCRIPT
from components.report import dashboard, summary
from components.report.audit import audit_section
from components.report.bands import bands_section
from components.report.changes import changes_section
from components.report.choice import choice_section
from components.report.classes import classes_section
from components.report.confusion import confusion_section
from components.report.content import Content
from components.report.curves import learning_section, tuning_section
from components.report.data import data_section
from components.report.error_analysis import error_section
from components.report.gates import gates_section
from components.report.importance import importance_section
from components.report.mistakes import mistakes_section
from components.report.physics import physics_section
from components.report.probes import probes_section
from components.report.provenance import provenance_section
from components.report.reliability import reliability_section
from components.report.slices import slices_section
from components.report.sources import Sources
from components.report.style import STYLE
from components.report.verdict import verdict_section

SYNTHETIC = (
    "<p class='lead synthetic'><strong>Synthetic data.</strong> These events were simulated and not "
    "measured; the model must not be used to claim a composition.</p>"
)
WEAK = (
    confusion_section,
    classes_section,
    reliability_section,
    slices_section,
    bands_section,
    physics_section,
    error_section,
    mistakes_section,
    importance_section,
    probes_section,
)
MADE = (choice_section, learning_section, tuning_section, audit_section, provenance_section, gates_section)


def page(sources: Sources) -> str:
    """The report as HTML, whole in one file; the same artifacts give the same bytes.

    Args:
        sources: where the artifacts of the run are.
    """
    content = Content.read(sources)
    name = f"Cascada: {sources.dataset.title}"
    run = f"<p class=quiet>Run {text(sources.run)}</p>" if sources.run else ""
    head = f"<h1>{text(name)}</h1>{run}{SYNTHETIC if content.is_synthetic else ''}"
    return document(name, [head, with_contents(_parts(content))], STYLE, SORT_SCRIPT)


def _parts(content: Content) -> Iterator[Part]:
    weak = "".join(section(content) for section in WEAK)
    made = "".join(section(content) for section in MADE)
    yield Part("verdict", "Verdict", "Is it good enough to push?", verdict_section(content))
    yield Part("weak", "Where it is weak", "Where is it weak?", weak)
    yield Part("changes", "What changed", "What changed since the blessed model?", changes_section(content))
    yield Part("data", "The data", "Can I trust the data?", data_section(content))
    yield Part("made", "How it was made", "How was it made?", made)


def markdown(sources: Sources) -> str:
    """The same decision in a page of Markdown.

    Args:
        sources: where the artifacts of the run are.
    """
    return summary.markdown(Content.read(sources))


def kubeflow_metrics(sources: Sources) -> dict[str, Any]:
    """The figures of the champion for the Metrics and ClassificationMetrics of a Kubeflow pipeline.

    Args:
        sources: where the artifacts of the run are.

    Returns:
        `metrics`, name -> number; `confusion_matrix`, with `categories` and `matrix`; `roc`, for each class
        `fpr`, `tpr` and `threshold`. What was not evaluated is empty.
    """
    return dashboard.kubeflow_metrics(Content.read(sources))
