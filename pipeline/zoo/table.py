"""The zoo as a table for people."""

from typing import Any

COLUMNS = {
    "accuracy": "accuracy",
    "macro_f1": "macro-F1",
    "auc_proton_iron": "proton / iron",
    "auc_photon_hadron": "photon / nuclei",
    "anomaly_auc_photon": "photon strange",
    "anomaly_auc_silicon": "silicon strange",
    "parameters": "parameters",
    "seconds": "seconds",
    "latency_milliseconds": "latency",
}
WHOLE = ("parameters",)
MILLISECONDS, SECONDS = "latency_milliseconds", "seconds"


def markdown(found: dict[str, Any]) -> str:
    """A row for each variant: means, with half the width of the interval where there is one.

    Args:
        found: as `contest` gives it.
    """
    columns = [name for name in COLUMNS if any(name in figures for figures in found.values())]
    lines = [
        f"| model | {' | '.join(COLUMNS[name] for name in columns)} |",
        "|---" * (len(columns) + 1) + "|",
    ]
    for model, figures in found.items():
        cells = (_cell(name, figures.get(name)) for name in columns)
        lines.append(f"| {model} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(name: str, figure: dict[str, Any] | None) -> str:
    if figure is None:
        return ""
    if name in WHOLE:
        return f"{figure['mean']:,.0f}".replace(",", " ")
    if name == MILLISECONDS:
        return f"{figure['mean']:.1f} ms"
    if name == SECONDS:
        return f"{figure['mean']:.1f}"
    if figure["interval"] is None:
        return f"{figure['mean']:.3f}"
    return f"{figure['mean']:.3f} ± {figure['interval'][1] - figure['mean']:.3f}"
