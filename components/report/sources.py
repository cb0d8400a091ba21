"""What the page of a run is made from: where its artifacts are, whatever there is of them."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from components.showers.dataset import Dataset


@dataclasses.dataclass(frozen=True)
class Sources:
    """The folders of a run. Everything but the dataset may be missing: a run that was refused half way has
    a page too.

    Attributes:
        dataset: what the run is about.
        run: its id; empty for none.
        ingestion: folder of `report.json` of ExampleGen.
        anomalies: folder of `findings.json` and `verdict.json` of the ExampleValidator.
        reference: folder of `reference.json`.
        choice: folder of `choice.json` and `verdict.json` of the Champion.
        infra: folder of `verdict.json` of the InfraValidator.
        evaluations: by family, folder of `metrics.json`, `verdict.json`, predictions and probes.
        models: by family, folder of the SavedModel.
        training: by family, folder of `training.json` and `importance.json`.
        trials: by family, folder of `study.json` and `trials.csv` of the Tuner.
        refused: folders with the `verdict.json` of nodes that refused.
        events: folder of the raw files of the span, for event displays.
        checklist: what must be looked at and signed (`components/audit`).
        approvals: who signed what.
        provenance: `revision`, `dirty`, `lock_sha256`, `seeds`, `split`, `settings`, `hardware`, `packages`,
            and `pushed`, what the Pusher did; any may be missing.
    """

    dataset: Dataset
    run: str = ""
    ingestion: str | None = None
    anomalies: str | None = None
    reference: str | None = None
    choice: str | None = None
    infra: str | None = None
    evaluations: Mapping[str, str] = dataclasses.field(default_factory=dict)
    models: Mapping[str, str] = dataclasses.field(default_factory=dict)
    training: Mapping[str, str] = dataclasses.field(default_factory=dict)
    trials: Mapping[str, str] = dataclasses.field(default_factory=dict)
    refused: tuple[str, ...] = ()
    events: str | None = None
    checklist: Any = None
    approvals: tuple[Any, ...] = ()
    provenance: Mapping[str, Any] = dataclasses.field(default_factory=dict)
