"""`python -m tests.bench.table`: the table of the README, made of bench.json."""

import json
import pathlib
from typing import Any

BENCH = pathlib.Path(__file__).resolve().parents[2] / "bench.json"


def rows(bench: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What was measured, the figure, and the name of the measurement."""
    accuracy, three = bench["accuracy"], bench["three_inputs"]
    models, ingest, dag = bench["models"], bench["ingest"], bench["dag"]
    return [
        ("XGBoost, test accuracy", _interval(accuracy["gradient_boosting"]), "accuracy"),
        ("autoencoder with head, test accuracy", _interval(accuracy["autoencoder"]), "accuracy"),
        ("champion, test accuracy", _interval(accuracy["champion"]), "accuracy"),
        ("champion with muons, zenith and energy alone", _interval(three["champion"]), "three_inputs"),
        ("the whole pipeline, 48 498 showers, cold", f"{dag['cold_seconds']:.0f} s", "dag"),
        ("the same again, all from the cache", f"{dag['cached_seconds']:.0f} s", "dag"),
        ("training XGBoost, 400 rounds x 5 classes", _seconds(models, "gradient_boosting"), "models"),
        ("training the autoencoder, 60 epochs", _seconds(models, "autoencoder"), "models"),
        ("ExampleGen from Parquet", _rate(ingest["example_gen_rows_per_second"]), "ingest"),
        ("statistics", _rate(ingest["statistics_rows_per_second"]), "ingest"),
        ("serving one example, p99, XGBoost and autoencoder", _latency(models), "models"),
        ("serving batches of 1024, XGBoost", _served(models, "gradient_boosting"), "models"),
        ("serving batches of 1024, autoencoder", _served(models, "autoencoder"), "models"),
        ("`cascada --help`", f"{bench['help']['seconds']:.2f} s", "help"),
    ]


def _interval(found: dict[str, Any]) -> str:
    low, high = found["interval"]
    return f"{found['mean']:.4f} ({low:.4f} to {high:.4f})"


def _seconds(models: dict[str, float], family: str) -> str:
    return f"{models[f'{family}_training_seconds']:.1f} s"


def _rate(value: float) -> str:
    return f"{float(f'{value:.3g}'):,.0f} rows/s".replace(",", " ")


def _latency(models: dict[str, float]) -> str:
    names = (f"{family}_serving_default_p99_milliseconds" for family in ("gradient_boosting", "autoencoder"))
    return " and ".join(f"{models[name]:.1f} ms" for name in names)


def _served(models: dict[str, float], family: str) -> str:
    rates = [_rate(models[f"{family}_{name}_rows_per_second"]) for name in ("predict", "serving_default")]
    return f"{rates[0]} from columns, {rates[1]} from tf.Examples"


def main() -> None:
    """Prints the table."""
    bench = json.loads(BENCH.read_text())
    print("| what | measured | `python -m tests.bench` |\n|---|---|---|")
    for what, figure, name in rows(bench):
        print(f"| {what} | {figure} | `{name}` |")


if __name__ == "__main__":
    main()
