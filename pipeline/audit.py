"""The checklist of a dataset, held against what its pipeline measures."""

import pathlib
from typing import get_args

from components.audit.checklist import Checklist, load_checklist
from components.audit.evidence import Known
from components.errors import SettingsError
from components.evaluator.plan import Plan
from components.evaluator.rule import CLASS_METRICS, MASS_METRICS, SEPARATION_METRICS, Rule
from components.findings import Kind
from components.settings import Pusher
from components.showers.dataset import Dataset
from components.showers.simulator.probes import CHANGES


def read_checklist(folder: pathlib.Path, dataset: Dataset, plan: Plan) -> Checklist:
    """The checklist of a dataset; an empty one where it has none.

    Raises:
        DatasetError: it names what the pipeline does not measure.
    """
    return load_checklist(folder, dataset, known(dataset, plan))


def known(dataset: Dataset, plan: Plan) -> Known:
    """What a pipeline of this dataset measures under this plan."""
    return Known(
        metrics=frozenset(_metrics(dataset, plan)),
        slices={one.name: plan.bands_of(one) for one in plan.slices},
        findings=frozenset(map(str, Kind)),
        probes=frozenset(CHANGES if dataset.sample else ()),
    )


def _metrics(dataset: Dataset, plan: Plan) -> set[str]:
    subjects = {*CLASS_METRICS, *SEPARATION_METRICS}
    whole = {*get_args(Rule.model_fields["metric"].annotation)} - subjects
    whole -= set() if plan.mass_numbers else set(MASS_METRICS)
    of_classes = {f"{metric}_{name}" for metric in CLASS_METRICS for name in dataset.classes}
    return (
        whole
        | of_classes
        | {f"{metric}_{one.name}" for metric in SEPARATION_METRICS for one in plan.separations}
    )


def who_must_sign(settings: Pusher, checklist: Checklist, dataset: Dataset) -> tuple[str, ...]:
    """The roles whose sign-off a push waits for; none where no approval is required.

    Raises:
        SettingsError: an approval is required and the dataset has no checklist that says by whom.
    """
    if settings.approval == "none":
        return ()
    if not checklist.roles:
        raise SettingsError(
            f"an approval is required, and no checklist of {dataset.name} says by whom",
            where="pusher.approval",
            fix="Write an audit.yaml beside its dataset.yaml, or set it to none.",
        )
    return checklist.roles
