"""`python -m tests.bench.table`: the tables of the README, made of bench.json."""

import json
import pathlib
from typing import Any

from pipeline.zoo.table import markdown

BENCH = pathlib.Path(__file__).resolve().parents[2] / "bench.json"
ZOOS = ("wcd", "ground")
Row = tuple[str, str, str]


def rows(bench: dict[str, Any]) -> list[Row]:
    """What was measured, the figure, and the name of the measurement."""
    return [
        *_simulated(bench),
        *_published(bench),
        *_reviewed(bench["evaluation"]),
        *_started(bench["node_start"]),
    ]


def _started(found: dict[str, Any]) -> list[Row]:
    slowest, most = (f"{found[kind]:.1f} s" for kind in ("seconds", "seconds_with_tensorflow"))
    alone, quickest = found["tensorflow_alone_seconds"], min(n["seconds"] for n in found["nodes"].values())
    return [
        (
            "starting a node on a cluster: processor time of the slowest, and with TensorFlow",
            f"{slowest} and {most}",
            "node_start",
        ),
        ("of the quickest, and of TensorFlow alone", f"{quickest:.1f} s and {alone:.1f} s", "node_start"),
    ]


def _reviewed(found: dict[str, Any]) -> list[Row]:
    kinds = ("one_slice_seconds", "thirty_slices_seconds", "cross_slice_seconds")
    each = ", ".join(f"{found[kind]:.1f} s" for kind in kinds)
    ours = f"{found['seconds']:.1f} s, {found['ratio']:.0f} times faster"
    return [
        ("TFX's own Evaluator, 60 000 showers, 3 slices", f"{found['stock_seconds']:.0f} s", "evaluation"),
        ("the same metrics here, with bootstrap intervals", ours, "evaluation"),
        ("the same with 1 slice, 30 slices, a cross of two", each, "evaluation"),
    ]


def _simulated(bench: dict[str, Any]) -> list[Row]:
    wcd, many, memory = bench["wcd"], bench["wcd_many"], bench["simulation_memory"]
    boosting, network = wcd["gradient_boosting"], wcd["autoencoder"]
    few, most = (f"{memory[events]['megabytes']:.0f} MB" for events in ("10000", "1000000"))
    return [
        ("simulated events: XGBoost, accuracy of five classes", _interval(boosting["accuracy"]), "wcd"),
        ("autoencoder with head, the same", _interval(network["accuracy"]), "wcd"),
        ("XGBoost, area under the curve, proton against iron", _interval(boosting["auc_proton_iron"]), "wcd"),
        ("autoencoder, the same", _interval(network["auc_proton_iron"]), "wcd"),
        ("XGBoost, photon against nuclei", _interval(boosting["auc_photon_hadron"]), "wcd"),
        ("autoencoder, the same again", _interval(network["auc_photon_hadron"]), "wcd"),
        ("nuclei rejected where half of the photons are kept", _rejections(boosting, network), "wcd"),
        ("`make run` without data: simulate 26 000 events, all nodes", f"{wcd['cold_seconds']:.0f} s", "wcd"),
        (
            "the same with 200 000 events",
            f"{many['seconds']:.0f} s, {many['megabytes'] / 1024:.1f} GB",
            "wcd_many",
        ),
        (
            "simulating on one core, Parquet included",
            _rate(bench["simulation"]["events_per_second"], "events"),
            "simulation",
        ),
        ("memory of simulating 10 000 and 1 000 000 events", f"{few} and {most}", "simulation_memory"),
        (
            "features from traces on one core",
            _rate(bench["features"]["events_per_second"], "events"),
            "features",
        ),
    ]


