"""The artifacts of a run as its nodes write them, in a folder, and where they are as `Sources`."""

import dataclasses
import json
import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from components.findings import FINDINGS_FILE, Estimate, Finding, Histogram, Kind, to_json
from components.gates import Gate, Outcome, Verdict
from components.report.sources import Sources
from components.showers.dataset import load_dataset
from tests.components.report.choices import choice_of

CLASSES = ("photon", "proton", "helium", "nitrogen", "iron")
FAMILIES = ("gradient_boosting", "autoencoder")
BANDS = {"primary": CLASSES, "zenith": ("0-30", "30-60"), "energy": ("1-10", "10-317")}
MASSES = {"proton": 1, "helium": 4, "nitrogen": 14, "iron": 56}


def change(value, noise=0.01):
    """A change and its interval."""
    return {"value": value, "interval": [value - noise, value + noise]}


def values_of(accuracy):
    """Every metric of a block."""
    of_class = {"precision": 0.5, "recall": 0.6, "f1": 0.55, "auc": 0.8, "predicted_fraction": 0.25}
    each = {f"{kind}_{name}": value for kind, value in of_class.items() for name in CLASSES}
    support = {f"support_{name}": 40.0 for name in CLASSES}
    separated = {"auc_pair": 0.931, "merit_pair": 1.5, "rejection_pair": 0.97}
    sides = {"signal_pair": 40.0, "background_pair": 39.0}
    overall = {"accuracy": accuracy, "macro_f1": 0.5, "calibration_error": 0.02, "log_loss": 1.1}
    return {**overall, **each, **support, **separated, **sides, "ln_a_bias": -0.05, "ln_a_examples": 160.0}


def block_of(accuracy, rise=None):
    """Metrics with intervals, and changes where there is a baseline."""
    values = values_of(accuracy)
    known = {
        name: value for name, value in values.items() if not name.startswith(("support", "signal", "back"))
    }
    before = None if rise is None else {name: value - rise for name, value in known.items()}
    return {
        "intervals": {name: [value - 0.05, value + 0.05] for name, value in known.items()},
        "baseline": before,
        "changes": {} if rise is None else {name: change(rise) for name in known},
    } | {"metrics": values}


def slices_of(accuracy, rise=None):
    """Bands of every slice, and one cross slice; the second band of each is worse."""
    found = [
        {"slice": name, "band": band, "features": [name], "examples": 100, "groups": 100}
        | block_of(accuracy - 0.1 * place, rise)
        for name, bands in BANDS.items()
        for place, band in enumerate(bands)
    ]
    crossed = {"slice": "zenith x energy", "band": "0-30 x 1-10", "features": ["zenith", "energy"]}
    return [*found, {**crossed, "examples": 50, "groups": 50, **block_of(accuracy, rise)}]


def metrics_of(accuracy=0.6, rise=None, **changes):
    """The content of `metrics.json`."""
    whole = block_of(accuracy, rise)
    bins = [
        {"low": 0.5, "high": 0.6, "examples": 90, "confidence": 0.55, "accuracy": 0.5, "interval": [0.4, 0.6]}
    ]
    return {
        "split": "test",
        "classes": list(CLASSES),
        "separations": ["pair"],
        "mass_numbers": MASSES,
        "examples": 200,
        "groups": 200,
        "confidence": 0.95,
        "replicates": 100,
        "overall": whole.pop("metrics"),
        **whole,
        "baseline_reason": "there is no champion yet" if rise is None else "",
        "confusion": (np.eye(5, dtype=int) * 24 + 4).tolist(),
        "reliability": bins,
        "reliability_by_class": dict.fromkeys(CLASSES, bins),
        "slices": slices_of(accuracy, rise),
        "gaps": [
            {"slice": "zenith", "metric": "accuracy", "value": 0.1, "interval": [0, 0.2]}
            | {"highest": "0-30", "lowest": "30-60"}
        ],
        **changes,
    }


def gate(name, outcome=Outcome.PASSED, metric="", place="", sentence=None):
    """A gate with its sentence."""
    return Gate(name, "a with b", 0.5, 0.4, outcome, sentence or f"{name} said <so>", metric, place)


GATES = (
    gate("accuracy>=0.4", metric="accuracy"),
    gate(
        "recall_iron>=0.9",
        Outcome.FAILED,
        "recall_iron",
        sentence="recall iron is 0.6 & must be at least 0.9",
    ),
    gate("accuracy[zenith 0-30]>=0.4", metric="accuracy", place="zenith|0-30"),
    gate("accuracy[zenith 30-60]>=0.6", Outcome.FAILED, "accuracy", "zenith|30-60"),
    gate("accuracy[energy 1-10]>=0.6", Outcome.NOT_COMPARED, "accuracy", "energy|1-10"),
    gate("gap accuracy[zenith]<=0.05", Outcome.FAILED, "accuracy", "zenith|"),
    gate("accuracy[zenith 0-30] change>=-0.1", metric="accuracy", place="zenith|0-30"),
)


