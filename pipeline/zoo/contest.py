"""Trains every variant on every split, and puts what came of it side by side."""

import functools
import pathlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import scipy.stats
import yaml

from components.errors import SettingsError
from components.evaluator.asked import Asked
from components.evaluator.plan_file import load_plan
from components.showers.dataset import PROBE, dataset_folder, load_dataset
from pipeline.settings import Settings
from pipeline.zoo.data import Zoo, read_table, split_table
from pipeline.zoo.measure import anomaly_area, latency, quality
from pipeline.zoo.train import TRAINERS

VARIANTS = pathlib.Path(__file__).with_name("variants.yaml")
CONFIDENCE = 0.99
USUAL = ("proton", "iron")
"""What the models are trained on that are asked for anomalies; everything else is strange to them."""
STRANGE = {"photon": "test", "silicon": PROBE}
"""Primaries that such a model never saw, and the split they stand in."""

Figures = dict[str, float]
Tell = Callable[[str, int], object]


def load_variants() -> dict[str, dict[str, Any]]:
    """The variants: name -> family and changes to its settings."""
    variants: dict[str, dict[str, Any]] = yaml.safe_load(VARIANTS.read_text(encoding="utf-8"))
    return variants


def contest(settings: Settings, data: str, names: list[str], seeds: list[int], tell: Tell) -> dict[str, Any]:
    """Trains the named variants on splits of these seeds.

    Args:
        settings: of the dataset; a variant changes those of its family.
        data: the folder of the showers.
        names: of variants.
        seeds: of split and training; at least two for intervals.
        tell: told the variant and the seed before each training.

    Returns:
        For each variant every figure with `mean`, `interval` (99 %, Student's t) and `values`.

    Raises:
        SettingsError: there is no such variant.
        DataError: the data cannot be read.
    """
    variants, zoos = _chosen(names), dict(_splits(settings, data, seeds))
    found: dict[str, dict[str, list[float]]] = {name: {} for name in variants}
    for seed, zoo in zoos.items():
        for name, variant in variants.items():
            tell(name, seed)
            for figure, value in _figures(zoo, settings, variant, seed).items():
                found[name].setdefault(figure, []).append(value)
    return {name: {f: with_interval(v) for f, v in figures.items()} for name, figures in found.items()}


def _chosen(names: list[str]) -> dict[str, dict[str, Any]]:
    variants = load_variants()
    for name in names:
        if name not in variants:
            raise SettingsError(f"no variant {name!r}", where="zoo", fix=f"Known: {', '.join(variants)}.")
    return {name: variants[name] for name in names or variants}


def _splits(settings: Settings, data: str, seeds: list[int]) -> Iterator[tuple[int, Zoo]]:
    dataset = load_dataset(**settings.dataset.model_dump())
    table = read_table(pathlib.Path(data), dataset)
    for seed in seeds:
        yield seed, split_table(table, dataset, settings.split.model_copy(update={"seed": seed}))


def _figures(zoo: Zoo, settings: Settings, variant: Mapping[str, Any], seed: int) -> Figures:
    """Everything that is measured of one variant on one split."""
    family = variant["family"]
    changes = getattr(settings, family).model_dump() | {k: v for k, v in variant.items() if k != "family"}
    train = functools.partial(_trained, zoo, family, changes, seed)
    classes = zoo.dataset.classes
    trained, test = train(classes), zoo.examples("test", classes)
    plan = load_plan(dataset_folder(settings.dataset.name), zoo.dataset)
    outputs = trained.predict(test.inputs)
    figures = quality(test.labels, outputs["probabilities"], Asked.by(plan, classes))
    figures |= {"parameters": float(trained.parameters), "seconds": trained.seconds}
    figures["latency_milliseconds"] = latency(trained.answer, test.inputs)
    return figures | (_anomalies(zoo, train) if "anomaly_score" in outputs else {})


def _trained(zoo: Zoo, family: str, changes: dict[str, Any], seed: int, classes: tuple[str, ...]) -> Any:
    train, held_out = (zoo.examples(split, classes) for split in ("train", "eval"))
    return TRAINERS[family](train, held_out, zoo.dataset, len(classes), changes, seed)


def _anomalies(zoo: Zoo, train: Callable[[tuple[str, ...]], Any]) -> Figures:
    """How well a model of proton and iron alone tells primaries that it never saw."""
    if not set(USUAL) <= set(zoo.dataset.classes):
        return {}
    trained = train(USUAL)
    usual = trained.predict(zoo.examples("test", USUAL).inputs)["anomaly_score"]
    strange = {name: zoo.examples(split, (name,)).inputs for name, split in STRANGE.items()}
    return {
        f"anomaly_auc_{name}": anomaly_area(usual, trained.predict(rows)["anomaly_score"])
        for name, rows in strange.items()
        if len(rows)
    }


def with_interval(values: list[float]) -> dict[str, Any]:
    """Mean and interval of Student's t; no interval of a single value."""
    mean = sum(values) / len(values)
    if len(values) == 1:
        return {"mean": mean, "interval": None, "values": values}
    low, high = scipy.stats.t.interval(CONFIDENCE, len(values) - 1, mean, scipy.stats.sem(values) or 1e-12)
    return {"mean": mean, "interval": [float(low), float(high)], "values": values}
