"""How the metrics of a review are called, written and judged: which way is better."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from components.page.markup import text

Json = dict[str, Any]
PER_CLASS = ("precision", "recall", "f1")
OF_A_CLASS = (*PER_CLASS, "auc", "predicted_fraction", "support")
COUNTS = ("support_", "signal_", "background_", "ln_a_examples")
LOWER_IS_BETTER = ("calibration_error", "log_loss", "ln_a_error")
NEITHER = ("predicted_fraction", "ln_a_bias")
"""Of these neither more nor less is better."""
NAMES = {
    "macro_f1": "macro F1",
    "log_loss": "log loss",
    "ln_a_bias": "ln A bias",
    "ln_a_error": "error of the ln A bias",
    "f1": "F1",
    "auc": "AUC",
}
NEARLY_ONE = 0.99
"""From here on a fourth decimal tells something."""
SMALL, SMALLEST = 0.01, 5e-5
"""Differences below the first have four decimals, below the second they are none."""


def title(metric: str) -> str:
    """A metric in words, such as `AUC proton iron`; text."""
    if metric in NAMES:
        return NAMES[metric]
    first, _, rest = metric.partition("_")
    name = NAMES.get(first, first)
    return f"{name} {rest}".replace("_", " ").strip()


def is_count(metric: str) -> bool:
    """Whether it counts examples."""
    return metric.startswith(COUNTS)


def shown(value: float | None) -> str:
    """A value in three decimals, in four where it is nearly one; empty for what is undefined."""
    return "" if value is None or not math.isfinite(value) else _minus(f"{value:.{_decimals(value)}f}")


def signed(value: float | None) -> str:
    """A difference with its sign, in four decimals where it is small; 0 for next to nothing."""
    if value is None or not math.isfinite(value):
        return ""
    if abs(value) < SMALLEST:
        return "0"
    return _minus(f"{value:+.4f}" if abs(value) < SMALL else f"{value:+.3f}")


def limits(interval: Sequence[float] | None) -> str:
    """An interval, such as `0.555 to 0.586`; empty for none."""
    if not interval:
        return ""
    decimals = max(map(_decimals, interval))
    return " to ".join(_minus(f"{end:.{decimals}f}") for end in interval)


def signed_limits(interval: Sequence[float] | None) -> str:
    """The interval of a difference, such as `−0.012 to +0.018`; empty for none."""
    if not interval:
        return ""
    decimals = 4 if max(map(abs, interval)) < SMALL else 3
    return " to ".join(_minus(f"{end:+.{decimals}f}") for end in interval)


def _decimals(value: float) -> int:
    return 4 if NEARLY_ONE <= abs(value) < 1 else 3


def _minus(number: str) -> str:
    return number.replace("-", "−")


def beyond_noise(change: Json | None) -> bool:
    """Whether the interval of a change leaves out zero."""
    if not change or not change.get("interval"):
        return False
    low, high = change["interval"]
    return bool(low > 0 or high < 0)


def judged(metric: str, change: Json | None) -> str:
    """What a change is: `better`, `worse`, `moved` or `within noise`; empty for none."""
    if not change:
        return ""
    if not beyond_noise(change):
        return "within noise"
    if metric.startswith(NEITHER):
        return "moved"
    return "better" if (change["value"] > 0) is not metric.startswith(LOWER_IS_BETTER) else "worse"


def change_words(metric: str, change: Json | None) -> str:
    """A change with its interval and what it is, as HTML; empty for none."""
    if not change:
        return ""
    verdict = judged(metric, change)
    style = verdict.replace(" ", "-")
    interval = f" <span class=quiet>({signed_limits(change.get('interval'))})</span>"
    return f"<span class='{style}'>{signed(change['value'])} {text(verdict)}</span>{interval}"


def headline(content: Json) -> list[str]:
    """The metrics that tell most, those of them that a `metrics.json` has."""
    separated = [f"{kind}_{name}" for name in content.get("separations", []) for kind in ("auc", "rejection")]
    names = ["accuracy", "macro_f1", "log_loss", "calibration_error", *separated, "ln_a_bias"]
    return [name for name in names if name in content["overall"]]


def of_classes(content: Json) -> list[str]:
    """Every metric of a single class, class after class."""
    named = (f"{kind}_{name}" for name in content["classes"] for kind in (*PER_CLASS, "auc"))
    return [name for name in named if name in content["overall"]]


def heaviest(content: Json) -> str | None:
    """The class with the largest mass number, None where there are none."""
    numbers = content.get("mass_numbers") or {}
    masses = {name: mass for name, mass in numbers.items() if name in content["classes"]}
    return max(masses, key=lambda name: masses[name]) if masses else None


def singles(bands: Iterable[Json]) -> list[Json]:
    """The slices by one feature."""
    return [band for band in bands if not is_cross(band)]


def is_cross(band: Json) -> bool:
    """Whether a slice is by more than one feature."""
    return len(band.get("features") or [band["slice"]]) > 1


def by_slice(bands: Iterable[Json]) -> dict[str, list[Json]]:
    """The bands of each slice, in their order."""
    found: dict[str, list[Json]] = {}
    for band in bands:
        found.setdefault(band["slice"], []).append(band)
    return found


def place(band: Json) -> str:
    """How gates call a band."""
    return f"{band['slice']}|{band['band']}"