def finding(feature="energy", outcome=Outcome.PASSED, value=0.02):
    """A comparison of the distributions of a feature."""
    shares = ((0.5, 0.5), (0.6, 0.4))
    histogram = Histogram("EeV", ("1 to 10", "10 to 316"), *shares)
    sentence = f"train: {feature} differs by {value}"
    return Finding(
        *(Kind.DRIFT, "train", feature, "span 1", "Chebyshev distance"),
        *(Estimate(value, 0, 2 * value, 0.01), 0.1, outcome, sentence, histogram),
    )


def written(folder: pathlib.Path, files) -> str:
    """A folder with these files as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content))
    return str(folder)


def judged(folder, node, *gates) -> str:
    """The folder, now with a verdict."""
    Verdict(node, tuple(gates)).write(str(folder))
    return str(folder)


def predictions(folder: pathlib.Path, rows=60, seed=1) -> None:
    """Writes `predictions-test.parquet`."""
    generator = np.random.default_rng(seed)
    probabilities = generator.dirichlet(np.ones(len(CLASSES)), rows)
    columns = {f"p_{name}": probabilities[:, k] for k, name in enumerate(CLASSES)}
    labels = generator.choice(CLASSES, rows)
    ids = np.arange(rows)
    table = pa.table({"id": ids, "group": ids, "label": labels, "energy": ids + 0.5, **columns})
    pq.write_table(table, folder / "predictions-test.parquet")


def evaluation(folder: pathlib.Path, metrics, gates=GATES) -> str:
    """An evaluation artifact."""
    written(folder, {"metrics.json": metrics})
    predictions(folder)
    return judged(folder, "Evaluator", *gates)


def training(folder: pathlib.Path, importance) -> str:
    """A model run artifact."""
    curve = {"loss": [1.5, 1.2, 1.1], "training_loss": [1.6, 1.2, 1.0], "accuracy": [0.3, 0.4, 0.5]}
    files = {"training.json": {"seconds": 3.0, "train_accuracy": 0.7, "eval_accuracy": 0.6, "curve": curve}}
    one = {"name": "log10_<muons>", "gain": 0.4, "accuracy_fall": {"mean": 0.2, "spread": 0.01}}
    one["log_loss_rise"] = {"mean": 0.5, "spread": 0.02}
    found = {"split": "eval", "rows": 50, "repeats": 3, "inputs": [one]}
    return written(folder, files | ({"importance.json": found} if importance else {}))


REFERENCE = {
    "name": "published accuracy",
    "kind": "published",
    "sentence": "of the best <model>.",
    "source": "a paper",
    "overall": {"accuracy": 0.8},
    "intervals": {},
    "slices": [],
}
INGESTION = {
    "dataset": "ground",
    "span": 1,
    "fingerprint": "f1",
    "read": 17,
    "kept": 16,
    "quarantined": 1,
    "quarantined_by_field": {"zenith": 1},
    "flagged": {"xmax": 2, "energy": 0},
    "splits": {"train": {"photon": 8}, "test": {"photon": 8}},
    "files": {"<a>.txt": {"sha256": "abc", "read": 17, "kept": 16}},
}
PROVENANCE = {
    "revision": "0123abc",
    "dirty": True,
    "lock_sha256": "def",
    "seeds": {"numpy": 7},
    "settings": {"gradient_boosting": {"rounds": 800}},
    "packages": {"numpy": "2.4.6"},
    "hardware": {"cores": 2},
}


def run(folder: pathlib.Path, rise=None, accuracy=(0.6, 0.65), **changes) -> Sources:
    """A run that came to a champion.

    Args:
        folder: empty; gets the artifacts.
        rise: how much better every figure is than that of the blessed model; None where there is none.
        accuracy: of the two families.
        changes: other sources.
    """
    infra = judged(folder / "infra", "InfraValidator", gate("serves"))
    choice = written(folder / "choice", {"choice.json": choice_of(*FAMILIES, winner="autoencoder")})
    anomalies = judged(folder / "anomalies", "ExampleValidator", finding().gate())
    pathlib.Path(anomalies, FINDINGS_FILE).write_text(to_json([finding()]))
    measured = dict(zip(FAMILIES, accuracy, strict=True))
    of_run = Sources(
        dataset=load_dataset("ground"),
        run="20260101T000000.000",
        ingestion=written(folder / "ingestion", {"report.json": INGESTION}),
        anomalies=anomalies,
        reference=written(folder / "reference", {"reference.json": REFERENCE}),
        choice=judged(choice, "Champion", gate("beats")),
        infra=infra,
        evaluations={
            name: evaluation(folder / name, metrics_of(value, rise)) for name, value in measured.items()
        },
        training={name: training(folder / f"run-{name}", name == FAMILIES[0]) for name in FAMILIES},
        provenance=PROVENANCE,
    )
    return dataclasses.replace(of_run, **changes)
