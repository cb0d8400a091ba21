"""What a physicist asks of a model: separations, bias of ln A, predicted composition."""

from collections.abc import Iterator
from typing import Any

from components.page.markup import interval, number, table, words

Metrics = dict[str, dict[str, Any]]
SEPARATED = ["separation, model", "AUC", "95 %", "merit factor", "rejection", "95 %", "signal", "background"]
NOTE = (
    "<p>The rejection is the share of the background that is turned away when half of the signal is kept; "
    "the merit factor is the distance of the two means of the logit over the root of the summed "
    "variances. The bias of ln A is estimated less true, over nuclei.</p>"
)


def heaviest(content: dict[str, Any]) -> str | None:
    """The class with the largest mass number of a `metrics.json`, None where there are none."""
    masses = {
        name: mass for name, mass in content.get("mass_numbers", {}).items() if name in content["classes"]
    }
    return max(masses, key=masses.__getitem__) if masses else None


def physics_section(metrics: Metrics) -> str:
    """Tables of what was asked for; empty where nothing was.

    Args:
        metrics: `metrics.json` of each family.
    """
    content = next(iter(metrics.values()))
    parts = [_separations(metrics)] if content.get("separations") else []
    parts += [_composition(metrics)] if heaviest(content) else []
    return f"<h2>Separation and composition</h2>{''.join(parts)}{NOTE}" if parts else ""


def _separations(metrics: Metrics) -> str:
    names = next(iter(metrics.values()))["separations"]
    rows = (
        [f"{words(name)}, {words(family)}", *_separation(content, name)]
        for name in names
        for family, content in metrics.items()
    )
    return table(SEPARATED, rows, "tight")


def _separation(content: dict[str, Any], name: str) -> Iterator[str]:
    values, limits = content["overall"], content["intervals"]
    yield number(values.get(f"auc_{name}"))
    yield interval(limits.get(f"auc_{name}"))
    yield number(values.get(f"merit_{name}"))
    yield number(values.get(f"rejection_{name}"))
    yield interval(limits.get(f"rejection_{name}"))
    yield from (f"{values[f'{side}_{name}']:.0f}" for side in ("signal", "background"))


def _composition(metrics: Metrics) -> str:
    """The bias of ln A, and each class's share among truths and predictions."""
    return table(["composition, model", "value", "95 %", "true"], _composition_rows(metrics))


def _composition_rows(metrics: Metrics) -> Iterator[list[str]]:
    classes = next(iter(metrics.values()))["classes"]
    for name in ["ln_a_bias", *(f"predicted_fraction_{class_}" for class_ in classes)]:
        for family, content in metrics.items():
            value, limits = content["overall"].get(name), content["intervals"].get(name)
            truth = content["overall"].get(name.replace("predicted_fraction", "support"))
            share = truth / content["examples"] if name != "ln_a_bias" and truth is not None else None
            yield [f"{words(name)}, {words(family)}", number(value), interval(limits), number(share)]