def _published(bench: dict[str, Any]) -> list[Row]:
    accuracy, three = bench["accuracy"], bench["three_inputs"]
    models, ingest, dag = bench["models"], bench["ingest"], bench["dag"]
    return [
        ("published showers: XGBoost, test accuracy", _interval(accuracy["gradient_boosting"]), "accuracy"),
        ("autoencoder with head, test accuracy", _interval(accuracy["autoencoder"]), "accuracy"),
        ("champion, test accuracy", _interval(accuracy["champion"]), "accuracy"),
        ("champion with muons, zenith and energy alone", _interval(three["champion"]), "three_inputs"),
        ("the whole pipeline, 48 498 showers, cold", f"{dag['cold_seconds']:.0f} s", "dag"),
        ("the same again, all from the cache", f"{dag['cached_seconds']:.0f} s", "dag"),
        ("training XGBoost, 400 rounds x 5 classes", _seconds(models, "gradient_boosting"), "models"),
        ("training the autoencoder, 60 epochs", _seconds(models, "autoencoder"), "models"),
        ("share of it that feeds the inputs", f"{bench['feeding']['share']:.1%}", "feeding"),
        ("ExampleGen from Parquet", _rate(ingest["example_gen_rows_per_second"]), "ingest"),
        ("statistics of tf.Examples", _rate(ingest["statistics_rows_per_second"]), "ingest"),
        ("statistics of Arrow tables", _rate(ingest["in_memory_statistics_rows_per_second"]), "ingest"),
        ("distances of Arrow tables", _rate(ingest["in_memory_distances_rows_per_second"]), "ingest"),
        ("serving one example, p99, XGBoost and autoencoder", _latency(models), "models"),
        ("serving batches of 1024, XGBoost", _served(models, "gradient_boosting"), "models"),
        ("serving batches of 1024, autoencoder", _served(models, "autoencoder"), "models"),
        ("`cascada --help`", f"{bench['help']['seconds']:.2f} s", "help"),
    ]


def curve(bench: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Training events, accuracy, areas under the curve: proton against iron, photon against nuclei."""
    names = ("accuracy", "auc_proton_iron", "auc_photon_hadron")
    return [
        (f"{int(events):,}".replace(",", " "), *(f"{found[name]:.4f}" for name in names))
        for events, found in bench["learning_curve"].items()
        if events.isdigit()
    ]


def faults(bench: dict[str, Any]) -> str:
    """Each injected fault with the gate that catches it and the smallest span, then the honest spans."""
    found, honest = bench["faults"]["faults"], bench["faults"]["honest"]
    lines = ["| fault | dataset | caught by | from so many events |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {one['dataset']} | {one['caught_by']} | {one['events']} |" for name, one in found.items()
    ]
    alarms = f"{honest['false_alarms']} refused"
    return "\n".join(
        [*lines, f"| none: {honest['spans']} honest spans of 500 to 20 000 events | both | {alarms} | |"]
    )


def zoo(bench: dict[str, Any], dataset: str) -> str:
    """The zoo of one dataset, beside what others have published."""
    return markdown(bench["zoo"][dataset], dataset)


def _interval(found: dict[str, Any]) -> str:
    low, high = found["interval"]
    return f"{found['mean']:.4f} ({low:.4f} to {high:.4f})"


def _rejections(*families: dict[str, Any]) -> str:
    return " and ".join(f"{found['rejection_photon_hadron']['mean']:.4f}" for found in families)


def _seconds(models: dict[str, float], family: str) -> str:
    return f"{models[f'{family}_training_seconds']:.1f} s"


def _rate(value: float, what: str = "rows") -> str:
    return f"{float(f'{value:.3g}'):,.0f} {what}/s".replace(",", " ")


def _latency(models: dict[str, float]) -> str:
    names = (f"{family}_serving_default_p99_milliseconds" for family in ("gradient_boosting", "autoencoder"))
    return " and ".join(f"{models[name]:.1f} ms" for name in names)


def _served(models: dict[str, float], family: str) -> str:
    rates = [_rate(models[f"{family}_{name}_rows_per_second"]) for name in ("predict", "serving_default")]
    return f"{rates[0]} from columns, {rates[1]} from tf.Examples"


def main() -> None:
    """Prints the tables."""
    bench = json.loads(BENCH.read_text())
    print("| what | measured | `python -m tests.bench` |\n|---|---|---|")
    for what, figure, name in rows(bench):
        print(f"| {what} | {figure} | `{name}` |")
    print("\n| training events | accuracy | proton / iron | photon / nuclei |\n|---|---|---|---|")
    for cells in curve(bench):
        print(f"| {' | '.join(cells)} |")
    for dataset in ZOOS:
        print(f"\n{zoo(bench, dataset)}")
    print(f"\n{faults(bench)}")


if __name__ == "__main__":
    main()
